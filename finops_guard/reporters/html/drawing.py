"""Bars and what explains them: each chart is a table, so that it reads as well as it looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

HATCH = "url(#hatch)"
_FULL = Decimal(100)


class Part(Struct, frozen=True):
    """A part of a bar: its class in the style sheet (``hatch``: what is not known), and its share in percent."""

    css: str
    percent: Decimal


def patterns() -> Iterator[str]:
    """Yield the definitions that charts of the page refer to."""
    yield '<svg width="0" height="0" class="unseen" aria-hidden="true" focusable="false"><defs>'
    yield '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    yield '<rect class="hatch-back" width="6" height="6"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/>'
    yield "</pattern></defs></svg>"


def bar(parts: Iterable[Part], limit: Decimal | None = None, css: str = "") -> str:
    """Return a bar of parts side by side on a track, with a mark at ``limit`` percent; the words beside it tell it."""
    drawn, at = [], Decimal(0)
    for part in parts:
        width = min(part.percent, _FULL - at)
        if width > 0:
            drawn.append(_rect(part.css, at, width))
            at += width
    if limit is not None:
        drawn.append(f'<line class="limit" x1="{_percent(limit)}" y1="-3" x2="{_percent(limit)}" y2="15"/>')
    track = '<rect class="track" width="100%" height="12" rx="2"/>'
    classes = f' class="{css}"' if css else ""
    return f'<svg{classes} height="12" aria-hidden="true" focusable="false">{track}{"".join(drawn)}</svg>'


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return a part of a whole in percent; of nothing, nothing."""
    return Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)


def key(entries: Sequence[tuple[str, str]]) -> str:
    """Return what the parts of bars mean, as class and word."""
    items = "".join(f"<li>{bar([Part(css, _FULL)])}{word}</li>" for css, word in entries)
    return f'<ul class="key">{items}</ul>'


def table(caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[str]) -> Iterator[str]:
    """Yield a chart: a table whose columns are given as title and class, and its rows."""
    yield f'<table class="chart"><caption>{caption}</caption><thead><tr>'
    yield from (f'<th scope="col"{_class(css)}>{title}</th>' for title, css in heads)
    yield "</tr></thead><tbody>"
    yield from rows
    yield "</tbody></table>"


def row(name: str, *cells: tuple[str, str]) -> str:
    """Return a row of a chart: its name, then cells as content and class; all of it is HTML already."""
    return (
        f'<tr><th scope="row">{name}</th>{"".join(f"<td{_class(css)}>{content}</td>" for content, css in cells)}</tr>'
    )


def percent(figure: Decimal) -> str:
    """Return a share as people read it: ``12 %``, ``<1 %``."""
    return "<1 %".replace("<", "&lt;") if 0 < figure < 1 else f"{figure:.0f} %"


def _rect(css: str, at: Decimal, width: Decimal) -> str:
    fill = f'fill="{HATCH}"' if css == "hatch" else f'class="{css}"'
    return f'<rect {fill} x="{_percent(at)}" width="{_percent(width)}" height="12"/>'


def _percent(figure: Decimal) -> str:
    return f"{min(max(figure, Decimal(0)), _FULL):.2f}%"


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""
