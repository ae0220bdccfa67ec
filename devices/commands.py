"""What each command of the command line does. Every function returns the exit status."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass

from devices.agent import Agent, saved
from devices.labels import say
from devices.only_one import OnlyOne
from devices.reader import Pcsc
from devices.screen import Screen, day_and_time
from devices.sender import Clock, send_waiting
from devices.settings import Settings
from devices.spool import Spool
from devices.tap import Tap
from devices.taps_api import Answer, TapsApi, Verdict
from kium_rules.uid import read_typed, warning

DONE, REFUSED, BAD_INPUT, KEPT_FOR_LATER = 0, 1, 2, 3
TYPED = "command line"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with: its settings, the clock, and where to write answers and complaints."""

    settings: Settings
    clock: Clock
    answers: Screen
    complaints: Screen

    def api(self) -> TapsApi:
        """The taps API of the settings; warns when the token would be readable on the way there."""
        if self.settings.is_readable_on_the_way:
            self.complaints.say(say("settings.readable", url=self.settings.url))
        return TapsApi(self.settings.url, self.settings.token, self.settings.timeout_s)


def watch(desk: Desk) -> int:
    """Read cards until told to stop."""
    settings = desk.settings
    settings.need_token()
    pcsc = Pcsc(settings.only)
    with Spool(settings.spool) as spool, OnlyOne(settings.spool) as place:
        if not place.take():
            desk.complaints.say(say("agent.already_running", path=settings.spool))
            return REFUSED
        started = say("agent.started", url=settings.url, path=settings.spool, waiting=spool.waiting())
        desk.answers.say(started)
        agent = Agent(spool, desk.api().post, desk.answers, desk.clock, settings.name)
        agent.run(pcsc, _stop_on_signals())
        desk.answers.say(say("agent.stopped", waiting=spool.waiting()))
    return DONE


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def tap(desk: Desk, typed: str) -> int:
    """Keep and send one tap of a card number from the command line."""
    uid = read_typed(typed, desk.settings.written_as)
    desk.settings.need_token()
    with Spool(desk.settings.spool) as spool:
        mine = spool.add(uid, desk.settings.name or TYPED, desk.clock())
        if odd := warning(uid):
            desk.complaints.say(odd)
        own: list[Answer] = []

        def keep_mine(sent: Tap, answer: Answer) -> None:
            if sent.nonce == mine.nonce:
                own.append(answer)

        stopped_by = send_waiting(spool, desk.api().post, desk.clock, keep_mine)
        answer = own[0] if own else stopped_by
        if answer is None:
            desk.answers.say(say("tap.sent_by_other"))
            return DONE
        return _tell(desk, answer, spool.waiting())


def send(desk: Desk, with_rejected: bool) -> int:
    """Send once what waits, and say what came of each tap."""
    desk.settings.need_token()
    with Spool(desk.settings.spool) as spool:
        if with_rejected:
            spool.wait_again()
        if not spool.waiting():
            desk.answers.say(say("send.empty"))
            return DONE
        verdicts: set[Verdict] = set()

        def show(sent: Tap, answer: Answer) -> None:
            verdicts.add(answer.verdict)
            if answer.verdict in (Verdict.ACCEPTED, Verdict.REJECTED):
                desk.answers.say(f"{day_and_time(sent.happened_at)}  {sent.uid}  {answer.sentence}")

        stopped_by = send_waiting(spool, desk.api().post, desk.clock, show)
        if stopped_by is not None:
            return _tell(desk, stopped_by, spool.waiting())
        return REFUSED if Verdict.REJECTED in verdicts else DONE


def _tell(desk: Desk, answer: Answer, waiting: int) -> int:
    if answer.verdict is Verdict.ACCEPTED:
        desk.answers.say(answer.sentence)
        return DONE
    desk.complaints.say(answer.sentence)
    if answer.verdict is Verdict.REJECTED:
        return REFUSED
    desk.answers.say(saved(answer.verdict, waiting))
    return REFUSED if answer.verdict is Verdict.UNAUTHORISED else KEPT_FOR_LATER
