"""Commits in time, with dates that are not to be trusted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from history.building import NEW, OLD, TODAY, History, settings

from finops_guard.history.timeline import DAYS, Period, days_of, period
from finops_guard.revisions import Commit

LINES = {
    "in order": (["2024-01-01", "2024-05-01", "2024-09-01"], ["2024-01-01", "2024-05-01", "2024-09-01"]),
    "one before its ancestor": (["2024-05-01", "2001-01-01", "2024-09-01"], ["2024-05-01", "2024-05-01", "2024-09-01"]),
    "one without a date": (["2024-05-01", "", "2024-09-01"], ["2024-05-01", "2024-05-01", "2024-09-01"]),
    "no date at first": (["", "2024-05-01"], ["", "2024-05-01"]),
    "no date at all": (["", ""], ["", ""]),
    "the last one after today": (["2024-05-01", "9999-01-01"], ["2024-05-01", TODAY]),
    "one after today, long ago": (
        ["2024-05-01", "9999-01-01", "2024-09-01"],
        ["2024-05-01", "2024-05-01", "2024-09-01"],
    ),
    "all after today": (["2030-01-01", "2031-01-01"], [TODAY, TODAY]),
}


def dated(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", LINES)
def test_no_commit_is_dated_before_its_ancestors(case: str) -> None:
    said, expected = LINES[case]
    line = [Commit(str(at), "", 1, dated(each), "") for at, each in enumerate(said)]
    found = days_of(line[::-1], date.fromisoformat(TODAY))
    assert list(found[::-1]) == [dated(each) for each in expected]


@pytest.fixture(name="made")
def make_history(tmp_path: Path) -> History:
    return History(tmp_path)


def test_the_base_is_the_newest_commit_that_is_old_enough(made: History) -> None:
    made.commit("2026-05-01")
    base = made.commit("2026-08-31")  # 90 days before
    newer = [made.commit("2026-09-01"), made.commit(NEW)]
    found = period(made.repository(), settings(), DAYS)
    assert isinstance(found, Period)
    assert (found.base.id, found.since) == (base, date(2026, 8, 31))
    assert [each.id for each in found.commits] == newer[::-1]


def test_what_a_branch_merged_has_no_part_in_the_line(made: History) -> None:
    base = made.commit(OLD)
    made.merge(NEW, {"a": "a"})
    found = period(made.repository(), settings(), DAYS)
    assert isinstance(found, Period)
    assert (found.base.id, [each.parents for each in found.commits]) == (base, [2])


NONSENSE = ["0", "-62135596800", "253402300800", "99999999999999999999", "18446744073709551615", "nonsense"]


@pytest.mark.parametrize("seconds", NONSENSE)
def test_a_date_that_is_none_moves_no_other(made: History, seconds: str) -> None:
    base = made.commit(OLD)
    same = made.commit_dated(seconds)
    newest = made.commit(NEW)
    found = period(made.repository(), settings(), DAYS)
    assert isinstance(found, Period)
    # The one without a date is as old as the one before it.
    assert (found.base.id, [each.id for each in found.commits]) == (same, [newest])
    assert base != same


def test_without_a_day_git_commits_or_age_it_is_said_why(made: History) -> None:
    assert period(made.repository(), settings(), DAYS) == "there is no commit of a git repository"
    made.commit(NEW)
    assert period(made.repository(), settings(as_of=""), DAYS) == "the day of the scan is not given"
    assert period(made.repository(git=""), settings(), DAYS) == "git is not installed"
    young = "the history does not go back 90 days: no commit is dated 2026-08-31 or before"
    assert period(made.repository(), settings(), DAYS) == young
    assert period(made.repository(), settings(), 10**7) == "no history is 10,000,000 days old"
    assert isinstance(period(made.repository(), settings(), 1), Period)


def test_a_shallow_clone_is_asked_to_have_more(made: History) -> None:
    made.commit(OLD)
    made.commit(NEW)
    made.git("clone", "-q", "--depth=1", f"file://{made.directory}", "clone")
    clone = History(made.directory / "clone")
    found = period(clone.repository(), settings(), DAYS)
    assert isinstance(found, str)
    assert found.startswith("a shallow clone has no commit of 90 days ago")


def test_no_git_repository_has_no_commit(tmp_path: Path) -> None:
    made = History(tmp_path / "a")
    (tmp_path / "a" / ".git").rename(tmp_path / "gone")
    assert period(made.repository(), settings(), DAYS) == "there is no commit of a git repository"
