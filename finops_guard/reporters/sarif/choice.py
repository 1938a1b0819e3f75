"""Which findings are results, and which of them a host takes where there are too many."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.findings import Finding, Suppressed, dearest_first
from finops_guard.report import Known, Report
from finops_guard.reporters.options import Options

# What GitHub takes of one run, and of one file when it is compressed. Its uploader adds a fingerprint to each result.
MAX_RESULTS = 25_000
MAX_COMPRESSED = 9_000_000
_ATTEMPTS = 5


class Item(Struct, frozen=True):
    """One finding that is a result, and what is known of it: who let it stand, or that it stood before."""

    finding: Finding
    suppressed: Suppressed | None = None
    known: Known | None = None

    @property
    def is_let_stand(self) -> bool:
        """Tell whether it is a suppressed result."""
        return self.suppressed is not None or (self.known is not None and self.known.by == "baseline")

    @property
    def rank(self) -> tuple[bool, bool, tuple[int, bool, Decimal]]:
        """What is kept first: what counts, what is new, what is severe and dear."""
        return self.is_let_stand, self.known is not None, dearest_first(self.finding)


def chosen(report: Report, options: Options) -> list[Item]:
    """Return the results in the order of the report.

    What is undecided is one where it fails the scan, or all verdicts are asked for: code scanning shows every result as
    an alert, whatever its kind. What is let stand is none where only failures are asked for.
    """
    items = [
        item
        for item in _items(report)
        if (options.verdicts == "all" or report.is_failure(item.finding))
        and (options.verdicts != "fail" or not item.is_let_stand)
    ]
    return sorted(items, key=lambda item: item.finding.location) if report.novelty is not None else items


def _items(report: Report) -> Iterator[Item]:
    yield from map(Item, report.findings)
    if report.novelty is not None:
        yield from (Item(each.finding, known=each) for each in report.novelty.known)
    yield from (Item(each.finding, suppressed=each) for each in report.suppressed)


def within_results(items: Sequence[Item], most: int) -> Sequence[Item]:
    """Return the results that matter most, at most so many, in the order that they have."""
    if len(items) <= most:
        return items
    kept = sorted(range(len(items)), key=lambda at: (items[at].rank, at))[:most]
    return [items[at] for at in sorted(kept)]


def within_size(items: Sequence[Item], log: Callable[[Sequence[Item]], str], most: int = MAX_COMPRESSED) -> str:
    """Return the log of as many results as are not too large when they are compressed."""
    text = log(items)
    for _ in range(_ATTEMPTS):
        size = _compressed(text, most)
        if size <= most or not items:
            break
        items = within_results(items, int(len(items) * most / size * 0.95))
        text = log(items)
    return text


def _compressed(text: str, most: int) -> int:
    """Return how large a text is when it is compressed as uploads are; a small one is not measured."""
    return len(text) if len(text) <= most else len(zlib.compress(text.encode()))
