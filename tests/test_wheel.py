"""`pip install .` gives the bare library: tables inside, no database, no web; README's example runs on it."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
SURFACES = ("admin", "public", "devices", "tests", "rules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    subprocess.run(["git", "clone", "--quiet", HERE, source], check=True)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    venv = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", venv)
    run(venv / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    return venv / "bin" / "python"


def run(*words, **options) -> str:
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_holds_the_tables_and_only_the_library(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    words = {path.name for path in (HERE / "rules").iterdir() if path.is_dir()}
    assert {name.split("/")[2] for name in names if name.startswith("kium_rules/_rules/")} >= words
    assert not [name for name in names if name.split("/")[0] in SURFACES]


@pytest.mark.slow
def test_the_bare_library_needs_no_database_and_no_web_framework(python, tmp_path):
    code = "import importlib.util as u, kium_rules.policy; print([m for m in ('sqlalchemy','flask') if u.find_spec(m)])"
    assert run(python, "-c", code, cwd=tmp_path).strip() == "[]"
    assert "booking_window" in run(python, "-m", "kium_rules.cli", "list", cwd=tmp_path)
    assert "decide" in run(python, "-m", "kium_rules.cli", "--help", cwd=tmp_path)


@pytest.mark.slow
def test_the_example_in_the_readme_prints_what_the_readme_says(python, tmp_path):
    blocks = re.findall(r"```(\w+)\n(.*?)```", (HERE / "README.md").read_text("utf-8"), re.DOTALL)
    code = next(text for language, text in blocks if language == "python")
    printed = next(text for language, text in blocks if language == "text")
    assert run(python, "-c", code, cwd=tmp_path) == printed
