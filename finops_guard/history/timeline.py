"""The commits of a branch in time, although the dates of commits are whatever those who made them say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from finops_guard.history.repository import Repository
from finops_guard.revisions import Commit, is_shallow, log
from finops_guard.settings import Settings

# Evidence of what happens in operation is of so many days.
DAYS = 90


class Period(Struct, frozen=True):
    """The commits of the last days, the newest first, and the ``base``: the newest one before them, with its day."""

    commits: tuple[Commit, ...]
    base: Commit
    since: date


def period(repository: Repository, settings: Settings, days: int) -> Period | str:
    """Return the last days of a repository, up to the day of the scan; or why they cannot be seen."""
    if days < 1:
        raise ValueError("a period has one day at least")
    today = day(settings)
    if today is None:
        return "the day of the scan is not given"
    if not repository.git:
        return "git is not installed"
    line = log(repository.git, repository.directory)
    if not line:
        return "there is no commit of a git repository"
    try:
        last = today - timedelta(days)
    except OverflowError:
        return f"no history is {days:,} days old"
    for at, (commit, dated) in enumerate(zip(line, days_of(line, today), strict=True)):
        if dated is not None and dated <= last:
            return Period(line[:at], commit, dated)
    if is_shallow(repository.git, repository.directory):
        return f"a shallow clone has no commit of {days} days ago: fetch all (actions/checkout: fetch-depth: 0)"
    return f"the history does not go back {days} days: no commit is dated {last.isoformat()} or before"


def day(settings: Settings) -> date | None:
    """Return the day of the scan; None where it is not given."""
    return date.fromisoformat(settings.as_of) if settings.as_of else None


def days_of(line: Sequence[Commit], today: date) -> tuple[date | None, ...]:
    """Return the day of each commit on a first-parent line (the newest first): never before those of its ancestors.

    So that no commit seems older than it can be. Commits after today count as of today; one that says so although a
    later one does not is not believed. None where neither a commit nor its ancestors say anything.
    """
    said = [each.date for each in line]
    at = 0
    while at < len(said) and (dated := said[at]) is not None and dated > today:
        said[at] = today
        at += 1
    return tuple(reversed([*_rising(reversed(said), today)]))


def _rising(oldest_first: Iterator[date | None], today: date) -> Iterator[date | None]:
    latest: date | None = None
    for dated in oldest_first:
        if dated is not None and dated <= today and (latest is None or dated > latest):
            latest = dated
        yield latest
