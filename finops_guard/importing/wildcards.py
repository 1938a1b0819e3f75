"""Patterns of the clouds' policies as regular expressions."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")


def literal(text: str) -> str:
    """Return a regular expression that matches a text and nothing else."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def starred(text: str) -> str:
    """Return a text with ``*`` for any characters."""
    return ".*".join(map(literal, text.split("*")))


def allowed(values: list[str]) -> dict[str, object]:
    """Return what a tag's value must be as the check ``tags`` says it: a list, or a pattern where one has a star."""
    if not any("*" in value for value in values):
        return {"values": values}
    if "*" in values:
        return {}
    return {"pattern": "|".join(map(starred, values))}
