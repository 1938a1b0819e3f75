"""What one process of a crew does: it reads directories, judges roots and holds what they make to the policies."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from finops_guard.budget_comments import BudgetComment
from finops_guard.crew.pipe import LostError, Pipe
from finops_guard.crew.sharing import Queue
from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Evaluation, Finding
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Policy, Subject
from finops_guard.pricing.configured import costs_for
from finops_guard.pricing.savings import Noted, Savings
from finops_guard.resources import FileStatus, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.registry import MAKE_OBJECTS
from finops_guard.sources.terraform.source import Found, Reading
from finops_guard.sources.terraform.told import told
from finops_guard.suppressions import Suppression
from finops_guard.tree import Tree

# What policies may be about within one root, whatever else is in the scan.
WITHIN_ROOTS = frozenset({Subject.RESOURCE, Subject.RELATED, Subject.PEER, Subject.ROOT})

Ranges = Mapping[str, tuple[tuple[int, int], ...]]


class Opened(Struct):
    """What is known once a share of the directories was read: what each calls, and how many characters they have."""

    calls: dict[str, set[str]]
    characters: int


class Read(Struct):
    """What is known once a share of the roots was read: what must not be shown, and how much of the bounds is used.

    ``back`` are roots that make Kubernetes objects, which belong to others of the scan: they are not judged here.
    """

    concealed: Ranges
    steps: int
    held: int
    back: tuple[str, ...]


class Verdicts(Struct):
    """What policies say within some roots, with the money of it, and how many steps it took to relate resources."""

    findings: list[Finding]
    evaluations: list[Evaluation]
    noted: dict[str, Noted]
    steps: int


class Done(Struct):
    """What came of a share: what each root makes, what policies say of it, and what its files say."""

    parts: dict[str, Found]
    verdicts: Verdicts
    visited: set[str]
    files: set[str]
    problems: dict[str, tuple[FileStatus, str]]
    diagnostics: list[Diagnostic]
    suppressions: list[Suppression]
    budgets: list[BudgetComment]
    asked: list[str]
    facts: dict[tuple[str, str], str]


def judged(parts: Mapping[str, Found], policies: Sequence[Policy], settings: Settings) -> Verdicts:
    """Return what policies say within roots."""
    resources = ResourceSet(
        tuple(each for part in parts.values() for each in part.resources),
        tuple(each for part in parts.values() for each in part.roots),
        partial=tuple(each for part in parts.values() for each in part.partial),
        as_of=settings.as_of,
    )
    costs = costs_for(settings, resources)
    savings = Savings(costs)
    asked = [policy for policy in policies if policy.subject in WITHIN_ROOTS]
    findings, evaluations = evaluate(asked, resources, costs, None, savings)
    return Verdicts(findings, evaluations, savings.noted, costs.relations.steps)


def read(reading: Reading, roots: Iterable[str]) -> tuple[dict[str, Found], tuple[str, ...]]:
    """Return what each root makes, and those that make Kubernetes objects, of which nothing is kept."""
    parts: dict[str, Found] = {}
    back = []
    for root in roots:
        part = Found()
        reading.judge([root], part)
        if makes_objects(part):
            back.append(root)
            continue
        configure(part)
        parts[root] = part
    return parts, tuple(back)


def makes_objects(part: Found) -> bool:
    """Tell whether a root makes Kubernetes objects, which are judged among all others of the scan."""
    return any(each.type.startswith(MAKE_OBJECTS) for each in (*part.resources, *part.around))


def configure(part: Found) -> None:
    """Evaluate the blocks that configure a root: they may conceal what stands in files of others."""
    for each in (*part.roots, *part.partial):
        if each.configuration is not None:
            each.configuration.blocks()


def taken(queues: Sequence[Queue], batches: Sequence[Sequence[Sequence[str]]], own: int) -> Iterator[tuple[str, ...]]:
    """Take roots of the own share, which need what was read already, and then what others have left of theirs."""
    for at in (*range(own, len(queues)), *range(own)):
        for number in queues[at].taken():
            yield tuple(batches[at][number])


def _announced(roots: Iterable[tuple[str, ...]], pipe: Pipe) -> Iterator[str]:
    """Say which roots are begun: a process may end at one of them."""
    for batch in roots:
        pipe.send(batch)
        yield from batch


class Task(Struct):
    """What a process is given: the directories of its own share, which is the one of that number, and all queues."""

    number: int
    share: Sequence[str]
    queues: Sequence[Queue]
    reading: Reading
    tree: Tree
    policies: Sequence[Policy]


def work(pipe: Pipe, task: Task) -> None:
    """Do a task, as the pipe says, in a process of its own; raise LostError where the others are gone."""
    reading, tree = task.reading, task.tree
    asked: list[str] = []
    if hasattr(tree, "on_read"):
        tree.on_read = asked.append
    known = set(facts_of(tree))
    pipe.send(Opened(reading.calls_of(task.share), reading.loader.characters))
    parts, back = read(reading, _announced(taken(task.queues, pipe.receive(), task.number), pipe))
    pipe.send(Read(reading.loader.concealed(), reading.steps, reading.held, back))
    reading.loader.conceal(pipe.receive())
    verdicts = judged(parts, task.policies, reading.settings)
    loader = reading.loader
    facts = {question: answer for question, answer in facts_of(tree).items() if question not in known}
    done = Done(
        parts,
        verdicts,
        reading.visited,
        loader.files(),
        loader.problems,
        loader.diagnostics,
        loader.suppressions,
        loader.budgets,
        asked,
        facts,
    )
    pipe.send(done, told)


def facts_of(tree: Tree) -> dict[tuple[str, str], str]:
    """Return what a tree has been asked, where somebody keeps it."""
    witness = getattr(getattr(tree, "base", tree), "witness", None)
    return witness.facts if witness is not None else {}


def run(pipe: Pipe, task: Task) -> None:
    """Be a process of a crew, and end."""
    code = 1
    try:
        work(pipe, task)
        code = 0
    except (LostError, KeyboardInterrupt, MemoryError):
        code = 2
    finally:
        os._exit(code)
