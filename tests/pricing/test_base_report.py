"""Reports as a base: the schema and the reader refuse the same, and what is refused says what to do."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from reporters.cost.breakdowns import NOTHING, believable, component, project, resource

from finops_guard._assets import directory
from finops_guard.errors import UsageError
from finops_guard.pricing.base import Base
from finops_guard.pricing.base_report import read
from finops_guard.pricing.breakdown import Status
from finops_guard.pricing.estimates import exactly
from finops_guard.reporters.cost import Display, render

SHARE = exactly(20)
WORKLOAD = replace(
    resource("Deployment/shop/web", Status.PRICED, NOTHING, component("CPU", SHARE, requested=True)), on_nodes=SHARE
)
BREAKDOWN = replace(
    believable(), projects=(project("k8s", "", ((), (WORKLOAD,))), *believable().projects), on_nodes=SHARE
)
TEXT = render(BREAKDOWN, "json", Display(version="1.2.3"))
DOCUMENT: dict[str, Any] = json.loads(TEXT)
SCHEMA = Draft202012Validator(json.loads((directory("schemas") / "cost-v1.schema.json").read_text("utf-8")))


def accepted(document: dict[str, Any]) -> Base:
    currency = document.get("currency")
    return read(json.dumps(document).encode(), "base.json", str(currency), lambda _root, _file: True)


def refused(document: object, currency: str = "USD") -> str:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(UsageError) as failure:
        read(data, "base.json", currency, lambda _root, _file: True)
    return str(failure.value)


def test_everything_that_is_compared_is_read_back() -> None:
    found = accepted(DOCUMENT)
    assert found.name == "report base.json of finops-guard 1.2.3"
    assert [row for _, _, row in found.costs.each()] == [row for _, _, row in BREAKDOWN.each()]
    assert [(each.root, each.plan) for each in found.costs.projects] == [
        (each.root, each.plan) for each in BREAKDOWN.projects
    ]
    assert found.costs.missing == BREAKDOWN.missing
    assert found.costs.on_nodes == BREAKDOWN.on_nodes


def spoiled(at: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield a document for each place of it that is wrong there: a key too few or too many, another type or text."""
    steps = at.items() if isinstance(at, dict) else enumerate(at[:1]) if isinstance(at, list) else ()
    for key, value in steps:
        here = (*path, key)
        for name, other in (("number", 1.5), ("negative", "-1"), ("null", None), ("list", [1]), ("zero", 0)):
            yield f"{name} at {here}", with_value(here, other)
        if isinstance(at, dict):
            yield f"without {here}", with_value(here, None, remove=True)
        yield from spoiled(value, here)
    if isinstance(at, dict):
        yield f"more at {path}", with_value((*path, "more"), 1)


def with_value(path: tuple[str | int, ...], value: object, *, remove: bool = False) -> Any:
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    for step in path[:-1]:
        at = at[step]
    if remove:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


def test_the_reader_and_the_schema_agree() -> None:
    tried = 0
    for what, document in spoiled(DOCUMENT):
        tried += 1
        is_valid = SCHEMA.is_valid(document)
        try:
            accepted(document)
        except UsageError:
            assert not is_valid, what
        else:
            assert is_valid, what
    assert tried > 500


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON object"),
        (b"resource {", "no JSON object"),
        (b"\xff\xfe{}", "no JSON object"),
        (b"[]", "no JSON object"),
        (b"[" * 200_000, "no JSON object"),
        (b'{"version": ' + b"[" * 200_000, "no JSON object"),
        (b"{}", "no report of finops-guard cost"),
        (b'{"version": 4, "resources": []}', "no report of finops-guard cost"),
        (b'{"version": "report-v1"}', "a report of the format report-v1 does not have what every resource costs"),
        (b'{"format": "diff-v1"}', "a report of the format diff-v1 does not have what every resource costs"),
        (b'{"version": "cost-v2"}', "a report of the format cost-v2 is not read, only cost-v1"),
        (b'{"version": "cost-v\\u001b[31m"}', "is not read, only cost-v1"),
        (TEXT.encode()[:-200], "no JSON object"),
        (TEXT.replace('"priced"', '"guessed"').encode(), "the report is damaged"),
        (TEXT.replace('"finops-guard"', '"another"').encode(), "the report is damaged"),
    ],
)
def test_what_is_no_base_says_what_is(data: bytes, said: str) -> None:
    text = refused(data)
    assert said in text
    assert "finops-guard cost --format json" in text
    assert "\x1b" not in text


def test_another_currency_is_refused() -> None:
    assert "the report is in USD, and this scan is in EUR" in refused(DOCUMENT, "EUR")


def test_amounts_are_not_as_long_as_one_likes() -> None:
    path = ("monthly", "expected")
    assert "the report is damaged" in refused(with_value(path, "9" * 1_000_000))
