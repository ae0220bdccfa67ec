"""How the cost of a page and of the nightly close grows with what is in the records."""

import time as clock
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text

from benchmarks.figure import Figure
from benchmarks.records_city import FIRST, LAST, NOW, book, fill_centre, make_centres, make_children
from kium_rules.policy import Policy
from kium_rules.records import Database
from kium_rules.records.bookings.closing import close_day
from kium_rules.records.centres import seats_by_day
from kium_rules.vocabulary import BookingState

FEW, MANY = 50, 5_000
DAYS = 92
LOOKS = 41
SEATS_GOAL = 1.2
CENTRES, CITY_BOOKINGS, DAYS_EACH = 300, 100_000, 2
ENDING_SHARE = 25
CLOSE_GOAL = 0.02
BATCH = 500


def figures(folder: Path) -> list[Figure]:
    """Measure on SQLite."""
    policy = Policy.load()
    return [_seats(folder, policy), _close(folder, policy)]


def _seats(folder: Path, policy: Policy) -> Figure:
    db = Database(f"sqlite:///{folder / 'seats.db'}")
    db.migrate()
    with db.session(write=True) as session:
        quiet, busy = make_centres(session, 2, base=MANY)
        children = make_children(session, FEW + MANY)
        fill_centre(session, quiet, children[:FEW], BookingState.SCHEDULED)
        fill_centre(session, busy, children[FEW:], BookingState.SCHEDULED)

    def look(centre_id: int) -> float:
        begun = clock.perf_counter()
        with db.session() as session:
            days = seats_by_day(session, centre_id, FIRST, FIRST + timedelta(days=DAYS - 1), policy=policy)
        assert len(days) == DAYS
        return clock.perf_counter() - begun

    look(quiet), look(busy)
    looks = [(look(quiet), look(busy)) for _ in range(LOOKS)]
    few, many = (median(each) for each in zip(*looks, strict=True))
    db.close()
    return Figure(
        what=f"seats of {DAYS} days at a centre with {MANY:,} bookings",
        figure=f"{many * 1000:.2f} ms",
        peer=f"with {FEW} bookings",
        peer_figure=f"{few * 1000:.2f} ms",
        ratio=many / few,
        goal=SEATS_GOAL,
        better="lower",
    )


def _close(folder: Path, policy: Policy) -> Figure:
    """End the bookings whose last day was yesterday, in a city's records, batch by batch."""
    db = Database(f"sqlite:///{folder / 'city.db'}")
    db.migrate()
    today = LAST - timedelta(days=10)
    with db.session(write=True) as session:
        centres = make_centres(session, CENTRES, base=1_000)
        children = make_children(session, CITY_BOOKINGS)
        wanted = [
            (
                centres[number % CENTRES],
                child,
                FIRST,
                today - timedelta(days=1) if number % ENDING_SHARE == 0 else LAST,
                BookingState.IN_USE,
            )
            for number, (child, _) in enumerate(children)
        ]
        book(session, wanted, most_days=DAYS_EACH)
    scan = text("SELECT count(*), sum(length(state) + length(reason_text) + length(decision)) FROM booking")
    scans = []
    for _ in range(5):
        begun = clock.perf_counter()
        with db.session() as session:
            assert session.execute(scan).one()[0] == CITY_BOOKINGS
        scans.append(CITY_BOOKINGS / (clock.perf_counter() - begun))
    closed, more = 0, True
    begun = clock.perf_counter()
    while more:
        with db.session(write=True) as session:
            batch = close_day(
                session,
                now=NOW.replace(year=today.year, month=today.month, day=today.day),
                policy=policy,
                batch=BATCH,
            )
        closed, more = closed + batch.count, batch.has_more
    took = clock.perf_counter() - begun
    assert closed == CITY_BOOKINGS // ENDING_SHARE
    db.close()
    rate, peer = CITY_BOOKINGS / took, median(scans)
    return Figure(
        what=f"nightly close over {CITY_BOOKINGS:,} bookings at {CENTRES} centres, {closed:,} of them ended",
        figure=f"{rate:,.0f} rows/s ({closed / took:,.0f} ended/s)",
        peer="one full scan of the bookings",
        peer_figure=f"{peer:,.0f} rows/s",
        ratio=rate / peer,
        goal=CLOSE_GOAL,
        better="higher",
    )
