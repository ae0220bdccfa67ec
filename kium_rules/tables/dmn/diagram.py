"""The drawing of a file's decisions and inputs, which DMN editors open with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import NamedTuple

from kium_rules.tables.dmn.markup import Tag, tag

_DECISION, _INPUT = (180, 80), (125, 45)  # pixels: the sizes editors draw them in
_GAP, _DROP, _MARGIN = 40, 120, 160


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
    """One line a level, so that no arrow crosses a decision; inputs stand near those who need them."""
    boxes: dict[str, Box] = {}
    top = _MARGIN
    for level in _levels(decisions):
        _place(boxes, level, _DECISION, top)
        top += _DECISION[1] + _DROP
    users: dict[str, list[int]] = {}
    for start, end in edges:
        users.setdefault(start, []).append(boxes[end].x)
    near = sorted(inputs, key=lambda element: mean(users.get(element, [0])))
    _place(boxes, near, _INPUT, top)
    return boxes


def _levels(decisions: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Decisions by how far they stand above the inputs, the farthest first."""
    depths: dict[str, int] = {}

    def depth(decision: str) -> int:
        if decision not in depths:
            depths[decision] = 1 + max(map(depth, decisions[decision]), default=-1)
        return depths[decision]

    highest = max(map(depth, decisions), default=0)
    return [
        [decision for decision in decisions if depth(decision) == level] for level in range(highest, -1, -1)
    ]


def _place(boxes: dict[str, Box], ids: Sequence[str], size: tuple[int, int], top: int) -> None:
    width, height = size
    for place, element in enumerate(ids):
        boxes[element] = Box(_MARGIN + place * (width + _GAP), top, width, height)


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
