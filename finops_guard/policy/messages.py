"""A policy's own message: text with ``{{ field }}`` in it, checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# What every finding can tell, whatever the check.
COMMON_FIELDS = ("address", "environment", "key", "message", "name", "type")

_FIELD = r"\{\{\s*(.*?)\s*\}\}"


def unknown_fields(template: str, known: Iterable[str]) -> list[str]:
    """Return the fields of a template that no finding of its check can fill in, in order."""
    names = {*known, *COMMON_FIELDS}
    return [field for field in re.findall(_FIELD, template) if field not in names]


def render(template: str, fields: Mapping[str, str]) -> str:
    """Return the template with its fields filled in; a field without value becomes ``-``."""
    return re.sub(_FIELD, lambda found: fields.get(found[1]) or "-", template)
