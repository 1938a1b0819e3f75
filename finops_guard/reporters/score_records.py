"""What report-v1 tells of maturity: the score, its capabilities, their evidence, and the next steps."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.maturity.model import CapabilityScore, Evidence, NextStep, Score
from finops_guard.reporters.plain import Plain, Record, optional_location


def score_record(score: Score) -> Record:
    """Return the maturity."""
    levels: Mapping[str, Plain] = {name: level.value for name, level in sorted(score.levels.items())}
    return {
        "model": score.model,
        "benchmark": score.benchmark,
        "changed": [*score.changed],
        "level": score.level.value,
        "levels": {**levels},
        "ready": score.ready.value if score.ready else None,
        "assurance": score.assurance,
        "number": score.low,
        "low": score.low,
        "high": score.high,
        "assessed": score.assessed,
        "capabilities": [_capability(part) for part in score.capabilities],
        "next_steps": [_step(step) for step in score.next_steps],
    }


def _capability(part: CapabilityScore) -> Plain:
    return {
        "capability": part.capability,
        "weight": part.weight,
        "gate": part.gate,
        "level": part.level.value,
        "low": part.low,
        "high": part.high,
        "assessed": part.assessed,
        "evidence": [_evidence(item) for item in part.evidence],
    }


def _evidence(item: Evidence) -> Plain:
    return {
        "check": item.check,
        "status": item.status.value,
        "value": item.value,
        "detail": item.detail,
        "grade": item.grade.value,
        "location": optional_location(item.location),
    }


def _step(step: NextStep) -> Plain:
    return {
        "capability": step.capability,
        "text": step.text,
        "effort": step.effort,
        "location": optional_location(step.location),
    }
