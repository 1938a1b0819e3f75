"""The register of exceptions as a table: each file with all its fields, and its state on the day that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from finops_guard.digest import digest
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.governance import EXCEPTIONS, register
from finops_guard.location import SourceText
from finops_guard.maturity.approvers import approvers
from finops_guard.policy import loader
from finops_guard.report import Report
from finops_guard.reporters.sheet import cell, figure, written
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError
from finops_guard.values import plain

_FIELDS = (
    "id", "kind", "policies", "scope.addresses", "scope.roots", "scope.fingerprints", "scope.environments", "reason",
    "monthly_cost.at_grant", "monthly_cost.cap", "requested_by", "approved_by", "approved_in", "ticket", "created",
    "expires", "renewals", "ended.on", "ended.by", "ended.reason", "compensating_control", "evidence",
)  # fmt: skip
COLUMNS = ("state", *_FIELDS, "findings", "cost", "problem", "file", "sha256")
INVALID = "invalid"


def as_csv(tree: Tree, settings: Settings, report: Report) -> str:
    """Return a row for each file of the register.

    The state is that of the report (:class:`ExceptionState`), or ``invalid``, of what breaks a rule and counts for
    nothing. ``findings`` is how many findings of the report it lets stand, ``cost`` what its resources cost a month.
    """
    return written([COLUMNS, *_rows(tree, settings, report)])


def _rows(tree: Tree, settings: Settings, report: Report) -> Iterator[list[str]]:
    if not tree.is_dir(EXCEPTIONS):
        return
    known = register.read(tree, loader.by_name(settings, tree), settings.as_of, approvers(tree))
    problems: dict[str, str] = {}
    for each in known.diagnostics:
        problems.setdefault(each.span.location().path if each.span else each.path, each.message)
    used = Counter(each.exception for each in report.suppressed)
    valid = {each.location.path: each for each in report.exceptions}
    for entry in register.entries(tree):
        fields, sha256 = _fields(tree, entry.path)
        found = valid.get(entry.path)
        values = [_text(fields, name) for name in _FIELDS]
        state = (found.state.value, str(used[found.id]), figure(found.cost)) if found else (INVALID, "0", "")
        row = (state[0], *values, *state[1:], problems.get(entry.path, ""), entry.path, sha256)
        yield [cell(each) for each in row]


def _fields(tree: Tree, path: str) -> tuple[Mapping[str, object], str]:
    """Return what a file says, as far as it can be read, and its digest."""
    try:
        data = tree.read(path, register.MAX_FILE_SIZE)
    except TreeError:
        return {}, ""
    sha256 = digest("sha256", data).hex()
    try:
        documents, _ = load(SourceText(path, decode(data)))
    except DecodeError:
        return {}, sha256
    found = plain(documents[0].value) if documents else None
    return found if isinstance(found, dict) else {}, sha256


def _text(fields: Mapping[str, object], name: str) -> str:
    first, _, rest = name.partition(".")
    value = fields.get(first)
    if rest:
        return _text(value, rest) if isinstance(value, dict) else ""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_renewal(each) if isinstance(each, dict) else str(each) for each in value)
    return str(value)


def _renewal(each: Mapping[str, object]) -> str:
    place = f" in {each['approved_in']}" if each.get("approved_in") else ""
    return f"{each.get('on', '')} by {each.get('approved_by', '')}{place}"
