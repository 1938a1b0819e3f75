"""Strings of the scanned tree cannot steer a terminal or a CI log; widths are those of a terminal."""

from __future__ import annotations

import pytest

from finops_guard.findings import Severity
from finops_guard.location import Location, SourceText, Span
from finops_guard.reporters.folding import merged
from finops_guard.reporters.options import Options
from finops_guard.reporters.snippet import snippet
from finops_guard.reporters.styling import Style, cells, count, listed, neutralise, without_commands, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("größer 日本 🚀", "größer 日本 🚀"),
        ("a\tb", "a b"),
        ("no\u00a0break", "no break"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x9b31m", "<U+009B>31m"),
        ("two\nlines\r", "two<U+000A>lines<U+000D>"),
        ("left\u202eright", "left<U+202E>right"),
        ("\u2066isolate\u2069", "<U+2066>isolate<U+2069>"),
        ("mark\u200f", "mark<U+200F>"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("para\u2029graph", "para<U+2029>graph"),
        ("nul\0", "nul<U+0000>"),
        ("half \ud800", "half <U+D800>"),
        ("##[set-env name=X]y", "# [set-env name=X]y"),
        ("##vso[task.setvariable]", "# vso[task.setvariable]"),
        ("::error::boo", ": :error::boo"),
        ("a ## b", "a ## b"),
    ],
)
def test_neutralise(text: str, shown: str) -> None:
    assert neutralise(text) == shown
    assert shown.isprintable()


def test_neutralise_bounds_its_work() -> None:
    assert neutralise("x" * 10_000_000, 10) == "x" * 9 + "…"


def test_no_line_begins_like_a_command() -> None:
    assert without_commands("a\n  ::add-mask::x\nb ::ok") == "a\n  : :add-mask::x\nb ::ok"


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("\uff46", 2), ("\x1b[1;31mred\x1b[0m", 3), ("", 0)],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_colour_only_where_asked_for() -> None:
    assert Style().severity(Severity.ERROR) == "error"
    assert Style(True).severity(Severity.ERROR) == "\x1b[1;31merror\x1b[0m"
    assert Style(True).paint("", "dim") == ""


def test_wrap() -> None:
    assert wrap("one two three four", 12, "  ", "    ") == ["  one two", "    three", "    four"]
    assert wrap("x" * 50, 10) == ["x" * 50]
    assert wrap("日本 日本 日本", 9) == ["日本 日本", "日本"]


def test_lists_and_counts() -> None:
    assert (listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")) == ("a", "a and b", "a, b or c")
    assert (count(1, "file"), count(2_000, "file"), count(2, "policy", "policies")) == (
        "1 file",
        "2,000 files",
        "2 policies",
    )


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (['r has no tag "a"', 'r has no tag "b"'], ('r has no tag "a", "b"',)),
        (['r has no "a" tag', 'r has no "b" tag', 'r has no "c" tag'], ('r has no "a", "b", "c" tag',)),
        (['r has no tag "a" (it has "A")', 'r has no tag "b"'], ('r has no tag "a" (it has "A"), "b"',)),
        (['r has no tag "a" (who pays)', 'r has no tag "b" (where to)'], ('r has no tag "a", "b"',)),
        (["quite another", "sentence here"], ("quite another", "sentence here")),
        (["same start", "same start and more"], ("same start", "same start and more")),
        (["only one"], ("only one",)),
        (["x is " + "a" * 80, "x is b"], ("x is " + "a" * 80, "x is b")),
    ],
)
def test_messages_fold_only_where_they_stay_readable(messages: list[str], expected: tuple[str, ...]) -> None:
    assert merged(messages) == expected


def test_of_many_messages_the_first_are_named() -> None:
    messages = [f"nothing calls {name}" for name in ("a", "b", "c", "d" * 200)]
    assert merged(messages, 2) == ("nothing calls a, b and 2 more",)
    assert merged(messages[:3], 2) == ("nothing calls a, b, c",)
    assert merged(messages, 3) == tuple(messages)


def carets(excerpt: str, column: int, end: int, width: int = 80, end_line: int = 7) -> list[str]:
    return snippet(excerpt, Location("a.tf", 7, column, end_line, end), width, Style(), "")


