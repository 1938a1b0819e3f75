"""Days as exceptions write them."""

from __future__ import annotations

import re
from datetime import date

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def day(text: str) -> date | None:
    """Return the day that a text such as ``2026-12-31`` means; None where it means none."""
    if not _FORM(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
