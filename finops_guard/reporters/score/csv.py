"""The score as comma-separated values: a row for each check, or for each next step, for sheets and trackers."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.location import Location
from finops_guard.maturity.model import Evidence, Grade, Level
from finops_guard.maturity.naming import CHECKS, slug
from finops_guard.reporters.options import Options
from finops_guard.reporters.score.statement import Statement, criteria, threshold_from
from finops_guard.reporters.score.words import answer, where, worth
from finops_guard.reporters.sheet import cell, figure, written

EVIDENCE = (
    "scope", "as_of", "model", "benchmark", "capability", "capability_level", "check", "title", "status", "value",
    "grade", "detail", "path", "line", "walk", "walk_must", "walk_source", "run", "run_must", "run_source",
)  # fmt: skip
STEPS = (
    "scope", "order", "capability", "step", "effort", "owner", "due", "monthly", "currency", "money_is", "path", "line",
)  # fmt: skip


def render(statement: Statement, _: Options) -> str:
    """Return a row for each check and each answer, or for each next step where only these are asked for."""
    columns, rows = (STEPS, _steps(statement)) if statement.only_steps else (EVIDENCE, _all_evidence(statement))
    return written([[*columns], *([cell(each) for each in row] for row in rows)])


def _all_evidence(statement: Statement) -> Iterator[list[str]]:
    yield from _evidence(statement)
    yield from _answers(statement)


def _evidence(statement: Statement) -> Iterator[list[str]]:
    score = statement.score
    for part in score.capabilities:
        for item in part.evidence:
            yield [
                where(statement.scope),
                statement.scope.as_of,
                score.model,
                score.benchmark,
                slug(part.capability),
                part.level.value,
                item.check,
                CHECKS[item.check],
                item.status.value,
                "" if item.value is None else f"{item.value:g}",
                "" if item.value is None else item.grade.value,
                item.detail,
                *_place(item.location),
                *_threshold(statement, item, Level.WALK),
                *_threshold(statement, item, Level.RUN),
            ]


def _answers(statement: Statement) -> Iterator[list[str]]:
    """Yield what people answered in the columns of evidence: the question as a check, what it is worth as a status."""
    score = statement.score
    for each in score.said:
        seen = f" ({each.seen_in})" if each.seen_in else ""
        yield [
            where(statement.scope),
            statement.scope.as_of,
            score.model,
            score.benchmark,
            "",
            "",
            f"answer.{each.question}",
            each.text,
            each.standing.value,
            "",
            Grade.ANSWERED.value,
            f"{answer(each)}; {each.by} on {each.on}{seen}: {worth(each)}",
            *_place(each.location),
            *([""] * 6),
        ]


def _threshold(statement: Statement, item: Evidence, level: Level) -> tuple[str, str, str]:
    criterion = criteria(statement.score, item.check).get(level)
    if criterion is None:
        return "", "", ""
    source = threshold_from(statement.score, criterion)
    return str(criterion.threshold), "true" if criterion.must else "false", source


def _steps(statement: Statement) -> Iterator[list[str]]:
    for at, each in enumerate(statement.steps, 1):
        money = each.money
        yield [
            where(statement.scope),
            str(at),
            slug(each.step.capability),
            each.step.text,
            each.step.effort,
            "",
            each.due,
            figure(money.monthly if money is not None else None),
            money.currency if money is not None else "",
            money.kind.value if money is not None else "",
            *_place(each.step.location),
        ]


def _place(at: Location | None) -> tuple[str, str]:
    return (at.path, str(at.line)) if at is not None else ("", "")
