"""JUnit XML, as GitLab, Jenkins and Azure Pipelines read it: a suite for each policy, a case for each finding.

A finding fails, what is let stand or not decided is skipped with its reason, and each resource that a policy passes is
a passed case. There is no time, day or host in it. GitLab takes cases of the same name for one, so names are unique; it
shows what an element holds, others its message, so both say what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgspec import Struct

from finops_guard.findings import Evaluation, Finding, Severity, Suppressed, Verdict, dearest_first
from finops_guard.location import Location
from finops_guard.report import PolicySummary, Report
from finops_guard.reporters.amounts import granted_cost, worth
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count, listed, neutralise

# GitLab takes no file of more than 30 MB.
MAX_BYTES = 28_000_000
MAX_PASSED = 10_000
MAX_CAUSES = 5
_MAX_TEXT = 1_000
_MAX_EXCERPT = 400


class Case(Struct, frozen=True):
    """One case: whose it is, how it is called before names are made unique, what became of it, and what matters more.

    ``outcome`` is ``failure``, ``skipped`` or empty.
    """

    policy: str
    name: str
    place: Location
    outcome: str
    rank: tuple[object, ...]
    kind: str = ""
    message: str = ""
    body: str = ""

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        path = neutralise(self.place.path, _MAX_TEXT)
        return 200 + sum(len(_text(each).encode()) for each in (self.name, path, self.message, self.body))


def render(report: Report, _: Options) -> str:
    """Return the report as XML, ending in a newline."""
    cases, left_out = _fitting(list(_cases(report)))
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.policy, []).append(case)
    known = {policy.id: policy for policy in report.policies}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f"<testsuites{_attributes(name='finops-guard', **_counts(cases))}>")
    for policy, found in sorted(suites.items()):
        lines += _suite(policy, known.get(policy), found)
    if left_out:
        lines.append(f"<!-- {left_out:,} cases are left out: passed ones, and the least severe and cheapest -->")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(report: Report) -> Iterator[Case]:
    for finding in report.findings:
        if report.is_failure(finding):
            yield _failure(finding)
        else:
            yield _skipped(finding, f"not decided: {listed(_causes(finding) or ['no cause is given'])}", 1)
    for each in report.suppressed:
        yield _skipped(each.finding, f"ignored{_granted(each)}: {neutralise(each.reason) or 'no reason is given'}", 2)
    if report.novelty is not None:
        words = {"base": "stood before: it is in the base", "baseline": "stood before: the baseline lists it"}
        for known in report.novelty.known:
            yield _skipped(known.finding, words.get(known.by, "stood before: its file is not changed"), 3)
    passed = (each for each in report.evaluations if each.verdict is Verdict.PASS)
    for _, evaluation in zip(range(MAX_PASSED), passed, strict=False):
        yield _passed(evaluation)


def _granted(each: Suppressed) -> str:
    """Return by which exception of whom until when a finding stands, and what that may cost; empty: nobody's."""
    if not each.exception:
        return ""
    by = f" granted by {neutralise(each.approved_by)}" if each.approved_by else ""
    by += f" to {neutralise(each.requested_by)}" if each.requested_by else ""
    until = f" until {neutralise(each.expires)}" if each.expires else ""
    cost = granted_cost(each.cost_at_grant, each.cost_cap)
    return f", {neutralise(each.exception)}{by}{until}{f' ({cost})' if cost else ''}"


def _failure(finding: Finding) -> Case:
    return Case(
        finding.policy,
        _name(finding.root, finding.address, finding.key),
        finding.location,
        "failure",
        (0, *dearest_first(finding)),
        finding.severity.value,
        neutralise(finding.message, _MAX_TEXT),
        "\n".join([neutralise(finding.message, _MAX_TEXT), *_told(finding)]),
    )


def _skipped(finding: Finding, why: str, rank: int) -> Case:
    return Case(
        finding.policy,
        _name(finding.root, finding.address, finding.key),
        finding.location,
        "skipped",
        (rank, *dearest_first(finding)),
        message=why,
        body=f"{why}\n{neutralise(finding.message, _MAX_TEXT)}\n{_at(finding.location)}",
    )


def _passed(evaluation: Evaluation) -> Case:
    name = _name(evaluation.root, evaluation.address, "")
    return Case(evaluation.policy, name, evaluation.location, "", (4,))


