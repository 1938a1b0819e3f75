"""The one query that sums up a file: nothing that somebody else wrote is part of its text but quoted names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from finops_guard.billing.columns import AMOUNTS, OPTIONAL, REQUIRED
from finops_guard.billing.model import Mandatory, Selection
from finops_guard.governance.wording import PLACEHOLDERS

Statement: TypeAlias = tuple[str, dict[str, object]]
_PARAMETER = re.compile(r"\$(p\d+)").findall

# Amounts are added up exactly, to eighteen places; sixteen have been seen.
_AMOUNT = "DECIMAL(38, 18)"
_DAY = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$"
# Maps are written as lists of keys and values in some formats.
_PAIRS = """from_json(CASE WHEN tag_text[1] = '[' THEN tag_text END, '[{"key": "VARCHAR", "value": "VARCHAR"}]')"""
# Providers whose keys are spelt in lower case, or in any.
_LOOSE = ("google", "microsoft", "azure")


class Query:
    """Builds the queries over the texts of a file's columns, each with the parameters that it is executed with."""

    def __init__(self, mandatory: Mandatory, selections: Sequence[Selection]) -> None:
        self._parameters: dict[str, object] = {}
        self._keys: dict[str, int] = {}
        self._placeholders = self._bind(sorted(PLACEHOLDERS))
        compliant = [self._carried(tag.spellings, tag.values) for tag in mandatory.tags]
        self._compliant = " AND ".join(compliant) or "false"
        self._owned = self._carried(mandatory.owner, ()) if mandatory.owner else "false"
        self._flags = [self._selected(selection) for selection in selections]
        self._pointers = self._bind([_pointer(key) for key in self._keys] or ["/"])
        self._names = self._bind(list(self._keys))
        self._loose = " OR ".join(f"contains(lower(provider), {self._bind(word)})" for word in _LOOSE)

    def _bind(self, value: object) -> str:
        name = f"p{len(self._parameters)}"
        self._parameters[name] = value
        return f"${name}"

    def _place(self, key: str) -> int:
        """Return where the value of a key stands in the lists of values."""
        return self._keys.setdefault(key, len(self._keys) + 1)

    def _carried(self, spellings: Iterable[str], values: Sequence[str]) -> str:
        """Return the condition that a tag is there and says something."""
        strict = list(dict.fromkeys(spellings))
        loose = [key for key in dict.fromkeys(each for key in strict for each in _loosely(key)) if key not in strict]
        return f"({self._says(strict, values)} OR (loose AND {self._says(loose, values)}))"

    def _says(self, keys: Sequence[str], values: Sequence[str]) -> str:
        places = [self._place(key) for key in keys]
        if not places:
            return "false"
        if not values:
            return f"coalesce({', '.join(f'said[{place}]' for place in places)}, NULL) IS NOT NULL"
        found = ", ".join(f"found[{place}]" for place in places)
        return f"coalesce(list_has_any([{found}]::VARCHAR[], {self._bind(list(values))}::VARCHAR[]), false)"

    def _selected(self, selection: Selection) -> str:
        parts = [
            f"coalesce(list_contains({self._bind(list(values))}, {_COLUMN.get(name, name)}), false)"
            for name, values in selection.columns.items()
        ]
        parts += [
            f"coalesce(found[{self._place(key)}] = {self._bind(value)}, false)" for key, value in selection.tags.items()
        ]
        return " AND ".join(parts) or "true"

    def _rows(self, source: str, columns: Mapping[str, str]) -> str:
        """Return the part that types the rows of ``source``; ``columns`` are expressions for texts."""
        texts = ", ".join(
            f"{_present(columns[name])} AS {name}" if name in columns else f"NULL::VARCHAR AS {name}"
            for name in (*REQUIRED, *OPTIONAL)
        )
        # DuckDB would read 1_000 as a thousand.
        amounts = ", ".join(
            f"CASE WHEN NOT contains({name}, '_') THEN try_cast({name} AS {_AMOUNT}) END AS {name}_amount"
            for name in AMOUNTS
        )
        return f"""
            WITH texts AS (SELECT {texts} FROM {source}),
            typed AS (
                SELECT *, {amounts},
                    {_day("BillingPeriodStart")} AS start_day, {_day("BillingPeriodEnd")} AS end_day,
                    coalesce(ServiceProviderName, ProviderName, '') AS provider,
                    CASE WHEN ltrim(Tags)[1] IN ('{{', '[') THEN ltrim(Tags) ELSE '{{' || Tags || '}}' END AS braced
                FROM texts
            ),
            valid AS (SELECT *, CASE WHEN json_valid(braced) THEN braced END AS tag_text FROM typed),
            listed AS (SELECT *, {_PAIRS} AS pairs FROM valid),
            tagged AS (
                SELECT *, coalesce({self._loose}, false) AS loose,
                    (Tags IS NOT NULL AND tag_text IS NULL) AS unreadable,
                    CASE tag_text[1] WHEN '{{' THEN json_extract_string(tag_text, {self._pointers})
                    WHEN '[' THEN list_transform({self._names}::VARCHAR[], lambda name:
                        list_filter(pairs, lambda pair: pair.key = name)[1].value) ELSE [] END AS found
                FROM listed
            ),
            rows AS (SELECT *, list_transform(found, lambda value: CASE WHEN NOT list_contains({self._placeholders},
                lower(trim(value))) THEN value END) AS said FROM tagged)"""

    def sums(self, source: str, columns: Mapping[str, str]) -> Statement:
        """Return the query for the sums of all rows that are alike, with how many of them are broken."""
        totals = ", ".join(f"coalesce(sum({name}_amount), 0)" for name in AMOUNTS)
        flags = "".join(f", coalesce(sum(EffectiveCost_amount) FILTER (WHERE {flag}), 0)" for flag in self._flags)
        return self._with_parameters(f"""{self._rows(source, columns)}
            SELECT strftime(start_day, '%Y-%m') AS month,
                max(greatest(coalesce(end_day, start_day),
                    (date_trunc('month', start_day) + INTERVAL 1 MONTH)::DATE)) AS period_end,
                upper(BillingCurrency) AS currency, upper(ChargeCategory) AS category,
                CASE WHEN upper(CommitmentDiscountStatus) IN ('USED', 'UNUSED')
                    THEN upper(CommitmentDiscountStatus) ELSE '' END AS status,
                CommitmentDiscountId IS NOT NULL AS committed,
                coalesce(upper(PricingCategory) = 'DYNAMIC', false) AS dynamic,
                coalesce(upper(ServiceCategory) = 'COMPUTE', false) AS compute,
                {self._compliant} AS compliant, {self._owned} AS owned, unreadable,
                count(*), {totals}, count(*) FILTER (WHERE ContractedCost_amount IS NULL),
                count(*) FILTER (WHERE ListCost_amount IS NULL),
                count(*) FILTER (WHERE {BROKEN}){flags}
            FROM rows GROUP BY month, currency, category, status, committed, dynamic, compute, compliant, owned,
                unreadable""")

    def first_broken(self, source: str, columns: Mapping[str, str]) -> Statement:
        """Return the query for the first broken row: its number, and the texts at fault."""
        names = ", ".join(_CHECKED)
        return self._with_parameters(f"""{self._rows(source, columns)},
            numbered AS (SELECT *, row_number() OVER () AS number FROM rows)
            SELECT number, {names}, {", ".join(map(_wrong, _CHECKED))} FROM numbered WHERE {BROKEN}
            ORDER BY number LIMIT 1""")

    def _with_parameters(self, text: str) -> Statement:
        return text, {name: self._parameters[name] for name in _PARAMETER(text)}


