"""Levels that are asked for: overall, or of one capability; and whether a score has them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from finops_guard.maturity.model import Level, Score


class Outcome(Enum):
    """Whether what is asked for is there; the value is the exit code."""

    MET = 0
    NOT_MET = 1
    NOT_ASSESSABLE = 2


class Gate(Struct, frozen=True):
    """A level that is asked for; ``capability`` is empty for the overall one."""

    level: Level
    capability: str = ""


class Judged(Struct, frozen=True):
    """A gate, the level that the score has there, and what follows."""

    gate: Gate
    found: Level
    outcome: Outcome


def judged(score: Score, gates: Sequence[Gate]) -> tuple[Judged, ...]:
    """Judge each gate by a score; a level that is not assessed has neither been reached nor missed."""
    levels = {"": score.level, **{part.capability: part.level for part in score.capabilities}}
    return tuple(_judge(gate, levels[gate.capability]) for gate in gates)


def _judge(gate: Gate, found: Level) -> Judged:
    if found is Level.NOT_ASSESSED:
        return Judged(gate, found, Outcome.NOT_ASSESSABLE)
    return Judged(gate, found, Outcome.MET if found.rank >= gate.level.rank else Outcome.NOT_MET)


def conclusion(score: Score, gates: Sequence[Judged], *, is_worse: bool = False) -> Outcome:
    """Return what all gates come to, and whether the score ``is_worse`` than it may be.

    What is not met is certain; without a gate, the overall level has to be known.
    """
    outcomes = {each.outcome for each in gates}
    if is_worse or Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    unknown = Outcome.NOT_ASSESSABLE in outcomes or (not gates and score.level is Level.NOT_ASSESSED)
    return Outcome.NOT_ASSESSABLE if unknown else Outcome.MET
