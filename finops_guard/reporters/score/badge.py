"""A badge with level and number, as a picture that loads nothing and that screen readers read."""

from __future__ import annotations

from finops_guard.maturity.model import Level, Score
from finops_guard.reporters.score.words import level

_LABEL = "cost governance"
_HEIGHT, _PAD, _CHARACTER = 20, 7, 6.6
# White on these has a contrast of at least 4.5 to 1.
_COLOURS = {Level.NOT_ASSESSED: "#5c6670", Level.CRAWL: "#a8321a", Level.WALK: "#7a5200", Level.RUN: "#0b6e4f"}
_LABEL_COLOUR = "#3a424b"


def render(score: Score) -> str:
    """Return the badge as SVG, ending in a newline."""
    known = score.level is not Level.NOT_ASSESSED
    value = f"{level(score.level)} {score.low:.0f}/100" if known else "not assessed"
    left, right = _width(_LABEL), _width(value)
    said = f"{_LABEL}: {value}"
    size = f'width="{left + right}" height="{_HEIGHT}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{said}">',
            f"<title>{said}</title>",
            f'<clipPath id="r"><rect {size} rx="3"/></clipPath>',
            '<g clip-path="url(#r)">',
            f'<rect width="{left}" height="{_HEIGHT}" fill="{_LABEL_COLOUR}"/>',
            f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{_COLOURS[score.level]}"/>',
            "</g>",
            '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">',
            _words(_LABEL, 0, left),
            _words(value, left, right),
            "</g>",
            "</svg>",
            "",
        )
    )


def _words(said: str, start: int, width: int) -> str:
    # The length is given, so that it fits whatever font is there.
    length = width - 2 * _PAD
    return f'<text x="{start + width / 2:g}" y="14" textLength="{length}" lengthAdjust="spacingAndGlyphs">{said}</text>'


def _width(said: str) -> int:
    return round(len(said) * _CHARACTER) + 2 * _PAD
