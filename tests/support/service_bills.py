"""Bills of one resource of AWS in a region, for tests of estimators."""

from __future__ import annotations

from collections.abc import Mapping

from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

Lines = list[tuple[str, str, str]]


def bill(
    type_: str, body: str, usage: Mapping[str, int | str] | None = None, more: str = "", region: str = "us-east-1"
) -> Estimate:
    """Return the estimate of ``type_.this`` with a body of attributes, beside more blocks."""
    provider = f'provider "aws" {{\n  region = "{region}"\n}}\nvariable "unknown" {{}}\n'
    code = f'{provider}resource "{type_}" "this" {{\n{body}\n}}\n{more}'
    address = f"{type_}.this"
    return bills(code, {address: usage or {}}).get(address, Estimate())


def billed(type_: str, body: str, usage: Mapping[str, int | str] | None = None, more: str = "") -> Lines:
    """Return the lines of ``type_.this`` in us-east-1 that have a figure."""
    return [line for line in lines(bill(type_, body, usage, more)) if line[2] != "-"]


def reasons(estimate: Estimate) -> dict[str, str]:
    """Return why components have no price, by name."""
    return {part.name: part.reason for part in estimate.components if part.monthly is None and part.reason}


def bounds(estimate: Estimate) -> tuple[str, str, str]:
    """Return the least, the expected and the most (``-``: there is none)."""
    figures = (estimate.least, estimate.expected, estimate.most)
    least, expected, most = ("-" if each is None else f"{each:.2f}" for each in figures)
    return least, expected, most
