"""Sending what waits in the spool: oldest first, one at a time, again and again until the server has it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from devices.spool import Spool
from devices.tap import Tap, TapState
from devices.taps_api import Answer, Verdict

SETTLED = {Verdict.ACCEPTED: TapState.SENT, Verdict.REJECTED: TapState.REJECTED}
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0

Clock = Callable[[], datetime]
Post = Callable[[Tap], Answer]
OnAnswer = Callable[[Tap, Answer], None]


def send_waiting(
    spool: Spool, post: Post, clock: Clock, on_answer: OnAnswer, go_on: Callable[[], bool] = lambda: True
) -> Answer | None:
    """Send the waiting taps in order until none is left or one cannot be sent now.

    Args:
        spool: Where they wait.
        post: Sends one tap and says what came of it.
        clock: The time now, aware.
        on_answer: Told of every attempt, after it is noted in the spool.
        go_on: Asked before each tap.

    Returns:
        The answer that stopped it, or None.

    Raises:
        SpoolError: The file failed. The server may have the tap by then: it will be sent again with the same
            nonce, which changes nothing there.
    """
    while go_on() and (waiting := spool.first_waiting()):
        answer = post(waiting.tap)
        state = SETTLED.get(answer.verdict, TapState.WAITING)
        spool.note(waiting.tap, state, answer.sentence, clock())
        on_answer(waiting.tap, answer)
        if state is TapState.WAITING:
            return answer
    return None


class Sender:
    """A thread that sends in the background. It pauses ever longer while the server cannot be reached."""

    def __init__(
        self,
        spool: Spool,
        post: Post,
        clock: Clock,
        on_answer: OnAnswer,
        on_failure: Callable[[Exception], None],
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self._spool = spool
        self._post = post
        self._clock = clock
        self._on_answer = on_answer
        self._on_failure = on_failure
        self._first_pause_s = first_pause_s
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    def start(self) -> None:
        """Begin with whatever waits already."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new tap: try at once, also in the middle of a pause."""
        self._wake.set()

    def stop(self, patience_s: float) -> bool:
        """Stop after the request under way; True if that was done within ``patience_s`` seconds."""
        self._stopping = True
        self._wake.set()
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause_s = self._first_pause_s
        while not self._stopping:
            self._wake.clear()
            stopped_by = self._send()
            if stopped_by is None:
                pause_s = self._first_pause_s
                # Another process may put a tap into the spool: look now and then without being woken.
                self._wake.wait(LONGEST_PAUSE_S)
            elif stopped_by is Verdict.UNAUTHORISED:
                return
            else:
                self._wake.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _send(self) -> Verdict | None:
        try:
            answer = send_waiting(
                self._spool, self._post, self._clock, self._on_answer, lambda: not self._stopping
            )
        except Exception as error:
            # Whatever it was, taps must go on leaving the spool when it is over; a dead thread would be deaf.
            if not self._stopping:
                self._on_failure(error)
            return Verdict.LATER
        return answer.verdict if answer else None
