"""Bills of single resources of Azure, for tests of estimators."""

from __future__ import annotations

import re
from collections.abc import Mapping

from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate
from finops_guard.pricing.resources import estimator

Lines = list[tuple[str, str, str]]


def bill(type_: str, body: str, usage: Mapping[str, int | str] | None = None, more: str = "") -> Estimate:
    """Return the estimate of a resource in West Europe, or where its body says; ``more`` stands beside it.

    It is empty where the resource costs nothing, which a type without an estimator does not pass for.
    """
    assert estimator(type_) is not None, type_
    place = "" if re.search(r"\blocation\b", body) else 'location = "West Europe"\n'
    code = f'resource "{type_}" "this" {{\n{place}{body}\n}}\n{more}'
    address = f"{type_}.this"
    return bills(code, {address: usage} if usage else None).get(address, Estimate())


def bill_lines(type_: str, body: str, usage: Mapping[str, int | str] | None = None, more: str = "") -> Lines:
    return lines(bill(type_, body, usage, more))


def reasons(estimate: Estimate) -> list[str]:
    """Return why parts have no price, without the address."""
    return [text.partition(": ")[2] for text in estimate.unpriced]


def bounds(estimate: Estimate) -> tuple[str, ...]:
    """Return the least, the expected and the most, in cents (``-``: none)."""
    figures = (estimate.least, estimate.expected, estimate.most)
    return tuple("-" if each is None else f"{each:.2f}" for each in figures)
