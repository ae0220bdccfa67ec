"""`kium-rules docs`: the documents made from the tables."""

from cli.asked import run


def test_a_document_that_says_something_else_is_found_out_of_date(tmp_path):
    folder = tmp_path / "docs"
    written = run("docs", "--to", folder)
    assert (written.exit_code, len(written.stdout.splitlines())) == (0, len(list(folder.iterdir())))
    (folder / "rules.md").write_text("old", encoding="utf-8")
    checked = run("docs", "--check", "--to", folder)
    assert (checked.exit_code, checked.stdout) == (1, f"out of date: {folder / 'rules.md'}\n")
    assert (folder / "rules.md").read_text("utf-8") == "old"


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("docs", "--to", tmp_path / "file" / "docs")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot be written (Not a directory)" in done.stderr