def _name(root: str, address: str, key: str) -> str:
    """Return what a case is called wherever its lines move: root, address and failing item."""
    where = f"{neutralise(root)}: " if root else ""
    return f"{where}{neutralise(address)}{f' ({neutralise(key)})' if key else ''}"


def _told(finding: Finding) -> Iterator[str]:
    """Yield the lines of a failure: where it is, the source, through which modules, and what to do."""
    environment = f" (environment {neutralise(finding.environment)})" if finding.environment else ""
    yield _at(finding.location)
    if finding.excerpt:
        yield f"  {neutralise(finding.excerpt.strip(), _MAX_EXCERPT)}"
    yield f"of {neutralise(finding.address)}, {_at(finding.resource_location)}{environment}"
    for call in finding.calls:
        yield f"through {neutralise(call.name)}, {_at(call.location)}"
    for cause in _causes(finding):
        yield f"because {cause}"
    if finding.money is not None:
        yield worth(finding.money)
    if finding.remediation:
        yield f"fix: {neutralise(finding.remediation, _MAX_TEXT)}"
    yield f"finops-guard explain {neutralise(finding.policy)} says why"


def _causes(finding: Finding) -> list[str]:
    """Return what a finding waits for, or comes from: the first ones, and how many more there are."""
    shown = [neutralise(cause.text) for cause in finding.causes[:MAX_CAUSES]]
    rest = len(finding.causes) - len(shown)
    return [*shown, count(rest, "other cause")] if rest else shown


def _at(place: Location) -> str:
    return f"{neutralise(place.path)}:{place.line}:{place.column}"


def _fitting(cases: Sequence[Case]) -> tuple[Sequence[Case], int]:
    """Return the cases that are not too long together, in their order, and how many are left out."""
    if sum(case.size for case in cases) <= MAX_BYTES:
        return cases, 0
    kept = []
    size = 0
    for at in sorted(range(len(cases)), key=lambda at: (cases[at].rank, at)):
        size += cases[at].size
        if size > MAX_BYTES:
            break
        kept.append(at)
    return [cases[at] for at in sorted(kept)], len(cases) - len(kept)


def _suite(policy: str, known: PolicySummary | None, cases: Sequence[Case]) -> Iterator[str]:
    title = f"{neutralise(policy)} {neutralise(known.name)}" if known else neutralise(policy)
    skipped = str(sum(case.outcome == "skipped" for case in cases))
    yield f"  <testsuite{_attributes(name=title, **_counts(cases), skipped=skipped)}>"
    if known is not None:
        yield "    <properties>"
        for name, value in (("title", known.title), ("severity", known.severity), ("capability", known.capability)):
            yield f"      <property{_attributes(name=name, value=neutralise(value))}/>"
        yield "    </properties>"
    for case, name in zip(cases, _unique([case.name for case in cases]), strict=True):
        place = {"file": neutralise(case.place.path, _MAX_TEXT), "line": str(case.place.line)}
        opening = f"    <testcase{_attributes(classname=title, name=name, **place)}"
        if not case.outcome:
            yield f"{opening}/>"
            continue
        kind = {"type": case.kind} if case.kind else {}
        yield f"{opening}>"
        yield f"      <{case.outcome}{_attributes(**kind, message=case.message)}>{_text(case.body)}</{case.outcome}>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _unique(names: Sequence[str]) -> Iterator[str]:
    """Yield names, of which those that were there before have a number."""
    numbers: dict[str, int] = {}
    taken = set(names)
    for name in names:
        numbers[name] = number = numbers.get(name, 0) + 1
        unique = name
        while number > 1 and unique in taken:
            unique = f"{name} #{number}"
            number += 1
        taken.add(unique)
        yield unique


def _counts(cases: Iterable[Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    return {"tests": str(len(outcomes)), "failures": str(outcomes.count("failure")), "errors": "0"}


def _attributes(**values: str | Severity) -> str:
    return "".join(f' {name}="{_text(value)}"' for name, value in values.items())


def _text(text: str) -> str:
    """Return text that holds only characters which XML can have, as all that is neutralised; with its marks escaped."""
    return escape(text).replace("&#x27;", "'")
