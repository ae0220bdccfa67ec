"""The speed of verification, by the time it takes to read the same table from its files: `run()` gives every figure."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from benchmarks.faulty_tables import faulty_table
from benchmarks.figure import Figure
from kium_rules.tables import read_table, write_table
from kium_rules.tables.verify import Kind, verify

TIMES = 5


def run() -> list[Figure]:
    """Find every gap and overlap of a 1,000 x 10 and a 5,000 x 10 table with a tenth of their rows faulty."""
    with tempfile.TemporaryDirectory(prefix="kium-bench-") as folder:
        (loading, small, told), (loading_large, large, told_large) = (
            _measure(Path(folder) / str(rows) / "large", rows) for rows in (1_000, 5_000)
        )
    return [
        Figure(
            f"verify 1,000 x 10, a tenth faulty ({told})", f"{small:.3f} s",
            "read it from its files", f"{loading:.3f} s", small / loading, 5, "lower",
        ),
        Figure(
            f"verify 5,000 x 10, a tenth faulty ({told_large})", f"{large:.3f} s",
            "verify 1,000 x 10", f"{small:.3f} s", large / small, 10, "lower",
        ),
        Figure(
            "verify 5,000 x 10, a tenth faulty", f"{large:.3f} s",
            "read it from its files", f"{loading_large:.3f} s", large / loading_large, 10, "lower",
        ),
    ]  # fmt: skip


def _measure(folder: Path, rows: int) -> tuple[float, float, str]:
    """Seconds of processor time to read a table and to verify it, the best of a few, and what was found."""
    write_table(faulty_table(rows).table, folder)
    table = read_table(folder)
    found = verify(table)
    assert not [finding for finding in found if finding.kind is Kind.UNDECIDED]
    gaps = sum(finding.kind is Kind.GAP for finding in found)
    pairs = sum(finding.kind in (Kind.OVERLAP, Kind.CONFLICT) for finding in found)
    best = _best(lambda: read_table(folder)), _best(lambda: verify(table))
    return *best, f"{gaps} gaps, {pairs} overlaps"


def _best(act: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        start = process_time()
        act()
        times.append(process_time() - start)
    return min(times)
