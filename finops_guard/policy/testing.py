"""Policies tried on sources that say, line by line, what must be found.

A comment at the end of a line, ``# expect: FG-TAG-001`` or ``# unresolved: FG-TAG-001``, marks a finding that must
point at the line; every line without a mark must stay clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Policy, PolicyFile
from finops_guard.settings import Settings
from finops_guard.sources import registry
from finops_guard.tree import MemoryTree

_MARK = re.compile(r"(?:#|//)\s*(?P<verdict>expect|unresolved):\s*(?P<ids>[A-Z0-9-]+(?:\s*,\s*[A-Z0-9-]+)*)")
_VERDICTS = {"expect": Verdict.FAIL, "unresolved": Verdict.UNRESOLVED}
_FILES = {"terraform": "main.tf", "kubernetes": "manifest.yaml"}


class Case(Struct, frozen=True):
    """One source to try a policy on. ``source`` is the name of the source that reads it."""

    name: str
    source: str
    text: str


class Mark(Struct, frozen=True, order=True):
    """A verdict other than pass at one line (1-based) of a case."""

    line: int
    policy: str
    verdict: Verdict


class Trial(Struct, frozen=True):
    """What a policy should have found in a case and did not (``missed``), and what it should not have (``extra``)."""

    marked: tuple[Mark, ...]
    found: tuple[Mark, ...]

    @property
    def missed(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marked if mark not in self.found)

    @property
    def extra(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.found if mark not in self.marked)

    @property
    def passed(self) -> bool:
        return self.marked == self.found


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text, in order."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _MARK.finditer(line):
            for policy in re.split(r"\s*,\s*", found["ids"]):
                yield Mark(number, policy, _VERDICTS[found["verdict"]])


def inline_cases(file: PolicyFile) -> list[Case]:
    """Return the cases that a policy file holds itself."""
    cases = []
    for test in file.data.get("tests", ()):
        source = next(name for name in _FILES if name in test)
        cases.append(Case(test["name"], source, test[source]))
    return cases


def attempt(policy: Policy, case: Case, settings: Settings | None = None) -> Trial:
    """Return how a policy does on a case; marks of other policies do not count."""
    path = _FILES[case.source]
    tree = MemoryTree({path: case.text})
    settings = settings or Settings()
    resources = registry.joined(registry.load(case.source).read(tree, [path], settings, None), tree, settings)
    findings, _ = evaluate([policy], resources)
    found = {Mark(finding.location.line, finding.policy, finding.verdict) for finding in findings}
    marked = {mark for mark in marks(case.text) if mark.policy == policy.id}
    return Trial(tuple(sorted(marked)), tuple(sorted(found)))
