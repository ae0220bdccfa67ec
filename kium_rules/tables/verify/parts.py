"""Cuts a space with many rows into parts with few, where the rows end, before anything is looked at closely.

In a part with few rows the sets of rows are short integers. Only first and last atoms are compared here, with NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kium_rules.tables.verify.space import Box, Space

FEW = 200


def parts(space: Space, within: Box, boxes: Sequence[int]) -> Iterator[tuple[Box, Sequence[int]]]:
    """Parts of a box, each with the boxes that may reach into it.

    Args:
        space: The rows.
        within: What is cut.
        boxes: Indexes of the boxes that reach into it, in order.
    """
    if len(boxes) <= FEW:
        yield within, boxes
        return
    firsts, lasts = (
        np.array(ends, np.int32) for ends in zip(*(ends(space.boxes[box]) for box in boxes), strict=True)
    )
    pending = [(within, np.arange(len(boxes)))]
    while pending:
        within, some = pending.pop()
        cut = _best_cut(firsts[some], lasts[some], within) if len(some) > FEW else None
        if cut is None:
            yield within, [boxes[int(index)] for index in some]
            continue
        place, at = cut
        low = (1 << at) - 1
        for side, reaching in ((low, firsts[some, place] < at), (~low, lasts[some, place] >= at)):
            half = (*within[:place], within[place] & side, *within[place + 1 :])
            pending.append((half, some[reaching]))


def ends(box: Box) -> tuple[list[int], list[int]]:
    """The first and the last atoms of a box, by dimension."""
    return [(atoms & -atoms).bit_length() - 1 for atoms in box], [atoms.bit_length() - 1 for atoms in box]


def _best_cut(firsts: NDArray[np.int32], lasts: NDArray[np.int32], within: Box) -> tuple[int, int] | None:
    """The dimension and the atom before which to cut; None when no cut parts the boxes."""
    best, found = float(len(firsts)) ** _BALANCE * _WORTH_IT, None
    for place, atoms in enumerate(within):
        begins = np.sort(firsts[:, place])
        ends = np.sort(lasts[:, place])
        cuts = np.unique(np.concatenate((begins, ends + 1)))
        cuts = cuts[(cuts > (atoms & -atoms).bit_length() - 1) & (cuts < atoms.bit_length())]
        if not len(cuts):
            continue
        before = np.searchsorted(begins, cuts)
        behind = len(ends) - np.searchsorted(ends, cuts)
        worth = before**_BALANCE + behind**_BALANCE
        index = int(np.argmin(worth))
        if worth[index] < best:
            best, found = float(worth[index]), (place, int(cuts[index]))
    return found


_BALANCE = 1.2
_WORTH_IT = 0.98
