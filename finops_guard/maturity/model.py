"""What a maturity score is made of (the data; the rules are in :mod:`finops_guard.maturity.score`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from finops_guard.location import Location


class Level(StrEnum):
    """Crawl / Walk / Run, in the words of the FinOps Foundation's maturity model."""

    NOT_ASSESSED = "not assessed"
    CRAWL = "crawl"
    WALK = "walk"
    RUN = "run"


class Status(StrEnum):
    """The outcome of one check of evidence. Not assessed is never a pass and never a fail."""

    PASS = "pass"
    PARTIAL = "partial"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


class Grade(StrEnum):
    """Where evidence comes from."""

    DESIGN = "D"  # code at this commit
    OPERATING = "O"  # history over 90 days
    VERIFIED = "V"  # billing data
    ANSWERED = "A"  # a person


@dataclass(frozen=True, slots=True)
class Evidence:
    """The outcome of one check: ``value`` is a share (0 to 1) or 0/1, None where not assessed."""

    check: str
    status: Status
    value: float | None
    detail: str
    grade: Grade = Grade.DESIGN
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class CapabilityScore:
    """One capability of the FinOps Framework: level, number within the level's band, and the evidence behind it.

    ``low`` counts only what is evidenced, ``high`` what could be reached if everything not assessed were met (0-100).
    """

    capability: str
    weight: int
    gate: bool
    level: Level
    low: float
    high: float
    assessed: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, with where to do it."""

    capability: str
    text: str
    effort: str  # S, M or L
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The maturity of one scope. ``number`` is the sum of evidenced points, within ``low`` and ``high`` (0-100)."""

    model: str
    benchmark: str
    level: Level
    assurance: str
    low: float
    high: float
    assessed: float
    capabilities: tuple[CapabilityScore, ...]
    next_steps: tuple[NextStep, ...] = field(default=())
