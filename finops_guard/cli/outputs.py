"""Where reports go: several in one run, each in its format to its file, one of them to standard output."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.cli.options import write
from finops_guard.cli.terminal import colour
from finops_guard.errors import Problem, UsageError
from finops_guard.reporters import REPORTERS, Options

STDOUT = "-"
DEFAULT = "text"

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./ ]|-(?!-)){0,99}(?<!-)")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_.~%/+-]*)?")


class Output(Struct, frozen=True):
    """One report that is written: its format, and the file (``-``: standard output)."""

    format: str
    path: str


def outputs(given: Sequence[str], chosen: str | None, known: Collection[str] = REPORTERS) -> tuple[Output, ...]:
    """Return what ``--output [FORMAT=]FILE`` and ``--format`` ask for, of the formats that are known.

    An output without a format has the chosen one. Where every output has a format, and none is for standard output, the
    chosen one is written there: what is asked for as files comes on top of it.
    """
    usual = chosen or DEFAULT
    named = [_named(each, known) for each in given]
    found = [each or Output(usual, path) for each, path in zip(named, given, strict=True)]
    if all(named) and not any(each.path == STDOUT for each in found):
        found.append(Output(usual, STDOUT))
    places: dict[str, str] = {}
    for each in found:
        place = each.path if each.path == STDOUT else os.path.realpath(each.path)
        if place in places:
            where = "standard output" if place == STDOUT else each.path
            raise UsageError(f"--output: {places[place]} and {each.format} would both be written to {where}")
        places[place] = each.format
    return tuple(found)


def same_place(path: str, other: str) -> bool:
    """Tell whether two outputs are the same file."""
    return STDOUT not in (path, other) and os.path.realpath(path) == os.path.realpath(other)


def _named(given: str, known: Collection[str]) -> Output | None:
    """Return what ``FORMAT=FILE`` asks for; None where it is a file only."""
    name, equals, path = given.partition("=")
    if not given or (equals and not path):
        raise UsageError(f"--output {given}: the file is missing, write - for standard output")
    if not equals or not name.isidentifier():
        return None
    if name in known:
        return Output(name, path)
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    hint = f"{meant}known are {', '.join(known)}; for a file of that name, write ./{given}"
    raise UsageError(Problem(f"--output {given}: unknown format {name!r}", hint=hint))


def write_all(
    render: Callable[[str, Options], str], wanted: Sequence[Output], options: Options
) -> list[tuple[Output, str]]:
    """Render every report, given the function that does so by its format, and write it; standard output comes last.

    Return what was written.
    """
    told = []
    for each in sorted(wanted, key=lambda output: output.path == STDOUT):
        here = each.path == STDOUT
        shown = replace(options, color=here and colour(sys.stdout), hyperlink=options.hyperlink if here else "")
        text = render(each.format, shown)
        write(text, each.path)
        told.append((each, text))
    return told


def comment_name(given: str) -> str:
    """Return the name of a comment; raise UsageError where it could not stand in a hidden mark."""
    if not _NAME.fullmatch(given):
        raise UsageError(f"--comment-name {given}: write at most 100 letters, digits, blanks and . _ / -")
    return given


def link_base(given: str) -> str:
    """Return an address below which links lead, ending in ``/``; raise UsageError where it is none."""
    if given and not _ADDRESS.fullmatch(given):
        raise UsageError(f"--link-base {given}: write an address as https://github.com/OWNER/REPOSITORY/blob/COMMIT/")
    return given if not given or given.endswith("/") else f"{given}/"
