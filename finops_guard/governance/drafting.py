"""The text of an exception: a new one, and one that is renewed or ended with all else left as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.documents.loader import load
from finops_guard.governance.granted import at
from finops_guard.location import SourceText
from finops_guard.values import Value, plain

# What stands in YAML without quotes and is read as the same text by every reader.
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./()@-]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


class Draft(Struct, frozen=True):
    """What a new exception says; what is empty is left out."""

    id: str
    kind: str
    policies: tuple[str, ...]
    reason: str
    requested_by: str
    approved_by: str
    created: str
    expires: str
    addresses: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    at_grant: Decimal | None = None
    cap: Decimal | None = None
    approved_in: str = ""
    ticket: str = ""
    compensating_control: str = ""
    evidence: str = ""


class FixedFormError(Exception):
    """A file is written in a form into which nothing can be put."""


def written(draft: Draft) -> str:
    """Return the YAML text of an exception, its keys in the order in which people read them."""
    return "".join(f"{line}\n" for line in _lines(draft))


def renewed(path: str, text: str, expires: str, renewal: Sequence[tuple[str, str]]) -> str:
    """Return the text of an exception with a later last day and one renewal more; raise FixedFormError."""
    value = _document(path, text)
    item = "{" + ", ".join(f"{key}: {scalar(each)}" for key, each in renewal) + "}"
    edits = [(*_place(value, "expires"), expires)]
    renewals = value.get("renewals")
    items = list(renewals.items()) if renewals is not None else []
    if renewals is None:
        return _checked(path, text, _appended(_edited(text, edits), f"renewals:\n  - {item}"), {"expires", "renewals"})
    start, end = _place(value, "renewals")
    if text[start] == "[":
        edits.append((end - 1, end - 1, f", {item}" if items else item))
    else:
        indent = start - (text.rfind("\n", 0, start) + 1)
        line_end = text.find("\n", end)
        behind = len(text) if line_end < 0 else line_end
        edits.append((behind, behind, f"\n{' ' * indent}- {item}"))
    return _checked(path, text, _edited(text, edits), {"expires", "renewals"})


def ended(path: str, text: str, on: str, by: str, reason: str) -> str:
    """Return the text of an exception that ends on a day; raise FixedFormError."""
    _document(path, text)
    who = f"\n  by: {scalar(by)}" if by else ""
    return _checked(path, text, _appended(text, f"ended:\n  on: {on}{who}\n  reason: {scalar(reason)}"), {"ended"})


def scalar(text: str) -> str:
    """Return a text as one YAML scalar on one line."""
    if _DAY.fullmatch(text) or (_BARE.fullmatch(text) and text.casefold() not in _WORDS):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    from json import dumps

    return dumps(text)


def _lines(draft: Draft) -> Iterator[str]:
    yield f"id: {scalar(draft.id)}"
    yield f"kind: {scalar(draft.kind)}"
    yield f"policies: [{', '.join(map(scalar, draft.policies))}]"
    names = ("addresses", "roots", "fingerprints", "environments")
    scopes: list[tuple[str, tuple[str, ...]]] = [(name, each) for name in names if (each := getattr(draft, name))]
    if scopes:
        yield "scope:"
    for name, values in scopes:
        yield f"  {name}:"
        yield from (f"    - {scalar(each)}" for each in values)
    yield f"reason: {scalar(draft.reason)}"
    costs = {"at_grant": draft.at_grant, "cap": draft.cap}
    figures = [f"  {name}: {each:f}" for name, each in costs.items() if each is not None]
    yield from ["monthly_cost:", *figures] if figures else []
    texts = ("requested_by", "approved_by", "approved_in", "ticket", "created", "expires")
    for name in (*texts, "compensating_control", "evidence"):
        value: str = getattr(draft, name)
        if value:
            yield f"{name}: {scalar(value)}"


def _document(path: str, text: str) -> Value:
    documents, diagnostics = load(SourceText(path, text))
    if len(documents) != 1 or diagnostics:
        raise FixedFormError
    return documents[0].value


def _place(value: Value, key: str) -> tuple[int, int]:
    span = at(value, key)
    if span is None:
        raise FixedFormError
    return span.start, span.end


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _appended(text: str, lines: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    between = "" if text.endswith("\n") else newline
    return text + between + lines.replace("\n", newline) + newline


def _checked(path: str, before: str, after: str, changed: set[str]) -> str:
    """Return the second text where it says the same as the first but for some keys; raise FixedFormError."""
    old, new = _document(path, before).raw, _document(path, after).raw
    if not isinstance(old, dict) or not isinstance(new, dict) or not changed <= set(new):
        raise FixedFormError
    kept = set(old) - changed
    if kept != set(new) - changed or any(plain(old[key]) != plain(new[key]) for key in kept):
        raise FixedFormError
    return after
