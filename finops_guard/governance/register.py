"""The register of exceptions: one YAML file each below ``.finops/exceptions``, granted by a person until a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from finops_guard import schema
from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.governance import EXCEPTIONS, SUFFIXES, is_registered
from finops_guard.governance.granted import GrantedException, at, granted
from finops_guard.governance.rules import Approvers, Rules, anybody
from finops_guard.location import SourceText, Span
from finops_guard.policy.model import PolicyFile
from finops_guard.resources import FileRecord, FileStatus
from finops_guard.tree import Entry, Tree, TreeError
from finops_guard.values import Value

NAME = "exceptions"
MAX_FILES = 10_000
MAX_FILE_SIZE = 64 * 1024


class Register(Struct, frozen=True):
    """All exceptions by id, what became of their files, and what is wrong with those that cannot count.

    ``notices`` tell what stands there and is no file of the register, though it may be meant as one.
    """

    exceptions: Mapping[str, GrantedException] = field(default_factory=dict)
    files: tuple[FileRecord, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    notices: tuple[Diagnostic, ...] = ()


def entries(tree: Tree) -> list[Entry]:
    """Return the files of the register, by path."""
    return [entry for entry in tree.list(EXCEPTIONS) if not entry.is_dir and is_registered(entry.path)]


def read(tree: Tree, policies: Mapping[str, PolicyFile], as_of: str, approvers: Approvers = anybody) -> Register:
    """Return the register of a tree; ``policies`` are all there are, by id and name, ``as_of`` is today's date."""
    reading = _Reading(Rules(policies, as_of, approvers))
    files = entries(tree)
    for entry in files[:MAX_FILES]:
        reading.file(tree, entry.path)
    for entry in files[MAX_FILES:]:
        reading.problem(f"it is not read: the register holds more than {MAX_FILES:,} exceptions", entry.path)
    return Register(reading.exceptions, tuple(reading.files), tuple(reading.diagnostics), tuple(_unread(tree)))


def _unread(tree: Tree) -> Iterator[Diagnostic]:
    """Yield what of the directory is not read: directories in it, and files of other names."""
    for entry in tree.list(EXCEPTIONS):
        is_meant = entry.is_dir or entry.path.casefold().endswith((*SUFFIXES, ".json"))
        if is_meant and (entry.is_dir or not is_registered(entry.path)):
            text = f"it is not read: exceptions are files *.yaml right in {EXCEPTIONS}"
            yield notice("exception-unread", text, entry.path, "move it there")


class _Reading:
    def __init__(self, rules: Rules) -> None:
        self.exceptions: dict[str, GrantedException] = {}
        self.files: list[FileRecord] = []
        self.diagnostics: list[Diagnostic] = []
        self._rules = rules
        # Every id of a document that can be read, in small letters: also of one that breaks a rule.
        self._taken: dict[str, str] = {}

    def problem(self, message: str, where: Span | str, hint: str = "") -> None:
        self.diagnostics.append(error("exception-invalid", message, where, hint))

    def file(self, tree: Tree, path: str) -> None:
        """Read one file: an exception that counts, or at least one diagnostic."""
        before = len(self.diagnostics)
        value = self._document(tree, path)
        if value is not None:
            self._exception(value, path)
        broken = len(self.diagnostics) > before
        reason = "this exception is not in force" if broken else "an exception"
        self.files.append(FileRecord(path, NAME, FileStatus.BROKEN if broken else FileStatus.SUPPORTING, reason))

    def _document(self, tree: Tree, path: str) -> Value | None:
        """Return a file's one document where it meets the schema."""
        try:
            text = decode(tree.read(path, MAX_FILE_SIZE))
        except (TreeError, DecodeError) as failure:
            self.problem(f"this exception cannot be read: {failure}", path)
            return None
        source = SourceText(path, text)
        documents, diagnostics = load(source)
        for each in diagnostics:
            self.problem(each.message, each.span or path, each.hint)
        if diagnostics:
            return None
        if len(documents) != 1:
            self.problem("a file of the register holds one exception", path)
            return None
        value = documents[0].value
        problems = schema.validated(text, value, "exception")
        for problem in problems:
            place = problem.location
            self.problem(problem.message, _span(source, place.line, place.column) if place else path, problem.hint)
        return None if problems else value

    def _exception(self, value: Value, path: str) -> None:
        found = granted(value, path)
        problems = list(self._rules.broken(value, found, path))
        first = self._taken.setdefault(found.id.strip().casefold(), path)
        if first != path:
            hint = "ids are never used again: give this exception one of its own"
            problems.append((f"the id {found.id} is already that of {first}", at(value, "id"), hint))
        for message, span, hint in problems:
            self.problem(message, span or path, hint)
        if not problems:
            self.exceptions[found.id] = found


def _span(source: SourceText, line: int, column: int) -> Span:
    return source.character(source.offset(line, column))
