"""The maturity by capability: as a radar, and as the table that says the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from finops_guard.maturity.model import CapabilityScore, Level, Score
from finops_guard.reporters.html.drawing import row, table
from finops_guard.reporters.hypertext import text

_WIDTH, _HEIGHT, _RADIUS = 480, 330, 105
_LONGEST = 16


def radar(score: Score) -> Iterator[str]:
    """Yield the card of capabilities; nothing where the model has fewer than three."""
    parts = score.capabilities
    if len(parts) < 3:
        return
    known = sum(part.level is not Level.NOT_ASSESSED for part in parts)
    yield '<div class="card wide"><h3>Maturity by capability</h3><div class="radar">'
    yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="radar-title radar-desc">'
    yield '<title id="radar-title">Maturity by capability, 0 to 100</title>'
    yield f'<desc id="radar-desc">{known} of {len(parts)} capabilities are assessed; the table has the figures.</desc>'
    for ring in (25, 50, 75, 100):
        yield f'<polygon class="ring" points="{_points([ring] * len(parts))}"/>'
        x, y = _at(0, len(parts), ring)
        yield f'<text class="scale" x="{x + 4:.1f}" y="{y + 9:.1f}">{ring}</text>'
    for at, part in enumerate(parts):
        x, y = _at(at, len(parts), 100)
        css = "spoke-open" if part.level is Level.NOT_ASSESSED else "spoke"
        yield f'<line class="{css}" x1="{_WIDTH / 2:.1f}" y1="{_HEIGHT / 2:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>'
    yield f'<polygon class="reach" points="{_points([part.high for part in parts])}"/>'
    yield f'<polygon class="area" points="{_points([part.low for part in parts])}"/>'
    for at, part in enumerate(parts):
        yield _mark(at, len(parts), part)
        yield _label(at, len(parts), part.capability)
    yield "</svg><div>"
    yield (
        '<p class="small dim">Filled: what there is evidence for. Dashed: what could be reached if everything that is '
        "not assessed were met. A hollow point: no evidence yet, which is no zero.</p>"
    )
    heads = (
        ("Capability", ""),
        ("Level", ""),
        ("Evidenced", "number"),
        ("At most", "number"),
        ("Assessed", "number minor"),
    )
    yield from table("Capabilities of the FinOps Framework", heads, map(_row, parts))
    yield "</div></div></div>"


def _row(part: CapabilityScore) -> str:
    is_open = part.level is Level.NOT_ASSESSED
    level = '<span class="dim">not assessed</span>' if is_open else part.level.value.capitalize()
    return row(
        text(part.capability),
        (level, ""),
        ("" if is_open else str(part.whole), "number"),
        (f"{part.high:.0f}", "number"),
        (f"{part.assessed:.0%}".replace("%", " %"), "number minor"),
    )


def _mark(at: int, of: int, part: CapabilityScore) -> str:
    is_open = part.level is Level.NOT_ASSESSED
    x, y = _at(at, of, part.low)
    return f'<circle class="{"point-open" if is_open else "point"}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def _label(at: int, of: int, name: str) -> str:
    x, y = _at(at, of, 114)
    side = x - _WIDTH / 2
    anchor = "middle" if abs(side) < 15 else "start" if side > 0 else "end"
    lines = _wrapped(name)
    top = y + 4 - 7 * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{top + 14 * row:.1f}">{text(line)}</tspan>' for row, line in enumerate(lines)
    )
    return f'<text text-anchor="{anchor}">{spans}</text>'


def _wrapped(name: str) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LONGEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _points(values: Sequence[float]) -> str:
    places = (_at(at, len(values), value) for at, value in enumerate(values))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _at(at: int, of: int, value: float) -> tuple[float, float]:
    """Return where a value of one spoke stands: the first one points up, the others follow clockwise."""
    angle = 2 * math.pi * at / of - math.pi / 2
    length = _RADIUS * value / 100
    return _WIDTH / 2 + length * math.cos(angle), _HEIGHT / 2 + length * math.sin(angle)
