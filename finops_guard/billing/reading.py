"""Bills read and checked: the sums that measures are made of, or what is wrong, with file and row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finops_guard.billing.columns import OPTIONAL, placed, version
from finops_guard.billing.database import database, identifier, quoted
from finops_guard.billing.files import MAX_LINE, Source, examine, find, state
from finops_guard.billing.model import BillFile, BillingSettings, Fact, Mandatory, Selection
from finops_guard.billing.query import Query, checked
from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location
from finops_guard.values import Value, show

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Where the sums of a query say how many of their rows are broken.
_BROKEN = 18
_SOME = 1000
_LINE = re.compile(r"CSV Error on Line: (\d+)").search
_REASONS = (
    ("not utf-8", "the text is not UTF-8"),
    ("Maximum line size", f"the row has more than {MAX_LINE} bytes"),
    ("Expected Number of Columns", "the row has another number of columns than the header"),
    ("unterminated quote", "a quoted value has no end, or line ends are of two kinds"),
    ("quote", "a quoted value is not well-formed"),
)


def read(
    paths: Sequence[str], mandatory: Mandatory, selections: Sequence[Selection], settings: BillingSettings
) -> tuple[list[BillFile], list[Fact]]:
    """Return the files and their sums, a file with the bytes of an earlier one counted once.

    Raises UsageError where a file is missing or broken, or where there is no DuckDB.
    """
    sources = [examine(path) for path in find(paths)]
    first: dict[str, str] = {}
    files: list[BillFile] = []
    facts: list[Fact] = []
    with database([source.path for source in sources], settings) as (connection, links):
        for source, link in zip(sources, links, strict=True):
            earlier = first.setdefault(source.sha256, source.path)
            if earlier != source.path:
                files.append(BillFile(source.path, source.sha256, source.format, duplicate_of=earlier))
                continue
            names, table, columns = _table(connection, source, link)
            here = _summed(connection, source, table, columns, Query(mandatory, selections))
            if state(source.path) != source.state:
                raise UsageError(Problem("the file changed while it was read", Location(source.path)))
            facts += here
            files.append(_read_file(source, names, columns, here))
    return files, facts


def _read_file(source: Source, names: Sequence[str], columns: Mapping[str, str], facts: Sequence[Fact]) -> BillFile:
    return BillFile(
        source.path,
        source.sha256,
        source.format,
        version(names),
        sum(fact.rows for fact in facts),
        sum((fact.billed for fact in facts), Decimal(0)),
        sum((fact.effective for fact in facts), Decimal(0)),
        tuple(name for name in OPTIONAL if name not in columns),
        currencies=tuple(sorted({fact.currency for fact in facts})),
    )


def _table(connection: DuckDBPyConnection, source: Source, link: str) -> tuple[Sequence[str], str, Mapping[str, str]]:
    """Return the names of a file's columns, the table function that reads it, and expressions for its texts."""
    if source.format != "parquet":
        types = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(source.header)))
        compression = "gzip" if source.format == "csv.gz" else "none"
        table = (
            f"read_csv({quoted(link)}, columns = {{{types}}}, header = true, auto_detect = false, "
            f"delim = {quoted(source.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
            f"max_line_size = {MAX_LINE}, compression = '{compression}')"
        )
        places = placed(source.path, source.header)
        return source.header, table, {name: f"c{at}" for name, at in places.items()}
    import duckdb

    # Some writers do not say that their bytes are text.
    table = f"read_parquet({quoted(link)}, binary_as_string = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    except duckdb.Error as failure:
        raise _failed(source, failure) from None
    names = [str(row[0]) for row in described]
    kinds = [str(row[1]) for row in described]
    columns = {name: _as_text(names[at], kinds[at]) for name, at in placed(source.path, names).items()}
    return names, table, columns


def _as_text(name: str, kind: str) -> str:
    nested = kind.startswith(("MAP", "STRUCT")) or kind.endswith("]")
    return f"{f'to_json({identifier(name)})' if nested else identifier(name)}::VARCHAR"


def _summed(
    connection: DuckDBPyConnection, source: Source, table: str, columns: Mapping[str, str], query: Query
) -> list[Fact]:
    import duckdb

    facts: list[Fact] = []
    try:
        summed = connection.execute(*query.sums(table, columns))
        # A broken file may have as many groups as rows.
        while some := summed.fetchmany(_SOME):
            if any(row[_BROKEN] for row in some):
                raise _row_at_fault(connection, source, table, columns, query)
            facts += map(_fact, some)
    except duckdb.Error as failure:
        raise _failed(source, failure) from None
    return sorted(facts, key=lambda fact: fact.month)


def _fact(row: Any) -> Fact:
    """Return a row of sums: the fields of a fact in their order, how many rows are broken, and the selections."""
    values: Any = (*row[:_BROKEN], tuple(row[_BROKEN + 1 :]))
    return Fact(*values)


def _row_at_fault(
    connection: DuckDBPyConnection, source: Source, table: str, columns: Mapping[str, str], query: Query
) -> UsageError:
    row = connection.execute(*query.first_broken(table, columns)).fetchone()
    names = checked()
    if row is None:
        return UsageError(Problem("the file changed while it was read", Location(source.path)))
    at = next(at for at in range(len(names)) if row[1 + len(names) + at])
    text = row[1 + at]
    said = f"{names[at]} is missing" if text is None else f"{names[at]} is {show(Value(str(text)))}"
    return UsageError(Problem(f"row {row[0]}: {said}", Location(source.path), _EXPECTED.get(names[at], _NUMBER)))


_NUMBER = "a number such as 1234.56, with a point, below 10^20, and without anything between its thousands"
_EXPECTED = {
    "BillingPeriodStart": "such as 2026-01-01T00:00:00Z",
    "BillingPeriodEnd": "such as 2026-02-01T00:00:00Z",
    "BillingCurrency": "a currency such as USD",
    "ChargeCategory": "Usage, Purchase, Tax, Credit or Adjustment",
}


def _failed(source: Source, failure: Exception) -> UsageError:
    """Return what DuckDB says, in words that do not quote the file."""
    import duckdb

    text = str(failure)
    if isinstance(failure, duckdb.OutOfMemoryException):
        return UsageError(Problem("needs more memory than is allowed", Location(source.path)))
    if isinstance(failure, duckdb.OutOfRangeException):
        return UsageError(Problem("the amounts add up to more than 10^20", Location(source.path)))
    line = _LINE(text)
    reason = next((said for sign, said in _REASONS if sign in text), "")
    if line:
        where = Location(source.path, int(line[1]))
        return UsageError(Problem(reason or "the row is no CSV", where))
    is_csv = source.format != "parquet"
    said = "is no CSV: line ends, quotes or compression do not fit" if is_csv else "is no Parquet, or damaged"
    return UsageError(Problem(f"the file {said}", Location(source.path)))
