"""How a bill adds up: quantities times prices, ranges, tiers, and what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, resource, value

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, Tier, flat
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Confidence, Range, exactly
from finops_guard.pricing.usage import Quantity
from finops_guard.resources import Resource, ResourceSet

HOUR = flat(Decimal("0.5"), "hour", "us-east-1", "somewhere", "2026-01-01")
REQUESTS = flat(Decimal("0.2"), "1M requests", "us-east-1", "somewhere")
TIERS = (("0", "3"), ("10", "2"), ("30", "1"))
TIERED = Tariff("GB", tuple(Tier(Decimal(start), Decimal(usd)) for start, usd in TIERS), "us-east-1", "somewhere")
FREE_FIRST = Tariff("GB", (Tier(Decimal(100), Decimal(2)),), "us-east-1", "somewhere")


class Said:
    def __init__(self, **amounts: int | str) -> None:
        self.amounts: Mapping[str, int | str] = amounts

    def quantity(self, _: Resource, key: str) -> Quantity | None:
        return Quantity(Decimal(self.amounts[key])) if key in self.amounts else None


def bill(type_: str = "aws_instance", region: str = "us-east-1", usage: Said | None = None, **values: object) -> Bill:
    return Bill(replace(resource(type_, values), region=value(region)), Costs(ResourceSet(), usage))


def figures(made: Bill) -> tuple[object, object, object]:
    found = made.estimate()
    return found.least, found.expected, found.most


@pytest.mark.parametrize(
    ("tariff", "quantity", "cost"),
    [
        (HOUR, 730, "365"),
        (REQUESTS, 2_500_000, "0.5"),
        (REQUESTS, 0, "0"),
        (TIERED, 10, "30"),
        (TIERED, 11, "32"),
        (TIERED, 30, "70"),
        (TIERED, 130, "170"),
        (FREE_FIRST, 100, "0"),
        (FREE_FIRST, 101, "2"),
    ],
)
def test_tiers(tariff: Tariff, quantity: int, cost: str) -> None:
    made = bill()
    made.add("part", tariff, quantity)
    assert figures(made) == (Decimal(cost),) * 3
    (part,) = made.estimate().components
    assert part.quantity == exactly(Decimal(quantity) / tariff.per)


def test_hours_of_what_is_scaled() -> None:
    made = bill()
    made.hourly("machine", HOUR, Range(Decimal(1), Decimal(2), Decimal(4)))
    made.hourly("gateway", HOUR)
    assert figures(made) == (730, Decimal(1095), Decimal(1825))
    assert made.estimate().confidence is Confidence.EXACT


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"min": 1, "want": 2, "max": 5}, (1, 2, 5)),
        ({"min": 1, "max": 5}, (1, 1, 5)),
        ({"want": 3}, (3, 3, 3)),
        ({}, (1, 1, 1)),
        ({"min": 4, "want": 2, "max": 3}, (2, 2, 3)),  # contradictions are no error here
        ({"min": UNKNOWN, "want": 2, "max": 5}, (0, 2, 5)),
        ({"min": 1, "want": 2, "max": UNKNOWN}, (1, 2, None)),
        ({"min": 1, "want": UNKNOWN, "max": 5}, None),
        ({"min": UNKNOWN}, None),
        ({"min": "2", "want": "3", "max": "4"}, (2, 3, 4)),
    ],
)
def test_scaled_numbers(values: dict[str, object], expected: tuple[int, int, int | None] | None) -> None:
    made = bill(**values)
    found = made.scaled("min", "want", "max")
    assert (found and (found.least, found.expected, found.most)) == expected
    assert bool(made.estimate().causes) is any(each is UNKNOWN for each in values.values())


@pytest.mark.parametrize(
    ("written", "expected"),
    [(5, 5), ("5", 5), ("1.5", Decimal("1.5")), (0, 0), (-1, None), ("-1", None), (True, None), ("x", None), ("", None),
     ("1e9", None), ("NaN", None), (10**30, None), ("9" * 50, None), ("٣", None), ([1, 2], 1), (UNKNOWN, None)],
)  # fmt: skip
def test_numbers(written: object, expected: object) -> None:
    assert bill(size=written).number("size") == expected


def test_defaults_and_what_is_not_known() -> None:
    made = bill(size=UNKNOWN, flag="true", off=False)
    assert (made.number("none", 8), made.text("none", "gp2"), made.flag("none", True)) == (8, "gp2", True)
    assert (made.flag("flag"), made.flag("off"), made.flag("size")) == (True, False, None)
    assert made.text("size") is None
    assert made.estimate().causes == (CAUSE,)


def test_what_has_no_price_is_named_and_leaves_the_most_open() -> None:
    made = bill()
    made.hourly("machine", HOUR)
    made.hourly("licence", NoPrice("no source has a price of it"))
    made.add("storage", HOUR, None)
    found = made.estimate()
    assert (found.least, found.expected, found.most) == (365, 365, None)
    assert found.unpriced == (
        "aws_instance.web: licence: no source has a price of it",
        "aws_instance.web: storage: its quantity is not known",
    )
    assert found.confidence is Confidence.ESTIMATED
    made = bill()
    made.hourly("licence", NoPrice("no source has a price of it"))
    assert made.estimate().confidence is Confidence.UNPRICED
    assert made.estimate().expected is None


def test_usage_is_counted_where_somebody_says_it() -> None:
    silent, said, written = bill(), bill(usage=Said(monthly_requests=3_000_000)), bill()
    silent.usage("requests", "monthly_requests", REQUESTS)
    said.usage("requests", "monthly_requests", REQUESTS)
    written.usage("requests", "monthly_requests", REQUESTS, Decimal(1_000_000))
    assert silent.estimate().expected is None
    assert silent.estimate().unpriced == ()
    assert figures(said)[1] == Decimal("0.6")
    assert figures(written)[1] == Decimal("0.2")
    assert [part.usage_based for part in said.estimate().components] == [True]


def test_usage_without_a_price_does_not_make_a_resource_unpriced() -> None:
    made = bill()
    made.hourly("machine", HOUR)
    made.usage("requests", "monthly_requests", NoPrice("no source has a price of requests"))
    assert made.estimate().unpriced == ()
    assert made.estimate().components[1].reason == "no source has a price of requests"


def test_sizes_of_which_one_is_taken() -> None:
    made = bill()
    made.options("machines", "ec2", [value("m5.large"), value("m5.xlarge")], exactly(2))
    assert figures(made) == (Decimal("140.16"), Decimal("140.16"), Decimal("280.32"))
    assert made.estimate().confidence is Confidence.ESTIMATED
    made = bill()
    made.options("machines", "ec2", [value("m5.large"), value(UNKNOWN)], exactly(1))
    assert figures(made) == (Decimal("70.08"), Decimal("70.08"), None)
    assert made.estimate().causes == (CAUSE,)


def test_resources_whose_number_is_not_known_are_counted_once() -> None:
    made = Bill(replace(resource("aws_instance", {}), number=(CAUSE,)), Costs(ResourceSet()))
    made.hourly("machine", HOUR)
    found = made.estimate()
    assert (found.least, found.expected, found.most) == (0, 365, None)
    assert found.components[0].reason == "how many there are is not known: one is counted"
    assert found.causes == (CAUSE,)


@pytest.mark.parametrize(
    ("region", "expected", "confidence"),
    [("eu-west-1", "35.04", "exact"), ("", "32.85", "estimated"), ("mars-1", None, "unpriced")],
)
def test_regions(region: str, expected: str | None, confidence: str) -> None:
    made = bill(region=region)
    made.hourly("NAT gateway", made.unit("VPC", "NAT gateway"))
    assert made.estimate().expected == (None if expected is None else Decimal(expected))
    assert made.estimate().confidence == confidence


def test_below_what_is_not_known_nothing_is() -> None:
    made = bill(disk=UNKNOWN, disks=[{"size": 5}, UNKNOWN], empty=[])
    assert (made.number("disk.size", 8), made.text("disk.type", "gp2"), made.flag("disk.on", True)) == (None,) * 3
    assert [each.is_unknown for each in made.values("disks.size")] == [False, True]
    assert (made.number("empty.size", 8), made.number("none.size", 8)) == (8, 8)
    assert made.estimate().causes == (CAUSE,)


def test_what_costs_nothing_has_no_estimate() -> None:
    free = replace(resource("azurerm_bastion_host", {"sku": "Developer"}), provider="azurerm")
    assert Costs(ResourceSet()).of(free) is None
    paid = replace(resource("azurerm_bastion_host", {"sku": "Basic"}), provider="azurerm")
    assert Costs(ResourceSet()).of(paid) is not None


def test_huge_quantities_end() -> None:
    made = bill(usage=Said(n="9" * 38))
    made.usage("requests", "n", REQUESTS)
    assert made.estimate().expected == Decimal(10) ** 15 * Decimal("0.2") / 1_000_000
