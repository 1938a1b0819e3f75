"""What a forge makes of Markdown: GitHub's own parser renders it, and this reads the page as GitHub does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

# What GitHub looks for in the text of a page, outside of code.
REFERENCES = re.compile(
    r"@\w|#\d|\bGH-\d|(?:https?|ftp)://|\bwww\.|\b[0-9a-f]{7,40}\b|:[\w+-]+:|\$[^$]+\$|\S@\S", re.IGNORECASE
)
_VOID = {"br", "hr", "img", "input", "meta"}


@dataclass
class Rendered:
    """A page: its elements in order, its text by element path, and the text in which references are looked for."""

    html: str
    elements: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    text: str = ""
    prose: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    @property
    def references(self) -> list[str]:
        return [found[0] for each in self.prose for found in REFERENCES.finditer(each)]


class _Reader(HTMLParser):
    def __init__(self, page: Rendered) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append(tag)
        if tag == "a":
            self.page.links.append(dict(attrs).get("href") or "")
        if tag == "tr":
            self.page.rows.append(0)
        if tag in {"td", "th"}:
            self.page.rows[-1] += 1
            self.page.cells.append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.page.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.page.text += data
        if "td" in self.open or "th" in self.open:
            self.page.cells[-1] += data
        if not {"code", "pre", "a"} & set(self.open):
            self.page.prose.append(data)


def page(markdown: str) -> Rendered:
    """Render as GitHub does, before it takes out what it does not allow; skip the test where that is not there."""
    cmarkgfm = pytest.importorskip("cmarkgfm")
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    found = Rendered(html)
    reader = _Reader(found)
    reader.feed(html)
    reader.close()
    found.unclosed = reader.open
    return found
