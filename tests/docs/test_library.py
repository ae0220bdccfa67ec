"""docs/library.md cannot go out of date: its code is run from top to bottom, as a developer would."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text("utf-8")


def test_the_code_of_the_page_runs_from_top_to_bottom(capsys):
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == len(re.findall(r"^## ", PAGE, re.MULTILINE))
    exec(compile("\n".join(blocks), "docs/library.md", "exec"), {})  # noqa: S102 - our own page
    assert "would have ended differently" in capsys.readouterr().out
