"""What the history of a git repository shows: what was put right, what merges were guarded, how the score went.

Every state is read from git's objects, and judged by the policies, settings, usage and prices of now: nothing is
checked out and nothing of the repository is run. Dates are those that commits name.
"""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.history.guarding import merges
from finops_guard.history.regressions import Fallen, Regression, no_regression
from finops_guard.history.repository import Repository
from finops_guard.history.savings import implementation
from finops_guard.history.scores import Moment, Point, Trend, history, moments, score_at, trend
from finops_guard.history.timeline import DAYS
from finops_guard.judging import Judged
from finops_guard.maturity.model import Evidence
from finops_guard.settings import Settings

__all__ = [
    "DAYS",
    "Fallen",
    "Moment",
    "Point",
    "Regression",
    "Repository",
    "Trend",
    "history",
    "history_evidence",
    "implementation",
    "merges",
    "moments",
    "no_regression",
    "score_at",
    "trend",
]


def history_evidence(
    repository: Repository, settings: Settings, days: int = DAYS, now: Judged | None = None
) -> Mapping[str, Evidence]:
    """Return, by check, what the last ``days`` of a repository show; the state of ``now`` may have been judged."""
    found = (implementation(repository, settings, days, now), merges(repository, settings, days))
    return {each.check: each for each in found}