_COLUMN = {"ProviderName": "provider"}
_CHECKED = (*AMOUNTS, "BillingPeriodStart", "BillingPeriodEnd", "BillingCurrency", "ChargeCategory")


def checked() -> tuple[str, ...]:
    """Return the columns that are checked row by row, as :meth:`Query.first_broken` lists them."""
    return _CHECKED


def _wrong(name: str) -> str:
    match name:
        case "BilledCost" | "EffectiveCost":
            return f"{name}_amount IS NULL"
        case "ListCost" | "ContractedCost":
            return f"({name} IS NOT NULL AND {name}_amount IS NULL)"
        case "BillingPeriodStart":
            return "start_day IS NULL"
        case "BillingPeriodEnd":
            return "(BillingPeriodEnd IS NOT NULL AND end_day IS NULL)"
        case "BillingCurrency":
            return "NOT coalesce(regexp_full_match(upper(BillingCurrency), '[A-Z]{3}'), false)"
        case _:
            return "coalesce(upper(ChargeCategory), '') NOT IN ('USAGE', 'PURCHASE', 'TAX', 'CREDIT', 'ADJUSTMENT')"


BROKEN = f"({' OR '.join(map(_wrong, _CHECKED))})"


def _present(text: str) -> str:
    """Return a text, none where the exporter wrote out that there is none."""
    return f"CASE WHEN {text} NOT IN ('', 'NULL', 'Null', 'null', 'NONE', 'None', 'none', '\\N') THEN {text} END"


def _day(name: str) -> str:
    """Return the day as it is written, whatever zone is: a period begins on the day that its export names."""
    return f"CASE WHEN regexp_full_match({name}, '{_DAY}') THEN try_cast({name}[1:10] AS DATE) END"


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _loosely(key: str) -> tuple[str, ...]:
    lower = "".join("-" + each.lower() if each.isupper() and at else each.lower() for at, each in enumerate(key))
    plain = key.lower()
    variants = (plain, lower, plain.replace("-", "_"), lower.replace("-", "_"), plain.replace("_", "-"))
    return tuple(dict.fromkeys((*variants, key.capitalize(), key.title(), key.upper())))
