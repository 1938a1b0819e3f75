"""Breakdowns to render: a believable one, an empty one, and one full of hostile strings."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from finops_guard.location import Location
from finops_guard.pricing.breakdown import Breakdown, Missing, ModuleCost, ProjectCost, ResourceCost, Status
from finops_guard.pricing.estimates import Component, Confidence, Range, exactly

HOSTILE = (
    "\x1b[31m\u202e\n|`x` <script>alert(1)</script> @team #12 https://evil.example ![a](b) **b** \\| &amp; \ud800\n"
    "::error::x ##[command]y"
)
NOTHING = exactly(0)


def component(name: str, monthly: Range | None, **fields: object) -> Component:
    quantity = exactly(730) if monthly is not None else None
    made = Component(name, "hour", quantity, Decimal("0.045"), monthly, source="a source", observed="2026-01-01")
    return replace(made, **fields)  # type: ignore[arg-type]


def resource(address: str, status: Status, monthly: Range | None, *parts: Component, reason: str = "") -> ResourceCost:
    confidence = Confidence.UNPRICED if monthly is None else Confidence.EXACT
    at = Location("live/main.tf", 3, 1, 3, 20)
    return ResourceCost(
        address, address.split(".", maxsplit=1)[0], at, status, confidence, monthly, parts, (reason,) if reason else ()
    )


def of(*projects: ProjectCost, **fields: object) -> Breakdown:
    total = NOTHING
    for project in projects:
        total += project.monthly
    return replace(Breakdown(projects, total), **fields)  # type: ignore[arg-type]


def project(root: str, plan: str, *modules: tuple[tuple[str, ...], tuple[ResourceCost, ...]]) -> ProjectCost:
    made = []
    total = NOTHING
    for path, resources in modules:
        monthly = NOTHING
        for each in resources:
            monthly += each.monthly or NOTHING
        made.append(ModuleCost(path, resources, monthly))
        total += monthly
    return ProjectCost(root, plan, tuple(made), total)


def believable() -> Breakdown:
    group = Range(Decimal("70.08"), Decimal("140.16"), Decimal("700.8"))
    usage = component("data processed", None, unit="GB", usage_based=True)
    hour, tiny = exactly(Decimal("32.85")), exactly(Decimal("0.001"))
    main = (
        resource("aws_autoscaling_group.web", Status.PRICED, group, component("machines", group)),
        resource("aws_nat_gateway.n", Status.PRICED, hour, component("NAT gateway", hour), usage),
        resource("aws_instance.odd", Status.UNPRICED, None, reason="no source has a price of zz9.huge"),
        resource("aws_sqs_queue.q", Status.USAGE, None, usage),
    )
    net = (resource("module.net.aws_eip.e", Status.PRICED, tiny, component("address", tiny)),)
    return of(
        project("live", "", ((), main), (("net",), net)),
        project("other", "prod.json", ((), (replace(main[0]),))),
        free={"aws_iam_role": 3},
        without_estimator={"aws_unheard_of": 1},
        missing=(Missing("module.gone is not on disk", Location("live/main.tf", 9, 1, 9, 10)),),
    )


def hostile() -> Breakdown:
    part = component(HOSTILE, exactly(1), unit=HOSTILE, reason=HOSTILE, source=HOSTILE, region=HOSTILE)
    row = replace(
        resource(HOSTILE, Status.PARTLY, exactly(1), part, reason=HOSTILE),
        type=HOSTILE,
        environment=HOSTILE,
        location=Location(HOSTILE, 10**9, 1, 10**9, 2),
    )
    return of(
        project(HOSTILE, HOSTILE, ((HOSTILE,), (row,))),
        currency=HOSTILE,
        free={HOSTILE: 1},
        without_estimator={HOSTILE: 2},
        missing=(Missing(HOSTILE, Location(HOSTILE)),),
    )


BREAKDOWNS = {"believable": believable(), "empty": of(), "hostile": hostile()}
