"""What billing evidence is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from finops_guard.maturity.model import Evidence
from finops_guard.tree import Tree

FORECAST = ".finops/forecast.csv"
UNIT_METRICS = ".finops/unit-metrics.yaml"


class BillingSettings(Struct, frozen=True):
    """How bills are read: within how much memory (in megabytes) and how many threads.

    ``tree`` is where the forecast and the file of unit metrics are looked for; None: nowhere.
    """

    tree: Tree | None = None
    memory: int = 512
    threads: int = 2


class MandatoryTag(Struct, frozen=True):
    """A tag that has to be there, in any spelling; ``values`` are those allowed (none: any that says something)."""

    key: str
    spellings: tuple[str, ...]
    values: tuple[str, ...] = ()


class Mandatory(Struct, frozen=True):
    """The tags that policies ask for, and the keys that name an owner."""

    tags: tuple[MandatoryTag, ...] = ()
    owner: tuple[str, ...] = ()


class Selection(Struct, frozen=True):
    """Which rows count: those that have one of the values of each column that is named, and all of the tags.

    ``columns`` maps names of FOCUS to values.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        columns = [f"{name} is {' or '.join(values)}" for name, values in self.columns.items()]
        return " and ".join([*columns, *(f"tag {key} is {value}" for key, value in self.tags.items())]) or "all rows"


class Fact(Struct, frozen=True):
    """The sums of all rows that are alike in what measures ask for; ``selected`` are effective costs by selection.

    ``uncontracted`` and ``unlisted`` count rows without ContractedCost and without ListCost.
    """

    month: str
    period_end: date
    currency: str
    category: str
    status: str
    committed: bool
    dynamic: bool
    compute: bool
    compliant: bool
    owned: bool
    unreadable: bool
    rows: int
    billed: Decimal
    effective: Decimal
    list_cost: Decimal
    contracted: Decimal
    uncontracted: int
    unlisted: int
    selected: tuple[Decimal, ...] = ()


class BillFile(Struct, frozen=True):
    """A file that was read: its digest, the version of FOCUS that its columns tell, and what it adds up to.

    ``duplicate_of`` names the file with the same bytes that was counted instead.
    """

    path: str
    sha256: str
    format: str
    version: str = ""
    rows: int = 0
    billed: Decimal = Decimal(0)
    effective: Decimal = Decimal(0)
    missing: tuple[str, ...] = ()
    duplicate_of: str = ""
    currencies: tuple[str, ...] = ()


class Total(Struct, frozen=True):
    """What a billing period adds up to, to hold against the invoice; only closed periods are measured."""

    month: str
    closed: bool
    rows: int
    billed: Decimal
    effective: Decimal


class Kpi(Struct, frozen=True):
    """A measure under its name; ``value`` is None where ``reason`` says why.

    ``rows`` says in words which rows count, ``excluded`` which amounts do not. A share is 0 to 1; a unit cost is money
    for one ``unit``. ``upper`` is the value if all that is undecided were met; None: the same.
    """

    name: str
    value: Decimal | None
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    currency: str = ""
    period: str = ""
    rows: str = ""
    excluded: Mapping[str, Decimal] = field(default_factory=dict)
    reason: str = ""
    unit: str = ""
    upper: Decimal | None = None


class Billing(Struct, frozen=True):
    """All that bills tell."""

    files: tuple[BillFile, ...]
    currency: str
    totals: tuple[Total, ...]
    kpis: tuple[Kpi, ...]
    evidence: Mapping[str, Evidence]
    notes: tuple[str, ...] = ()

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file by its path."""
        return {file.path: file.sha256 for file in self.files}
