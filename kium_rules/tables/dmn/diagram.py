"""The drawing of a file's decisions and inputs, which DMN editors open with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kium_rules.tables.dmn.markup import Tag, tag

_DECISION, _INPUT = (180, 80), (125, 45)  # pixels: the sizes editors draw them in
_GAP, _DROP, _MARGIN = 25, 60, 160
_ACROSS, _BLOCKS = 3, 5  # inputs in a line of a block, blocks in a line of the drawing


class Box(NamedTuple):
    """Where an element is drawn, in pixels."""

    x: int
    y: int
    width: int
    height: int


def draw(
    decisions: Mapping[str, Sequence[str]], inputs: Sequence[str], edges: Mapping[str, tuple[str, str]]
) -> Tag:
    """A diagram: decisions above the inputs they need.

    Args:
        decisions: XML ids of decisions and of the decisions each needs.
        inputs: XML ids of inputs.
        edges: XML id of each requirement, with the ids it leads from and to.
    """
    boxes = _laid_out(decisions, inputs, edges.values())
    return tag(
        "dmndi:DMNDI",
        tag(
            "dmndi:DMNDiagram",
            *(_shape(element, box) for element, box in boxes.items()),
            *(_edge(edge, boxes[start], boxes[end]) for edge, (start, end) in edges.items()),
            id="diagram",
        ),
    )


def _laid_out(
    decisions: Mapping[str, Sequence[str]], inputs: Sequence[str], edges: Iterable[tuple[str, str]]
) -> dict[str, Box]:
    """Blocks of a decision over the inputs only it needs; the inputs that several need stand below them all."""
    users: dict[str, list[str]] = {element: [] for element in (*inputs, *decisions)}
    for start, end in edges:
        users[start].append(end)
    blocks = [
        [decision, *(element for element in inputs if users[element] == [decision])]
        for decision in _from_the_top(decisions)
    ]
    boxes: dict[str, Box] = {}
    top = _MARGIN
    for first in range(0, len(blocks), _BLOCKS):
        line = blocks[first : first + _BLOCKS]
        for place, (decision, *own) in enumerate(line):
            left = _MARGIN + place * (_ACROSS * (_INPUT[0] + _GAP) + _GAP)
            boxes[decision] = Box(left, top, *_DECISION)
            _place(boxes, own, left, top + _DECISION[1] + _DROP, _ACROSS)
        lines = max(-(-len(block[1:]) // _ACROSS) for block in line)
        top += _DECISION[1] + _DROP + lines * (_INPUT[1] + _GAP) + _GAP
    _place(boxes, [element for element in inputs if element not in boxes], _MARGIN, top, _ACROSS * _BLOCKS)
    return boxes


def _from_the_top(decisions: Mapping[str, Sequence[str]]) -> list[str]:
    """Decisions by how far they stand above the inputs, the farthest first."""
    heights: dict[str, int] = {}

    def height(decision: str) -> int:
        if decision not in heights:
            heights[decision] = 1 + max(map(height, decisions[decision]), default=-1)
        return heights[decision]

    return sorted(decisions, key=lambda decision: -height(decision))


def _place(boxes: dict[str, Box], ids: Sequence[str], left: int, top: int, across: int) -> None:
    """Place inputs in lines."""
    width, height = _INPUT
    for index, element in enumerate(ids):
        line, place = divmod(index, across)
        boxes[element] = Box(left + place * (width + _GAP), top + line * (height + _GAP), width, height)


def _shape(element: str, box: Box) -> Tag:
    bounds = tag("dc:Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))
    return tag("dmndi:DMNShape", bounds, id=f"shape_{element}", dmnElementRef=element)


def _edge(edge: str, start: Box, end: Box) -> Tag:
    return tag(
        "dmndi:DMNEdge",
        tag("di:waypoint", x=str(start.x + start.width // 2), y=str(start.y)),
        tag("di:waypoint", x=str(end.x + end.width // 2), y=str(end.y + end.height)),
        id=f"edge_{edge}",
        dmnElementRef=edge,
    )
