"""Several threads that ask one evaluator at the same time."""

import sys
import threading

from tables.made import seeded

from kium_rules.tables import Evaluator

STEPS = 20
"""The steps of the staircase they ask about: so many rows, of which the first `a + 1` match."""


def wrong_answers(staircase: Evaluator, crowd: int) -> list[int]:
    """Let so many threads ask a staircase of `STEPS` rows, each 600 times; give what was answered wrongly."""
    wrong: list[int] = []

    def ask(seed: int) -> None:
        chance = seeded(seed)
        for _ in range(600):
            value = chance.randrange(-3, STEPS + 5)
            if len(staircase.decide({"a": value}).hits) != max(0, min(STEPS, value + 1)):
                wrong.append(value)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads then meet inside decisions, not only between them
    try:
        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(crowd)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return wrong
