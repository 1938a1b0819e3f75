"""Suppressions: what a comment or an annotation in the scanned code asks not to report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from finops_guard.location import Span

MARK = "finops-guard:ignore"
MAX_REASON = 500
MAX_WORDS = 50

# A word, in which a quoted key (module.bucket["my logs"]) may hold blanks and commas.
_WORD = re.compile(r'(?:[^\s,"]|"(?:[^"\\]|\\.)*+")+')
_EXCEPTION = re.compile(r"EXC-[A-Za-z0-9][A-Za-z0-9-]*")
_REASON = re.compile(r"(?:^|\s)--(?:\s|$)")


class Request(Struct, frozen=True):
    """What stands behind the mark: policies (ids or names), addresses, the exception that grants it, and a reason."""

    policies: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    exception: str | None = None
    reason: str = ""


class Suppression(Struct, frozen=True):
    """One request with its place.

    ``covers`` is the text it is about: findings that point into it, and those of resources that are written there or
    made by a module call there. ``addresses`` narrow it to single instances, as Terraform writes them.
    """

    request: Request
    span: Span
    covers: Span


class RequestError(Exception):
    """What stands behind the mark asks for nothing that could be granted."""


def parse(text: str) -> Request:
    """Return what is asked for by ``FG-TAG-001, gp2-volumes module.bucket["logs"] EXC-2026-0007 -- reason``.

    Raise RequestError with a clause that says what is wrong.
    """
    parts = _REASON.split(text, maxsplit=1)
    words = _WORD.findall(parts[0])
    if len(words) > MAX_WORDS:
        raise RequestError(f"names more than {MAX_WORDS} policies and addresses")
    exceptions = [word for word in words if _EXCEPTION.fullmatch(word)]
    addresses = [word for word in words if "." in word or "[" in word]
    policies = [word for word in words if word not in exceptions and word not in addresses]
    if not policies:
        raise RequestError("names no policy")
    if any("*" in policy for policy in policies):
        raise RequestError("names policies by a pattern")
    if len(exceptions) > 1:
        raise RequestError("names more than one exception")
    reason = parts[1].strip()[:MAX_REASON] if len(parts) > 1 else ""
    return Request(_distinct(policies), _distinct(addresses), exceptions[0] if exceptions else None, reason)


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
