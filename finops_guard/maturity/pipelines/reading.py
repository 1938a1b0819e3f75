"""What all pipeline formats share: what runs in them, and reading YAML that may hold anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Protocol

from msgspec import Struct

from finops_guard.location import Location, SourceText
from finops_guard.maturity.commands import (
    Call,
    find_cost_change,
    find_export,
    find_pre_commit,
    find_scan,
    find_signing,
    hooks_run,
    weak_option,
)
from finops_guard.maturity.pipeline_files import mentioning
from finops_guard.tree import Tree
from finops_guard.values import Value

# More jobs of a file, or steps of a job, are not looked at.
MAX_JOBS = 100
MAX_STEPS = 100


_ACTION = re.compile(r"^[^./].*/finops-guard(?:-action)?(?:@|/|$)")
_SHARED_WORKFLOW = re.compile(r"^[^./].*/finops-guard[^/]*\.ya?ml@")
_PRE_COMMIT_ACTION = re.compile(r"^pre-commit/action@")
_SIGNING_ACTION = re.compile(r"^actions/attest(?:-build-provenance)?@")
_COST_ACTION = re.compile(r"^infracost/actions/(?:comment|diff)(?:@|/|$)")

UNSEEN = "what the workflow of another repository does is not seen here"


class GuardRun(Struct, frozen=True):
    """One place where what is sought runs by itself; ``weakness`` says why it does not so on every change.

    ``about`` is where it writes to, or what it is given, where that was asked for. ``started_in`` is the file whose
    trigger starts it, where it is another one.
    """

    system: str
    location: Location
    weakness: str = ""
    about: str = ""
    started_in: str = ""

    @property
    def is_unseen(self) -> bool:
        """Tell whether it may be all that is asked for, and nothing in this repository says so."""
        return self.weakness == UNSEEN


class Shell(Struct, frozen=True):
    """How a pipeline runs a script: whether a failing command ends it, and one within a pipe counts."""

    errexit: bool = True
    pipefail: bool = False


class Sought(Protocol):
    """What is looked for in pipelines; ``after_merges``: what runs on the branch of all merges counts, too."""

    after_merges: ClassVar[bool]

    def in_script(self, script: str, shell: Shell) -> Call | None:
        """Return the best call of it in a shell script."""
        ...

    def in_action(self, uses: str, given: Value | None) -> str | None:
        """Return what is weak in an action or a shared workflow, given its inputs; None where it is another."""
        ...


class Guard(Struct, frozen=True):
    """The scan that holds back changes; ``hooked``: pre-commit runs it too, so that running pre-commit counts."""

    after_merges: ClassVar[bool] = False
    hooked: bool

    def in_script(self, script: str, shell: Shell) -> Call | None:
        call = find_scan(script, pipefail=shell.pipefail, errexit=shell.errexit)
        if self.hooked and (call is None or call.swallowed):
            call = find_pre_commit(script, pipefail=shell.pipefail, errexit=shell.errexit) or call
        return call

    def in_action(self, uses: str, given: Value | None) -> str | None:
        if self.hooked and _PRE_COMMIT_ACTION.search(uses):
            given_arguments = given.get("extra_args") if given is not None else None
            return hooks_run(text_of(given_arguments).split() or ["--all-files"])
        if not is_own(uses):
            return UNSEEN if _SHARED_WORKFLOW.search(uses) else None
        return weak_option(text_of(given.get("args") if given is not None else None).split())


class CostChange(Struct, frozen=True):
    """What tells in a pull request how much more it costs."""

    after_merges: ClassVar[bool] = False

    def in_script(self, script: str, shell: Shell) -> Call | None:
        del shell  # what is shown is shown, whatever becomes of the exit code
        return find_cost_change(script)

    def in_action(self, uses: str, given: Value | None) -> str | None:
        if not is_own(uses):
            return "" if _COST_ACTION.search(uses) else UNSEEN if _SHARED_WORKFLOW.search(uses) else None
        base = given.get("base") if given is not None else None
        return "" if base is None or base.raw not in {"", None} else None


class Export(Struct, frozen=True):
    """What writes down what the guard found, as an auditor asks for it."""

    after_merges: ClassVar[bool] = True

    def in_script(self, script: str, shell: Shell) -> Call | None:
        return find_export(script, pipefail=shell.pipefail, errexit=shell.errexit)

    def in_action(self, uses: str, given: Value | None) -> str | None:
        del uses, given  # there is none
        return None


class Signing(Struct, frozen=True):
    """What signs files, so that nobody can change them later unseen."""

    after_merges: ClassVar[bool] = True

    def in_script(self, script: str, shell: Shell) -> Call | None:
        return find_signing(script, pipefail=shell.pipefail, errexit=shell.errexit)

    def in_action(self, uses: str, given: Value | None) -> str | None:
        return "" if given is not None and _SIGNING_ACTION.search(uses) else None


def is_own(uses: str) -> bool:
    """Tell whether that is the action of finops-guard; one that lies in the repository is read instead."""
    return _ACTION.search(uses) is not None


def document(tree: Tree, path: str) -> Value | None:
    """Return a YAML file's first document, None where it is absent, unreadable or speaks of no cost."""
    data = mentioning(tree, path)
    if data is None:
        return None
    from finops_guard.documents.decoding import DecodeError, decode
    from finops_guard.documents.loader import load

    try:
        text = decode(data)
    except DecodeError:
        return None
    documents, _ = load(SourceText(path, text))
    return documents[0].value if documents else None


def text_of(value: Value | None) -> str:
    return value.raw if value is not None and isinstance(value.raw, str) else ""


def fields_of(value: Value | None) -> Iterator[tuple[str, Value]]:
    if value is not None and isinstance(value.raw, dict):
        yield from value.raw.items()


def strings_of(value: Value | None) -> list[str]:
    """Return a string, or the strings of a list."""
    if value is None:
        return []
    return (
        [value.raw] if isinstance(value.raw, str) else [item.raw for item in value.items() if isinstance(item.raw, str)]
    )


def place_of(value: Value | None, path: str) -> Location:
    return value.origin.location() if value is not None and value.origin is not None else Location(path)


def script_place(value: Value, path: str, call: Call) -> Location:
    """Return the line of a call within a script; a block scalar's text begins on the line after its indicator."""
    span = value.origin
    if span is None:
        return Location(path)
    start = span.location()
    if call.line == 0 and not span.text.startswith(("|", ">")):
        return start
    line = start.line + call.line + (1 if span.text.startswith(("|", ">")) else 0)
    text = span.source.line(line)
    column = len(text) - len(text.lstrip()) + 1
    return Location(path, line, column, line, len(text) + 1)


def literal_of(value: Value | None) -> str | bool | None:
    return value.raw if value is not None and isinstance(value.raw, str | bool) else None


def descend(value: Value | None, *keys: str) -> Value | None:
    for key in keys:
        value = value.get(key) if value is not None else None
    return value


def run_in_script(value: Value, path: str, system: str, sought: Sought, shell: Shell) -> GuardRun | None:
    call = sought.in_script(text_of(value), shell)
    if call is None:
        return None
    return GuardRun(system, script_place(value, path, call), call.swallowed, call.about)


def items_of(value: Value | None) -> list[Value]:
    return list(value.items())[:MAX_STEPS] if value is not None else []
