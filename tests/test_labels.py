"""What people read: particles follow the word before them."""

import pytest

from kium_rules.labels import sentence, with_particles


@pytest.mark.parametrize(
    ("left_open", "settled"),
    [
        ("여름방학이(가) 1학기와(과) 겹칩니다", "여름방학이 1학기와 겹칩니다"),
        ("2학기이(가) 겨울방학와(과) 겹칩니다", "2학기가 겨울방학과 겹칩니다"),
        ("김보기을(를), 김샘을(를)", "김보기를, 김샘을"),
        ("‘G’은(는) 16진수가 아닙니다", "‘G’는 16진수가 아닙니다"),
        ("카드 10은(는), 12은(는)", "카드 10은, 12는"),
        ("이(가) 아무것도 없습니다", "이(가) 아무것도 없습니다"),
    ],
)
def test_a_particle_left_open_is_settled_by_the_word_before_it(left_open, settled):
    assert with_particles(left_open) == settled


def test_sentences_settle_their_particles_in_korean():
    assert sentence("records.centre_not_open", "ko", centre="새싹 키움센터").startswith("새싹 키움센터는 ")
    assert "(" not in sentence("records.centre_not_open", "en", centre="Saessak")
