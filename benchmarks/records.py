"""The ledger's speed, as ratios to named peers in the same run: `run()` gives every figure."""

import tempfile
from pathlib import Path

from benchmarks import records_booking, records_reading
from benchmarks.figure import Figure


def run() -> list[Figure]:
    """Measure bookings, a hot centre, the calendar of seats and the nightly close."""
    with tempfile.TemporaryDirectory(prefix="kium-bench-") as folder:
        return [*records_booking.figures(Path(folder)), *records_reading.figures(Path(folder))]
