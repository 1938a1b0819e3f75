"""The register of exceptions: one YAML file each below ``.finops/exceptions``, granted by a person until a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard import schema
from finops_guard.addresses import matches
from finops_guard.diagnostics import Diagnostic, error
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.findings import Finding, Severity
from finops_guard.governance import EXCEPTIONS
from finops_guard.location import SourceText, Span
from finops_guard.policy.model import Policy
from finops_guard.policy.patterns import Globs
from finops_guard.resources import FileRecord, FileStatus
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value, plain

if TYPE_CHECKING:
    from datetime import date

NAME = "exceptions"
SUFFIXES = (".yaml", ".yml")
MAX_FILES = 2_000
MAX_FILE_SIZE = 64 * 1024

# Days from the grant, or from its last renewal, to the day of expiry: by kind, else by the most severe policy.
MAX_DAYS_EMERGENCY = 7
MAX_DAYS = {Severity.ERROR: 90, Severity.WARNING: 180, Severity.INFO: 180}
MAX_RENEWALS = 2


class GrantedException(Struct, frozen=True):
    """One exception of the register, with its rules kept.

    ``policies`` are ids or names. ``addresses`` and ``roots`` are patterns, ``fingerprints`` and ``environments`` are
    compared as they are; where none of the four is given, it is about what the code itself asks for by its id.
    ``expires`` is the last day (ISO 8601) on which it is in force.
    """

    id: str
    kind: str
    policies: tuple[str, ...]
    addresses: tuple[str, ...]
    roots: tuple[str, ...]
    fingerprints: tuple[str, ...]
    environments: tuple[str, ...]
    reason: str
    approved_by: str
    expires: str
    span: Span

    @property
    def has_scope(self) -> bool:
        return bool(self.addresses or self.roots or self.fingerprints or self.environments)

    def is_about(self, finding: Finding) -> bool:
        """Tell whether a finding is of one of the policies, and lies in the scope where there is one."""
        if finding.policy not in self.policies and finding.policy_name not in self.policies:
            return False
        return (
            (not self.addresses or any(matches(each, finding.address) for each in self.addresses))
            and (not self.roots or Globs(self.roots).match(finding.root or "."))
            and (not self.fingerprints or finding.fingerprint in self.fingerprints)
            and (not self.environments or finding.environment in self.environments)
        )


class Register(Struct, frozen=True):
    """All exceptions by id, what became of their files, and what is wrong with those that cannot count."""

    exceptions: Mapping[str, GrantedException] = field(default_factory=dict)
    files: tuple[FileRecord, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(tree: Tree, policies: Sequence[Policy], names: Iterable[str], as_of: str) -> Register:
    """Return the register of a tree; ``names`` are the ids and names of all policies, ``as_of`` is today's date."""
    reading = _Reading(policies, frozenset(names), as_of)
    entries = [entry for entry in tree.list(EXCEPTIONS) if not entry.is_dir and entry.path.endswith(SUFFIXES)]
    for entry in entries[:MAX_FILES]:
        reading.file(tree, entry.path)
    for entry in entries[MAX_FILES:]:
        reading.problem(f"it is not read: the register holds more than {MAX_FILES:,} exceptions", entry.path)
    return Register(reading.exceptions, tuple(reading.files), tuple(reading.diagnostics))


class _Reading:
    def __init__(self, policies: Sequence[Policy], names: frozenset[str], as_of: str) -> None:
        self.exceptions: dict[str, GrantedException] = {}
        self.files: list[FileRecord] = []
        self.diagnostics: list[Diagnostic] = []
        self._policies = policies
        self._names = names
        self._as_of = as_of

    def problem(self, message: str, at: Span | str, hint: str = "") -> None:
        self.diagnostics.append(error("exception-invalid", message, at, hint))

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
            at = problem.location
            self.problem(problem.message, _span(source, at.line, at.column) if at else path, problem.hint)
        return None if problems else value

    def _exception(self, value: Value, path: str) -> None:
        found = _exception(value, path)
        problems = [*self._unnamed(value), *self._rules(value, found)]
        first = self.exceptions.get(found.id)
        if first is not None:
            hint = "ids are never used again: give this exception one of its own"
            problems.append((f"the id {found.id} is already that of {first.span.path}", _at(value, "id"), hint))
        for message, span, hint in problems:
            self.problem(message, span or path, hint)
        if not problems:
            self.exceptions[found.id] = found

    def _unnamed(self, value: Value) -> Iterator[tuple[str, Span | None, str]]:
        """Yield the policies that there are not."""
        listed = value.get("policies")
        for item in listed.items() if listed else ():
            name = str(item.raw)
            if name not in self._names:
                yield f'no policy is "{name}"', item.origin, schema.suggest(name, self._names)

    def _rules(self, value: Value, found: GrantedException) -> Iterator[tuple[str, Span | None, str]]:
        """Yield which rules of the register an exception breaks."""
        from finops_guard.governance.dates import day

        renewals = list((value.get("renewals") or Value([])).items())
        for grant in (value, *renewals):
            if _text(grant, "approved_by").casefold() == _text(value, "requested_by").casefold():
                hint = "have another person approve it"
                yield "nobody approves an exception of their own", _at(grant, "approved_by"), hint
        dates = [value.get("created"), *(renewal.get("on") for renewal in renewals), value.get("expires")]
        days: list[date] = []
        for each in dates:
            read = day(str(each.raw)) if each is not None else None
            if read is None:
                where = each.origin if each is not None else None
                yield "this is no day of the calendar", where, "write it as 2026-12-31"
                return
            days.append(read)
        if days != sorted(days):
            yield "created, renewals and expires must be in the order of time", _at(value, "expires"), ""
            return
        today = day(self._as_of)
        if today is not None and len(days) > 1 and days[-2] > today:
            yield "it was created, or renewed, in the future", _at(value, "created"), ""
        longest = self._longest(found)
        if (days[-1] - days[-2]).days > longest:
            granted = "its last renewal" if renewals else "the grant"
            hint = "let it expire sooner, and renew it if it is still needed"
            yield f"it lasts longer than {longest} days from {granted}", _at(value, "expires"), hint

    def _longest(self, found: GrantedException) -> int:
        if found.kind == "emergency":
            return MAX_DAYS_EMERGENCY
        named = [policy for policy in self._policies if {policy.id, policy.name} & set(found.policies)]
        return min((MAX_DAYS[policy.declared_severity] for policy in named), default=MAX_DAYS[Severity.ERROR])


def _exception(value: Value, path: str) -> GrantedException:
    scope = value.get("scope") or Value({})
    origin = _at(value, "id") or Span(SourceText(path, ""), 0, 0)
    return GrantedException(
        id=_text(value, "id"),
        kind=_text(value, "kind"),
        policies=_texts(value, "policies"),
        addresses=_texts(scope, "addresses"),
        roots=_texts(scope, "roots"),
        fingerprints=_texts(scope, "fingerprints"),
        environments=_texts(scope, "environments"),
        reason=_text(value, "reason"),
        approved_by=_text(value, "approved_by"),
        expires=_text(value, "expires"),
        span=origin,
    )


def _text(value: Value, key: str) -> str:
    found = value.get(key)
    return str(found.raw) if found is not None else ""


def _texts(value: Value, key: str) -> tuple[str, ...]:
    found = value.get(key)
    listed = plain(found) if found is not None else []
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def _at(value: Value, key: str) -> Span | None:
    found = value.get(key)
    return found.origin if found is not None else None


def _span(source: SourceText, line: int, column: int) -> Span:
    start = source.offset(line, column)
    return Span(source, start, start + 1)
