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
from finops_guard.maturity.model import Evidence, Grade, Level, Status
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
    """The answers that count on a day, one a question, and what is to be said about the others."""

    answers: tuple[Answer, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(tree: Tree, as_of: str) -> Answers:
    """Return the answers of a tree that count on a day (ISO 8601); without a day, none does."""
    if not tree.is_file(ANSWERS):
        return Answers()
    answers, problems = written(tree)
    if problems:
        return Answers((), tuple(problems))
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
    told: list[Diagnostic] = []
    for each in answers:
        given = day(each.on)
        if given is None:
            told.append(_notice(each, f"{each.on} is no day of the calendar: the answer does not count"))
        elif given > today:
            text = f"the answer to {each.question} is of {each.on}, which is in the future: it does not count"
            told.append(_notice(each, text))
        elif each.question not in latest or given >= latest[each.question][0]:
            latest[each.question] = given, each
    found = []
    for given, each in latest.values():
        age = (today - given).days
        if age > MAX_DAYS:
            text = f"the answer to {each.question} is {age} days old, and lapsed after {MAX_DAYS}"
            told.append(_notice(each, text, "answer again: finops-guard assess"))
        else:
            found.append(each)
    return Answers(tuple(found), tuple(told))


def joined(evidence: Mapping[str, Evidence], answers: Iterable[Answer]) -> dict[str, Evidence]:
    """Return the evidence with what answers add to it, each naming the answer, and whether it contradicts that.

    What has a value stands, and what does not apply; what is not assessed is answered.
    """
    found = dict(evidence)
    for answer in answers:
        question = BY_ID[answer.question]
        for check in dict.fromkeys(claim.check for claim in question.claims):
            claims = [claim for claim in question.claims if claim.check == check]
            known = evidence.get(check)
            if known is None or known.status is Status.NOT_ASSESSED:
                found[check] = _answered(question, answer, claims)
            elif known.value is not None:
                agrees = all(_agrees(claim, answer, known) for claim in claims)
                said = str(answer) if agrees else f"{answer}, which this contradicts"
                found[check] = replace(known, detail=f"{known.detail} ({said})")
    return found


def _answered(question: Question, answer: Answer, claims: list[Claim]) -> Evidence:
    value = max((claim.value for claim in claims if claim.level.rank <= answer.answer.rank), default=0.0)
    detail = f"{answer}: {question.meaning(answer.answer)}"
    if answer.evidence:
        detail += f" ({answer.evidence})"
    place = answer.span.location() if answer.span is not None else None
    return measured(claims[0].check, value, detail, place, grade=Grade.ANSWERED)


def _agrees(claim: Claim, answer: Answer, known: Evidence) -> bool:
    """Tell whether an answer can be right beside evidence, whatever comes of what is not decided there."""
    least = known.value or 0.0
    most = least if known.upper is None else known.upper
    return most >= claim.value if claim.level.rank <= answer.answer.rank else least < claim.value


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
