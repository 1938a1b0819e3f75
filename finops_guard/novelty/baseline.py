"""A baseline: a file that lists the findings which stood when it was made, so that only later ones are reported.

The format is ``baseline-v1`` (schemas/baseline.schema.json): JSON, one finding a line, sorted, so that two branches
that change it can be merged. No line numbers: a finding stays the same where its lines move.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import ConfigError, Problem
from finops_guard.findings import Finding, Verdict
from finops_guard.location import Location, SourceText
from finops_guard.novelty.past import Earlier, Past
from finops_guard.tree import Tree, TreeError

VERSION = "baseline-v1"
SCHEMA = "urn:finops-guard:schema:baseline-v1"

MAX_SIZE = 64 * 1024 * 1024
MAX_MESSAGE = 300

_AGAIN = "make it again: finops-guard baseline create --replace"
_Print = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
_Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One finding that is let stand: what it was about, the file where it stood, and since when it is listed."""

    fingerprint: _Print
    policy: str
    root: str
    address: str
    key: str
    verdict: Literal["fail", "unresolved"]
    path: str
    message: str
    since: _Day

    def past(self) -> Past:
        """Return it as a finding of before."""
        return Past(
            self.policy,
            self.root,
            self.address,
            self.key,
            Verdict(self.verdict),
            self.message,
            Location(self.path),
            self.fingerprint,
        )


class _Document(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal["baseline-v1"]
    findings: list[Entry]
    schema: str = msgspec.field(default=SCHEMA, name="$schema")


class Baseline(Struct, frozen=True):
    """The findings that a file lists, in its order; ``path`` is the file's."""

    path: str
    entries: Sequence[Entry] = ()

    def earlier(self) -> Earlier:
        """Return what it lists as what was found before."""
        return Earlier(
            tuple(each.past() for each in self.entries),
            {each.root for each in self.entries},
            {each.path for each in self.entries},
        )

    def since(self) -> Mapping[str, str]:
        """Return since when each finding is listed, by fingerprint."""
        return {each.fingerprint: each.since for each in self.entries}


def read(tree: Tree, path: str) -> Baseline:
    """Return the baseline of a file of the tree; raise ConfigError, with the place, where it is none."""
    try:
        data = tree.read(path, MAX_SIZE)
        text = decode(data)
    except (TreeError, DecodeError) as failure:
        raise _wrong(path, f"the baseline cannot be read: {failure}") from None
    try:
        # Python's own reader tells the place of what is wrong, and takes the names of files that are no text.
        found = msgspec.convert(json.loads(text, parse_constant=_refuse), _Document)
    except json.JSONDecodeError as failure:
        hint = "where two branches changed it, keep the lines of both" if "<<<<<<<" in text else _AGAIN
        raise ConfigError(
            Problem(f"the baseline is no JSON: {failure.msg}", Location(path, failure.lineno, failure.colno), hint)
        ) from None
    except (msgspec.ValidationError, ValueError, RecursionError) as failure:
        raise _wrong(path, f"this is no baseline: {failure}") from None
    seen: dict[str, Entry] = {}
    for each in found.findings:
        if each.fingerprint in seen:
            line = _line_of(SourceText(path, text), each.fingerprint)
            raise ConfigError(Problem(f"{each.fingerprint} is listed twice", Location(path, line), "keep one of them"))
        seen[each.fingerprint] = each
    return Baseline(path, tuple(found.findings))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _wrong(path: str, message: str) -> ConfigError:
    return ConfigError(Problem(message, Location(path), _AGAIN))


def _line_of(source: SourceText, text: str) -> int:
    """Return the line of the second time that a text occurs."""
    first = source.text.find(text)
    return source.text.count("\n", 0, source.text.find(text, first + 1)) + 1


def entry(finding: Finding, since: str) -> Entry:
    """Return a finding as it is listed from a day on."""
    verdict: Literal["fail", "unresolved"] = "fail" if finding.verdict is Verdict.FAIL else "unresolved"
    return Entry(
        finding.fingerprint,
        finding.policy,
        finding.root,
        finding.address,
        finding.key,
        verdict,
        finding.location.path,
        finding.message[:MAX_MESSAGE],
        since,
    )


def written(entries: Iterable[Entry]) -> str:
    """Return the text of a file that lists these, sorted by place, one a line."""
    ordered = sorted(entries, key=lambda each: (each.path, each.address, each.policy, each.key, each.fingerprint))
    lines = [json.dumps(msgspec.to_builtins(each)) for each in ordered]
    listed = "\n    " + ",\n    ".join(lines) + "\n  " if lines else ""
    return f'{{\n  "$schema": "{SCHEMA}",\n  "version": "{VERSION}",\n  "findings": [{listed}]\n}}\n'
