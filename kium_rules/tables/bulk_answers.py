"""The answers to many questions, each distinct one kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kium_rules.tables.answers import Answer
from kium_rules.tables.problems import HitPolicyError
from kium_rules.tables.values import Value


class BulkAnswers(Sequence[Answer]):
    """The answers to many questions. Equal ones are one object.

    Args:
        which: Number of the distinct answer to each question.
        distinct: The distinct answers, and errors where rows break the hit policy.
    """

    def __init__(self, which: NDArray[np.int64], distinct: list[Answer | HitPolicyError]) -> None:
        self.which, self.distinct = which, tuple(distinct)

    def __len__(self) -> int:
        return len(self.which)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return BulkAnswers(self.which[index], list(self.distinct))
        answer = self.distinct[int(self.which[index])]
        if isinstance(answer, HitPolicyError):
            raise answer
        return answer

    def output(self, name: str) -> NDArray[np.object_]:
        """The value of one output for each question; None where there is no answer.

        Args:
            name: The output column, of a table with a single-hit policy.

        Raises:
            HitPolicyError: Rows break the hit policy for one of the questions.
        """
        values = np.empty(len(self.distinct), object)
        for index, answer in enumerate(self.distinct):
            if isinstance(answer, HitPolicyError):
                raise answer
            values[index] = _output(answer, name)
        return values[self.which]


def _output(answer: Answer, name: str) -> Value:
    if answer.result is None:
        return None
    if not isinstance(answer.result, Mapping):
        raise TypeError(f"{answer.table}: output() reads single answers; this table gives several")
    return answer.result[name]
