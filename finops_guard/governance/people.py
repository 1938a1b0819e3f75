"""Who is who: one person written in several ways, as far as that is certain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from finops_guard.governance.wording import PLACEHOLDERS, visible

_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
_TAG = re.compile(r"\+[^\s<>@]*")
_ACCENT = re.compile("[\u0300-\u036f\ufe00-\ufe0f]")
_NOBODY = PLACEHOLDERS | {"anybody", "anyone", "me", "myself", "nobody", "self", "somebody", "someone"}
# Small letters of Cyrillic, Greek and Latin that are taken for another one.
_LOOK_ALIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131\u0261",
    "abekmhopctyxsijhdqwaeikvoptuxig",
)


def is_nobody(text: str) -> bool:
    """Tell whether a text that should name a person is empty, or a word for one who is not known."""
    return not _identity(text)[1] or visible(text).casefold() in _NOBODY


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts certainly name one person.

    Case, blanks, punctuation, accents, invisible characters, letters of another script that look the same, the order
    of names, and a tag (``a.writer+work@example.com``) make no difference; ``Ann Writer``, ``@ann-writer``,
    ``annwriter`` and ``ann.writer@example.com`` are one person. Mail addresses are compared with each other whole.
    """
    (mails, names), (other_mails, other_names) = _identity(one), _identity(other)
    if mails and other_mails:
        return not mails.isdisjoint(other_mails)
    return not names.isdisjoint(other_names)


@lru_cache(maxsize=1024)
def _identity(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the mail addresses in a text, and the names: what stands beside them, and what stands before their @.

    A name has two forms, both without what stands between its parts: these as they are written, and sorted.
    """
    plain = unicodedata.normalize("NFKD", visible(unicodedata.normalize("NFKC", text)).casefold())
    plain = _TAG.sub("", _ACCENT.sub("", plain).translate(_LOOK_ALIKE))
    mails = _MAIL.findall(plain)
    names = [_parts(each) for each in (_MAIL.sub(" ", plain), *(mail.partition("@")[0] for mail in mails))]
    return frozenset(mails), frozenset("".join(form) for each in names if each for form in (each, sorted(each)))


def _parts(name: str) -> list[str]:
    """Return the parts of a name between blanks, punctuation and symbols."""
    return "".join(" " if unicodedata.category(each)[0] in "CPSZ" else each for each in name).split()
