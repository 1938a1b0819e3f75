"""Strings of a stranger's files as Markdown, judged by GitHub's own parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.forge import page

from finops_guard.reporters.markup import code, inline, target
from finops_guard.reporters.styling import neutralise

HOSTILE = (
    "a|b", "a\\|b", "a\\\\|b", "|", "\\", "`", "``", "a`b``c", "` `", "`a", "a`", "<script>alert(1)</script>",
    "</details>", "-->", "<!-- x -->", "&lt;b&gt;", "&amp;", "&#64;team", "*b* _i_ **x** __y__ ~~z~~", "[l](u)",
    "![i](u)", "[x]: u", "[^1]", "@mention", "(@mention)", "x@y.example", "a@b.example|c", "#123", "o/r#12", "GH-12",
    "https://evil.example/x",
    "https:&#47;/evil.example", "HTTP://evil.example", "www.evil.example", "ftp://evil.example", "mailto:a@b.example",
    "0123456789abcdef0123456789abcdef01234567", ":smile:", ":+1:", "$x$", "$`x`$", "# h", "- l", "+ l", "* l", "1. l",
    "12) l", "> q", "=== ", "---", "~~~", "```", "    indented", "\ttab", "a\nb\n\nc", "line\r\n::error::x", "\x1b[31m",
    "\u202eright to left", "\0", "\x07", "\udc80", "\ud800", "=cmd()", "%0A", "]]>", "a  b", " a ", "", "`|`", "|`|",
    "| --- |", "\\`", "a\\", "<details><summary>", "<https://evil.example>", "xmpp:a@b.example/x", "@", "a | @b`c",
)  # fmt: skip
# Where a string may stand: alone, behind ours, in an item, in a cell, in bold, in a heading.
PLACES = (
    "{}",
    "Ours {} ours",
    "- {}\n- ours",
    "1. ours\n   - {}",
    "| a | b |\n| --- | ---: |\n| ours {} | {} |\n| {} | ours |",
    "**ours {} ours**",
    "### ours {}",
    "<details>\n<summary>ours</summary>\n\n- {}\n\n</details>\n\nours",
)


def words(text: str) -> str:
    return " ".join(text.split())


def shown(text: str) -> str:
    """Return a string as it is to be read: one line, what is not printable as its number."""
    return words(neutralise(text))


def check(place: str, write: object, text: str) -> None:
    assert callable(write)
    written = write(text)
    if not written:  # of nothing, nothing is written
        assert not shown(text)
        return
    found = page(place.replace("{}", written))
    plain = page(place.replace("{}", "x"))
    assert [each for each in found.elements if each != "code"] == plain.elements
    assert not found.links
    assert not found.unclosed
    assert found.rows == plain.rows
    assert not found.references
    if shown(text):
        assert words(found.text) == words(plain.text.replace("x", shown(text)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("write", [inline, code])
def test_a_hostile_string_stays_text(place: str, text: str, write: object) -> None:
    check(place, write, text)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab1 |`\\<>&@#*_[]()~-+=.:/!$%^;\"'{}w\n\u202e", max_size=24), st.sampled_from(PLACES))
@example("`\\|", PLACES[4])
def test_any_string_stays_text(text: str, place: str) -> None:
    check(place, inline, text)
    check(place, code, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_instance.web[0]", "`aws_instance.web[0]`"),
        ('x["a"]', '`x["a"]`'),
        ("a`b", "``a`b``"),
        ("`a``", "``` `a`` ```"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a\\", "<code>a&#92;</code>"),
        ("</code>", "`</code>`"),
        (" a", "<code> a</code>"),
        ("", "<code></code>"),
        ("@team", "`@team`"),
        ("a@b|", "<code>a&#64;<!-- -->b&#124;</code>"),
    ],
)
def test_code_is_written(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no price for x (20 % less)", "no price for x (20 % less)"),
        ('x has no tag "owner"', 'x has no tag "owner"'),
        ("*b* _i_ [l](u)", "\\*b\\* \\_i\\_ \\[l\\](u)"),
        ("see @team", "see `@team`"),
        ("fixes #12", "fixes `#12`"),
        ("at WWW.evil.example now", "at `WWW.evil.example` now"),
        ("<b>", "&lt;b&gt;"),
        ("- 1. x", "\\- 1. x"),
        ("1. x", "1\\. x"),
        ("is ${var.x}", "is `${var.x}`"),
        ("", ""),
    ],
)
def test_sentences_are_text(text: str, expected: str) -> None:
    assert inline(text) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("live/prod/main.tf", "live/prod/main.tf"),
        ("a b/(c).tf", "a%20b/%28c%29.tf"),
        ("ü?x#y", "%C3%BC%3Fx%23y"),
        ("\udc80", "%ED%B2%80"),
    ],
)
def test_paths_in_addresses(path: str, expected: str) -> None:
    assert target(path) == expected
