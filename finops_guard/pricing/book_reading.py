"""The price books of an organization: files of what it pays, checked against the names of the catalog."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.errors import Problem
from finops_guard.location import Location, SourceText
from finops_guard.pricing.book_own import own_key
from finops_guard.pricing.book_rows import Rows
from finops_guard.pricing.book_table import Row, rows
from finops_guard.settings import OwnPrice
from finops_guard.tree import Tree, TreeError

# Our own bounds: twenty thousand rows of a hundred characters, and as many mistakes as somebody corrects at a time.
MAX_SIZE = 4 * 1024 * 1024
MAX_ROWS = 50_000
MAX_PROBLEMS = 100


def read(tree: Tree, paths: Sequence[str], currency: str) -> tuple[tuple[OwnPrice, ...], list[Problem]]:
    """Return the prices of some books of the tree, of which a later one wins, and what is wrong with them."""
    prices: dict[tuple[str, str, str, str, str], OwnPrice] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            source = SourceText(path, decode(tree.read(path, MAX_SIZE)))
        except (TreeError, DecodeError) as failure:
            problems.append(Problem(f"the price book cannot be read: {failure}", Location(path)))
            continue
        found, wrong = _book(source, currency)
        prices |= {own_key(each): each for each in found}
        problems += wrong
    return tuple(prices.values()), problems


def _book(source: SourceText, currency: str) -> tuple[list[OwnPrice], list[Problem]]:
    problems: list[Problem] = []
    book = Rows(currency)
    for number, row in enumerate(rows(source)):
        if isinstance(row, Problem):
            problems.append(row)
        elif number >= MAX_ROWS:
            problems.append(Problem(f"more than {MAX_ROWS:,} rows", row.span.location(), "leave out what nobody uses"))
            break
        else:
            book.add(row)
        if len(problems) + len(book.problems) >= MAX_PROBLEMS:
            where = row.span.location() if isinstance(row, Row) else row.location
            more = Problem(f"{MAX_PROBLEMS} mistakes or more: what follows was not looked at", where)
            return [], [*problems, *book.problems, more]
    prices = list(book.prices())
    return prices, [*problems, *book.problems]
