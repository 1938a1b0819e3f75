"""The forecast as code: what was expected to be spent, by month and part of the bill."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from msgspec import Struct

from finops_guard.billing.model import FORECAST, Selection
from finops_guard.billing.selecting import scope
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location
from finops_guard.tree import Tree, TreeError

COLUMNS = ("month", "scope", "amount", "currency")
DRIVER = "driver"  # of the business: what the figure rests on; for people, and for the maturity score
MAX_SIZE = 1024 * 1024
MAX_SCOPES = 50
MAX_PROBLEMS = 20
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])").fullmatch
_CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
# Neither a sign nor an exponent, which would make a number of a billion digits of a few characters.
_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,18})?").fullmatch


class Forecast(Struct, frozen=True):
    """What was expected: amounts by scope and month, and what the scopes mean."""

    scopes: dict[str, Selection]
    amounts: dict[tuple[str, str], Decimal]
    currency: str


def read(tree: Tree) -> Forecast | None:
    """Return the forecast of a tree, None where it has none; raise ConfigError with all that is wrong with it."""
    if not tree.is_file(FORECAST):
        return None
    try:
        text = decode(tree.read(FORECAST, MAX_SIZE))
    except (TreeError, DecodeError) as failure:
        raise ConfigError(Problem(f"the forecast cannot be read: {failure}", Location(FORECAST))) from None
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    scopes: dict[str, Selection] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    currencies: dict[str, int] = {}
    problems: list[Problem] = []
    try:
        header = tuple(name.strip().lower() for name in next(reader, []))
        if header not in {COLUMNS, (*COLUMNS, DRIVER)}:
            text = f"the columns of a forecast are {','.join(COLUMNS)}, and {DRIVER} where one is known"
            raise ConfigError(Problem(text, Location(FORECAST)))
        for row in reader:
            if not row:
                continue
            found = _entry(row, len(header), amounts)
            if isinstance(found, str):
                problems.append(Problem(found, Location(FORECAST, reader.line_num)))
                if len(problems) == MAX_PROBLEMS:
                    break
                continue
            month, name, meaning, amount, currency = found
            amounts[name, month] = amount
            scopes[name] = meaning
            currencies.setdefault(currency, reader.line_num)
            if len(scopes) > MAX_SCOPES:
                problems.append(Problem(f"more than {MAX_SCOPES} scopes", Location(FORECAST, reader.line_num)))
                break
    except csv.Error as failure:
        problems.append(Problem(f"no CSV: {failure}", Location(FORECAST, reader.line_num)))
    if len(currencies) > 1:
        told = ", ".join(list(currencies)[:MAX_PROBLEMS])
        problems.append(Problem(f"more than one currency: {told}", Location(FORECAST, list(currencies.values())[1])))
    if problems:
        raise ConfigError(problems)
    return Forecast(scopes, amounts, next(iter(currencies), ""))


def _entry(
    row: list[str], columns: int, known: dict[tuple[str, str], Decimal]
) -> str | tuple[str, str, Selection, Decimal, str]:
    """Return what a row of so many columns says, or what is wrong with it."""
    if len(row) != columns:
        return f"{len(row)} values in place of {columns}"
    month, name, text, currency = (value.strip() for value in row[: len(COLUMNS)])
    meaning = scope(name)
    if not _MONTH(month):
        return f'the month "{month[:40]}" is none such as 2026-01'
    if meaning is None:
        return f'the scope "{name[:80]}" is none: total, service:NAME, category:, provider:, account:, tag:KEY=VALUE'
    if not _AMOUNT(text):
        return f'the amount "{text[:40]}" is none such as 1234.50'
    if not _CURRENCY(currency):
        return f'the currency "{currency[:40]}" is none such as USD'
    if (name, month) in known:
        return f"{name} is forecast twice for {month}"
    return month, name, meaning, Decimal(text), currency
