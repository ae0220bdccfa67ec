"""Pictures as inline SVG: a drawing names itself for whoever cannot see it, and needs nothing from outside."""

from html import escape

INK, MUTED, LINE = "#1e2124", "#58616a", "#cdd1d5"
BEFORE, AFTER = "#8a949e", "#0b50d0"
BETTER, WORSE = "#0b50d0", "#b5540a"
"""Colours that also differ in lightness, so that they can be told apart in grey and by those who confuse hues."""

SIZE = 13


class Drawing:
    """An SVG picture.

    Args:
        name: Its id in the page.
        title: What it shows, in a few words.
        description: The same in a sentence or two, with the figures.
        width: In picture units.
        height: The same.
    """

    def __init__(self, name: str, title: str, description: str, width: int, height: int) -> None:
        self._head = (
            f'<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {width} {height}"'
            f' xmlns="http://www.w3.org/2000/svg" font-size="{SIZE}" fill="{INK}">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        )
        self._parts: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled box."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, width):.1f}" height="{height:.1f}" fill="{colour}"/>'
        )

    def line(
        self, points: list[tuple[float, float]], colour: str, *, wide: float = 1, dashed: bool = False
    ) -> None:
        """Draw a line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5 3"' if dashed else ""
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide}"{dashes}/>'
        )

    def text(
        self, x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, bold: bool = False
    ) -> None:
        """Write a text; `anchor` is `start`, `middle` or `end`."""
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
        )

    def svg(self) -> str:
        """Give the picture."""
        return self._head + "".join(self._parts) + "</svg>"
