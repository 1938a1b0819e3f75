"""The score for machines, in the format ``score-v1`` (schemas/score-v1.schema.json).

Always all of it: every check with its evidence, its thresholds and where these come from.
"""

from __future__ import annotations

from finops_guard.maturity.gates import Judged
from finops_guard.maturity.model import CapabilityScore, Evidence, Said, Score
from finops_guard.maturity.naming import CHECKS, slug
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Plain, Record, exact, location, written
from finops_guard.reporters.score.statement import (
    DISCLAIMER,
    Against,
    Amount,
    Scope,
    Shortfall,
    Statement,
    Step,
    criteria,
    threshold_from,
)

VERSION = "score-v1"


def render(statement: Statement, _: Options) -> str:
    """Return the statement as indented JSON in ASCII, ending in a newline."""
    score = statement.score
    document: Record = {
        "format": VERSION,
        "scope": _scope(statement.scope),
        "shortfalls": [_shortfall(each) for each in statement.shortfalls],
        "level": score.level.value,
        "assurance": score.assurance,
        "ready": score.ready.value if score.ready else None,
        "number": score.low,
        "low": score.low,
        "high": score.high,
        "assessed": score.assessed,
        "model": score.model,
        "benchmark": score.benchmark,
        "changed": [*score.changed],
        "levels": {name: level.value for name, level in sorted(score.levels.items())},
        "capabilities": [_capability(part, score) for part in score.capabilities],
        "answers": [_said(each) for each in score.said],
        "next_steps": [_step(each) for each in statement.steps],
        "tables": [
            {"title": each.title, "columns": [*each.columns], "rows": [[*row] for row in each.rows], "note": each.note}
            for each in statement.tables
        ],
        "against": _against(statement.against),
        "gates": [_gate(each) for each in statement.gates],
        "outcome": _name(statement.outcome.name),
        "disclaimer": DISCLAIMER,
    }
    return f"{written(document)}\n"


def _against(against: Against | None) -> Plain:
    return None if against is None else {"base": against.base, "worse": [*against.worse]}


def _scope(scope: Scope) -> Plain:
    return {
        "name": scope.name,
        "paths": [*scope.paths],
        "resources": {**scope.resources},
        "files": scope.files,
        "unread": scope.unread,
        "let_stand": scope.let_stand,
        "profile": scope.profile,
        "as_of": scope.as_of,
        "version": scope.version,
        "digests": {**scope.digests},
        "monthly": None if scope.monthly is None else exact(scope.monthly),
        "currency": scope.currency,
        "without_price": scope.without_price,
    }


def _shortfall(each: Shortfall) -> Plain:
    return {
        "capability": each.capability,
        "slug": slug(each.capability),
        "text": each.text,
        "points": each.points,
        "money": _money(each.money),
    }


def _money(money: Amount | None) -> Plain:
    if money is None:
        return None
    return {
        "kind": money.kind.value,
        "monthly": exact(money.monthly),
        "currency": money.currency,
        "at_most": money.at_most,
    }


def _capability(part: CapabilityScore, score: Score) -> Plain:
    return {
        "capability": part.capability,
        "slug": slug(part.capability),
        "weight": part.weight,
        "gate": part.gate,
        "level": part.level.value,
        "levels": {name: level.value for name, level in sorted(part.levels.items())},
        "low": part.low,
        "high": part.high,
        "assessed": part.assessed,
        "evidence": [_evidence(item, score) for item in part.evidence],
    }


def _evidence(item: Evidence, score: Score) -> Plain:
    return {
        "check": item.check,
        "title": CHECKS[item.check],
        "status": item.status.value,
        "value": item.value,
        "upper": item.upper,
        "detail": item.detail,
        "grade": item.grade.value,
        "location": None if item.location is None else location(item.location),
        "thresholds": [
            {
                "level": level.value,
                "must": criterion.must,
                "bound": criterion.threshold.bound.value,
                "figure": criterion.threshold.figure,
                "source": threshold_from(score, criterion),
            }
            for level, criterion in criteria(score, item.check).items()
        ],
    }


def _said(each: Said) -> Plain:
    return {
        "question": each.question,
        "text": each.text,
        "answer": each.answer.value,
        "meaning": each.meaning,
        "by": each.by,
        "on": each.on,
        "evidence": each.seen_in or None,
        "standing": each.standing.value,
        "checks": [*each.checks],
        "contradicted": [*each.contradicted],
        "location": None if each.location is None else location(each.location),
    }


def _step(each: Step) -> Plain:
    step = each.step
    return {
        "capability": step.capability,
        "slug": slug(step.capability),
        "text": step.text,
        "effort": step.effort,
        "owner": None,
        "due": each.due,
        "money": _money(each.money),
        "location": None if step.location is None else location(step.location),
        "resources": [{"root": root, "address": address} for root, address in step.resources],
    }


def _gate(each: Judged) -> Plain:
    return {
        "capability": each.gate.capability or None,
        "level": each.gate.level.value,
        "found": each.found.value,
        "outcome": _name(each.outcome.name),
    }


def _name(outcome: str) -> str:
    return outcome.lower()
