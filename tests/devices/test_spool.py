from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from devices.spool import Spool, SpoolError
from devices.tap import TapState

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

# Adds taps, for ever if need be, and says each nonce once ``add`` has returned.
TAPPER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from devices.spool import Spool
with Spool(Path(sys.argv[1])) as spool:
    for _ in range(int(sys.argv[3])):
        print(spool.add(sys.argv[2], "gate", datetime.now(UTC)).nonce, flush=True)
"""

# Fills the disk, as far as this process can tell, and makes room again.
DISK_FILLER = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from devices.spool import Spool, SpoolError
with Spool(Path(sys.argv[1])) as spool:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit[1]))
    kept = 0
    try:
        while True:
            spool.add("04A1B2C3", "x" * 200, datetime.now(UTC))
            kept += 1
    except SpoolError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    print(kept)
    spool.add("04A1B2C3", "gate", datetime.now(UTC))
    print(kept + 1)
with Spool(Path(sys.argv[1])) as spool:
    print(spool.waiting())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "spool.sqlite3"


def settle_first(spool: Spool, state: TapState, answer: str = "", at: datetime = NOON) -> None:
    kept = spool.first_waiting()
    assert kept is not None
    spool.note(kept.tap, state, answer, at)


def drain(spool: Spool) -> list[str]:
    nonces = []
    while kept := spool.first_waiting():
        nonces.append(kept.tap.nonce)
        spool.note(kept.tap, TapState.SENT, "", NOON)
    return nonces


def tapper(path: Path, uid: str, count: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", TAPPER, str(path), uid, str(count)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_killed_process_loses_no_tap_and_keeps_the_order(path, count):
    process = tapper(path, "04A1B2C3", 1_000_000)
    assert process.stdout is not None
    said = [line.strip() for line in islice(process.stdout, count)]
    process.kill()
    said += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    with Spool(path) as spool:
        kept = drain(spool)
    # The kill may have come between keeping a tap and saying so: one more may be there, never one fewer.
    assert kept[: len(said)] == said
    assert len(kept) - len(said) in (0, 1)


def test_two_processes_share_a_new_spool(path):
    processes = [tapper(path, uid, 20) for uid in ("04A1B2C3", "04A1B2C4")]
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    with Spool(path) as spool:
        kept = drain(spool)
    assert len(kept) == 40
    for nonces in said:
        assert [nonce for nonce in kept if nonce in set(nonces)] == nonces


def test_many_may_open_a_new_spool_at_once(tmp_path):
    def open_and_add(path: Path) -> None:
        with Spool(path) as spool:
            spool.add("04A1B2C3", "gate", NOON)

    for attempt in range(10):
        path = tmp_path / str(attempt)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(open_and_add, [path] * 8))
        with Spool(path) as spool:
            assert spool.waiting() == 8


def test_the_file_is_written_through_to_the_disk_with_every_tap(path):
    with Spool(path) as spool:
        assert path.read_bytes()[18:20] == b"\x02\x02"  # the file header's word for WAL
        assert spool._file.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL; only the connection knows


def test_a_tap_comes_back_as_it_went_in_in_utc(path):
    seoul = timezone(timedelta(hours=9))
    with Spool(path) as spool:
        tap = spool.add("04A1B2C3", "정문 리더기", datetime(2026, 3, 2, 12, 0, 0, 123456, seoul))
    with Spool(path) as again:
        kept = again.first_waiting()
    assert kept is not None
    assert kept.tap == tap
    assert kept.tap.happened_at == datetime(2026, 3, 2, 3, 0, 0, 123456, UTC)
    assert kept.tap.happened_at.utcoffset() == timedelta(0)
    assert (kept.state, kept.attempts, kept.tried_at, kept.answer) == (TapState.WAITING, 0, None, "")


def test_a_reader_of_a_long_name_gives_taps_the_api_can_take(path):
    with Spool(path) as spool:
        tap = spool.add("04A1B2C3", "ACS\tACR1252 " + "x" * 200, NOON)
    assert len(tap.reader) == 100
    assert tap.reader.startswith("ACS ACR1252 xxx")


def test_a_time_without_zone_is_refused_and_nothing_is_kept(path):
    with Spool(path) as spool:
        with pytest.raises(ValueError, match="no time zone"):
            spool.add("04A1B2C3", "gate", datetime(2026, 3, 2, 12, 0))
        assert spool.waiting() == 0


@examples(50)
@given(st.lists(st.sampled_from(["add", "sent", "rejected", "later", "again"]), max_size=30))
def test_the_oldest_waiting_tap_is_always_the_next_and_none_is_lost(tmp_path_factory, steps):
    waiting: list[str] = []
    rejected: list[str] = []
    order: list[str] = []
    with Spool(tmp_path_factory.mktemp("spool") / "s") as spool:
        for step in steps:
            if step == "add":
                order.append(spool.add("04A1B2C3", "gate", NOON).nonce)
                waiting.append(order[-1])
            elif step == "again":
                spool.wait_again()
                waiting, rejected = sorted(waiting + rejected, key=order.index), []
            elif waiting:
                state = {"sent": TapState.SENT, "rejected": TapState.REJECTED}.get(step, TapState.WAITING)
                settle_first(spool, state)
                if state is not TapState.WAITING:
                    settled = waiting.pop(0)
                    if state is TapState.REJECTED:
                        rejected = sorted([*rejected, settled], key=order.index)
            first = spool.first_waiting()
            assert (first.tap.nonce if first else None) == (waiting[0] if waiting else None)
            assert spool.waiting() == len(waiting)
            assert [kept.tap.nonce for kept in spool.rejected()] == rejected


def test_an_attempt_that_failed_leaves_its_reason_and_the_tap(path):
    with Spool(path) as spool:
        spool.add("04A1B2C3", "gate", NOON)
        settle_first(spool, TapState.WAITING, "no network")
        settle_first(spool, TapState.WAITING, "no answer")
        kept = spool.first_waiting()
        assert kept is not None
        assert (kept.attempts, kept.answer, kept.tried_at) == (2, "no answer", NOON)
        assert spool.last_answered() is None


def test_the_last_answer_is_that_of_the_tap_settled_last(path):
    with Spool(path) as spool:
        for uid in ("04A1B2C3", "04A1B2C4", "04A1B2C5"):
            spool.add(uid, "gate", NOON)
        settle_first(spool, TapState.SENT, "one", NOON)
        settle_first(spool, TapState.REJECTED, "two", NOON + timedelta(seconds=1))
        settle_first(spool, TapState.SENT, "three", NOON + timedelta(seconds=2))
        last = spool.last_answered()
        assert last is not None
        assert (last.tap.uid, last.answer) == ("04A1B2C5", "three")
        assert [kept.answer for kept in spool.rejected()] == ["two"]


def test_what_another_process_settled_stays_settled(path):
    with Spool(path) as mine, Spool(path) as theirs:
        tap = mine.add("04A1B2C3", "gate", NOON)
        theirs.note(tap, TapState.SENT, "in", NOON)
        mine.note(tap, TapState.WAITING, "timed out", NOON)
        assert mine.waiting() == 0
        last = mine.last_answered()
        assert last is not None
        assert last.answer == "in"


def test_card_numbers_the_server_has_do_not_pile_up_on_the_disk(path):
    with Spool(path) as spool:
        for _ in range(20):
            spool.add("04A1B2C3", "gate", NOON)
            settle_first(spool, TapState.SENT)
        rows = sqlite3.connect(path)
        assert rows.execute("SELECT count(*) FROM tap").fetchone() == (1,)
        rows.close()


def test_threads_share_one_spool(path):
    with Spool(path) as spool:
        threads = [
            threading.Thread(target=lambda: [spool.add("04A1B2C3", "gate", NOON) for _ in range(10)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert spool.waiting() == 40


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere than in a file's mode")
def test_only_the_agents_own_account_can_read_the_file(path):
    with Spool(path) as spool:
        spool.add("04A1B2C3", "gate", NOON)
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o077 == 0, file


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_told_and_the_spool_goes_on_afterwards(path):
    run = subprocess.run(
        [sys.executable, "-c", DISK_FILLER, str(path)], capture_output=True, text=True, cwd=ROOT
    )
    told, *counts = run.stdout.splitlines()
    assert "남은 공간" in told, run
    before, after, in_file = map(int, counts)
    assert before > 0
    assert after == in_file == before + 1


def test_a_file_that_is_no_spool_is_refused_and_left_alone(path):
    path.parent.mkdir()
    path.write_text("This is a letter, not a spool. " * 50)
    before = path.read_bytes()
    with pytest.raises(SpoolError, match="카드 기록 파일이 아니거나"):
        Spool(path)
    assert path.read_bytes() == before


def test_a_spool_of_a_newer_program_is_refused(path):
    Spool(path).close()
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version=9")
    file.close()
    with pytest.raises(SpoolError, match="파일 9"):
        Spool(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match="열 수 없습니다"):
        Spool(tmp_path / "file" / "spool.sqlite3")
    with pytest.raises(SpoolError, match="열 수 없습니다"):
        Spool(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
