"""Every link of the documentation leads somewhere: to a file of the repository and a heading in it, or to https."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import unquote

import pytest
from support.guide import ROOT

# A link or picture, a reference definition, an attribute of inline HTML.
LINK = re.compile(
    r"\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+\"[^\"]*\")?\s*\)"
    r"|^\[[^\]]+\]:\s+(\S+)|\b(?:href|src|srcset)=\"([^\"]+)\"",
    re.MULTILINE,
)
FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2[`~]*$", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    path
    for top in ("*.md", "docs/**/*.md", "examples/**/*.md", "tests/**/*.md", ".github/**/*.md")
    for path in ROOT.glob(top)
)


def prose(text: str) -> str:
    """Return a page without what is code in it."""
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", FENCE.sub("", text), flags=re.DOTALL)


def links(text: str) -> Iterator[str]:
    for found in LINK.finditer(prose(text)):
        yield next(group for group in found.groups() if group)


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors of a page: of its headings, by GitHub's rules, and those that it writes itself."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    seen: Counter[str] = Counter()
    found = set(re.findall(r"<a (?:name|id)=\"([^\"]+)\"", text))
    for heading in re.findall(r"^#{1,6} +(.+?)(?: +#+)?$", text, re.MULTILINE):
        slug = slug_of(heading)
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return frozenset(found)


def slug_of(heading: str) -> str:
    """Return what GitHub makes of a heading: lower case, no punctuation, a dash for each blank."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def problem(page: Path, link: str) -> str:
    """Return what is wrong about a link of a page; empty where nothing is."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link):
        return "" if link.startswith("https://") else "not https"
    if link.startswith(("/", "\\", "~")):
        return "a path of a machine"
    target, _, anchor = unquote(link).partition("#")
    path = (page.parent / target).resolve() if target else page
    if not path.is_relative_to(ROOT):
        return "leaves the repository"
    if not path.exists():
        return "no such file"
    if anchor and path.suffix == ".md" and anchor not in anchors(path):
        return f"no such heading; there are {', '.join(sorted(anchors(path)))}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    wrong = [f"{link}: {why}" for link in links(page.read_text(encoding="utf-8")) if (why := problem(page, link))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("What it says", "what-it-says"),
        ("`--base REF` and `scan`", "--base-ref-and-scan"),
        ("An exception, in C++ & Go!", "an-exception-in-c--go"),
        ("See [the guide](cost.md)", "see-the-guide"),
        ("snake_case stays", "snake_case-stays"),
        ("Größe", "größe"),
    ],
)
def test_anchors_are_those_of_github(heading: str, slug: str) -> None:
    assert slug_of(heading) == slug


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("docs/cost.md", ""),
        ("docs/cost.md#formats", ""),
        ("docs/cost.md#format", "no such heading"),
        ("docs/coast.md", "no such file"),
        ("#try-it", ""),
        ("#tried", "no such heading"),
        ("../elsewhere.md", "leaves the repository"),
        ("/etc/passwd", "a path of a machine"),
        ("file:///etc/passwd", "not https"),
        ("http://example.com", "not https"),
        ("https://example.com", ""),
    ],
)
def test_a_wrong_link_is_noticed(link: str, why: str) -> None:
    found = problem(ROOT / "README.md", link)
    assert found.startswith(why)
    assert bool(found) == bool(why)


def test_links_are_seen_wherever_they_stand() -> None:
    text = (
        '[a](one.md) ![b](two.svg "t")\n`[c](no.md)`\n```\n[d](no.md)\n```\n[e]: three.md\n'
        '<img src="four.svg">\n[f](five.md#x(y))\n'
    )
    assert list(links(text)) == ["one.md", "two.svg", "three.md", "four.svg", "five.md#x(y)"]


def test_pages_name_no_place_of_a_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found = re.findall(r"(?<![\w.])/(?:home|Users|root)/\w+", text)
        found += [place for place in (str(ROOT), gettempdir() + os.sep) if place in text]
        assert not found, page.relative_to(ROOT)
