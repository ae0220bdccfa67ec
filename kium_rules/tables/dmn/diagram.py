"""The drawing of a file's decisions and inputs, which DMN editors open with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kium_rules.tables.dmn.markup import Tag, tag

_DECISION, _INPUT = (180, 80), (125, 45)  # pixels: the sizes editors draw them in
_GAP, _MARGIN, _PER_LINE = 40, 60, 6


class Box(NamedTuple):
    """Where an element is drawn, in pixels."""

    x: int
    y: int
    width: int
    height: int


def draw(
    decisions: Mapping[str, Sequence[str]], inputs: Sequence[str], edges: Mapping[str, tuple[str, str]]
) -> Tag:
    """A diagram: decisions above what they need, inputs at the bottom.

    Args:
        decisions: XML ids of decisions and of the decisions each needs.
        inputs: XML ids of inputs.
        edges: XML id of each requirement, with the ids it leads from and to.
    """
    boxes = _laid_out(decisions, inputs)
    return tag(
        "dmndi:DMNDI",
        tag(
            "dmndi:DMNDiagram",
            *(_shape(element, box) for element, box in boxes.items()),
            *(_edge(edge, boxes[start], boxes[end]) for edge, (start, end) in edges.items()),
            id="diagram",
        ),
    )


def _laid_out(decisions: Mapping[str, Sequence[str]], inputs: Sequence[str]) -> dict[str, Box]:
    depths: dict[str, int] = {}

    def depth(decision: str) -> int:
        if decision not in depths:
            depths[decision] = 1 + max(map(depth, decisions[decision]), default=-1)
        return depths[decision]

    deepest = max(map(depth, decisions), default=0)
    boxes: dict[str, Box] = {}
    top = _MARGIN
    for level in range(deepest, -1, -1):
        level_ids = [decision for decision in decisions if depth(decision) == level]
        top = _place(boxes, level_ids, _DECISION, top)
    _place(boxes, inputs, _INPUT, top)
    return boxes


def _place(boxes: dict[str, Box], ids: Sequence[str], size: tuple[int, int], top: int) -> int:
    """Place elements in lines; gives the top of what comes below."""
    width, height = size
    for index, element in enumerate(ids):
        line, place = divmod(index, _PER_LINE)
        boxes[element] = Box(
            _MARGIN + place * (_DECISION[0] + _GAP), top + line * (height + _GAP), width, height
        )
    return top + -(-len(ids) // _PER_LINE) * (height + _GAP) + _GAP


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
