"""Suppressions: what a comment or an annotation in the scanned code asks not to report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import Span

MARK = "finops-guard:ignore"
ANNOTATION = "finops-guard/ignore"
MAX_LENGTH = 2_000
MAX_REASON = 500
MAX_WORDS = 50
# Lines that are nothing but comments, between the mark and what it is about.
MAX_LINES = 50

# A word, in which a quoted key (module.bucket["my logs"]) may hold blanks and commas.
_WORD = r'(?:[^\s,"]|"[^"\\]*(?:\\.[^"\\]*)*")+'
_EXCEPTION = r"EXC-[A-Za-z0-9][A-Za-z0-9-]*"
_REASON = r"(?:^|\s)--(?:\s|$)"


class Request(Struct, frozen=True):
    """What stands behind the mark: policies (ids or names), addresses, the exception that grants it, and a reason."""

    policies: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    exception: str | None = None
    reason: str = ""


class Suppression(Struct, frozen=True):
    """One request with its place.

    ``covers`` is the text it is about: findings that point into it, and those of resources that are written there or
    made by a module call there. ``addresses`` narrow it to single instances, as Terraform writes them, and ``root`` to
    what one root deploys. ``through`` are the places in other files that this text takes values from: for findings of
    resources that are written in its file.
    """

    request: Request
    span: Span
    covers: Span
    root: str | None = None
    through: tuple[Span, ...] = ()


class RequestError(Exception):
    """What stands behind the mark asks for nothing that could be granted."""


def parse(text: str) -> Request:
    """Return what is asked for by ``FG-TAG-001, gp2-volumes module.bucket["logs"] EXC-2026-0007 -- reason``.

    Raise RequestError with a clause that says what is wrong.
    """
    if len(text) > MAX_LENGTH:
        raise RequestError(f"has more than {MAX_LENGTH:,} characters")
    parts = re.split(_REASON, text, maxsplit=1)
    words = re.findall(_WORD, parts[0])
    if len(words) > MAX_WORDS:
        raise RequestError(f"names more than {MAX_WORDS} policies and addresses")
    exceptions = [word for word in words if re.fullmatch(_EXCEPTION, word)]
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


class Lines(Struct, frozen=True):
    """How a language writes lines: what begins one that is nothing but a comment, and what precedes its content."""

    comment: re.Pattern[str]
    content: re.Pattern[str]

    def below(self, text: str, at: int) -> tuple[int, int] | None:
        """Return where the line that a comment is about has its content and its end; None where it is empty.

        That is the comment's own line, or the first one below that is no comment.
        """
        begin = text.rfind("\n", 0, at) + 1
        for _ in range(MAX_LINES):
            if not self.comment.match(text, begin):
                break
            end = text.find("\n", begin)
            if end < 0:
                return None
            begin = end + 1
        else:
            return None
        content = self.content.match(text, begin)
        if content is None:
            return None
        end = text.find("\n", content.end())
        return content.end(), len(text) if end < 0 else end


def comment(span: Span, words: str, lines: Lines, end_of: Callable[[int], int | None]) -> Suppression | Diagnostic:
    """Return what a comment at a span asks for with the words behind its mark; a notice where it means nothing.

    ``end_of`` returns the end of the item that begins at an offset, None where none does: then it is about its line.
    """
    source = span.source
    try:
        request = parse(words)
    except RequestError as failure:
        hint = f'write the policies one by one: "{MARK} FG-TAG-001 -- the reason"'
        return notice("suppression", f"this comment {failure}, so nothing is ignored", span, hint)
    line = lines.below(source.text, span.start)
    if line is None:
        hint = "put it at the end of a line, or on the line right above what it is about"
        return notice("suppression", "this comment stands above nothing, so nothing is ignored", span, hint)
    start, end = line
    return Suppression(request, span, Span(source, start, end_of(start) or end))


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
