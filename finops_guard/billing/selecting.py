"""What part of a bill a forecast or a unit metric is about, in the words of their files."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.billing.model import Selection

# The words of forecast and unit metrics, and the columns that they mean.
COLUMNS = {
    "account": "SubAccountId",
    "category": "ServiceCategory",
    "provider": "ProviderName",
    "service": "ServiceName",
}
TOTAL = "total"


def scope(text: str) -> Selection | None:
    """Return what a forecast's scope means: ``total``, ``service:NAME`` or ``tag:KEY=VALUE``; None: nothing."""
    if text == TOTAL:
        return Selection()
    kind, _, name = text.partition(":")
    if kind == "tag":
        key, equals, value = name.partition("=")
        return Selection(tags={key: value}) if key and equals and value else None
    return Selection({COLUMNS[kind]: (name,)}) if kind in COLUMNS and name else None


def selection(words: Mapping[str, object]) -> Selection:
    """Return what the cost filter of a unit metric means (its form is the schema's business)."""
    columns: dict[str, tuple[str, ...]] = {}
    for word, column in COLUMNS.items():
        value = words.get(word)
        if value is not None:
            columns[column] = tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
    tags = words.get("tags")
    return Selection(
        columns, {str(key): str(value) for key, value in tags.items()} if isinstance(tags, Mapping) else {}
    )
