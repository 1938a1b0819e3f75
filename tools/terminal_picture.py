"""What a terminal shows, as a picture: text with ANSI colours to SVG.

The SVG is plain text without scripts, fonts or addresses of elsewhere. It has a title and a description, and is light
or dark as the reader's system is. Columns are aligned whatever the font: each run of text stands at its own column.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from msgspec import Struct

CELL, LINE, SIZE = 8.4, 19, 14
MARGIN, BAR = 16, 34

_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-ln-z]")
# Words with single blanks between them.
_PART = re.compile(r"[^ ]+(?: [^ ]+)*")

# SGR codes, and the class that each stands for.
_CLASSES = {1: "b", 2: "d", 3: "i", 4: "u", 31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "magenta", 36: "cyan"}

# Contrast with the background is at least 4.5 to 1 for each of them, light and dark.
_LIGHT = {
    "back": "#ffffff", "bar": "#f6f8fa", "line": "#d0d7de", "text": "#1f2328", "dim": "#59636e", "red": "#cf222e",
    "green": "#116329", "yellow": "#7d4e00", "blue": "#0550ae", "magenta": "#8250df", "cyan": "#1b6c7c",
}  # fmt: skip
_DARK = {
    "back": "#0d1117", "bar": "#161b22", "line": "#30363d", "text": "#e6edf3", "dim": "#9198a1", "red": "#ff7b72",
    "green": "#56d364", "yellow": "#e3b341", "blue": "#79c0ff", "magenta": "#d2a8ff", "cyan": "#56d4dd",
}  # fmt: skip


Look: TypeAlias = tuple[str, ...]


class Run(Struct, frozen=True):
    """Text of one look, and the column at which it begins."""

    column: int
    text: str
    look: Look = ()


def svg(output: str, command: str, description: str, columns: int) -> str:
    """Return a picture of a command and what it printed, on a terminal of so many columns."""
    asked = [Run(0, "$", ("d",)), Run(2, command, ("b",))]
    lines = [asked, [], *(part for line in looks(output) for part in broken(line, columns))]
    width, height = round(2 * MARGIN + columns * CELL), BAR + MARGIN + LINE * len(lines) + MARGIN // 2
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">',
        f'<title id="title">{html.escape(command)}</title>',
        f'<desc id="description">{html.escape(description)}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="back" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        f'<path class="bar" d="M0.5 {BAR}V8.5a8 8 0 0 1 8-8H{width - 8.5}a8 8 0 0 1 8 8V{BAR}z"/>',
        *(f'<circle class="dot" cx="{MARGIN + 4 + 20 * at}" cy="{BAR // 2}" r="5.5"/>' for at in range(3)),
    ]
    for number, line in enumerate(lines):
        if line:
            y = BAR + MARGIN + LINE * number + LINE - 7
            parts.append(f'<text y="{y}">{"".join(map(_tspan, line))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def looks(output: str) -> Iterator[list[tuple[str, Look]]]:
    """Yield the characters of each line, each with its look."""
    look: Look = ()
    for line in output.rstrip("\n").split("\n"):
        found: list[tuple[str, Look]] = []
        at = 0
        for sequence in [*_SEQUENCE.finditer(line), None]:
            found += ((each, look) for each in line[at : sequence.start() if sequence else len(line)])
            if sequence is not None:
                at = sequence.end()
                look = _changed(look, sequence[1])
        yield found


def broken(line: list[tuple[str, Look]], columns: int) -> Iterator[list[Run]]:
    """Yield the runs of a line, part by part where it is longer than the terminal is wide."""
    for start in range(0, max(len(line), 1), columns):
        yield list(_runs(line[start : start + columns]))


def _runs(line: list[tuple[str, Look]]) -> Iterator[Run]:
    """Yield what has one look and no gap in it, so that what stands in columns stays there."""
    column = 0
    for look, group in groupby(line, key=itemgetter(1)):
        text = "".join(character for character, _ in group)
        for part in _PART.finditer(text):
            yield Run(column + part.start(), part[0], look)
        column += len(text)


def _changed(look: Look, codes: str | None) -> Look:
    if codes is None:  # no colour: a link or a movement
        return look
    for code in (int(each or 0) for each in codes.split(";")):
        if code == 0:
            look = ()
        elif code in _CLASSES:
            look = (*look, _CLASSES[code])
    return look


def _tspan(run: Run) -> str:
    x = f"{MARGIN + run.column * CELL:.1f}".removesuffix(".0")
    look = f' class="{" ".join(run.look)}"' if run.look else ""
    return f'<tspan x="{x}"{look}>{html.escape(run.text, quote=False)}</tspan>'


_FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"


def _style() -> str:
    return (
        f"text{{font:{SIZE}px {_FONTS};white-space:pre}}"
        ".b{font-weight:700}.i{font-style:italic}.u{text-decoration:underline}"
        f"{_colours(_LIGHT)}@media(prefers-color-scheme:dark){{{_colours(_DARK)}}}"
    )


def _colours(palette: dict[str, str]) -> str:
    of = palette.__getitem__
    frame = "".join(f".{part}{{fill:{of(part)};stroke:{of('line')}}}" for part in ("back", "bar"))
    text = f"text{{fill:{of('text')}}}.dot{{fill:{of('line')}}}.d{{fill:{of('dim')}}}"
    return frame + text + "".join(f".{name}{{fill:{of(name)}}}" for name in _CLASSES.values() if name in palette)
