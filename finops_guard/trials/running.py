"""All trials of a command: which policies, on which fixtures, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from finops_guard.errors import Problem
from finops_guard.location import Location
from finops_guard.policy.model import Policy, PolicyFile
from finops_guard.settings import Settings
from finops_guard.tree import Tree
from finops_guard.trials import fixtures
from finops_guard.trials.fixtures import Case
from finops_guard.trials.judging import Trial, attempt
from finops_guard.trials.marks import problems as mark_problems


class Ran(Struct, frozen=True):
    """What became of all trials: one trial a policy and case, policies without any case, and what is wrong."""

    trials: tuple[Trial, ...]
    untried: tuple[Policy, ...]
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return all(trial.passed for trial in self.trials)


def gather(tree: Tree, directories: Iterable[str]) -> tuple[list[Case], list[Problem]]:
    """Return the fixtures in some directories, in the order of these."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for directory in directories:
        found, wrong = fixtures.read(tree, directory)
        cases += found
        problems += wrong
    return cases, problems


def gather_inline(files: Iterable[PolicyFile]) -> tuple[list[Case], list[Problem]]:
    """Return the cases that policy files hold themselves."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for file in files:
        found, wrong = fixtures.inline(file)
        cases += found
        problems += wrong
    return cases, problems


def run(
    policies: Sequence[Policy],
    chosen: Callable[[Policy], bool],
    cases: Sequence[Case],
    settings: Settings,
    problems: Iterable[Problem] = (),
) -> Ran:
    """Try the chosen policies on their cases.

    ``policies`` are all there are: a mark may be of another policy than the one that the case belongs to. ``problems``
    are those that are known already.
    """
    by_name = {policy.name: policy for policy in policies}
    ids = {**{policy.id: policy.id for policy in policies}, **{policy.name: policy.id for policy in policies}}
    wrong = [*problems, *fixtures.orphans(cases, by_name)]
    trials = []
    for case in cases:
        policy = by_name.get(case.policy)
        if policy is None or not chosen(policy):
            continue
        wrong_marks = list(mark_problems(case.shown, case.text, ids))
        wrong += wrong_marks
        if not wrong_marks:
            trials.append(attempt(policy, case, policies, settings))
            wrong += trials[-1].problems
    owners = {case.policy for case in cases}
    untried = tuple(policy for policy in policies if chosen(policy) and policy.name not in owners)
    return Ran(tuple(trials), untried, tuple(sorted(dict.fromkeys(wrong), key=_place)))


def _place(problem: Problem) -> tuple[Location, str]:
    return problem.location or Location(""), problem.message
