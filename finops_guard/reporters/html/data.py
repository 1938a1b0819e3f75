"""The findings as data for the script of the page: rows of numbers, and each text once."""

from __future__ import annotations

import json
from collections.abc import Mapping

from finops_guard.findings import Finding, ReportedCause, Severity
from finops_guard.location import MAX_EXCERPT, excerpt_start
from finops_guard.report import PolicySummary
from finops_guard.reporters.amounts import worth
from finops_guard.reporters.html.rows import Row, Rows, State, place, short_worth, shown, standing, weight
from finops_guard.reporters.snippet import CUT, marked

STANDINGS = (("", ""), ("new", "New"), ("worse", "Worse"))
NONE = -1
# A script ends at the first tag that says so; in ASCII, no other character ends anything.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_COLUMNS = (
    *("severity", "state", "standing", "policy", "message", "address", "type", "root", "place", "line", "header"),
    *("environment", "owner", "money", "worth", "money_text", "before", "marked", "after", "remediation", "causes"),
    *("calls", "fingerprint", "key", "why"),
)

_Row = list["int | float | list[list[int]]"]


class Data:
    """Everything that the script reads, as :attr:`Data.rows` of the columns above; texts are by their index."""

    def __init__(self, rows: Rows) -> None:
        self._strings: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self._policies: dict[str, int] = {}
        self._known: Mapping[str, PolicySummary] = rows.policies
        self._names: dict[str, str] = {}
        self.rows = [self._row(row) for row in rows]

    def written(self) -> str:
        """Return the data as JSON in ASCII, without a character that means anything to HTML."""
        document = {
            "columns": _COLUMNS,
            "severities": [{"css": each.value, "label": each.value.capitalize()} for each in Severity],
            "states": [{"css": state.css, "label": state.label} for state in State],
            "standings": [{"css": css, "label": label} for css, label in STANDINGS],
            "policies": [self._policy(name) for name in self._policies],
            "rows": self.rows,
            "strings": list(self._strings),
        }
        return json.dumps(document, separators=(",", ":"), allow_nan=False).translate(_UNSAFE)

    def string(self, found: str | None) -> int:
        """Return the index of a text of the scanned tree; that of no text is -1."""
        if not found:
            return NONE
        index = self._shown.get(found)
        if index is None:
            line = shown(found)
            index = self._shown[found] = self._strings.setdefault(line, len(self._strings))
        return index

    def policy(self, name: str) -> int:
        """Return the index of a policy, by its id."""
        return self._policies.setdefault(name, len(self._policies))

    def _policy(self, name: str) -> list[str | list[str]]:
        known = self._known.get(name)
        if known is None:
            return [shown(name), shown(self._names[name]), "", "", []]
        texts = [shown(each) for each in (known.id, known.name, known.title, known.capability)]
        return [*texts, [shown(each) for each in known.references]]

    def _row(self, row: Row) -> _Row:
        found = row.finding
        self._names.setdefault(found.policy, found.policy_name)
        before, at, after = _excerpt(found)
        has_header = found.resource_location != found.location
        return [
            found.severity.rank,
            row.state.rank,
            standing(found),
            self.policy(found.policy),
            self.string(found.message),
            self.string(found.address),
            self.string(found.resource_type),
            self.string(found.root),
            self.string(place(found.location)),
            found.location.line,
            self.string(place(found.resource_location)) if has_header else NONE,
            self.string(found.environment),
            self.string(found.owner),
            weight(found.money),
            self.string(short_worth(found.money)),
            self.string(worth(found.money)) if found.money is not None else NONE,
            self.string(before),
            self.string(at),
            self.string(after),
            self.string(found.remediation),
            [self._cause(cause) for cause in found.causes],
            [[self.string(call.name), self.string(place(call.location))] for call in found.calls],
            self.string(found.fingerprint),
            self.string(found.key),
            self.string(row.why),
        ]

    def _cause(self, cause: ReportedCause) -> list[int]:
        return [self.string(cause.text), NONE if cause.location is None else self.string(place(cause.location))]


def _excerpt(found: Finding) -> tuple[str, str, str]:
    """Return what of the source line stands before the span, in it and after it; nothing where there is none."""
    if not found.excerpt:
        return "", "", ""
    first, last = marked(found.excerpt, found.location)
    cut = CUT if excerpt_start(found.location.column) else ""
    more = CUT if len(found.excerpt) >= MAX_EXCERPT else ""
    return cut + found.excerpt[:first], found.excerpt[first:last] or " ", found.excerpt[last:] + more
