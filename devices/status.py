"""How things stand: agent, readers, what waits, what was rejected, the last answer."""

from __future__ import annotations

from collections.abc import Iterator

from devices.labels import say
from devices.only_one import OnlyOne
from devices.reader import NoReaderSupportError, Pcsc
from devices.screen import day_and_time
from devices.settings import Settings
from devices.spool import Spool
from devices.tap import Kept


def status_lines(settings: Settings) -> Iterator[str]:
    """The lines of the report, for people.

    Raises:
        SpoolError: The spool cannot be read.
    """
    yield say("status.server", url=settings.url)
    if not settings.token:
        yield say("settings.no_token")
    with Spool(settings.spool) as spool:
        yield say("status.spool", path=settings.spool)
        yield say("status.running" if _is_agent_running(settings) else "status.not_running")
        yield _readers(settings.only)
        yield from _taps(spool)


def _is_agent_running(settings: Settings) -> bool:
    with OnlyOne(settings.spool) as place:
        return not place.take(patience_s=0)


def _readers(only: str) -> str:
    try:
        found = Pcsc(only).find()
    except NoReaderSupportError as error:
        return str(error)
    return say(f"reader.{found.state}", names=", ".join(found.names), detail=found.detail)


def _taps(spool: Spool) -> Iterator[str]:
    yield say("status.waiting", waiting=spool.waiting())
    oldest = spool.first_waiting()
    if oldest is not None:
        yield say("status.oldest", tap=_named(oldest), attempts=oldest.attempts, reason=oldest.answer)
    rejected = spool.rejected()
    if rejected:
        yield say("status.rejected", count=len(rejected))
        for kept in rejected:
            yield f"  {_named(kept)}  {kept.answer}"
    last = spool.last_answered()
    if last is None:
        yield say("status.no_answer_yet")
    else:
        yield say("status.last_answer", tap=_named(last), answer=last.answer)


def _named(kept: Kept) -> str:
    return f"{day_and_time(kept.tap.happened_at)} {kept.tap.uid}"
