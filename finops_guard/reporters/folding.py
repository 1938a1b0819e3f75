"""Findings that say one thing, folded into one block: several keys at one place, several copies of one resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Finding, Money
from finops_guard.reporters.styling import neutralise, visible

MAX_NAMED = 3
# Messages fold into a sentence only where what differs is short.
MAX_DIFFERENCE = 60
# Of many messages, those that are named may differ in as much.
MAX_NAME = 120
_HERE = "\0"
# A remark on one of several items is left out, unless it names something ('did you mean "owner"?').
_REMARK = r' \([^"()]*\)$'


class Block(Struct, frozen=True):
    """Findings of one policy, severity and place, about resources of which the same is said.

    ``sentences`` say what is wrong with the first one. ``copies`` are all of them, as root and address.
    """

    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]
    copies: tuple[tuple[str, str], ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def money(self) -> Money | None:
        """What all of them are worth: the savings of each, else the cost of each resource once."""
        saving = [f.money for f in self.findings if f.money is not None and f.money.is_saving]
        by_copy = {(f.root, f.address): f.money for f in self.findings if f.money is not None}
        return total(saving or list(by_copy.values()))


def total(amounts: Sequence[Money]) -> Money | None:
    """Return the sum of amounts; None where there are none, without a bound where one has none."""
    if not amounts:
        return None
    most = [each.most for each in amounts]
    bounded = [each for each in most if each is not None]
    return replace(
        amounts[0],
        least=sum((each.least for each in amounts), Decimal(0)),
        expected=sum((each.expected for each in amounts), Decimal(0)),
        most=sum(bounded, Decimal(0)) if len(bounded) == len(most) else None,
    )


def fold(findings: Iterable[Finding]) -> list[Block]:
    """Return blocks in the order of their first findings."""
    places: dict[object, list[Finding]] = {}
    for finding in findings:
        places.setdefault((finding.policy, finding.severity, finding.location), []).append(finding)
    return [block for found in places.values() for block in _blocks(found)]


def _blocks(findings: Sequence[Finding]) -> Iterable[Block]:
    """Yield one block for all resources about which the same is said."""
    by_resource: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_resource.setdefault((finding.root, finding.address), []).append(finding)
    alike: dict[tuple[str, ...], list[list[Finding]]] = {}
    for found in by_resource.values():
        said = tuple(dict.fromkeys(_said(finding) for finding in found))
        alike.setdefault(said, []).append(found)
    for said, groups in alike.items():
        address = groups[0][0].address
        yield Block(
            tuple(finding for group in groups for finding in group),
            tuple(neutralise(text.replace(_HERE, address), 1_000) for text in merged(said)),
            tuple((group[0].root, group[0].address) for group in groups),
        )


def _said(finding: Finding) -> str:
    return finding.message.replace(_HERE, visible(_HERE)).replace(finding.address, _HERE)


def merged(messages: Sequence[str], most: int | None = None) -> tuple[str, ...]:
    """Return messages that differ in one short part as one: ``x has no tag "a", "b"``; others as they are.

    Of more than ``most`` parts and one, so many are named.
    """
    if len(messages) < 2:
        return tuple(messages)
    split = [message.split(" ") for message in messages]
    shortest = min(map(len, split))
    head = 0
    while head < shortest and all(words[head] == split[0][head] for words in split):
        head += 1
    tail = 0
    while tail < shortest - head - 1 and all(words[-1 - tail] == split[0][-1 - tail] for words in split):
        tail += 1
    parts = [re.sub(_REMARK, "", " ".join(words[head : len(words) - tail])) for words in split]
    shown = parts if most is None or len(parts) <= most + 1 else parts[:most]
    longest = MAX_DIFFERENCE if most is None else MAX_NAME
    if head < 2 or not all(0 < len(part) <= longest for part in shown):
        return tuple(messages)
    rest = split[0][len(split[0]) - tail :] if tail else []
    more = f" and {len(parts) - len(shown):,} more" if len(shown) < len(parts) else ""
    return (" ".join([*split[0][:head], ", ".join(shown) + more, *rest]),)
