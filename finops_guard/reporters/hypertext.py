"""What HTML reports have in common: text that stays text, and a head that lets nothing be loaded."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from hashlib import sha256
from html import escape

from finops_guard.reporters.styling import neutralise

_LONG = 4_000
_PART = re.compile(r"([/.])(?=[^/.])")
_LINK = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


def text(found: str, limit: int = _LONG) -> str:
    """Return a text of the scanned tree as one harmless line of HTML, in an attribute as well as between elements."""
    return escape(neutralise(found, limit))


def code(found: str) -> str:
    """Return a text of the scanned tree as code."""
    return f"<code>{text(found)}</code>"


def path(found: str) -> str:
    """Return a path or an address, which may be broken into lines after its parts."""
    return _PART.sub(r"\1<wbr>", text(found))


def link(address: str) -> str:
    """Return a link to a page of the web, which learns nothing of the report; text where it is no such address."""
    if not _LINK.fullmatch(address) or not address.isprintable():
        return text(address)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{text(address)}</a>'


def head(title: str, style: str, script: str = "") -> Iterator[str]:
    """Yield the lines before the body's content: only this style and this script count, and nothing is loaded."""
    sources = [f"style-src {_digest(style)}", *([f"script-src {_digest(script)}"] if script else [])]
    policy = "; ".join(["default-src 'none'", *sources, "base-uri 'none'", "form-action 'none'"])
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(title)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}'"
