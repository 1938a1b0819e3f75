"""Scores of earlier states, against a scan of their checkout."""

from __future__ import annotations

from pathlib import Path

import pytest
from history.building import GUARDED, NEW, OLD, REGION, TAGS, TODAY, History, settings, volume
from msgspec.structs import replace

import finops_guard.history.scores
from finops_guard.errors import UsageError
from finops_guard.history import Point, Repository, history, moments, score_at, trend
from finops_guard.maturity.model import Level, Score
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree

EVERYTHING = Settings(as_of=TODAY, profile="run")
WORKFLOW = ".github/workflows/guard.yml"


@pytest.fixture(name="made")
def make_history(tmp_path: Path) -> History:
    """A repository that becomes better in three tagged commits, two of them in one month."""
    made = History(tmp_path / "repository")
    made.commit("2026-05-01", {"main.tf": REGION + volume("a")})
    made.git("tag", "v1")
    made.commit(OLD, {"main.tf": REGION + volume("a", more=TAGS)})
    made.git("tag", "-a", "-m", "two", "v2")
    made.git("tag", "v2.0.0")
    made.commit("2026-08-20", {WORKFLOW: GUARDED})
    made.git("tag", "v3")
    made.commit(NEW, {"README.md": "text"})
    return made


@pytest.mark.parametrize("revision", ["v1", "v2", "v3", "HEAD"])
def test_the_score_of_a_revision_is_that_of_its_checkout(made: History, revision: str, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    made.git("worktree", "add", "-q", str(checkout), revision)
    expected = scan(DirectoryTree(checkout), [""], EVERYTHING).score
    assert score_at(made.repository(), EVERYTHING, revision) == expected
    assert expected.level is Level.CRAWL


def test_a_directory_that_was_not_there_is_not_assessed(made: History) -> None:
    repository = replace(made.repository(), paths=("none",))
    assert score_at(repository, EVERYTHING, "HEAD").level is Level.NOT_ASSESSED


@pytest.mark.parametrize("revision", ["none", "--all", "HEAD:main.tf", ""])
def test_what_is_no_commit_is_said(made: History, revision: str) -> None:
    with pytest.raises(UsageError, match="no such commit"):
        score_at(made.repository(), EVERYTHING, revision)


@pytest.mark.parametrize("lost", ["HEAD:main.tf", "HEAD^{tree}"])
def test_what_is_not_all_there_has_no_score(made: History, lost: str) -> None:
    name = made.git("rev-parse", lost)
    (made.directory / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(UsageError, match="the repository has not all of commit"):
        score_at(made.repository(), EVERYTHING, "HEAD")


def test_policies_are_those_of_now(made: History) -> None:
    chosen = replace(EVERYTHING, policy_directories=("policies",))
    made.write({"policies/broken.yaml": "id: ["})
    with pytest.raises(Exception, match=r"policies/broken\.yaml"):
        score_at(made.repository(), chosen, "v1")


MOMENTS = {
    ("tags", 24): ["v1 2026-05-01", f"v2.0.0 {OLD}", "v3 2026-08-20"],
    ("tags", 2): [f"v2.0.0 {OLD}", "v3 2026-08-20"],
    ("months", 24): ["2026-05 2026-05-01", "2026-08 2026-08-20", f"2026-11 {NEW}"],
    ("months", 1): [f"2026-11 {NEW}"],
    ("months", 0): [],
}


@pytest.mark.parametrize(("by", "most"), MOMENTS)
def test_moments_are_the_newest_ones_the_oldest_first(made: History, by: str, most: int) -> None:
    found = moments(made.repository(), EVERYTHING, by, most)
    assert [f"{each.label} {each.date}" for each in found] == MOMENTS[by, most]


def test_the_score_rises(made: History) -> None:
    points = history(made.repository(), EVERYTHING)
    numbers = [each.score.low for each in points]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]
    assert points[-1].score == score_at(made.repository(), EVERYTHING, "v3")
    said = trend(points)
    assert said.direction == "up"
    assert said.text == f"up: from Crawl {numbers[0]:g} at v1 to Crawl {numbers[-1]:g} at v3"


def test_when_time_is_up_the_oldest_are_left_out(made: History) -> None:
    ticks = iter(range(100))
    points = history(made.repository(), EVERYTHING, seconds=2, clock=lambda: next(ticks))
    assert [each.label for each in points] == ["v2.0.0", "v3"]
    at_once = history(made.repository(), EVERYTHING, seconds=0)
    assert [each.label for each in at_once] == ["v3"]


def test_a_tree_is_judged_once_a_day(made: History, monkeypatch: pytest.MonkeyPatch) -> None:
    made.commit(NEW, {"main.tf": REGION})
    made.git("tag", "w1")
    made.commit(NEW, {"main.tf": REGION + volume("a")})
    made.commit(NEW, {"main.tf": REGION})
    made.git("tag", "w2")
    judged = []
    judge = finops_guard.history.scores.score_at
    monkeypatch.setattr("finops_guard.history.scores.score_at", lambda *asked: judged.append(1) or judge(*asked))
    points = history(made.repository(), EVERYTHING, most=2)
    assert [each.label for each in points] == ["w1", "w2"]
    assert len(judged) == 1


def test_exceptions_count_as_of_the_day(made: History, monkeypatch: pytest.MonkeyPatch) -> None:
    days = []
    judge = finops_guard.history.scores.score_at

    def asked(repository: Repository, given: Settings, revision: str) -> Score:
        days.append(given.as_of)
        return judge(repository, given, revision)

    monkeypatch.setattr("finops_guard.history.scores.score_at", asked)
    history(made.repository(), EVERYTHING)
    assert sorted(days) == ["2026-05-01", OLD, "2026-08-20"]


def test_tags_of_the_future_and_of_elsewhere(made: History) -> None:
    made.git("checkout", "-q", "-b", "elsewhere")
    made.commit(NEW)
    made.git("tag", "not-here")
    made.git("checkout", "-q", "main")
    made.commit_dated("99999999999")
    made.git("tag", "future")
    made.git("tag", "--", "ü-Ω$(touch-x)", "HEAD~1")
    found = moments(made.repository(), EVERYTHING)
    assert [each.label for each in found] == ["v1", "v2.0.0", "v3", "ü-Ω$(touch-x)", "future"]
    assert found[-1].date == ""


def test_no_repository_has_no_history(tmp_path: Path) -> None:
    made = History(tmp_path)
    for by in ("tags", "months"):
        assert history(made.repository(), EVERYTHING, by) == ()
        assert history(made.repository(git=""), EVERYTHING, by) == ()


def test_a_history_is_by_tags_or_months(made: History) -> None:
    with pytest.raises(ValueError, match="by tags or months, not by 'weeks'"):
        moments(made.repository(), settings(), "weeks")


def at(label: str, level: Level, low: float) -> Point:
    return Point(label, "c", "2026-01-01", Score("m", "b", level, "", low, 100, 1, ()))


NOT, CRAWL, WALK = Level.NOT_ASSESSED, Level.CRAWL, Level.WALK
TRENDS: dict[str, tuple[list[Point], str]] = {
    "nothing": ([], "no trend: fewer than two scores are assessed"),
    "one": ([at("a", CRAWL, 1)], "no trend: fewer than two scores are assessed"),
    "one assessed": ([at("a", NOT, 0), at("b", CRAWL, 1)], "no trend: fewer than two scores are assessed"),
    "better": ([at("a", CRAWL, 1), at("b", CRAWL, 2)], "up: from Crawl 1 at a to Crawl 2 at b"),
    "worse": ([at("a", CRAWL, 5), at("b", CRAWL, 9), at("c", CRAWL, 2.5)], "down: from Crawl 5 at a to Crawl 2.5 at c"),
    "level before number": ([at("a", WALK, 40), at("b", CRAWL, 45)], "down: from Walk 40 at a to Crawl 45 at b"),
    "the same": ([at("a", CRAWL, 5), at("b", CRAWL, 5)], "steady: Crawl 5 at a and b"),
    "nearly": ([at("a", CRAWL, 5), at("b", CRAWL, 5.9)], "steady: Crawl 5 at a, Crawl 5.9 at b"),
    "not assessed at the end": (
        [at("a", CRAWL, 5), at("b", WALK, 50), at("c", NOT, 0)],
        "up: from Crawl 5 at a to Walk 50 at b",
    ),
}


@pytest.mark.parametrize("case", TRENDS)
def test_a_trend_in_words(case: str) -> None:
    points, text = TRENDS[case]
    assert trend(points).text == text
