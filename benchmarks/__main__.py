"""`make bench`: every figure as a ratio to a named peer in the same run, in one table with the machine named.

`python -m benchmarks tables records` runs only those modules.
"""

import os
import platform
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.figure import Figure


def modules() -> list[str]:
    """Name the modules that measure: those with a function `run` in a file of their own."""
    names = [module.name for module in iter_modules([str(Path(__file__).parent)])]
    return [
        name for name in names if name != "__main__" and hasattr(import_module(f"benchmarks.{name}"), "run")
    ]


def machine() -> str:
    """Name the machine and how busy it is."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


def line(figure: Figure) -> str:
    """Write one figure."""
    sign = "≥" if figure.better == "higher" else "≤"
    held = "holds" if figure.holds else "MISSED"
    return (
        f"| {figure.what} | {figure.figure} | {figure.peer}: {figure.peer_figure} | {figure.ratio:,.2f} | "
        f"{sign} {figure.goal:g} | {held} |"
    )


def main(wanted: list[str]) -> int:
    """Run the modules that are wanted, or all; 2 where one of them is not known."""
    known = modules()
    if unknown := [name for name in wanted if name not in known]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"{machine()}\n\n| what | ours | peer | ratio | goal | |\n| --- | --- | --- | --- | --- | --- |")
    for name in wanted or known:
        for figure in import_module(f"benchmarks.{name}").run():
            print(line(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
