"""What fails and what passes, taken from the fixtures of a policy: the smallest part of one that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Verdict
from finops_guard.location import SourceText
from finops_guard.policy.model import Policy, Subject
from finops_guard.trials.fixtures import Case, without_header
from finops_guard.trials.judging import Judged, judge
from finops_guard.trials.marks import without_marks

MAX_LINES = 80
# Of the parts that may be shown, how many are tried.
MAX_TRIED = 12


class Example(Struct, frozen=True):
    """A piece of code, in ``hcl`` or ``yaml``."""

    text: str
    language: str


class Part(Struct, frozen=True):
    """A block of Terraform or a document of YAML: its lines (1-based, end inclusive), and what it is called.

    ``names`` are what other parts refer to it by, ``kind`` is the type or kind.
    """

    first: int
    last: int
    text: str
    kind: str
    names: tuple[str, ...] = ()

    def holds_any(self, lines: frozenset[int]) -> bool:
        return any(line in lines for line in range(self.first, self.last + 1))

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


class _Choice(Struct, frozen=True, order=True):
    """A part of a case that may be shown; the least is the best."""

    rank: tuple[int, ...]
    case: int
    first: int


def examples(policy: Policy, cases: Sequence[Case]) -> tuple[Example | None, Example | None]:
    """Return a failing and a passing example of a policy, each judged on its own to be one; None where there is none.

    Where no part of a case shows it, all of the case in which nothing is found stands with it.
    """
    judged = [judge([policy], case) for case in cases]
    if policy.subject in {Subject.ROOT, Subject.SCAN}:
        return _whole(policy, cases, Verdict.FAIL), _whole(policy, cases, Verdict.PASS)
    parts = [_parts(case) for case in cases]
    fails = sorted(_failing(cases, judged, parts))
    kind = _part(parts, fails[0]).kind if fails else ""
    passes = sorted(_passing(cases, judged, parts, kind))
    failing = _first(policy, cases, judged, parts, fails, Verdict.FAIL) or _whole(policy, cases, Verdict.FAIL)
    passing = _first(policy, cases, judged, parts, passes, Verdict.PASS)
    if passing is None and policy.subject is Subject.BUDGET:
        passing = _whole(policy, cases, Verdict.PASS)  # a comment is no part of the block that it stands above
    return failing, passing


def _first(
    policy: Policy,
    cases: Sequence[Case],
    judged: Sequence[Judged],
    parts: Sequence[Sequence[Part]],
    choices: Sequence[_Choice],
    verdict: Verdict,
) -> Example | None:
    """Return the best choice that has the verdict on its own."""
    for width in (_related, _clean_ones):
        for choice in choices[:MAX_TRIED]:
            case, its_parts, chosen = cases[choice.case], parts[choice.case], _part(parts, choice)
            around = width(its_parts, chosen, _lines(judged[choice.case], case))
            text = _joined(case, sorted([chosen, *around], key=lambda part: part.first))
            if text.count("\n") < MAX_LINES and _confirmed(policy, case, text, verdict):
                return Example(text, _language(case))
    return None


def _confirmed(policy: Policy, case: Case, text: str, verdict: Verdict) -> bool:
    outcome = judge([policy], replace(case, text=text))
    verdicts = {evaluation.verdict for evaluation in outcome.evaluations}
    return Verdict.FAIL in verdicts if verdict is Verdict.FAIL else verdicts == {verdict}


def _failing(cases: Sequence[Case], judged: Sequence[Judged], parts: Sequence[Sequence[Part]]) -> Iterator[_Choice]:
    for at, case in enumerate(cases):
        by_line = _by_line(parts[at])
        for finding in judged[at].findings:
            where, whose = finding.location, finding.resource_location
            if finding.verdict is not Verdict.FAIL or where.path != case.path:
                continue
            part = by_line.get(where.line)
            if part is not None and (by_line.get(whose.line) is part or whose.path != case.path):
                # An attribute that is wrong tells more than one that is not there.
                yield _Choice((int(where.line == whose.line), part.lines), at, part.first)


def _passing(
    cases: Sequence[Case], judged: Sequence[Judged], parts: Sequence[Sequence[Part]], kind: str
) -> Iterator[_Choice]:
    for at, case in enumerate(cases):
        found, by_line = _lines(judged[at], case), _by_line(parts[at])
        for evaluation in judged[at].evaluations:
            if evaluation.verdict is not Verdict.PASS or evaluation.location.path != case.path:
                continue
            part = by_line.get(evaluation.location.line)
            if part is not None and not part.holds_any(found):
                yield _Choice((int(part.kind != kind), part.lines), at, part.first)


def _by_line(parts: Sequence[Part]) -> Mapping[int, Part]:
    """Return the part that holds each line; two on one line are told by their first."""
    return {line: part for part in reversed(parts) for line in range(part.first, part.last + 1)}


def _whole(policy: Policy, cases: Sequence[Case], verdict: Verdict) -> Example | None:
    """Return the shortest case that has the verdict, as a whole."""
    texts = sorted(((_clean(without_header(case.text)), case) for case in cases), key=lambda pair: pair[0].count("\n"))
    for text, case in texts:
        if text.count("\n") < MAX_LINES and _confirmed(policy, case, text, verdict):
            return Example(text, _language(case))
    return None


def _clean_ones(parts: Sequence[Part], chosen: Part, found: frozenset[int]) -> list[Part]:
    """Return the other parts in which nothing is found."""
    return [part for part in parts if part is not chosen and not part.holds_any(found)]


def _related(parts: Sequence[Part], chosen: Part, found: frozenset[int]) -> list[Part]:
    """Return those of the clean parts that a part refers to or that refer to it."""
    return [part for part in _clean_ones(parts, chosen, found) if _mentions(chosen, part) or _mentions(part, chosen)]


def _joined(case: Case, parts: Sequence[Part]) -> str:
    joint = "\n\n" if _language(case) == "hcl" else "\n---\n"
    return joint.join(_clean(part.text) for part in parts)


def _part(parts: Sequence[Sequence[Part]], choice: _Choice) -> Part:
    return next(part for part in parts[choice.case] if part.first == choice.first)


def _lines(judged: Judged, case: Case) -> frozenset[int]:
    return frozenset(finding.location.line for finding in judged.findings if finding.location.path == case.path)


def _mentions(part: Part, other: Part) -> bool:
    return any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", part.text) for name in other.names)


def _parts(case: Case) -> list[Part]:
    return list(_blocks(case) if _language(case) == "hcl" else _documents(case))


def _blocks(case: Case) -> Iterator[Part]:
    from finops_guard.sources.terraform.parser import parse

    source, lines = SourceText(case.path, case.text), case.text.split("\n")
    for block in parse(source).body.blocks:
        first, _ = source.position(block.start)
        last, _ = source.position(max(block.start, block.end - 1))
        text = "\n".join(lines[first - 1 : last])
        kind = block.labels[0] if block.labels else block.type
        yield Part(first, last, text, kind, tuple(_names(block.type, block.labels, block.body.attributes)))


def _names(type_: str, labels: Sequence[str], attributes: Iterable[str]) -> Iterator[str]:
    match type_, *labels:
        case "resource", kind, name:
            yield f"{kind}.{name}"
        case "data", kind, name:
            yield f"data.{kind}.{name}"
        case "variable", name:
            yield f"var.{name}"
        case "module", name:
            yield f"module.{name}"
        case ["locals"]:
            yield from (f"local.{name}" for name in attributes)


def _documents(case: Case) -> Iterator[Part]:
    lines = case.text.split("\n")
    starts = [0, *(at + 1 for at, line in enumerate(lines) if re.match(r"---(\s|$)", line))]
    for start, end in zip(starts, [*(at - 1 for at in starts[1:]), len(lines)], strict=True):
        text = "\n".join(lines[start:end]).strip("\n")
        if text.strip() and not all(line.lstrip().startswith("#") for line in text.split("\n")):
            kind = re.search(r"^kind:\s*(\w+)", text, re.MULTILINE)
            name = re.search(r"^  name:\s*([\w.-]+)", text, re.MULTILINE)
            yield Part(start + 1, end, text, kind[1] if kind else "", (name[1],) if name else ())


def _clean(text: str) -> str:
    return without_marks(text).strip("\n")


def _language(case: Case) -> str:
    return "yaml" if case.path.endswith((".yaml", ".yml")) else "hcl"
