"""What differs between two states of a tree, against sums by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from policy.building import resource as made

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import flat
from finops_guard.location import Location
from finops_guard.pricing.base import line_of
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.comparison import Comparison, Line, PricedResource, compare
from finops_guard.pricing.costs import Costs
from finops_guard.resources import ResourceSet


def resource(address: str, *lines: tuple[str, str, str | None], root: str = "", unpriced: str = "") -> PricedResource:
    made = tuple(Line(name, quantity, None if cost is None else Decimal(cost)) for name, quantity, cost in lines)
    figures = [line.monthly for line in made if line.monthly is not None]
    monthly = sum(figures, Decimal(0)) if figures else None
    reasons = (unpriced,) if unpriced else ()
    return PricedResource(
        root, address, address.split(".", maxsplit=1)[0], Location("main.tf", 1, 1), made, monthly, "", reasons
    )


def told(comparison: Comparison) -> list[tuple[str, str, str, list[str]]]:
    return [
        (each.status.value, each.shown.address, str(each.delta), [f"{line.name} {line.delta}" for line in each.lines])
        for each in comparison.changes
    ]


SMALL = resource("aws_instance.a", ("machine", "730 hour", "70.08"), ("root volume", "8 GB-month", "0.80"))
LARGE = resource("aws_instance.a", ("machine", "730 hour", "140.16"), ("root volume", "8 GB-month", "0.80"))
NAT = resource("aws_nat_gateway.b", ("NAT gateway", "730 hour", "32.85"), ("data processed", "GB", None))


@pytest.mark.parametrize(
    ("before", "after", "expected", "sums"),
    [
        ([SMALL, NAT], [SMALL, NAT], [], ("103.73", "103.73")),
        ([SMALL, NAT], [LARGE, NAT], [("changed", "aws_instance.a", "70.08", ["machine 70.08"])], ("103.73", "173.81")),
        ([], [NAT], [("new", "aws_nat_gateway.b", "32.85", ["NAT gateway 32.85", "data processed 0"])], ("0", "32.85")),
        ([NAT], [], [("removed", "aws_nat_gateway.b", "-32.85", ["NAT gateway -32.85", "data processed 0"])],
         ("32.85", "0")),
        ([LARGE, NAT], [SMALL], [("changed", "aws_instance.a", "-70.08", ["machine -70.08"]),
                                ("removed", "aws_nat_gateway.b", "-32.85", ["NAT gateway -32.85", "data processed 0"])],
         ("173.81", "70.88")),
        ([resource("a.b", ("x", "1 GB", "1"), ("x", "2 GB", "2"))], [resource("a.b", ("x", "1 GB", "1"))],
         [("changed", "a.b", "-2", ["x -2"])], ("3", "1")),
        ([SMALL], [resource("aws_instance.a", root="other")],
         [("removed", "aws_instance.a", "-70.88", ["machine -70.08", "root volume -0.80"]),
          ("new", "aws_instance.a", "0", [])], ("70.88", "0")),
    ],
)  # fmt: skip
def test_changes(
    before: list[PricedResource], after: list[PricedResource], expected: list[object], sums: tuple[str, str]
) -> None:
    found = compare(before, after)
    assert told(found) == expected
    assert (str(found.before), str(found.after)) == sums
    assert found.delta == found.added - found.saved


def test_components_without_a_figure_say_why() -> None:
    bill = Bill(made("aws_instance", {}), Costs(ResourceSet()))
    price = flat(Decimal("0.5"), "GB", "us-east-1", "somewhere")
    bill.add("storage", price, 8)
    bill.usage("data processed", "monthly_data_processed_gb", price)
    bill.add("requests", flat(Decimal("0.2"), "1M requests", "us-east-1", "somewhere"), 2_500_000)
    bill.hourly("licence", NoPrice("no source has a price of it"))
    parts = bill.estimate().components
    found = tuple(map(line_of, parts))
    assert [each.price for each in found] == ["0.5", "0.5", "0.2", ""]
    assert tuple(Line(each.name, each.quantity, each.monthly) for each in found) == (
        Line("storage", "8 GB", Decimal(4)),
        Line("data processed", "GB by use", None),
        Line("requests", "2.5 x 1M requests", Decimal("0.5")),
        Line("licence", "no price (no source has a price of it)", None),
    )


def test_a_new_stack_has_no_percentage() -> None:
    assert compare([], [NAT]).percent is None
    assert compare([SMALL], [LARGE]).percent == Decimal("70.08") * 100 / Decimal("70.88")


def test_what_has_no_price_makes_a_change_partial() -> None:
    unpriced = resource("aws_instance.a", ("machine", "", None), unpriced="no source has a price of m9g.large")
    found = compare([SMALL], [unpriced])
    (change,) = found.changes
    assert change.is_partial
    assert change.delta == Decimal("-70.88")
    # The machine has a price on one side only; the volume is gone.
    assert found.one_sided == Decimal("-70.08")
    assert compare([SMALL], [LARGE]).one_sided is None
    assert compare([], [SMALL]).one_sided is None
