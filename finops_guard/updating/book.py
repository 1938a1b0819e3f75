"""The book that is written: rows that the project's own reader takes, all of them or none."""

from __future__ import annotations

import csv
import io
import os
import stat
import tempfile
from collections.abc import Sequence

from finops_guard.catalog import price_names
from finops_guard.catalog.tariff import flat
from finops_guard.errors import Problem, UsageError
from finops_guard.pricing.book_own import ANY
from finops_guard.pricing.book_reading import MAX_ROWS, MAX_SIZE, read
from finops_guard.pricing.book_table import COLUMNS
from finops_guard.tree import MemoryTree
from finops_guard.updating.collecting import Rate

_NAME = "book.csv"
_START = ",".join(list(COLUMNS)[:3])


def text(rates: Sequence[Rate]) -> str:
    """Return the text of a book; raise UsageError where it would hold more than a book may."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(COLUMNS)
    for rate in rates:
        table.writerow(
            (
                rate.vendor, rate.service, rate.component, rate.attribute, rate.region, rate.unit, f"{rate.amount:f}",
                rate.currency, f"{rate.start.normalize():f}", rate.source, rate.observed,
                "" if _is_listed(rate) else "true",
            )
        )  # fmt: skip
    found = buffer.getvalue()
    if len(rates) > MAX_ROWS or len(found.encode()) > MAX_SIZE:
        message = (
            f"{len(rates):,} rows are more than a price book may have ({MAX_ROWS:,}, and {MAX_SIZE // 1024**2} MiB)"
        )
        hint = "name regions and services with --region and --service, and write several books"
        raise UsageError(Problem(message, hint=hint))
    _, problems = read(MemoryTree({_NAME: found}), [_NAME], rates[0].currency if rates else "USD")
    if problems:
        raise UsageError([Problem("the price list makes no price book", hint="please report this"), *problems[:5]])
    return found


def _is_listed(rate: Rate) -> bool:
    """Tell whether the catalog knows what a price is of, by that name and unit."""
    if rate.region != ANY and rate.region not in price_names.regions(rate.vendor):
        return False
    unit = price_names.units(rate.vendor, rate.service).get((rate.component, rate.attribute))
    if unit is not None:
        return flat(rate.amount, unit, "", "").thing == flat(rate.amount, rate.unit, "", "").thing
    machines = price_names.machine_service(rate.vendor, rate.service)
    engines = price_names.engines(machines)
    if not machines or rate.attribute not in (engines or ("",)):
        return False
    return price_names.is_machine(machines, rate.component, engines[0] if engines else "")


def write(path: str, content: str) -> None:
    """Put a text in the place of a file, all at once; raise UsageError where something else than a book is there."""
    _replaceable(path)
    directory = os.path.dirname(os.path.abspath(path))
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".prices-", suffix=".csv", dir=directory)
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as failure:
        if temporary and os.path.lexists(temporary):
            os.unlink(temporary)
        raise UsageError(f"{path} cannot be written: {failure.strerror}") from None


def check(path: str) -> None:
    """Raise UsageError where a book cannot be written to a path, before anything is read."""
    if not path.lower().endswith(".csv"):
        raise UsageError(Problem(f"{path} is no name of a price book", hint="it ends in .csv"))
    directory = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(directory):
        raise UsageError(f"there is no directory {os.path.dirname(path)}")
    _replaceable(path)


def _replaceable(path: str) -> None:
    if not os.path.lexists(path):
        return
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise UsageError(f"{path} is not a regular file: remove it first")
    try:
        with open(path, "rb") as file:
            start = file.read(len(_START))
    except OSError as failure:
        raise UsageError(f"{path} cannot be read: {failure.strerror}") from None
    if start and start != _START.encode():
        raise UsageError(Problem(f"{path} is there already, and no book that this command wrote", hint="name another"))
