"""The maturity score of earlier states, and how it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.history.repository import Repository
from finops_guard.history.timeline import day, days_of
from finops_guard.judging import judge
from finops_guard.maturity.model import Level, Score
from finops_guard.revisions import Commit, log, tagged
from finops_guard.scan import rate
from finops_guard.settings import Settings

MOST = 24
# After so many seconds no further state is judged.
MAX_SECONDS = 120
# A number that differs by less is the same (our figure).
STEADY = 1.0


class Moment(Struct, frozen=True):
    """A commit of the history with what it is called; ``date`` is ISO 8601, empty where it is not known."""

    label: str
    commit: str
    tree: str
    date: str


class Point(Struct, frozen=True):
    """The score of one moment of the history."""

    label: str
    commit: str
    date: str
    score: Score


def score_at(repository: Repository, settings: Settings, revision: str, benchmark: str = "") -> Score:
    """Return the score of a revision, by the policies, settings and prices of now, from its files alone.

    Raise UsageError where there is no such commit.
    """
    with repository.at(revision) as (tree, paths):
        judged = judge(tree, paths, settings, repository.now)
        return rate(tree, judged, settings, benchmark, whole="" in paths)


def moments(repository: Repository, settings: Settings, by: str = "tags", most: int = MOST) -> tuple[Moment, ...]:
    """Return the newest tags of what is checked out, or the last commits of its months, the oldest first."""
    if by not in {"tags", "months"}:
        raise ValueError(f"a history is by tags or months, not by {by!r}")
    if not repository.git or most < 1:
        return ()
    found = _tags(repository, settings) if by == "tags" else _months(repository, settings)
    return tuple(reversed(found[:most]))


def history(
    repository: Repository,
    settings: Settings,
    by: str = "tags",
    most: int = MOST,
    *,
    seconds: float = MAX_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Point, ...]:
    """Return the scores of the :func:`moments`, the oldest first; the oldest are left out when time is up.

    Exceptions and support dates count as of the day of each, everything else as it is now.
    """
    end = clock() + seconds
    known: dict[tuple[str, str], Score] = {}
    points: list[Point] = []
    for each in reversed(moments(repository, settings, by, most)):
        if points and clock() >= end:
            break
        key = each.tree, each.date
        if key not in known:
            known[key] = score_at(repository, _as_of(settings, each.date), each.commit)
        points.append(Point(each.label, each.commit, each.date, known[key]))
    return tuple(reversed(points))


def _as_of(settings: Settings, dated: str) -> Settings:
    return replace(settings, as_of=dated) if settings.as_of and dated else settings


def _tags(repository: Repository, settings: Settings) -> list[Moment]:
    found = tagged(repository.git, repository.directory)
    today = day(settings) or date.max
    return [_moment(each.tag, each, each.date if each.date and each.date <= today else None) for each in found]


def _months(repository: Repository, settings: Settings) -> list[Moment]:
    line = log(repository.git, repository.directory)
    found: dict[str, Moment] = {}
    for commit, dated in zip(line, days_of(line, day(settings) or date.max), strict=True):
        if dated is not None:
            label = f"{dated.year:04}-{dated.month:02}"
            found.setdefault(label, _moment(label, commit, dated))
    return [*found.values()]


def _moment(label: str, commit: Commit, dated: date | None) -> Moment:
    return Moment(label, commit.id, commit.tree, dated.isoformat() if dated is not None else "")


class Direction(StrEnum):
    """Where scores go."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    UNKNOWN = "unknown"


class Trend(Struct, frozen=True):
    """Where the scores of a history go, and in words."""

    direction: Direction
    text: str


def trend(points: Sequence[Point]) -> Trend:
    """Return how the score went from the first to the last point that is assessed: its level, else its number."""
    assessed = [each for each in points if each.score.level is not Level.NOT_ASSESSED]
    if len(assessed) < 2:
        return Trend(Direction.UNKNOWN, "no trend: fewer than two scores are assessed")
    first, last = assessed[0], assessed[-1]
    direction = _direction(first.score, last.score)
    if direction is Direction.STEADY:
        words = f"steady: {_said(last.score)} at {first.label} and {last.label}"
        if first.score.low != last.score.low:
            words = f"steady: {_said(first.score)} at {first.label}, {_said(last.score)} at {last.label}"
        return Trend(direction, words)
    return Trend(
        direction, f"{direction}: from {_said(first.score)} at {first.label} to {_said(last.score)} at {last.label}"
    )


def _direction(first: Score, last: Score) -> Direction:
    if first.level is not last.level:
        return Direction.UP if last.level.rank > first.level.rank else Direction.DOWN
    if abs(last.low - first.low) < STEADY:
        return Direction.STEADY
    return Direction.UP if last.low > first.low else Direction.DOWN


def _said(score: Score) -> str:
    return f"{score.level.value.capitalize()} {score.low:g}"
