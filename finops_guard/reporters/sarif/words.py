"""Text of SARIF messages: one harmless line, in which nothing of the scanned tree is taken for a link."""

from __future__ import annotations

from finops_guard.reporters.styling import neutralise

MAX_MESSAGE = 1_000
# Of a rule's descriptions, GitHub takes so much.
MAX_DESCRIPTION = 1_024


def plain(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return text of the scanned tree; ``[text](target)`` would be an embedded link."""
    return neutralise(text, limit).replace("](", "] (")


def sentence(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return such a text as a sentence with its full stop, so that more can follow."""
    shown = plain(text, limit).rstrip()
    return shown if shown.endswith((".", "!", "?")) else f"{shown}."
