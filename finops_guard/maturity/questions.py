"""The questions about maturity that only a person can answer, with what each answer means.

The first five have thresholds (CostDefender's five questions); the others are Glassity's areas, and tell how an
organization works: they stand in no check.
"""

from __future__ import annotations

from msgspec import Struct

from finops_guard.maturity.criteria import ESTIMATED_COVERAGE
from finops_guard.maturity.model import Level


class Claim(Struct, frozen=True):
    """What an answer from ``level`` on says of a check: that its value is at least that."""

    level: Level
    check: str
    value: float = 1.0


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


QUESTIONS: tuple[Question, ...] = (
    Question(
        "allocation",
        "How much of the spend can be attributed to a team or product?",
        "less than 70 %",
        "70 to 90 %",
        "more than 90 %, with shared costs allocated",
        # 85 % is what Walk asks for in the strictest benchmark.
        (Claim(Level.WALK, ESTIMATED_COVERAGE, 0.85), Claim(Level.RUN, ESTIMATED_COVERAGE, 0.91)),
    ),
    Question(
        "anomalies",
        "How long does it take to find an anomaly and to route it to its owner?",
        "weeks",
        "hours",
        "nothing: both is automatic",
        (Claim(Level.WALK, "anomalies.monitor"), Claim(Level.RUN, "anomalies.routed")),
    ),
    Question(
        "savings",
        "How much of the identified savings is implemented?",
        "less than 30 %",
        "30 to 70 %",
        "more than 70 %, and verified",
        (Claim(Level.WALK, "usage.savings-implemented", 0.30), Claim(Level.RUN, "usage.savings-implemented", 0.71)),
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
        (Claim(Level.WALK, "units.defined"), Claim(Level.WALK, "units.measured"), Claim(Level.RUN, "units.trend")),
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
        "Who knows how to?",
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
