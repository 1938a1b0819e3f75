"""Every problem of policies and of the configuration that changes them, at once."""

from __future__ import annotations

from msgspec import Struct

from finops_guard import _assets
from finops_guard.errors import Problem
from finops_guard.location import Location
from finops_guard.policy import loader
from finops_guard.policy.building import Setting, build, trial
from finops_guard.policy.model import PolicyFile, Profile
from finops_guard.policy.reading import read_directory
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import DirectoryTree, Tree


class Validated(Struct, frozen=True):
    """The policy files that are right in every respect, and the problems of all others, in order of place."""

    files: tuple[PolicyFile, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Validated) -> Validated:
        problems = dict.fromkeys((*self.problems, *other.problems))
        return Validated((*self.files, *other.files), tuple(sorted(problems, key=_place)))


def own(settings: Settings, tree: Tree) -> Validated:
    """Return the policies of the settings' directories, held to all that a scan with these settings asks of them."""
    as_written = Settings(policy_directories=settings.policy_directories)
    problems = [problem for each in (as_written, settings) for problem in loader.problems(each, tree)]
    if problems:
        return Validated() + Validated(problems=tuple(problems))
    return Validated(tuple(file for file in loader.files(as_written, tree) if not file.bundled))


def bundled() -> Validated:
    """Return the policies that ship with finops-guard, read as strictly as a user's own."""
    directory = _assets.directory("policies")
    files, problems = read_directory(DirectoryTree(directory.parent), directory.name, reserved=False)
    setting = Setting(Profile.CRAWL, Settings().environment.names)
    for file in files:
        problems += build(file, PolicyOverride(), file.name, setting)[1] if file.sound else trial(file, setting)
    return Validated(tuple(files)) + Validated(problems=tuple(problems))


def _place(problem: Problem) -> tuple[Location, str]:
    return problem.location or Location(""), problem.message
