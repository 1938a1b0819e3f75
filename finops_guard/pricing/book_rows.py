"""Rows of a price book as own prices; every mistake is a problem with the place of its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from finops_guard.catalog import price_names
from finops_guard.catalog.tariff import flat
from finops_guard.errors import Problem
from finops_guard.location import Span
from finops_guard.pricing.book_own import ANY, LIST_CURRENCY, own_key
from finops_guard.pricing.book_table import COLUMNS, Row
from finops_guard.schema import suggest
from finops_guard.settings import OwnPrice
from finops_guard.values import Value, show

# Our own bounds: nothing that is sold by the unit costs more, or is sold in larger ones.
MAX_PRICE = Decimal(10) ** 9
MAX_START = Decimal(10) ** 15
MAX_TIERS = 50
MAX_TEXT = 200

_NUMBER = re.compile(r"(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNIT = re.compile(r"(?:\d{1,9}[kKM]? )?[A-Za-z][\w /.-]*", re.ASCII)
_UNLISTED = "say unlisted: true where the catalog has no price under this name and that is meant"
# The catalog says so of what has one price everywhere.
_GLOBAL = "global"


class Rows:
    """Takes the rows of one price book and gives the prices that they make."""

    def __init__(self, currency: str) -> None:
        self.problems: list[Problem] = []
        self._currency = currency
        self._prices: dict[tuple[str, str, str, str, str], dict[Decimal, tuple[OwnPrice, Span]]] = {}

    def add(self, row: Row) -> None:
        """Take a row, or record what is wrong with it."""
        before = len(self.problems)
        reading = _Row(row, self._currency)
        price = reading.price()
        self.problems += reading.problems
        if price is None or len(self.problems) > before:
            return
        tiers = self._prices.setdefault(own_key(price), {})
        start = price.tiers[0][0]
        if start in tiers:
            line = tiers[start][1].location().line
            problem = Problem("this price is there twice", row.span.location(), f"it is first written in line {line}")
            self.problems.append(problem)
            return
        other = next(iter(tiers.values()))[0] if tiers else price
        if (other.unit, other.currency) != (price.unit, price.currency):
            message = f"a tier in {price.unit} and {price.currency} of a price in {other.unit} and {other.currency}"
            self.problems.append(Problem(message, row.span.location(), "write all tiers of a price alike"))
            return
        if len(tiers) == MAX_TIERS:
            self.problems.append(Problem(f"more than {MAX_TIERS} tiers of one price", row.span.location()))
            return
        tiers[start] = (price, row.span)

    def prices(self) -> Iterator[OwnPrice]:
        """Yield the prices of all rows; record those whose tiers begin nowhere."""
        for tiers in self._prices.values():
            ordered = [tiers[start][0] for start in sorted(tiers)]
            first, span = tiers[min(tiers)]
            if first.tiers[0][0]:
                message = "no row says what this costs from 0 on"
                self.problems.append(Problem(message, span.location(), "what is free below a tier has a price of 0"))
                continue
            yield OwnPrice(
                first.vendor, first.service, first.component, first.attribute, first.region, first.unit,
                tuple(each.tiers[0] for each in ordered), first.currency, first.source, first.observed,
            )  # fmt: skip


class _Row:
    """Reads one row, cell by cell."""

    def __init__(self, row: Row, currency: str) -> None:
        self.problems: list[Problem] = []
        self._row = row
        self._currency = currency

    def price(self) -> OwnPrice | None:
        """Return the price that a row says; None, with the problems, where it says none."""
        for column, is_needed in COLUMNS.items():
            if is_needed and not self._text(column):
                self._problem(f'this row has no value in the column "{column}"', column)
        for column, cell in self._row.cells.items():
            if len(cell.text) > MAX_TEXT or not cell.text.isprintable():
                self._problem(f'"{column}" is no line of at most {MAX_TEXT} characters', column)
        if self.problems:
            return None
        name = self._name()
        price, start = self._number("price", MAX_PRICE), self._number("tier_from", MAX_START, Decimal(0))
        currency = self._text("currency") or self._currency
        if currency not in (self._currency, LIST_CURRENCY):
            known = " or ".join(dict.fromkeys((LIST_CURRENCY, self._currency)))
            self._problem(f"there is no exchange rate of {show(Value(currency))}", "currency", f"write it in {known}")
        observed = self._day()
        if self.problems or name is None or price is None or start is None:
            return None
        place, source = self._row.span.location(), self._text("source")
        written = f"{place.path}:{place.line}" + (f", {source}" if source else "")
        return OwnPrice(*name, self._text("unit"), ((start, price),), currency, written, observed)

    def _name(self) -> tuple[str, str, str, str, str] | None:
        """Return vendor, service, component, attribute and region; None where one of them is not right."""
        unlisted = self._text("unlisted").casefold()
        if unlisted not in ("", "true", "false"):
            self._problem(f"this is true or false, not {show(Value(unlisted))}", "unlisted")
        vendor = self._one_of("vendor", price_names.VENDORS)
        service = self._one_of("service", price_names.services(vendor)) if vendor else None
        if not vendor or not service:
            return None
        component, attribute = self._text("component"), self._text("attribute")
        region = self._text("region") or ANY
        if _UNIT.fullmatch(self._text("unit")) is None or flat(Decimal(0), self._text("unit"), "", "").per < 1:
            self._problem(f"{self._shown('unit')} is no unit", "unit", "as in hour, GB-month, 1M requests")
        elif unlisted != "true":
            self._listed(vendor, service, component, attribute)
        if region.casefold() == _GLOBAL:
            region = ANY
        if region != ANY and unlisted != "true":
            self._one_of("region", sorted(price_names.regions(vendor)), "* means every region")
        return vendor, service, component, attribute, region

    def _listed(self, vendor: str, service: str, component: str, attribute: str) -> None:
        """Record where the catalog has no price under a name, or has it by another unit."""
        units = _units(vendor, service)
        components = {name.casefold() for name, _ in units}
        if component.casefold() in components:
            self._attribute(vendor, service, component, attribute, units)
            return
        machines = price_names.machine_service(vendor, service)
        engines = price_names.engines(machines)
        if machines and price_names.is_machine(machines, component, engines[0] if engines else ""):
            self._machine(component, attribute, engines)
            return
        known = {name for name, _ in price_names.units(vendor, service)}
        hint = suggest(component, [*known, *(price_names.machines(machines) if machines else ())])
        self._problem(f"{service} has no component {self._shown('component')}", "component", hint or _UNLISTED)

    def _attribute(
        self, vendor: str, service: str, component: str, attribute: str, units: Mapping[tuple[str, str], str]
    ) -> None:
        wanted = component.casefold()
        of_component = [unit for (name, _), unit in units.items() if name == wanted]
        unit = of_component[0] if attribute == ANY else units.get((wanted, attribute.casefold()))
        if unit is None:
            known = [each for name, each in price_names.units(vendor, service) if name.casefold() == wanted]
            hint = suggest(attribute, filter(None, known)) or _options(known)
            what = f"no attribute {self._shown('attribute')}" if attribute else "no price without an attribute"
            self._problem(f"{component} of {service} has {what}", "attribute" if attribute else "component", hint)
        else:
            self._sold_by(unit)

    def _machine(self, component: str, attribute: str, engines: tuple[str, ...]) -> None:
        if engines and attribute.casefold() not in (*engines, ANY):
            hint = (suggest(attribute, engines) if attribute else "") or _options(engines)
            what = f"no engine {self._shown('attribute')}" if attribute else "no price without an engine as attribute"
            self._problem(f"{component} has {what}", "attribute" if attribute else "component", hint)
        elif attribute and not engines and attribute != ANY:
            self._problem(f"{component} has no attributes", "attribute", _UNLISTED)
        self._sold_by("hour")

    def _sold_by(self, unit: str) -> None:
        thing, sold = (flat(Decimal(0), each, "", "").thing for each in (self._text("unit"), unit))
        if thing.casefold() != sold.casefold():
            self._problem(f"this is sold by {unit}, not by {self._shown('unit')}", "unit", f"write the price of {unit}")

    def _one_of(self, column: str, known: Sequence[str], hint: str = "") -> str | None:
        """Return what a column says as it is known, whatever its case; None, with a problem, where it is not."""
        text = self._text(column)
        found = next((name for name in known if name.casefold() == text.casefold()), None)
        if found is None:
            more = suggest(text, known) or hint or _options(known)
            self._problem(f"there is no {column} {self._shown(column)}", column, more)
        return found

    def _number(self, column: str, most: Decimal, default: Decimal | None = None) -> Decimal | None:
        text = self._text(column)
        if not text:
            return default
        number = Decimal(text) if _NUMBER.fullmatch(text) else None
        if number is None or number > most:
            limit = f"a number from 0 to {most:,f}"
            hint = "write a point before the decimals" if re.fullmatch(r"\d+,\d+", text) else ""
            self._problem(f'"{column}" must be {limit}, not {self._shown(column)}', column, hint)
            return None
        return number

    def _day(self) -> str:
        text = self._text("date")
        try:
            if text and (not _DAY.fullmatch(text) or not date.fromisoformat(text)):
                raise ValueError
        except ValueError:
            self._problem(f"{self._shown('date')} is no day", "date", "write it as 2026-01-31")
        return text

    def _text(self, column: str) -> str:
        cell = self._row.cells.get(column)
        return cell.text if cell is not None else ""

    def _shown(self, column: str) -> str:
        return show(Value(self._text(column)))

    def _problem(self, message: str, column: str, hint: str = "") -> None:
        cell = self._row.cells.get(column)
        span = cell.span if cell is not None else self._row.span
        self.problems.append(Problem(message, span.location(), hint))


@cache
def _units(vendor: str, service: str) -> Mapping[tuple[str, str], str]:
    """Return the units of a service's components and attributes, by their names in small letters."""
    units = price_names.units(vendor, service).items()
    return {(component.casefold(), attribute.strip().casefold()): unit for (component, attribute), unit in units}


def _options(known: Sequence[str]) -> str:
    """Return a hint that names what there is; of much, the first ones."""
    named = sorted(filter(None, known))
    return f"there are: {', '.join(named[:12])}{', ...' if len(named) > 12 else ''}; or {_UNLISTED}"
