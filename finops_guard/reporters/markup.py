"""Strings of the scanned tree in GitHub Flavored Markdown: shown as they are, on one line, in text and in tables.

Forges make links of more than Markdown does: they look for mentions, references, addresses, emoji and formulas in the
text of the finished page, so that no escape helps. Words that hold one are shown as code, where nothing is looked for.
"""

from __future__ import annotations

import re

from finops_guard.reporters.styling import neutralise

MAX_TEXT = 1_000

# What means something to Markdown anywhere in a line.
_SPECIAL = re.compile(r"[\\`*_\[\]|~<>&]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
# What makes a block of a line that begins with it: a list, a heading, the line below one.
_AT_START = re.compile(r"([#+=-])|(\d{1,9})(?=[.)])")
# What forges link, replace or render within a word: @team, #12, GH-12, a commit, an address, :smile:, $x$, and GitLab's
# !12, %milestone, &epic, ~label.
_LINKED = re.compile(
    r"""[@#$]|://|www\.|:[\w+-]+:|\b(?:GH|GHSA|CVE)-|\b[0-9a-f]{7,40}\b|(?:^|[^\w%])[!%&~^]["\w]""", re.IGNORECASE
)
# A name of code with an underscore in a sentence, and what may stand around code there.
_NAME = re.compile(r"""[("]*[A-Za-z][A-Za-z0-9.-]*_[A-Za-z0-9_.-]*[A-Za-z0-9][,;:.)"]*""")
_BEFORE = '("'
_AFTER = ',;:.)"'
# Where backticks do not do: they would end a cell or not keep a blank at the edge.
_NO_SPAN = re.compile(r"[|\\]|^\s|\s$|^$")
_IN_TAG = re.compile(r"[^A-Za-z0-9 ]")
_IN_HTML = re.compile(r"[<>&\"']")
_UNSAFE_IN_URL = re.compile(r"[^A-Za-z0-9_./~-]")
_RUN = re.compile("`+")


def inline(text: str, limit: int = MAX_TEXT) -> str:
    """Return a sentence that may quote the scanned tree as text, without blanks that Markdown would not show.

    Words in it that would become links are code, and so are names with underscores.
    """
    words = [_word(word) for word in neutralise(text, limit).split()]
    return " ".join([*map(_at_start, words[:1]), *words[1:]])


def code(text: str, limit: int = MAX_TEXT) -> str:
    """Return text as code, which nothing in it can end; it fits into a sentence as well as into a cell."""
    return _span(neutralise(text, limit))


def html(text: str, limit: int = MAX_TEXT) -> str:
    """Return a sentence as text within a block of HTML, where Markdown means nothing."""
    words = ((word, _IN_HTML.sub(_entity, word)) for word in neutralise(text, limit).split())
    return " ".join(f"<code>{shown}</code>" if _LINKED.search(word) else shown for word, shown in words)


def target(path: str) -> str:
    """Return a path as a part of an address: nothing in it can end a link, or lead out of it."""
    return _UNSAFE_IN_URL.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogatepass")), path
    )


def _span(shown: str) -> str:
    if _NO_SPAN.search(shown):
        return f"<code>{_IN_TAG.sub(_entity, shown)}</code>"
    fence = "`" * (max(map(len, _RUN.findall(shown)), default=0) + 1)
    pad = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _word(word: str) -> str:
    if not _LINKED.search(word) and not ("_" in word and _NAME.fullmatch(word)):
        return _escaped(word)
    core = word.lstrip(_BEFORE)
    before, core = word[: len(word) - len(core)], core.rstrip(_AFTER)
    after = word[len(before) + len(core) :]
    return f"{before}{_span(core)}{after}" if core else _span(word)


def _escaped(word: str) -> str:
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0]) or f"\\{found[0]}", word)


def _at_start(word: str) -> str:
    found = _AT_START.match(word)
    if found is None:
        return word
    return f"\\{word}" if found[1] else f"{found[2]}\\{word[found.end() :]}"


def _entity(found: re.Match[str]) -> str:
    # Within a tag, mail addresses become links even of entities: a comment keeps the two sides apart.
    return f"&#{ord(found[0])};{'<!-- -->' if found[0] == '@' else ''}"
