"""At which merges of the last months the guard was there to run, as far as a repository can show it."""

from __future__ import annotations

import re

from finops_guard.history.repository import Repository
from finops_guard.history.timeline import DAYS, Period, period
from finops_guard.maturity.model import Evidence, Grade, Status
from finops_guard.maturity.pipeline_files import AZURE, GITHUB, GITLAB, PRE_COMMIT
from finops_guard.maturity.pipelines import guard_runs
from finops_guard.revisions import Commit, IncompleteError, RevisionTree, blobs_at, changed_in
from finops_guard.settings import Settings
from finops_guard.sources.registry import source_of

CHECK = "governance.merges"
# So many of the newest commits of a branch are looked at.
MAX_COMMITS = 500
# So many parents a commit has, at the least, that merges.
_PARENTS = 2

_PIPELINES = (GITHUB, GITLAB, *AZURE, PRE_COMMIT)
# What GitHub, GitLab, Azure DevOps and Bitbucket write of the request whose commits they squash into one.
_SQUASHED = re.compile(r"\((?:#|!|pull request #)\d+\)$|^Merged PR \d+: ")
# What git writes where somebody merges or pulls on a machine: no request. GitLab has the target in quotes, too.
_BY_HAND = re.compile(r"^Merge (?:remote-tracking )?(?:branch|commit|tag)(?:e?s)? '(?!.* into '[^']*'$)")

# What GitHub checks out for a pull request: a merge that is tried, and that the branch does not have.
_TRIED = re.compile(r"^Merge [0-9a-f]{40,64} into [0-9a-f]{40,64}$")


def merges(repository: Repository, settings: Settings, days: int = DAYS) -> Evidence:
    """Return at which share of the merges of the last ``days`` the pipeline files have pull requests checked.

    Of a commit on the branch that shows no merged request it is not known whether it came by one: where it changes a
    file that is scanned, it counts as not evidenced, and widens the interval where the guard would have run.
    """
    try:
        found = period(repository, settings, days)
        return _open(found) if isinstance(found, str) else _merged(repository, found, days)
    except IncompleteError as failure:
        return _open(str(failure))


def _merged(repository: Repository, found: Period, days: int) -> Evidence:
    line = [each for each in found.commits if not _TRIED.match(each.subject)]
    asked = line[:MAX_COMMITS]
    merged = [each for each in asked if _is_merge(each)]
    direct = [each for each in asked if not _is_merge(each) and _changes(repository, each)]
    if not merged:
        others = f", and {_count(len(direct), 'commit')} without one" if direct else ""
        return _open(f"no merge in the {days} days after {_named(found)}{others}")
    guarded = _Guarded(repository)
    shown = sum(map(guarded.at, merged))
    total = len(merged) + len(direct)
    value, upper = shown / total, (shown + sum(map(guarded.at, direct))) / total
    status = Status.PASS if value >= 1 else Status.PARTIAL if value > 0 else Status.FAIL
    detail = (
        f"pipelines of {shown} of {_count(len(merged), 'merge')} from {_named(found)} to commit "
        f"{line[0].id[:12]} run finops-guard on pull requests"
    )
    if by_subject := sum(each.parents < _PARENTS for each in merged):
        detail += f"; {by_subject} of them by what the subject says alone"
    if direct:
        detail += f"; {_count(len(direct), 'commit')} of scanned files without a merge counted as not evidenced"
    if len(asked) < len(line):
        detail += f"; the newest {len(asked)} of {len(line):,} commits were looked at"
    return Evidence(CHECK, status, value, detail, Grade.OPERATING, None, upper if upper > value else None)


def _is_merge(commit: Commit) -> bool:
    if commit.parents < _PARENTS:
        return _SQUASHED.search(commit.subject) is not None
    return _BY_HAND.match(commit.subject) is None


def _changes(repository: Repository, commit: Commit) -> bool:
    return any(source_of(path) for path in changed_in(repository.git, repository.directory, commit.id))


class _Guarded:
    """Tells of commits whether the guard ran on pull requests at them; the same pipeline files are read once."""

    def __init__(self, repository: Repository) -> None:
        self._git, self._directory = repository.git, repository.directory
        self._known: dict[str, bool] = {"": False}

    def at(self, commit: Commit) -> bool:
        files = blobs_at(self._git, self._directory, commit.id, _PIPELINES)
        if files not in self._known:
            with RevisionTree(self._git, self._directory, commit.id) as tree:
                self._known[files] = any(not run.weakness for run in guard_runs(tree))
                if tree.is_incomplete:
                    raise IncompleteError(commit.id)
        return self._known[files]


def _open(detail: str) -> Evidence:
    return Evidence(CHECK, Status.NOT_ASSESSED, None, detail, Grade.OPERATING)


def _named(found: Period) -> str:
    return f"commit {found.base.id[:12]} ({found.since.isoformat()})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
