"""How parts of the page write places, sentences and counts."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.findings import Finding
from finops_guard.location import STDIN, Location
from finops_guard.reporters.folding import MAX_NAMED
from finops_guard.reporters.markup import code, inline, target
from finops_guard.reporters.options import Options
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import listed, neutralise

SENTENCE = 400
FIX = 600


def place(at: Location, options: Options) -> str:
    """Return ``path:line`` as code, and as a link where the options say where files are shown."""
    # A file outside of the scanned tree stands for itself: where it lies on this machine is nobody's business.
    outside = at.path.startswith("/")
    path = at.path.rpartition("/")[2] if outside else at.path
    shown = code(f"{path}:{at.line}", SENTENCE)
    if not options.link_base or outside or path == STDIN or not {"", ".", ".."}.isdisjoint(path.split("/")):
        return shown
    lines = f"L{at.line}-L{at.end_line}" if at.end_line > at.line else f"L{at.line}"
    return f"[{shown}]({options.link_base}{target(path)}#{lines})"


def sentence(text: str, address: str = "", limit: int = SENTENCE) -> str:
    """Return a sentence as text, in which an address is code."""
    shown, named = neutralise(text, limit), neutralise(address, limit)
    if not named.strip() or named not in shown:
        return inline(shown, limit)
    parts = [_part(part, limit) for part in shown.split(named)]
    return code(named, limit).join(parts).strip()


def _part(text: str, limit: int) -> str:
    """Return a part of a sentence with the blanks around it."""
    return f"{' ' * text.startswith(' ')}{inline(text, limit)}{' ' * text.endswith(' ')}" if text.strip() else text


def severities(found: Sequence[Finding], *, places: bool = False) -> str:
    """Return ``6 errors, 1 warning``; empty for no findings."""
    return Page(Options()).severities(found, places=places)


def addresses(found: Sequence[str]) -> str:
    """Return addresses as code: the first few, and how many more there are."""
    names = [code(name, SENTENCE) for name in dict.fromkeys(found)]
    if len(names) > MAX_NAMED + 1:
        return f"{', '.join(names[:MAX_NAMED])} and {len(names) - MAX_NAMED:,} more"
    return listed(names) if names else ""


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
