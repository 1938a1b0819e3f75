"""A bounded run over every reader, the same one each time; longer ones are made by hand."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from random import Random

import pytest

from finops_guard.location import Location, SourceText, Span
from tests.fuzzing import targets
from tests.fuzzing.mutation import Mutator, minimised
from tests.fuzzing.oracle import WatchedTree, check_location, check_printable, check_span, files
from tests.fuzzing.running import Campaign, Failure, HangError, attempt, limited

# What is slow is tried with fewer texts.
EXECUTIONS = {
    "scan": 6,
    "bill": 10,
    "config": 40,
    "policy": 60,
    "kustomization": 60,
    "kubernetes": 100,
    "terraform": 100,
}
NEEDED = {"bill": "duckdb", "cel": "cel_expr_python", "policy": "cel_expr_python"}


@pytest.mark.parametrize("name", targets.TARGETS)
def test_no_text_breaks_a_reader(name: str) -> None:
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])
    campaign = Campaign(name, seed=1)
    executions = len(targets.seeds(name)) + EXECUTIONS.get(name, 150)
    campaign.run(executions)
    assert campaign.executions == executions
    assert not campaign.failures, "\n".join(f"{each.data!r}\n{each.text}" for each in campaign.failures.values())


@pytest.mark.parametrize("name", targets.TARGETS)
def test_there_are_texts_to_begin_with(name: str) -> None:
    assert targets.seeds(name)
    assert len(list(targets.vocabulary(name))) > 5


def test_the_same_seed_makes_the_same_texts() -> None:
    def made(seed: int) -> list[bytes]:
        mutator = Mutator([b"a = 1\nb = 2\n"], [b"{"], Random(seed))
        return [mutator.next() for _ in range(200)]

    assert made(1) == made(1) != made(2)
    assert len(set(made(1))) > 150


def escape_by_reading(_: bytes) -> str:
    return Path("/etc/passwd").read_text(encoding="utf-8")


def escape_by_writing(_: bytes) -> str:
    Path(targets.__file__).with_name("written").write_text("", encoding="utf-8")
    return ""


def escape_by_a_program(_: bytes) -> str:
    return str(subprocess.run(["true"], check=True))


def escape_by_a_path(_: bytes) -> str:
    return str(WatchedTree({"a": b""}).read("../a", 10))


def swallowed(_: bytes) -> str:
    """Reach for a file, and say nothing of it."""
    try:
        return escape_by_reading(b"")
    except AssertionError:
        return ""


def unlike(_: bytes) -> str:
    return os.urandom(8).hex()


def too_deep(_: bytes) -> str:
    return too_deep(_)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (escape_by_reading, "EscapeError"),
        (escape_by_writing, "EscapeError"),
        (escape_by_a_program, "EscapeError"),
        (escape_by_a_path, "EscapeError"),
        (swallowed, "EscapeError"),
        (unlike, "not the same twice"),
        (too_deep, "RecursionError"),
    ],
)
def test_what_a_reader_must_not_do_is_a_failure(monkeypatch: pytest.MonkeyPatch, run, expected: str) -> None:
    monkeypatch.setitem(targets.TARGETS, "bad", targets.Target(run))
    found = attempt("bad", b"", again=True)
    assert isinstance(found, Failure)
    assert expected in found.text


def test_what_takes_too_long_is_ended() -> None:
    def forever() -> None:
        with limited(0.01):
            while True:
                pass

    with pytest.raises(HangError):
        forever()


def test_a_place_lies_within_its_file() -> None:
    check_location(Location("a", 2, 2, 2, 3), {"a": b"x\nab"})
    for outside in (Location("a", 3, 1, 3, 1), Location("a", 1, 3, 1, 3), Location("a", 1, 1, 1, 3)):
        with pytest.raises(AssertionError):
            check_location(outside, {"a": b"x\nab"})
    with pytest.raises(AssertionError):
        check_span(Span(SourceText("a", "x"), 1, 2))


def test_controls_are_not_printable() -> None:
    check_printable("a\nb")
    for text in ("\x1b[31m", "\u202e", "\r"):
        with pytest.raises(AssertionError):
            check_printable(text)


def test_an_archive_holds_what_a_directory_can_hold() -> None:
    data = b"first\n-- b --\n2\n-- ../c --\n3\n-- /d --\n4\n-- e/f --\n5\n-- e --\n6\n-- b --\n7\n"
    assert files(data, "a") == {"a": b"first\n", "b": b"7\n", "e/f": b"5\n"}


def test_a_text_that_fails_becomes_smaller() -> None:
    assert minimised(b"some (( text that [ is long", lambda data: b"((" in data and b"[" in data) == b"((["
