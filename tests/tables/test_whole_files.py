"""Files that are written as a whole or not at all."""

import os
import resource
from contextlib import contextmanager
from pathlib import Path

import pytest

from kium_rules.tables.whole_files import write_whole


@contextmanager
def full_disk_after(count):
    """No file can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_every_file_as_it_was(tmp_path):
    small, large = tmp_path / "table.yaml", tmp_path / "rows.csv"
    small.write_text("old")
    with full_disk_after(4096), pytest.raises(OSError, match="too large"):
        write_whole({small: b"new", large: b"x" * 10_000})
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("table.yaml", "old")]


def test_a_link_and_the_rights_of_a_file_stay(tmp_path):
    file, link = tmp_path / "kept.csv", tmp_path / "link.csv"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole({link: b"new"})
    assert (link.is_symlink(), file.read_text(), file.stat().st_mode & 0o777) == (True, "new", 0o640)


def test_a_device_is_written_to_and_not_replaced():
    write_whole({Path(os.devnull): b"new"})
    assert Path(os.devnull).is_char_device()
