"""The process that leads a crew: it shares the work, does its own part, and puts together what the others found."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from finops_guard.crew import member, sharing
from finops_guard.crew.member import Done, Opened, Read, Verdicts
from finops_guard.crew.pipe import LostError, Pipe, pair
from finops_guard.diagnostics import error
from finops_guard.findings import Evaluation, Finding
from finops_guard.policy.engine import MAX_FINDINGS, order
from finops_guard.policy.model import Policy
from finops_guard.pricing.savings import Savings
from finops_guard.relations.index import MAX_TOTAL_STEPS as MAX_RELATION_STEPS
from finops_guard.resources import FileStatus, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.terraform import roots
from finops_guard.sources.terraform.holdings import MAX_HELD, MAX_TOTAL_HELD
from finops_guard.sources.terraform.scope import exhausted
from finops_guard.sources.terraform.source import Found, Reading
from finops_guard.tree import Tree


class ApartError(Exception):
    """The work cannot be shared: what bounds all roots together may be reached, or a process failed.

    ``roots`` are those of which one ended a process by a signal (a crash of the interpreter, no memory left), and
    ``reason`` says which: nobody should judge them again.
    """

    def __init__(self, roots: Sequence[str] = (), reason: str = "") -> None:
        super().__init__(reason)
        self.roots = tuple(roots)
        self.reason = reason


class Crew:
    """Other processes that read and judge root modules beside this one; each is a copy of it."""

    def __init__(self, tree: Tree, policies: Sequence[Policy], others: int) -> None:
        self._tree = tree
        self._policies = policies
        self._number = others
        self._pipes: list[Pipe] = []
        self._pids: list[int] = []
        self._verdicts: list[Verdicts] = []
        self.roots: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begin(self, paths: Sequence[str], settings: Settings, data: Sequence[str]) -> _Begun:
        """Start the others, and read with them; ``data`` are other files, which some roots may be made from."""
        reading = Reading(self._tree, paths, settings, None)
        shares = sharing.directories(reading.directories, self._number + 1)
        queues = [sharing.Queue() for _ in shares]
        for number, share in enumerate(shares[1:], 1):
            self._fork(queues, member.Task(number, share, queues, reading, self._tree, self._policies))
        reading.read_values()
        calls = reading.calls_of(shares[0])
        characters = reading.loader.characters
        opened: list[Opened] = self.receive()
        for each in opened:
            calls |= each.calls
            characters += each.characters
        calls = {directory: calls[directory] for directory in sorted(calls)}
        judged = list(roots.decide(calls, reading.directories))
        batches = sharing.batches(judged, calls, reading.directories, sorted(data), shares)
        self.send(batches)
        for queue, own in zip(queues, batches, strict=True):
            queue.fill(len(own))
        mine = (root for batch in member.taken(queues, batches, 0) for root in batch)
        return _Begun(self, reading, judged, calls, mine, characters)

    def _fork(self, queues: Sequence[sharing.Queue], task: member.Task) -> None:
        mine, theirs = pair()
        pid = os.fork()
        if not pid:
            for pipe in (mine, *self._pipes):
                pipe.close()
            for queue in queues:
                queue.only_take()
            member.run(theirs, task)
        theirs.close()
        self._pipes.append(mine)
        self._pids.append(pid)

    def receive(self) -> list[Any]:
        """Return the next message of each of the others; raise ApartError where one is gone."""
        return [self._next(pipe, pid) for pipe, pid in zip(self._pipes, self._pids, strict=True)]

    def _next(self, pipe: Pipe, pid: int) -> Any:
        """Return the next message that is more than the roots that are begun."""
        begun: tuple[str, ...] = ()
        try:
            while isinstance(message := pipe.receive(), tuple):
                begun = message
        except LostError:
            raise ApartError(*_end_of(pid, begun)) from None
        return message

    def send(self, message: object) -> None:
        """Tell all others the same; raise ApartError where one is gone."""
        try:
            for pipe in self._pipes:
                pipe.send(message)
        except LostError:
            raise ApartError from None

    def finish(self, mine: Mapping[str, Found], settings: Settings) -> list[Done]:
        """Return what the others found, and let them end; ``mine`` was read here, and is judged meanwhile."""
        own = {root: part for root, part in mine.items() if not member.makes_objects(part)}
        verdicts = member.judged(own, self._policies, settings)
        found: list[Done] = self.receive()
        self.end()
        for done in found:
            self._tell(done)
        self.roots = frozenset(root for parts in (own, *(done.parts for done in found)) for root in parts)
        self._verdicts = [verdicts, *(done.verdicts for done in found)]
        return found

    def _tell(self, done: Done) -> None:
        """Tell whoever follows the scan or keeps what it rests on."""
        heard = getattr(self._tree, "on_read", None)
        if heard is not None:
            for path in done.asked:
                heard(path)
        known = member.facts_of(self._tree)
        for question, answer in done.facts.items():
            if known.setdefault(question, answer) != answer:
                known[question] = ""  # which no answer is: the next run looks itself

    def end(self) -> None:
        """End the others, whatever they do."""
        for pipe in self._pipes:
            pipe.close()
        for pid in self._pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._pipes, self._pids = [], []

    def with_others(
        self, findings: list[Finding], evaluations: list[Evaluation], savings: Savings, steps: int
    ) -> tuple[list[Finding], list[Evaluation]]:
        """Return what was found of all of the scan with what was found within roots; raise ApartError: it is too much.

        ``steps`` is how many it took so far to relate resources.
        """
        for verdicts in self._verdicts:
            findings += verdicts.findings
            evaluations += verdicts.evaluations
            savings.adopt(verdicts.noted)
            steps += verdicts.steps
        if len(findings) >= MAX_FINDINGS or steps > MAX_RELATION_STEPS:
            raise ApartError
        return sorted(findings, key=order), evaluations


class _Begun:
    """A reading that others have a part in."""

    def __init__(
        self,
        crew: Crew,
        reading: Reading,
        judged: Sequence[str],
        calls: Mapping[str, set[str]],
        mine: Iterable[str],
        characters: int,
    ) -> None:
        self._crew = crew
        self._reading = reading
        self._judged = judged
        self._calls = calls
        self._parts: dict[str, Found] = {}
        for root in mine:
            self._read(root)
        told = crew.receive()
        for root in sorted(root for each in told for root in each.back):
            self._read(root)
        self._bound(told, characters)
        loader = reading.loader
        for each in told:
            loader.conceal(each.concealed)
        crew.send(self._concealed(told))

    def _concealed(self, told: Sequence[Read]) -> member.Ranges:
        found: dict[str, tuple[tuple[int, int], ...]] = {}
        for ranges in (self._reading.loader.concealed(), *(each.concealed for each in told)):
            for path, hidden in ranges.items():
                found[path] = (*found.get(path, ()), *hidden)
        return found

    def _read(self, root: str) -> None:
        part = Found()
        self._reading.judge([root], part)
        member.configure(part)
        self._parts[root] = part

    def _bound(self, told: Sequence[Read], characters: int) -> None:
        """Raise ApartError where a bound of all roots could be reached: which one does depends on the order."""
        steps = self._reading.steps + sum(each.steps for each in told)
        held = self._reading.held + sum(each.held for each in told)
        if exhausted(steps, characters) is not None or held > MAX_TOTAL_HELD - MAX_HELD:
            raise ApartError

    def result(self) -> ResourceSet:
        """Return what all roots make; raise ApartError where another process failed."""
        reading = self._reading
        done = self._crew.finish(self._parts, reading.settings)
        parts = {**self._parts, **{root: part for each in done for root, part in each.parts.items()}}
        found = Found()
        for root in self._judged:
            part = parts[root]
            found.resources += part.resources
            found.around += part.around
            found.roots += part.roots
            found.partial += part.partial
            found.diagnostics.update(part.diagnostics)
        for each in done:
            reading.visited |= each.visited
        reading.report_unmade(self._judged, self._calls, found)
        for each in done:
            reading.loader.adopt(each.files, each.problems, each.diagnostics, each.suppressions, each.budgets)
        return reading.made(found)


def _end_of(pid: int, begun: Sequence[str]) -> tuple[Sequence[str], str]:
    """Return the roots that a process was at when a signal ended it, and which; nothing where it ended by itself."""
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return (), ""
    if not begun or not os.WIFSIGNALED(status):
        return (), ""
    return begun, f"the process that judged it was ended by signal {os.WTERMSIG(status)}"


def alone(tree: Tree, paths: Sequence[str], settings: Settings, failed: ApartError) -> ResourceSet:
    """Return what this process alone finds in all roots but those that ended another one, which are an error each."""
    reading = Reading(tree, paths, settings, None)
    reading.read_values()
    calls = reading.calls_of(reading.directories)
    judged = [root for root in roots.decide(calls, reading.directories) if root not in failed.roots]
    found = Found()
    reading.judge(judged, found)
    hint = "scan it alone, or leave it out with --exclude; please report it"
    for root in failed.roots:
        first = min(reading.directories[root])
        found.diagnostics[error("crash", f"{failed.reason}: {root or '.'} was not judged", first, hint)] = None
        reading.loader.problems[first] = (FileStatus.BROKEN, failed.reason)
    reading.report_unmade(judged, calls, found)
    return reading.made(found)
