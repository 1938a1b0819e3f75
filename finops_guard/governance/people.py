"""Who is who: one person written in several ways, as far as that is certain."""

from __future__ import annotations

import re
import unicodedata

_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
_PARTS = re.compile(r"[\s._,\-]+")


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts certainly name one person.

    Case, blanks, invisible characters, the order of names, a leading ``@`` and a tag within a mail address
    (``a.writer+work@example.com``) make no difference; ``Ann Writer``, ``@ann-writer`` and ``ann.writer@example.com``
    are one person. Mail addresses are compared with each other whole.
    """
    (mails, names), (other_mails, other_names) = _identity(one), _identity(other)
    if mails and other_mails:
        return not mails.isdisjoint(other_mails)
    return not names.isdisjoint(other_names)


def _identity(text: str) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the mail addresses in a text, and the names: what stands beside them, and what stands before their @."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(each for each in plain if unicodedata.category(each) != "Cf").casefold()
    mails = [_untagged(each) for each in _MAIL.findall(plain)]
    written = [_MAIL.sub(" ", plain), *(mail.partition("@")[0] for mail in mails)]
    names = (tuple(sorted(part for part in _PARTS.split(each.strip(" \t<>()\"'@")) if part)) for each in written)
    return frozenset(mails), frozenset(name for name in names if name)


def _untagged(mail: str) -> str:
    local, _, domain = mail.partition("@")
    return f"{local.partition('+')[0]}@{domain}"
