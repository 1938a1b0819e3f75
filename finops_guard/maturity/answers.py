"""What people answered (``.finops/answers.yaml``), and what it is worth beside the evidence.

An answer lapses after 180 days. Where code, history or billing tells the same, that stands and the answer is shown
beside it; a contradiction is named. Answers lift a capability to Walk at most, which the score sees to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import Span
from finops_guard.maturity.declared import DIRECTORY, document
from finops_guard.maturity.model import Evidence, Grade, Level, Said, Standing, Status
from finops_guard.maturity.outcomes import measured
from finops_guard.maturity.questions import BY_ID, Claim, Question
from finops_guard.tree import Tree
from finops_guard.values import Value

if TYPE_CHECKING:
    from datetime import date

ANSWERS = f"{DIRECTORY}/answers.yaml"
MAX_DAYS = 180

_KIND = "answer"


class Answer(Struct, frozen=True):
    """One answer of a person; ``on`` is the day (ISO 8601)."""

    question: str
    answer: Level
    by: str
    on: str
    evidence: str = ""
    span: Span | None = None

    def __str__(self) -> str:
        return f"answered {self.answer} by {self.by} on {self.on}"


class Answers(Struct, frozen=True):
    """The answers that count on a day, one a question, the ``others`` with why not, and what is wrong with these.

    Of the others to one question that do not count for the same reason, there is the latest.
    """

    answers: tuple[Answer, ...] = ()
    others: tuple[tuple[Answer, Standing], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(tree: Tree, as_of: str) -> Answers:
    """Return the answers of a tree on a day (ISO 8601); without a day, there is none."""
    if not tree.is_file(ANSWERS):
        return Answers()
    answers, problems = written(tree)
    if problems:
        return Answers(diagnostics=tuple(problems))
    return in_force(answers, as_of)


def written(tree: Tree) -> tuple[list[Answer], list[Diagnostic]]:
    """Return all answers of the file in their order, or what is wrong with it."""
    value, problems = document(tree, ANSWERS, "answers")
    listed = value.get("answers") if value is not None else None
    return [_answer(item) for item in listed.items()] if listed is not None else [], problems


def in_force(answers: Iterable[Answer], as_of: str) -> Answers:
    """Return the latest answer to each question, unless it has lapsed, lies in the future or is on no day at all."""
    from finops_guard.governance.dates import day

    today = day(as_of)
    if today is None:
        return Answers()
    latest: dict[str, tuple[date, Answer]] = {}
    others: list[tuple[Answer, Standing]] = []
    told: list[Diagnostic] = []
    for each in answers:
        given = day(each.on)
        if given is None:
            told.append(_notice(each, f"{each.on} is no day of the calendar: the answer does not count"))
            others.append((each, Standing.UNDATED))
        elif given > today:
            text = f"the answer to {each.question} is of {each.on}, which is in the future: it does not count"
            told.append(_notice(each, text))
            others.append((each, Standing.FUTURE))
        else:
            before = latest.get(each.question)
            if before is None or given >= before[0]:
                latest[each.question] = given, each
            if before is not None:
                others.append((before[1] if given >= before[0] else each, Standing.REPLACED))
    found = []
    for given, each in latest.values():
        age = (today - given).days
        if age > MAX_DAYS:
            text = f"the answer to {each.question} is {age} days old, and lapsed after {MAX_DAYS}"
            told.append(_notice(each, text, "answer again: finops-guard assess"))
            others.append((each, Standing.LAPSED))
        else:
            found.append(each)
    by_reason = {(each.question, standing): (each, standing) for each, standing in sorted(others, key=_day)}
    return Answers(tuple(found), tuple(by_reason.values()), tuple(told))


def _day(other: tuple[Answer, Standing]) -> str:
    return other[0].on


def joined(evidence: Mapping[str, Evidence], answers: Iterable[Answer]) -> dict[str, Evidence]:
    """Return the evidence with what answers add to it, each naming the answer, and whether it contradicts that.

    What has a value stands, and what does not apply; what is not assessed is answered.
    """
    found = dict(evidence)
    for answer in answers:
        question = BY_ID[answer.question]
        for claim in question.claims:
            known = evidence.get(claim.check)
            if _is_open(known):
                if claim.stands_in:
                    found[claim.check] = _answered(question, answer, claim)
            elif known is not None and known.value is not None:
                beside = str(answer) if _agrees(claim, answer, known) else f"{answer}, which this contradicts"
                found[claim.check] = replace(known, detail=f"{known.detail} ({beside})")
    return found


def said(evidence: Mapping[str, Evidence], answers: Answers) -> tuple[Said, ...]:
    """Return all answers in words, in the order of the questions, beside the evidence that there is without them."""
    found = [_beside(evidence, each) for each in answers.answers]
    found += [_said(each, standing) for each, standing in answers.others]
    order = list(BY_ID)
    return tuple(sorted(found, key=lambda each: (order.index(each.question), each.on)))


def _beside(evidence: Mapping[str, Evidence], answer: Answer) -> Said:
    """Return an answer that is in force with what it is worth beside the evidence."""
    known = [(claim, evidence.get(claim.check)) for claim in BY_ID[answer.question].claims]
    compared = [(claim, found) for claim, found in known if found is not None and found.value is not None]
    against = tuple(claim.check for claim, found in compared if not _agrees(claim, answer, found))
    if against:
        standing = Standing.CONTRADICTS
    elif any(claim.stands_in and _is_open(found) for claim, found in known):
        standing = Standing.COUNTS
    else:
        standing = Standing.AGREES if compared else Standing.TOLD
    return _said(answer, standing, against)


def _is_open(known: Evidence | None) -> bool:
    return known is None or known.status is Status.NOT_ASSESSED


def _said(answer: Answer, standing: Standing, against: tuple[str, ...] = ()) -> Said:
    question = BY_ID[answer.question]
    return Said(
        question=question.id,
        text=question.text,
        answer=answer.answer,
        meaning=question.meaning(answer.answer),
        by=answer.by,
        on=answer.on,
        seen_in=answer.evidence,
        standing=standing,
        checks=tuple(claim.check for claim in question.claims),
        contradicted=against,
        location=answer.span.location() if answer.span is not None else None,
    )


def _answered(question: Question, answer: Answer, claim: Claim) -> Evidence:
    least, most = claim.range(answer.answer)
    detail = f"{answer}: {question.meaning(answer.answer)}"
    if answer.evidence:
        detail += f" ({answer.evidence})"
    place = answer.span.location() if answer.span is not None else None
    return measured(claim.check, least, detail, place, most, Grade.ANSWERED)


def _agrees(claim: Claim, answer: Answer, known: Evidence) -> bool:
    """Tell whether an answer can be right beside evidence, whatever comes of what is not decided there."""
    value = known.value or 0.0
    lower, upper = sorted((value, value if known.upper is None else known.upper))
    least, most = claim.range(answer.answer)
    return lower <= most and upper >= least


def _answer(item: Value) -> Answer:
    texts = dict(_texts(item))
    at = item.get("answer")
    return Answer(
        texts["question"],
        Level(texts["answer"]),
        texts["by"].strip(),
        texts["on"],
        texts.get("evidence", "").strip(),
        at.origin if at is not None else item.origin,
    )


def _texts(item: Value) -> Iterator[tuple[str, str]]:
    for key in ("question", "answer", "by", "on", "evidence"):
        value = item.get(key)
        if value is not None:
            yield key, str(value.raw)


def _notice(answer: Answer, text: str, hint: str = "") -> Diagnostic:
    return notice(_KIND, text, answer.span or ANSWERS, hint)
