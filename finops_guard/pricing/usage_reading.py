"""The usage file: how much is used of what no code says, by address, by type, and by root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from finops_guard.addresses import parts
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits, as_problem, key_span
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.pricing.usage_amounts import amount, canonical
from finops_guard.schema import validated
from finops_guard.settings import UsageEntry, UsageSettings
from finops_guard.tree import Tree, TreeError, join, parent
from finops_guard.values import Value, all_causes, show

# Our own bounds: what is beyond them was not written to be read.
MAX_SIZE = 4 * 1024 * 1024
LIMITS = Limits(depth=12, nodes=100_000, documents=2)
# Addresses with wildcards are compared with every resource of their type.
MAX_PATTERNS = 200


def read(tree: Tree, path: str) -> UsageSettings:
    """Return what a usage file of the tree says; raise ConfigError with everything that is wrong with it."""
    try:
        source = SourceText(path, decode(tree.read(path, MAX_SIZE)))
    except (TreeError, DecodeError) as failure:
        raise ConfigError(Problem(f"the usage file cannot be read: {failure}", Location(path))) from None
    documents, diagnostics = load(source, limits=LIMITS)
    problems = [as_problem(diagnostic) for diagnostic in diagnostics]
    problems += [
        Problem("a second document in one usage file", document.span.location(), "remove the line ---")
        for document in documents[1:2]
    ]
    if problems:
        raise ConfigError(problems)
    value = documents[0].value if documents else Value({}, Span(source, 0, 0))
    problems = [
        Problem(cause.text, cause.span.location() if cause.span else Location(path)) for cause in all_causes(value)
    ]
    reader = _Reader("" if path.startswith(("/", "..")) else parent(path))
    settings = reader.settings(value)
    problems = problems or [*validated(source.text, value, "usage"), *reader.problems]
    if problems:
        raise ConfigError(sorted(dict.fromkeys(problems), key=lambda each: each.location or Location(path)))
    return settings


class _Reader:
    """Turns a document into entries and gathers what its schema cannot see; what the schema refuses is left out."""

    def __init__(self, base: str) -> None:
        self.problems: list[Problem] = []
        self._base = base
        self._patterns = 0

    def settings(self, document: Value) -> UsageSettings:
        by_root = [("", document)]
        for pattern, value, span in _entries(document.get("roots")):
            root = join(self._base, pattern)
            if root is None:
                self._problem(f"the path {show(Value(pattern))} leaves the scanned directory", span)
            else:
                by_root.append((root or ".", value))
        resources: list[UsageEntry] = []
        types: list[UsageEntry] = []
        for root, value in by_root:
            for name, amounts, span in _entries(value.get("resources")):
                self._address(name, span)
                resources.append(self._entry(name, amounts, root, span))
            for name, amounts, span in _entries(value.get("types")):
                types.append(self._entry(name, amounts, root, span))
        defaults = document.get("defaults")
        return UsageSettings(tuple(resources), tuple(types), defaults is not None and defaults.raw is True)

    def _address(self, text: str, span: Span | None) -> None:
        """Record what is wrong with the address of a resource."""
        found = parts(text)
        shown = show(Value(text))
        if len(found) < 2:
            kind = text if text.replace("_", "").isalnum() else ""
            hint = f"what is said of all of a type stands under types: {kind}" if kind else "write it as a report does"
            self._problem(f"{shown} is no address of a resource", span, hint)
        elif found[-2:-1] == ("module",):
            self._problem(f"{shown} is a module", span, f"name what is in it, as in {text[:100]}.aws_lambda_function.*")
        elif "*" in text:
            self._patterns += 1
            if self._patterns == MAX_PATTERNS + 1:
                message = f"more than {MAX_PATTERNS} addresses with wildcards"
                self._problem(message, span, "an address without instance keys means every instance, types every one")

    def _entry(self, name: str, amounts: Value, root: str, span: Span | None) -> UsageEntry:
        found: dict[str, Decimal] = {}
        spans = {"": span} if span is not None else {}
        for written, value, at in _flat(amounts):
            key = canonical(written)
            if isinstance(value.raw, str):
                number = amount(value.raw, written)
                if isinstance(number, str):
                    hint = "forms: 1500, 1.5k, 10M, and behind it a word of the key, as in 100 GB of storage_gb"
                    self._problem(f"{show(value)} {number}", value.origin, hint)
                    continue
            elif isinstance(value.raw, int | Decimal) and not isinstance(value.raw, bool):
                number = Decimal(value.raw)
            else:
                continue  # the schema says what is wrong with it
            if key in found:
                self._problem(f'"{written}" is said twice of {show(Value(name))}', at, "remove one of them")
            found[key] = number
            if at is not None:
                spans[key] = at
        return UsageEntry(name, found, root, spans)

    def _problem(self, message: str, span: Span | None, hint: str = "") -> None:
        self.problems.append(Problem(message, span.location() if span is not None else None, hint))


def _entries(value: Value | None) -> Iterator[tuple[str, Value, Span | None]]:
    if value is not None and isinstance(value.raw, Mapping):
        for key, item in value.raw.items():
            yield key, item, key_span(value, key) or item.origin


def _flat(value: Value, before: str = "") -> Iterator[tuple[str, Value, Span | None]]:
    """Yield what is not a mapping, with the keys that lead to it joined by dots."""
    for key, item, span in _entries(value):
        if isinstance(item.raw, Mapping):
            yield from _flat(item, f"{before}{key}.")
        else:
            yield before + key, item, span
