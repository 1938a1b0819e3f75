"""Text of policies as Markdown that shows it and does nothing else."""

from __future__ import annotations

import re

from finops_guard.reporters.styling import neutralise

_MAX = 20_000
# What begins emphasis, code, links or markup anywhere, and an underscore that is not within a word.
_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_NOT_IN_PATH = re.compile(r"[^A-Za-z0-9_./~-]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What makes a line something else than a paragraph.
_AT_START = re.compile(r"^([#>+=|~-]|\d{1,9}(?=[.)]))")


def prose(text: str) -> str:
    """Return text as paragraphs, one a line."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return "\n\n".join(_AT_START.sub(_escaped_start, inline(part)) for part in paragraphs if part)


def inline(text: str) -> str:
    """Return text as part of a line."""
    clean = neutralise(" ".join(text.split()), _MAX)
    clean = _ENTITY.sub("&amp;", clean)
    return _SPECIAL.sub(lambda found: "&lt;" if found[0] == "<" else f"\\{found[0]}", clean)


def cell(text: str) -> str:
    """Return what is Markdown already as a cell of a table."""
    return text.replace("|", "\\|")


def code(text: str) -> str:
    """Return text as code within a line."""
    clean = neutralise(" ".join(text.split()), _MAX)
    longest = max((len(run) for run in re.findall(r"`+", clean)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{clean}{pad}{fence}"


def block(text: str, language: str) -> str:
    """Return text as a block of code."""
    lines = [neutralise(line, _MAX).rstrip() for line in text.rstrip().split("\n")]
    longest = max((len(run) for line in lines for run in re.findall(r"`{3,}", line)), default=2)
    fence = "`" * (longest + 1)
    return "\n".join([f"{fence}{language}", *lines, fence])


def link(address: str) -> str:
    """Return a web address as a link to itself."""
    clean = neutralise(address, _MAX)
    return f"<{re.sub(r'[<>]', '', clean)}>"


def target(path: str) -> str:
    """Return a path as where a link leads."""
    return _NOT_IN_PATH.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), path)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"
