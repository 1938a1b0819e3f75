"""The pictures of docs/pictures are what commands print, and safe and readable as files."""

from __future__ import annotations

import re
import shutil
from tempfile import gettempdir
from xml.etree import ElementTree as ET

import pytest
from support.guide import DOCS, ROOT

from tools import pictures
from tools.terminal_picture import Run, broken, looks, svg

NAMES = [f"{picture.name}.svg" for picture in pictures.ALL]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_no_picture_is_stale() -> None:
    stale = [name for name, text in pictures.rendered() if (pictures.PICTURES / name).read_text("utf-8") != text]
    assert not stale, "run python -m tools.pictures"
    assert sorted(path.name for path in pictures.PICTURES.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_accessible_and_alone(name: str) -> None:
    text = (pictures.PICTURES / name).read_text(encoding="utf-8")
    assert len(text) < 20_000
    picture = ET.fromstring(text)
    assert picture.attrib["role"] == "img"
    assert picture[0].tag == f"{SVG}title"
    assert picture[0].text
    assert picture[1].tag == f"{SVG}desc"
    assert picture[1].text
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "path", "circle", "text", "tspan")
    }
    assert re.findall(r"https?://[^\s<\"]+", text.partition("<desc")[0]) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|href|\x1b", text)
    assert gettempdir() not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_shown_with_words(name: str) -> None:
    pages = [*DOCS.glob("*.md"), ROOT / "README.md"]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    assert any(re.search(rf"!\[[^\]]{{10,}}\]\((docs/)?pictures/{name}\)", text) for text in texts)


def test_colours_and_columns() -> None:
    line = "\x1b[1;31merror\x1b[0m a b  c \x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\ \x1b[2mdim\x1b[0m"
    (characters,) = looks(line)
    assert list(broken(characters, 80)) == [
        [
            Run(0, "error", ("b", "red")),
            Run(6, "a b"),
            Run(11, "c link"),
            Run(18, "dim", ("d",)),
        ]
    ]


def test_a_long_line_is_broken_as_a_terminal_does() -> None:
    (characters,) = looks("abc defg")
    assert list(broken(characters, 5)) == [[Run(0, "abc d")], [Run(0, "efg")]]
    assert list(broken([], 5)) == [[]]


def test_what_is_printed_is_text() -> None:
    picture = ET.fromstring(svg("<script>&amp;", "scan '<x>'", 'a "b" <c>', 40))
    assert picture[0].text == "scan '<x>'"
    assert picture[1].text == 'a "b" <c>'
    assert [each.text for each in picture.iter(f"{SVG}tspan")][-1] == "<script>&amp;"