@pytest.mark.parametrize(
    ("excerpt", "column", "end", "lines"),
    [
        ('a = "b"', 5, 8, ['7 | a = "b"', "  |     ^^^"]),
        ("\ta = 1", 2, 3, ["7 |     a = 1", "  |     ^"]),
        ('x = "日本" # y', 5, 9, ['7 | x = "日本" # y', "  |     ^^^^^^"]),
        ("ab\x1bc", 4, 5, ["7 | ab<U+001B>c", "  |           ^"]),
        ("ab\x1bc", 3, 4, ["7 | ab<U+001B>c", "  |   ^^^^^^^^"]),
        ("abc", 2, 2, ["7 | abc", "  |  ^"]),
        ("abc", 4, 5, ["7 | abc", "  |    ^"]),
        ("abc", 200, 250, ["7 | abc", "  |    ^"]),
        ("abc", 900, 950, ["7 | …abc", "  |     ^"]),
        ("", 1, 1, ["7 |", "  | ^"]),
        ("(sensitive)", 5, 400, ["7 | (sensitive)", "  |     ^^^^^^^"]),
    ],
)
def test_carets_stand_under_the_span(excerpt: str, column: int, end: int, lines: list[str]) -> None:
    assert carets(excerpt, column, end) == lines


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert carets("a = {", 5, 2, end_line=9) == ["7 | a = {", "  |     ^"]


@pytest.mark.parametrize("column", [1, 30, 500, 999_999])
def test_long_lines_are_cut_around_the_span(column: int) -> None:
    text = "".join(chr(ord("a") + at % 26) for at in range(1_000_000))
    excerpt = SourceText("a.tf", text).excerpt(1, column)
    assert len(excerpt) <= 400
    line, marks = carets(excerpt, column, column + 3, width=60)
    assert max(cells(line), cells(marks)) <= 60
    begin = marks.index("^")
    assert line[begin : begin + 3].rstrip("…") == text[column - 1 : column + 2]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
@pytest.mark.parametrize(
    ("hidden", "excerpt", "marked"),
    [
        ([], 'user = "admin", key = "abcdefghijkl", size = 5', "5"),
        (['"abcdefghijkl"'], 'user = "admin", key = *(sensitive)**, size = 5', "5"),
        (['"admin"', '"abcdefghijkl"'], "user = *******, key = *(sensitive)**, size = 5", "5"),
        (['"admin"', '"adm', 'in", key'], 'user = (sensitive)* = "abcdefghijkl", size = 5', "5"),
        (["5"], 'user = "admin", key = "abcdefghijkl", size = *', "*"),
        (['"abcdefghijkl", size = 5'], 'user = "admin", key = ******(sensitive)*******', "*"),
    ],
)
def test_carets_stand_right_after_masked_text(hidden: list[str], excerpt: str, marked: str, end: str) -> None:
    text = 'a = 1\nuser = "admin", key = "abcdefghijkl", size = 5' + end
    source = SourceText("a.tf", text)
    for part in hidden:
        source.conceal(text.index(part), text.index(part) + len(part))
    at = text.index("5")
    location = Span(source, at, at + 1).location()
    shown = source.excerpt(location.line, location.column)
    assert shown == excerpt
    line, marks = snippet(shown, location, 80, Style(), "")
    assert [line[at] for at, mark in enumerate(marks) if mark == "^"] == [marked]


def test_what_is_concealed_later_is_masked_too() -> None:
    source = SourceText("a.tf", 'a = "x"\n')
    assert source.excerpt(1, 1) == 'a = "x"'
    source.conceal(4, 7)
    assert source.excerpt(1, 1) == "a = ***"


def test_concealed_ranges_of_other_lines_and_columns_change_nothing() -> None:
    source = SourceText("a.tf", "secret\n" + "a" * 1_000 + "\nsecret")
    source.conceal(0, 6)
    source.conceal(10, 20)
    source.conceal(1_008, 1_014)
    assert source.excerpt(2, 1) == "aaa**********" + "a" * 387
    assert source.excerpt(2, 500) == "a" * 400
    assert source.excerpt(3, 1) == "******"


@pytest.mark.parametrize("width", [1, 10, 40])
def test_narrow_terminals_do_not_break_it(width: int) -> None:
    line, marks = carets("日" * 200, 150, 152, width=width)
    assert "^" in marks
    assert line


@pytest.mark.parametrize(
    ("options", "path", "shown"),
    [
        (Options(), "infra/main.tf", "infra/main.tf"),
        (Options(prefix="infra/"), "infra/main.tf", "main.tf"),
        (Options(prefix="infra"), "infra/live/main.tf", "live/main.tf"),
        (Options(prefix="infra/"), "modules/x.tf", "../modules/x.tf"),
        (Options(prefix="a/b/"), "a/c/x.tf", "../c/x.tf"),
        (Options(prefix="a/b/"), "x.tf", "../../x.tf"),
        (Options(prefix="infra/"), "infrastructure/x.tf", "../infrastructure/x.tf"),
        (Options(base="infra/"), "main.tf", "infra/main.tf"),
        (Options(base=".."), "main.tf", "../main.tf"),
    ],
)
def test_paths_are_shown_from_the_working_directory(options: Options, path: str, shown: str) -> None:
    assert options.path(path) == shown
