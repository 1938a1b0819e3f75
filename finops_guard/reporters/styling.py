"""Text for terminals: colour, display width, and strings of the scanned tree that cannot do harm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from finops_guard.findings import Severity

MAX_SHOWN = 300
TAB = "    "

# CI systems read commands from logs: "::name::" at the start of a line, "##[name" and "##vso[name" anywhere.
_LOG_COMMAND = r"##(?=\w*\[)"
# Our own colours, and beginnings and ends of links: they take no room.
_UNSEEN = r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\"
_LINE_COMMAND = rf"(?m:^)((?:\s|{_UNSEEN})*):(?=:)"

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;34",
    "pass": "1;32",
    "strong": "1",
    "dim": "2",
    "caret": "1;31",
    "fix": "32",
}


class Style(Struct, frozen=True):
    """Paints text, or leaves it alone where colour is off."""

    color: bool = False

    def paint(self, text: str, role: str) -> str:
        """Return text in the colour of a role (error, warning, info, pass, strong, dim, caret, fix)."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.color and text else text

    def severity(self, severity: Severity, text: str = "") -> str:
        """Return a severity's name, or the given text, in its colour."""
        return self.paint(text or severity.value, severity.value)


def link(text: str, address: str) -> str:
    """Return text that a terminal makes a link (OSC 8) to an address, which is in ASCII; none where that is empty."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def visible(character: str) -> str:
    """Return one character as it can be shown: controls, bidirectional marks and the like as ``<U+202E>``."""
    if character.isprintable():
        return character
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    return f"<U+{ord(character):04X}>"


def neutralise(text: str, limit: int = MAX_SHOWN) -> str:
    """Return text of the scanned tree as one harmless line of at most ``limit`` characters, the rest cut off."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    shown = cut if cut.isprintable() else "".join(map(visible, cut))
    return without_commands(shown)


def without_commands(text: str) -> str:
    """Return a text no line of which a CI system takes for a command; columns stay where they are within a line."""
    if "##" in text:
        text = re.sub(_LOG_COMMAND, "# ", text)
    return re.sub(_LINE_COMMAND, r"\1: ", text) if "::" in text else text


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes; our own colours and links take none."""
    text = re.sub(_UNSEEN, "", text) if "\x1b" in text else text
    return len(text) if text.isascii() else sum(map(_character_cells, text))


def _character_cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return text in lines of at most ``width`` columns where words allow; later lines begin with ``hanging``."""
    hanging = indent if hanging is None else hanging
    lines: list[str] = []
    line, at = "", cells(indent)
    start = indent
    for word in text.split(" "):
        size = cells(word)
        if line and at + 1 + size > width:
            lines.append((start + line).rstrip())
            line, start, at = "", hanging, cells(hanging)
        line, at = (f"{line} {word}", at + 1 + size) if line else (word, at + size)
    return [*lines, (start + line).rstrip()]


def listed(items: Iterable[str], joint: str = "and") -> str:
    """Return ``a, b and c``."""
    *most, last = items
    return f"{', '.join(most)} {joint} {last}" if most else last


def count(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 file``, ``2 files``, ``3 policies``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
