"""At which merges the guard ran."""

from __future__ import annotations

from pathlib import Path

import pytest
from history.building import GUARDED, NEW, OLD, History, settings

import finops_guard.history.guarding
from finops_guard.history import merges
from finops_guard.maturity.model import Grade, Status

WORKFLOW = ".github/workflows/guard.yml"
LAX = GUARDED.replace("  guard:\n", "  guard:\n    continue-on-error: true\n")
ON_PUSH = GUARDED.replace("pull_request", "push")

# (how a change came, the files it changed), in order; how many of how many are evidenced, how many may be
Step = tuple[str, dict[str, str | None]]
CASES: dict[str, tuple[list[Step], int, int, int]] = {
    "all guarded": ([("merge", {WORKFLOW: GUARDED}), ("merge", {"a.tf": "# a"})], 2, 2, 2),
    "the first one not": ([("merge", {"a.tf": "# a"}), ("merge", {WORKFLOW: GUARDED})], 1, 2, 1),
    "taken away again": (
        [("merge", {WORKFLOW: GUARDED}), ("merge", {"a.tf": "# a"}), ("merge", {WORKFLOW: None})],
        2,
        3,
        2,
    ),
    "let off": ([("merge", {WORKFLOW: GUARDED}), ("merge", {WORKFLOW: LAX})], 1, 2, 1),
    "on pushes only": ([("merge", {WORKFLOW: ON_PUSH})], 0, 1, 0),
    "none": ([("merge", {"a.tf": "# a"})], 0, 1, 0),
    "squashed": ([("Add it (#12)", {WORKFLOW: GUARDED}), ("Merged PR 7: more", {"a.tf": "# a"})], 2, 2, 2),
    "squashed, in other words": ([("Add it (!12)", {WORKFLOW: GUARDED}), ("Do (pull request #9)", {})], 2, 2, 2),
    "merged on a machine": ([("merge", {WORKFLOW: GUARDED}), ("merge Merge branch 'x'", {"a.tf": "# a"})], 1, 2, 2),
    "pulled": (
        [("merge", {WORKFLOW: GUARDED}), ("merge Merge branch 'main' of example.org:a/b", {"a.tf": "# a"})],
        1,
        2,
        2,
    ),
    "pulled before the guard": (
        [("merge Merge remote-tracking branch 'origin/main'", {"a.tf": "# a"}), ("merge", {WORKFLOW: GUARDED})],
        1,
        2,
        1,
    ),
    "brought up to date": (
        [("merge", {WORKFLOW: GUARDED}), ("merge Merge branch 'main' into side", {"NEWS.md": "1"})],
        1,
        1,
        1,
    ),
    "a request that is checked": (
        [("merge", {WORKFLOW: GUARDED}), (f"merge Merge {'a' * 40} into {'0' * 40}", {WORKFLOW: None})],
        1,
        1,
        1,
    ),
    "merged by GitLab": (
        [("merge", {WORKFLOW: GUARDED}), ("merge Merge branch 'it's' into 'main'", {"a.tf": "# a"})],
        2,
        2,
        2,
    ),
    "a commit without a merge": ([("merge", {WORKFLOW: GUARDED}), ("Fix it", {"a.tf": "# a"})], 1, 2, 2),
    "one of it before the guard": ([("Fix it", {"a.tf": "# a"}), ("merge", {WORKFLOW: GUARDED})], 1, 2, 1),
    "one that changes nothing scanned": ([("merge", {WORKFLOW: GUARDED}), ("Release", {"NEWS.md": "1"})], 1, 1, 1),
    "one that takes the guard away": ([("merge", {WORKFLOW: GUARDED}), ("Hurry", {WORKFLOW: None})], 1, 2, 1),
    "a subject that only speaks of one": ([("merge", {WORKFLOW: GUARDED}), ("See (#1) of", {"a.tf": "1"})], 1, 2, 2),
}


def build(directory: Path, steps: list[Step]) -> History:
    made = History(directory)
    made.commit(OLD)
    for how, files in steps:
        word, _, subject = how.partition(" ")
        if word == "merge":
            made.merge(NEW, files, subject or "Merge")
        else:
            made.commit(NEW, files, how)
    return made


@pytest.mark.parametrize("case", CASES)
def test_the_share_of_guarded_merges(case: str, tmp_path: Path) -> None:
    steps, shown, total, most = CASES[case]
    found = merges(build(tmp_path, steps).repository(), settings())
    assert (found.check, found.grade) == ("governance.merges", Grade.OPERATING)
    assert found.value == pytest.approx(shown / total)
    assert found.upper == (pytest.approx(most / total) if most > shown else None)
    assert f"({OLD})" in found.detail


NONE: dict[str, tuple[list[Step], str]] = {
    "no commit": ([], "no merge in the 90 days after commit"),
    "no merge": ([("Fix it", {"a.tf": "# a"})], "and 1 commit without one"),
}


@pytest.mark.parametrize("case", NONE)
def test_without_a_merge_it_is_not_assessed(case: str, tmp_path: Path) -> None:
    steps, detail = NONE[case]
    found = merges(build(tmp_path, steps).repository(), settings())
    assert (found.status, found.value) == (Status.NOT_ASSESSED, None)
    assert detail in found.detail


def test_older_merges_do_not_count(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2026-01-01")
    made.merge(OLD, {"a.tf": "# a"})
    made.merge(NEW, {WORKFLOW: GUARDED})
    assert merges(made.repository(), settings()).value == 1
    assert merges(made.repository(), settings(), 200).value == pytest.approx(0.5)


def test_what_is_known_by_its_subject_alone_is_told(tmp_path: Path) -> None:
    made = build(tmp_path, [("merge", {WORKFLOW: GUARDED}), ("Add it (#12)", {"a.tf": "# a"})])
    assert "2 of 2 merges" in merges(made.repository(), settings()).detail
    assert merges(made.repository(), settings()).detail.endswith("; 1 of them by what the subject says alone")


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_a_partial_clone_shows_no_merge_without_the_guard(filtered: str, tmp_path: Path) -> None:
    made = build(tmp_path, [("merge", {WORKFLOW: GUARDED}), ("merge", {WORKFLOW: f"{GUARDED}# again"})])
    made.git("config", "uploadpack.allowFilter", "true")
    made.git("clone", "-q", f"--filter={filtered}", f"file://{made.directory}", "clone")
    found = merges(History(made.directory / "clone").repository(), settings())
    assert (found.status, found.value) == (Status.NOT_ASSESSED, None)
    assert found.detail.startswith("the repository has not all of commit")


def test_the_same_pipelines_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = build(tmp_path, [("merge", {WORKFLOW: GUARDED})] + [("merge", {f"{n}.tf": "# a"}) for n in range(5)])
    asked = []
    read = finops_guard.history.guarding.guard_runs
    monkeypatch.setattr("finops_guard.history.guarding.guard_runs", lambda tree: asked.append(1) or read(tree))
    found = merges(made.repository(), settings())
    assert (found.value, len(asked)) == (1, 1)
    assert "6 of 6 merges" in found.detail


def test_only_so_many_are_looked_at_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = build(tmp_path, [("merge", {"a.tf": "# a"}), ("merge", {WORKFLOW: GUARDED}), ("merge", {"b.tf": "# b"})])
    monkeypatch.setattr("finops_guard.history.guarding.MAX_COMMITS", 2)
    found = merges(made.repository(), settings())
    assert found.value == 1
    assert found.detail.endswith("the newest 2 of 3 commits were looked at")
