"""Jobs: by hand, twice at once, days late, and on trial; a lease goes to another once its holder has died."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from records.offers.families import DAYS, List, at
from sqlalchemy import select, text
from worlds import PAPERS, ask, make_children

from kium_rules.errors import Busy
from kium_rules.policy import Policy
from kium_rules.records import Database, bookings, offers
from kium_rules.records.jobs import JOBS, Report, Work, leases, run_job, standings
from kium_rules.records.models import AuditLine, Base, DayCounter, JobLease
from kium_rules.records.outbox_gateways import Outgoing
from kium_rules.vocabulary import SEOUL

MON, TUE, *_ = DAYS


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def town(db: Database, policy: Policy) -> List:
    """A seat on Monday that is offered at 10:00 on 2 March to booking 2, before booking 3."""
    made = List(db, policy)
    holder, _, _ = (made.one(MON) for _ in range(3))
    made.now = at("02 10:00")
    made.cancel(holder)
    return made


@pytest.fixture
def work(town: List) -> Work:
    """What jobs work with at 10:00 on 2 March."""
    return Work(town.db, town.policy, Clock(at("02 10:00")))


def run(name: str, work: Work, when: str | None = None, **changed: object) -> Report:
    """Run a job, at an instant of March if one is named."""
    assert isinstance(work.clock, Clock)
    if when:
        work.clock.at = at(when)
    return run_job(JOBS[name], replace(work, **changed))


def everything(db: Database) -> dict[str, list[object]]:
    """Read every row of every table."""
    with db.session() as session:
        return {
            table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_overdue_offers_expire_and_pass_on(town: List, work: Work) -> None:
    assert run("expire-offers", work, "03 20:59").done == []
    report = run("expire-offers", work, "03 21:00")
    # Offered at the end of a day: the 24 hours that count are the 13 of Wednesday and 11 of Thursday.
    assert report.done == [
        f"centre {town.centre_id}: the offer to booking 2 expired, it is waiting",
        f"centre {town.centre_id}: a seat is offered to booking 3 until 2026-03-05 19:00",
    ]
    assert town.states(2, 3) == ["waiting", "offered"]
    assert run("expire-offers", work).done == []


def test_what_came_free_unseen_is_passed_on(town: List, work: Work) -> None:
    with town.db.session(write=True) as session:
        town.centre.base_seats = 2
        session.merge(town.centre)
    assert len(run("pass-on", work).done) == 1
    assert town.states(2, 3) == ["offered", "offered"]
    assert str(run("pass-on", work)) == "pass-on: nothing to do"
    town.check()


@pytest.mark.parametrize("when", ["10 00:00", "25 03:00"])
def test_the_close_ends_what_is_over_however_late_it_runs(town: List, work: Work, when: str) -> None:
    town.accept(2)
    with town.db.session(write=True) as session:
        bookings.approve(session, town.staff, 2, now=town.now, policy=town.policy, documents=PAPERS)
    assert run("nightly-close", work, "09 23:59").done == []
    report = run("nightly-close", work, when)
    assert report.done == [
        "0 bookings ended after use, 1 ended without having been used",
        f"centre {town.centre_id}: booking 3 waits no more, its days are past",
    ]
    assert town.states(2, 3) == ["ended", "cancelled"]
    assert run("nightly-close", work).done == []
    town.check()


@pytest.mark.parametrize("name", sorted(JOBS))
def test_a_dry_run_says_what_would_be_done_and_writes_nothing(town: List, work: Work, name: str) -> None:
    with town.db.session(write=True) as session:
        town.centre.base_seats = 2
        session.merge(town.centre)
    before = everything(town.db)
    report = run(name, work, "10 21:00", dry_run=True)
    assert everything(town.db) == before
    said = {
        "expire-offers": "the offer to booking 2 expired",
        "nightly-close": "booking 3 waits no more",
        "deliver-messages": "message 1 (applied) to 010-****-0001",
    }
    assert said.get(name, "") in str(report)


def test_a_dry_run_says_what_the_run_then_does(town: List, work: Work) -> None:
    trial = run("expire-offers", work, "03 21:00", dry_run=True)
    assert trial.done == run("expire-offers", work, "03 21:00").done != []


def test_a_job_that_another_worker_runs_is_left_to_it(town: List, work: Work) -> None:
    with town.db.session(write=True) as session:
        assert leases.take(session, "expire-offers", "other", now=at("03 21:00"))
    report = run("expire-offers", work, "03 21:01")
    assert (report.ran, str(report)) == (False, "expire-offers: another worker is at it")
    assert town.states(2) == ["offered"]


def test_a_holder_that_died_loses_the_lease(town: List, work: Work) -> None:
    with town.db.session(write=True) as session:
        leases.take(session, "expire-offers", "died", now=at("03 21:00"))
        assert standings(session, now=at("03 21:00"))["expire-offers"].holder == "died"
    assert run("expire-offers", work, "03 21:02").ran
    assert town.states(2) == ["waiting"]
    with town.db.session() as session:
        standing = standings(session, now=at("03 21:02"))["expire-offers"]
    assert (standing.holder, standing.finished_at) == ("", at("03 21:02"))


def test_a_job_at_work_renews_its_lease_and_ends_when_it_lost_it(town: List, work: Work) -> None:
    clock = work.clock
    assert isinstance(clock, Clock)
    asked: list[bool] = []

    def long_job(given: Work, report: Report) -> None:
        for _ in range(3):
            clock.at += leases.LEASE * 0.9
            asked.append(given.go_on())
        # Suspended for long; another worker takes over.
        clock.at += leases.LEASE * 2
        with town.db.session(write=True) as session:
            assert leases.take(session, "recount", "other", now=clock.at)
        asked.append(given.go_on())
        report.done.append("not to the end")

    run_job(replace(JOBS["recount"], run=long_job), work)
    assert asked == [True, True, True, False]
    with town.db.session() as session:
        lease = session.get_one(JobLease, "recount")
    assert (lease.holder, lease.finished_at) == ("other", None)


def test_a_job_that_failed_gives_its_lease_back_and_is_not_done(town: List, work: Work) -> None:
    def broken(given: Work, report: Report) -> None:
        raise Busy("바쁨", "busy")

    with pytest.raises(Busy):
        run_job(replace(JOBS["recount"], run=broken), work)
    with town.db.session() as session:
        lease = session.get_one(JobLease, "recount")
    assert (lease.holder, lease.finished_at) == ("", None)


def test_daily_jobs_are_due_once_a_day_of_seoul(work: Work) -> None:
    job = JOBS["recount"]
    assert job.is_due(None, at("02 10:00"))
    assert not job.is_due(at("02 00:00"), at("02 23:59"))
    assert job.is_due(at("02 23:59"), at("03 00:00"))
    assert JOBS["pass-on"].is_due(at("02 10:00"), at("02 10:00"))


def test_the_recount_finds_a_counter_that_is_wrong(town: List, work: Work) -> None:
    assert run("recount", work).findings == []
    with town.db.session(write=True) as session:
        counter = session.scalars(select(DayCounter)).one()
        counter.temporary = 0
    report = run("recount", work)
    assert report.findings == [f"centre {town.centre_id}, 2026-03-09: temporary is 0 and should be 1"]
    with town.db.session() as session:
        assert standings(session, now=at("02 10:00"))["recount"].said.splitlines() == [
            "recount: 1 differences, 1 counted days looked at",
            f"recount: LOOK: {report.findings[0]}",
        ]


def test_the_audit_check_finds_a_changed_line(town: List, work: Work) -> None:
    assert run("check-audit", work).findings == []
    with town.db.session(write=True) as session:
        first = session.scalars(select(AuditLine.id).order_by(AuditLine.id).limit(1)).one()
        if town.db.is_sqlite:
            session.execute(text("DROP TRIGGER audit_line_is_kept_update"))
        else:
            session.execute(text("ALTER TABLE audit_line DISABLE TRIGGER audit_line_is_kept"))
        session.execute(text("UPDATE audit_line SET action = 'nothing' WHERE id = :id"), {"id": first})
    [finding] = run("check-audit", work).findings
    assert finding.endswith("line 1: changed")


def test_messages_go_through_the_gateway(town: List, work: Work) -> None:
    class Taken:
        def __init__(self) -> None:
            self.messages: list[Outgoing] = []

        def send(self, message: Outgoing) -> None:
            self.messages.append(message)

    gateway = Taken()
    [finding] = run("deliver-messages", work).findings
    assert "no gateway is set" in finding
    assert run("deliver-messages", work, gateway=gateway).done == ["5 sent"]
    assert str(run("deliver-messages", work, gateway=gateway)) == "deliver-messages: nothing to do"
    assert len(gateway.messages) == 5


def test_one_busy_centre_holds_up_no_other(
    db: Database, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    towns = [List(db, policy), List(db, policy)]
    waiting = []
    for each in towns:
        holder, first = each.one(MON), each.one(MON)
        each.now = at("02 10:00")
        each.cancel(holder)
        waiting.append(first)
    expire = offers.expire

    def busy_at_the_first(session: object, centre_id: int, **how: object) -> object:
        if centre_id == towns[0].centre_id:
            raise Busy.because("records.busy")
        return expire(session, centre_id, **how)

    monkeypatch.setattr(offers, "expire", busy_at_the_first)
    report = run("expire-offers", Work(db, policy, Clock(at("04 10:00"))))
    assert [finding.split(":")[0] for finding in report.findings] == [f"centre {towns[0].centre_id}"]
    assert towns[0].states(*waiting) == ["offered", "waiting"]


def test_regular_care_is_closed_on_the_day_after_the_quarter(town: List, work: Work) -> None:
    with town.db.session(write=True) as session:
        [child] = make_children(session, town.centre, 1)
        asked = ask(
            session, town.policy, town.centre_id, child, from_on=date(2026, 6, 1), until_on=date(2026, 7, 20)
        )
        assert asked.booking is not None
        bookings.approve(
            session, town.staff, asked.booking.id, now=town.now, policy=town.policy, documents=PAPERS
        )
    clock = work.clock
    assert isinstance(clock, Clock)
    for day, state in ((20, "scheduled"), (21, "ended")):
        clock.at = datetime(2026, 7, day, 0, 0, tzinfo=SEOUL)
        run("nightly-close", work)
        assert town.states(asked.booking.id) == [state]
