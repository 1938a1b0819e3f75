"""What a maturity score is made of (the data; the rules are in :mod:`finops_guard.maturity.score`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from finops_guard.location import Location
from finops_guard.settings import ScoreSettings


class Level(StrEnum):
    """Crawl / Walk / Run, in the words of the FinOps Foundation's maturity model."""

    NOT_ASSESSED = "not assessed"
    CRAWL = "crawl"
    WALK = "walk"
    RUN = "run"

    @property
    def rank(self) -> int:
        """0 for not assessed, 3 for Run."""
        return _RANKS[self.value]


_RANKS = {level.value: rank for rank, level in enumerate(Level)}
_WHOLE_ENDS = {"crawl": 49, "walk": 79}


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

    @property
    def strength(self) -> int:
        """0 for the weakest (an answer), 3 for billing data."""
        return "ADOV".index(self.value)


class Evidence(Struct, frozen=True):
    """The outcome of one check: ``value`` is a share (0 to 1) or 0/1, None where not assessed.

    ``upper`` is what ``value`` would be if everything undecided within it were met; None: the same. ``whole`` is the
    money a month that a share is of, where it is one of money that steps speak of.
    The status of what has a value is settled by the score, which knows the thresholds.
    """

    check: str
    status: Status
    value: float | None
    detail: str
    grade: Grade = Grade.DESIGN
    location: Location | None = None
    upper: float | None = None
    whole: Decimal | None = None


class CapabilityScore(Struct, frozen=True):
    """One capability of the FinOps Framework: level, number within the level's band, and the evidence behind it.

    ``low`` counts only what is evidenced, ``high`` what could be reached if everything not assessed were met (0-100).
    ``levels`` is its level under every benchmark.
    """

    capability: str
    weight: int
    gate: bool
    level: Level
    low: float
    high: float
    assessed: float
    evidence: tuple[Evidence, ...]
    levels: Mapping[str, Level] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        """The number without its fraction, not rounded into the next level's band."""
        return min(round(self.low), _WHOLE_ENDS.get(self.level.value, 100))


class Standing(StrEnum):
    """What an answer is worth on the day of the score. Only those that count are compared with evidence."""

    COUNTS = "counts"  # nothing else is known
    AGREES = "agrees"  # there is evidence, which counts
    CONTRADICTS = "contradicts"  # there is evidence, which counts and says something else
    TOLD = "told"  # no check asks for it
    REPLACED = "replaced"  # a later one counts
    LAPSED = "lapsed"
    FUTURE = "future"
    UNDATED = "undated"  # on no day of the calendar


class Said(Struct, frozen=True):
    """What a person answered to a question, in its words, shown beside the evidence.

    ``on`` is the day (ISO 8601), ``seen_in`` where the person says that it can be seen; ``checks`` are those that the
    question is about, ``contradicted`` those of them whose evidence says something else.
    """

    question: str
    text: str
    answer: Level
    meaning: str
    by: str
    on: str
    seen_in: str
    standing: Standing
    checks: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    location: Location | None = None


class NextStep(Struct, frozen=True):
    """One thing to do, with where to do it.

    ``resources`` are those that it is about, as root and address; ``check`` is the check that it meets, if it is one.
    """

    capability: str
    text: str
    effort: str  # S, M or L
    location: Location | None = None
    resources: tuple[tuple[str, str], ...] = ()
    check: str = ""


class Score(Struct, frozen=True):
    """The maturity of one scope.

    ``low`` is the sum of evidenced points: the number to print. ``high`` is what could be reached if everything not
    assessed were met (both 0-100). ``assessed`` is the share of evidence that is there (0 to 1).
    ``assurance`` is the letter of the weakest grade that carries the level, empty where nothing is assessed.
    ``levels`` is the level under every benchmark; ``potential`` the level if everything not assessed were met.
    ``changed`` says in words how weights, thresholds and targets were changed by a configuration, whose ``settings``
    stand beside it. ``said`` is what people answered, whether it counts or not.
    """

    model: str
    benchmark: str
    level: Level
    assurance: str
    low: float
    high: float
    assessed: float
    capabilities: tuple[CapabilityScore, ...]
    next_steps: tuple[NextStep, ...] = field(default=())
    levels: Mapping[str, Level] = field(default_factory=dict)
    potential: Level = Level.NOT_ASSESSED
    changed: tuple[str, ...] = ()
    settings: ScoreSettings = ScoreSettings()
    said: tuple[Said, ...] = ()

    @property
    def ready(self) -> Level | None:
        """The higher level that only missing evidence holds back, where at least 80 % (our figure) is assessed."""
        reachable = self.potential.rank > self.level.rank > 0 and self.assessed >= 0.8
        return self.potential if reachable else None
