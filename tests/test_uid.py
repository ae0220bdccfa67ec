from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kium_rules.uid import LENGTHS, UidError, UidFormat, canonical, read_typed, warning

uids = st.sampled_from(LENGTHS).flatmap(lambda size: st.binary(min_size=size, max_size=size))
separators = st.sampled_from([":", "-", " ", ".", ""])


@given(uids, separators, st.booleans())
def test_every_way_to_write_a_uid_gives_the_same_canonical_form(uid, separator, is_upper):
    written = separator.join(f"{byte:02x}" for byte in uid)
    read = canonical(f"  {written.upper() if is_upper else written}\n")
    assert read == uid.hex().upper()
    assert canonical(read) == read


def read_or_refusal(text: str, written_as: UidFormat) -> str | UidError:
    try:
        return read_typed(text, written_as)
    except UidError as error:
        return error


@given(st.text(max_size=30) | st.text(alphabet="0123456789abcdefABCDEF:- ", max_size=30))
def test_any_text_gives_a_whole_uid_or_a_clear_refusal(text):
    uid = read_or_refusal(text, UidFormat.HEX)
    if isinstance(uid, UidError):
        assert uid.ko.isprintable()
        assert str(uid).isprintable()
    else:
        assert len(bytes.fromhex(uid)) in LENGTHS
        assert uid == uid.upper()


@given(uids)
def test_a_reversed_reader_gives_the_number_the_card_sends(uid):
    assert read_typed(uid[::-1].hex(), UidFormat.HEX_REVERSED) == uid.hex().upper()


@given(st.binary(min_size=4, max_size=4))
def test_a_decimal_reader_gives_the_number_the_card_sends(uid):
    typed = f"{int.from_bytes(uid, 'little'):010d}"
    assert read_typed(typed, UidFormat.DECIMAL) == uid.hex().upper()


@given(st.text(alphabet="0123456789 a", max_size=14))
def test_any_decimal_text_gives_a_uid_or_a_clear_refusal(text):
    uid = read_or_refusal(text, UidFormat.DECIMAL)
    if isinstance(uid, UidError):
        assert str(uid)
    else:
        assert f"{int.from_bytes(bytes.fromhex(uid), 'little'):010d}" == text.strip()


def test_decimal_is_the_first_four_bytes_read_backwards():
    assert read_typed("3027821362", UidFormat.DECIMAL) == "32E378B4"


@pytest.mark.parametrize(
    ("text", "problem", "told"),
    [
        ("", "empty", "04A1B2C3"),
        ("  ", "empty", "04A1B2C3"),
        ("04A1G2C3", "not_hex", "5번째 글자 ‘G’"),
        ("04A1B2C３", "not_hex", "8번째 글자"),
        ("04ㅁ1B2C3", "hangul", "한/영"),
        ("0:4A1B2C3", "cut_byte", "2번째"),
        ("04A1B2C", "odd", "7자리"),
        ("04A1B2", "length", "3바이트"),
        ("04A1B2C3D4", "length", "5바이트"),
        ("00" * 11, "length", "11바이트"),
        ("04A1\x1b[2J", "not_hex", "5번째"),
    ],
)
def test_a_bad_uid_is_refused_with_what_and_where(text, problem, told):
    with pytest.raises(UidError) as refusal:
        canonical(text)
    assert refusal.value.problem == problem
    assert told in refusal.value.ko
    assert "\x1b" not in refusal.value.ko


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("12058162", "decimal_digits"),
        ("30278213621", "decimal_digits"),
        ("4294967296", "decimal_size"),
        ("30278A1362", "not_decimal"),
        ("٣٠٢٧٨٢١٣٦٢", "not_decimal"),
        ("-302782136", "not_decimal"),
    ],
)
def test_a_bad_decimal_number_is_refused(text, problem):
    with pytest.raises(UidError) as refusal:
        read_typed(text, UidFormat.DECIMAL)
    assert refusal.value.problem == problem


@pytest.mark.parametrize(
    ("uid", "word"),
    [("08A1B2C3", "휴대전화"), ("8804A9DB", "앞부분"), ("04A1B2C3", None), ("08A1B2C3D4E5F6", None)],
)
def test_numbers_that_change_or_are_cut_short_are_warned_of(uid, word):
    told = warning(uid)
    assert told is None if word is None else word in told
