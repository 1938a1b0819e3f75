"""The questions about maturity that only a person can answer, with what each answer means.

The first five have thresholds (CostDefender's five questions); the others are Glassity's areas, and tell how an
organization works: they stand in no check.
"""

from __future__ import annotations

from msgspec import Struct

from finops_guard.maturity.criteria import BILLED_COVERAGE, ESTIMATED_COVERAGE
from finops_guard.maturity.model import Level


class Claim(Struct, frozen=True):
    """What answers say of a check: from where to where its value may lie, at Crawl, Walk and Run.

    Words are taken at their lower end: "70 to 90 %" shows no more than 70 %. With ``stands_in`` they count where there
    is no evidence; else they are only compared with it.
    """

    check: str
    crawl: tuple[float, float]
    walk: tuple[float, float]
    run: tuple[float, float] = (1.0, 1.0)
    stands_in: bool = True

    def range(self, level: Level) -> tuple[float, float]:
        """Return what an answer says of the value: at least the first, at most the second."""
        return {Level.WALK: self.walk, Level.RUN: self.run}.get(level, self.crawl)


class Question(Struct, frozen=True):
    """One question with what is true at Crawl, Walk and Run."""

    id: str
    text: str
    crawl: str
    walk: str
    run: str
    claims: tuple[Claim, ...] = ()

    def meaning(self, level: Level) -> str:
        """Return what an answer says in words."""
        return {Level.WALK: self.walk, Level.RUN: self.run}.get(level, self.crawl)


# Of what is there or not. Half of it is what is there and does not hold.
_ABSENT, _IN_PART, _THERE = (0.0, 0.0), (0.0, 0.5), (1.0, 1.0)

QUESTIONS: tuple[Question, ...] = (
    Question(
        "allocation",
        "How much of the spend can be attributed to a team or product?",
        "less than 70 %",
        "70 to 90 %",
        "more than 90 %, with shared costs allocated",
        # "Less than" leaves its figure out, and a boundary counts exactly as written.
        (
            Claim(ESTIMATED_COVERAGE, (0.0, 0.699), (0.70, 0.90), (0.90, 1.0)),
            Claim(BILLED_COVERAGE, (0.0, 0.699), (0.70, 0.90), (0.90, 1.0), stands_in=False),
        ),
    ),
    Question(
        "anomalies",
        "How long does it take to find an anomaly and to route it to its owner?",
        "weeks",
        "hours",
        "no time: both are automatic",
        (Claim("anomalies.monitor", _IN_PART, _THERE), Claim("anomalies.routed", _IN_PART, _IN_PART)),
    ),
    Question(
        "savings",
        "How much of the identified savings is implemented?",
        "less than 30 %",
        "30 to 70 %",
        "more than 70 %, and verified",
        (Claim("usage.savings-implemented", (0.0, 0.299), (0.30, 0.70), (0.70, 1.0)),),
    ),
    Question(
        "variance",
        "Can last quarter's variance be explained in five minutes, without engineering?",
        "no",
        "with some help",
        "yes, with evidence",
    ),
    Question(
        "unit-cost",
        "Is it known what it costs to serve one unit of the core product?",
        "no",
        "roughly",
        "yes, with a trend",
        (
            Claim("units.defined", _ABSENT, _THERE),
            Claim("units.measured", _ABSENT, _THERE),
            # A trend is three periods or more.
            Claim("units.trend", _ABSENT, (0.0, 2 / 3)),
        ),
    ),
    Question(
        "processes",
        "How is cost worked on?",
        "with spreadsheets and mail",
        "by schedule, partly automated",
        "detection and remediation are automated",
    ),
    Question(
        "skills",
        "Who knows how to govern cost?",
        "one practitioner",
        "a team, with policies",
        "engineers everywhere: ownership is spread by standards",
    ),
    Question(
        "consumers",
        "What do the teams that use the cloud do about cost?",
        "they do not see it",
        "they get reports, and do not act on them",
        "they optimize their own, and weigh cost in designs",
    ),
    Question(
        "tools",
        "What tools are there?",
        "the provider's console",
        "visibility by a third party, remediation by hand",
        "one platform from detection to remediation",
    ),
    Question(
        "action-points",
        "What becomes of what has to be done?",
        "it is talked about",
        "it is written down, with an owner",
        "it is written down with owner and timeline, by leverage",
    ),
)

BY_ID = {question.id: question for question in QUESTIONS}
