"""Every measure on a bill of a few rows, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from billing.bills import MANDATORY, TAGGED, USUAL, assess, kpi, month, row

from finops_guard.billing.measures import (
    ALLOCATED,
    COMPLIANT,
    COVERAGE,
    LIST_SAVINGS,
    SAVINGS,
    UTILISATION,
    WASTE,
)
from finops_guard.billing.model import Mandatory
from finops_guard.billing.planned import VARIANCE
from finops_guard.maturity.model import Grade, Status

pytest.importorskip("duckdb", reason="the extra billing is not installed")

USED = {"CommitmentDiscountId": "sp-1", "CommitmentDiscountStatus": "Used", "PricingCategory": "Committed"}
UNUSED = {**USED, "CommitmentDiscountStatus": "Unused"}
SILENT = {**USED, "CommitmentDiscountStatus": ""}
PURCHASE = {"ChargeCategory": "Purchase", "CommitmentDiscountId": "sp-1", "EffectiveCost": "0"}


@pytest.mark.parametrize(
    ("tags", "compliant", "owned"),
    [
        ('{"owner": "shop", "env": "prod"}', 1, 1),
        ('{"Owner": "shop", "env": "dev", "Name": "x"}', 1, 1),
        ('{"team": "shop", "env": "prod"}', 1, 1),
        ('[{"key": "owner", "value": "shop"}, {"key": "env", "value": "prod"}]', 1, 1),
        ('"owner": "shop", "env": "prod"', 1, 1),
        ('  {"owner": "shop", "env": "prod"}', 1, 1),
        ('{"owner": "shop", "env": "staging"}', 0, 1),
        ('{"owner": "shop"}', 0, 1),
        ('{"owner": " TBD ", "env": "prod"}', 0, 0),
        ('{"owner": null, "env": "prod"}', 0, 0),
        ('{"OWNER": "shop", "env": "prod"}', 0, 0),
        ("{}", 0, 0),
        ("[]", 0, 0),
        ("", 0, 0),
        ("NULL", 0, 0),
        ("None", 0, 0),
        ('{"owner": "shop", "env": "prod"', 0, 0),
        ("owner=shop", 0, 0),
    ],
)
def test_tags(tmp_path, tags, compliant, owned):
    billing = assess(tmp_path, [row("30", Tags=tags), row("70")])
    assert kpi(billing, COMPLIANT).numerator == 30 * compliant
    assert kpi(billing, ALLOCATED).numerator == 30 * owned
    assert kpi(billing, COMPLIANT).denominator == 100


@pytest.mark.parametrize(
    ("provider", "tags", "compliant"),
    [
        ("AWS", '{"COST-CENTER": "1"}', False),
        ("Microsoft", '{"COST-CENTER": "1"}', True),
        ("Google Cloud", '{"cost_center": "1"}', True),
        ("AWS", '{"cost_center": "1"}', False),
    ],
)
def test_providers_that_spell_keys_their_own_way(tmp_path, provider, tags, compliant):
    from finops_guard.billing.model import MandatoryTag

    mandatory = Mandatory((MandatoryTag("cost-center", ("cost-center",)),))
    billing = assess(tmp_path, [row("10", ProviderName=provider, Tags=tags)], mandatory=mandatory)
    assert kpi(billing, COMPLIANT).value == int(compliant)


def test_what_no_resource_has_is_left_out_and_said(tmp_path):
    rows = [
        row("60", Tags=TAGGED),
        row("25"),
        row("15", ChargeCategory="Purchase"),
        row("500", **{**PURCHASE, "EffectiveCost": "500"}),
        row("19", ChargeCategory="Tax"),
        row("-7", ChargeCategory="Credit"),
        row("3", ChargeCategory="Adjustment"),
    ]
    found = kpi(assess(tmp_path, rows), COMPLIANT)
    assert found.value == Decimal("0.6")
    assert (found.numerator, found.denominator, found.currency, found.period) == (60, 100, "USD", "2026-03")
    assert found.excluded == {"purchases of commitments": 500, "tax": 19, "credit": -7, "adjustment": 3}


def test_corrections_count_with_what_they_correct(tmp_path):
    rows = [row("100", Tags=TAGGED), row("-20", Tags=TAGGED, ChargeClass="Correction"), row("20")]
    assert kpi(assess(tmp_path, rows), COMPLIANT).value == Decimal("0.8")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row("100", Tags=TAGGED), row("-20")], "corrections outweigh what they correct"),
        ([row("-100", Tags=TAGGED)], "corrections outweigh what they correct"),
        ([row("100"), row("-20", Tags=TAGGED)], "corrections outweigh what they correct"),
        ([row("0", Tags=TAGGED)], "no cost in the closed periods"),
        ([row("5", Tags=TAGGED), row("-5")], "no cost in the closed periods"),
        ([row("5", ChargeCategory="Tax")], "no cost in the closed periods"),
    ],
)
def test_corrections_that_outweigh_the_rest_decide_nothing(tmp_path, rows, reason):
    billing = assess(tmp_path, rows)
    assert (kpi(billing, COMPLIANT).value, kpi(billing, COMPLIANT).reason) == (None, reason)
    assert billing.evidence["allocation.billed-coverage"].status is Status.NOT_ASSESSED


# In prices on demand: 60 covered, 40 not; commitments cost 45, of which 36 were used.
COMMITTED = [
    row("36", ContractedCost="60", ListCost="66", BilledCost="0", **USED),
    row("9", ContractedCost="15", ListCost="16", BilledCost="0", **UNUSED),
    row("40", ListCost="44"),
    row("25", ContractedCost="100", ListCost="110", PricingCategory="Dynamic"),
    row("30", ServiceCategory="Storage"),
    row("45", **PURCHASE),
]


def test_commitments(tmp_path):
    billing = assess(tmp_path, COMMITTED)
    coverage, utilisation, waste = (kpi(billing, name) for name in (COVERAGE, UTILISATION, WASTE))
    assert (coverage.value, coverage.numerator, coverage.denominator) == (Decimal("0.6"), 60, 100)
    assert coverage.excluded == {"spot": 100, "commitments not used": 9, "usage other than compute": 30}
    assert (utilisation.value, utilisation.numerator, utilisation.denominator) == (Decimal("0.8"), 36, 45)
    assert (waste.value, waste.numerator) == (Decimal("0.2"), 9)
    assert waste.excluded == {"purchases of commitments (billed)": 45}
    found = billing.evidence["rates.coverage"]
    assert (found.value, found.grade, found.upper) == (0.6, Grade.VERIFIED, None)


def test_savings_rates(tmp_path):
    # Contracted 60 + 40 + 100 + 30 = 230, list 66 + 44 + 110 + 30 = 250; paid 36 + 9 + 40 + 25 + 30 = 140.
    billing = assess(tmp_path, COMMITTED)
    assert (kpi(billing, SAVINGS).numerator, kpi(billing, SAVINGS).denominator) == (90, 230)
    assert kpi(billing, LIST_SAVINGS).value == Decimal("0.44")


def test_commitments_that_lose_money(tmp_path):
    rows = [row("10", ContractedCost="12", **USED), row("8", ContractedCost="9", **UNUSED)]
    assert kpi(assess(tmp_path, rows), SAVINGS).value == Decimal("-0.5")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row("36", ContractedCost="60", **USED), row("40")], "no row of the export is Unused"),
        ([row("36", **USED), row("9", **UNUSED), row("5", **SILENT)], "do not say whether they are used"),
        (
            [row("36", **USED), row("5", **{**USED, "CommitmentDiscountStatus": "Mostly"})],
            "do not say whether they are",
        ),
        ([row("40")], "no commitments in the bill"),
    ],
)
def test_utilisation_is_not_read_from_what_is_not_there(tmp_path, rows, reason):
    billing = assess(tmp_path, rows)
    for name in (UTILISATION, WASTE):
        assert kpi(billing, name).value is None
        assert reason in kpi(billing, name).reason


@pytest.mark.parametrize(
    ("silent", "rest", "value", "upper"),
    [("30", "20", 0.5, 0.8), ("-30", "80", 0.5, None), ("60", "-10", 0.5, 1.0), ("0", "50", 0.5, None)],
)
def test_commitments_that_say_nothing_widen_coverage(tmp_path, silent, rest, value, upper):
    found = assess(tmp_path, [row("50", **USED), row(silent, **SILENT), row(rest)]).evidence["rates.coverage"]
    assert (found.value, found.upper) == (value, upper)


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Tags", COMPLIANT),
        ("Tags", ALLOCATED),
        ("ContractedCost", COVERAGE),
        ("ContractedCost", SAVINGS),
        ("ListCost", LIST_SAVINGS),
        ("CommitmentDiscountStatus", COVERAGE),
        ("CommitmentDiscountStatus", WASTE),
        ("ServiceCategory", COVERAGE),
    ],
)
def test_a_column_that_is_not_there_decides_nothing(tmp_path, column, name):
    rows = [row("36", Tags=TAGGED, **USED), row("9", **UNUSED)]
    assert kpi(assess(tmp_path, rows), name).value is not None
    found = kpi(assess(tmp_path, rows, columns=[each for each in USUAL if each != column]), name)
    assert (found.value, found.reason) == (None, f"the export has no column {column}")


@pytest.mark.parametrize(
    ("column", "name"), [("ContractedCost", COVERAGE), ("ContractedCost", SAVINGS), ("ListCost", LIST_SAVINGS)]
)
def test_rows_without_a_price_decide_nothing(tmp_path, column, name):
    found = kpi(assess(tmp_path, [row("36", **USED), row("9", **{column: "NULL"})]), name)
    assert (found.value, found.reason) == (
        None,
        f"rows of {'compute' if name == COVERAGE else 'usage'} have no {column}",
    )


def test_without_policies_nothing_is_compliant_or_not(tmp_path):
    billing = assess(tmp_path, [row("36", Tags=TAGGED)], mandatory=Mandatory())
    assert kpi(billing, COMPLIANT).reason == "no policy asks for tags"
    assert billing.evidence["allocation.billed-coverage"].status is Status.NOT_ASSESSED


QUARTER = [
    row("100", Tags=TAGGED, **month(1)),
    row("110", Tags=TAGGED, **month(2)),
    row("120", Tags=TAGGED, **month(3)),
    row("30", ServiceName="Amazon S3", **month(1)),
    row("30", ServiceName="Amazon S3", **month(2)),
    row("30", ServiceName="Amazon S3", **month(3)),
    row("999", ChargeCategory="Tax", **month(2)),
]
HEADER = "month,scope,amount,currency\n"


def forecast(scope: str, amounts: tuple[str, str, str], currency: str = "USD") -> str:
    return "".join(f"2026-0{at},{scope},{amount},{currency}\n" for at, amount in enumerate(amounts, 1))


TOTAL = forecast("total", ("130", "126", "141"))  # off by 0 + 14 + 9 = 23 of 420
S3 = forecast("service:Amazon S3", ("30", "36", "30"))  # off by 6 of 90
SHOP = forecast("tag:owner=shop", ("90", "110", "140"))  # off by 10 + 20 of 330


@pytest.mark.parametrize(
    ("rows", "numerator", "denominator"),
    [
        (TOTAL, 23, 420),
        (S3, 6, 90),
        (SHOP, 30, 330),
        (S3 + SHOP, 36, 420),
        (TOTAL + S3 + SHOP, 36, 420),
        (TOTAL + forecast("category:Compute", ("130", "140", "150")), 23, 420),
        (forecast("provider:AWS", ("130", "140", "150")), 0, 420),
        (forecast("account:1", ("130", "140", "150")), 0, 420),
        (TOTAL + "2026-04,total,1,USD\n2025-12,total,1,USD\n", 23, 420),
    ],
)
def test_forecast_variance(tmp_path, rows, numerator, denominator):
    billing = assess(tmp_path, QUARTER, {".finops/forecast.csv": HEADER + rows})
    found = kpi(billing, VARIANCE)
    assert (found.numerator, found.denominator) == (numerator, denominator)
    assert found.value == Decimal(numerator) / denominator
    evidence = billing.evidence["forecasting.variance"]
    assert (evidence.value, evidence.grade) == (numerator / denominator, Grade.VERIFIED)


@pytest.mark.parametrize(
    ("bill", "files", "reason"),
    [
        (QUARTER, {}, "there is no .finops/forecast.csv"),
        (QUARTER, {".finops/forecast.csv": HEADER}, ".finops/forecast.csv has no rows"),
        (QUARTER[:2], {".finops/forecast.csv": HEADER + TOTAL}, "the bill has 2 of the 3 months that end with 2026-02"),
        ([row("1", **month(4))], {".finops/forecast.csv": HEADER + TOTAL}, "no billing period is closed"),
        (
            QUARTER,
            {".finops/forecast.csv": HEADER + TOTAL.replace("USD", "EUR")},
            "the forecast is in EUR, the bill in USD",
        ),
        (
            QUARTER,
            {".finops/forecast.csv": HEADER + TOTAL.removesuffix("2026-03,total,141,USD\n")},
            "has no amount of total for 2026-03",
        ),
        (
            [*QUARTER[1:3], row("5", BillingPeriodStart="2025-12-01", BillingPeriodEnd="2026-01-01")],
            {".finops/forecast.csv": HEADER + TOTAL},
            "the bill has 2 of the 3 months that end with 2026-03: 2026-02, 2026-03",
        ),
        (
            QUARTER,
            {".finops/forecast.csv": HEADER + forecast("service:Nothing", ("1", "1", "1"))},
            "nothing was spent on",
        ),
    ],
)
def test_forecasts_that_decide_nothing(tmp_path, bill, files, reason):
    billing = assess(tmp_path, bill, files)
    assert reason in kpi(billing, VARIANCE).reason
    assert billing.evidence["forecasting.variance"].status is Status.NOT_ASSESSED


ORDERS = """
metrics:
  - metric: cost per order
    unit: order
    volumes: {"2026-01": 1000, "2026-02": 1000, "2026-03": 800, "2026-04": 5}
    cost: {tags: {owner: shop}}
"""


def test_unit_cost(tmp_path):
    billing = assess(tmp_path, [*QUARTER, row("7", Tags=TAGGED, **month(4))], {".finops/unit-metrics.yaml": ORDERS})
    found = [each for each in billing.kpis if each.name == "Unit Cost: cost per order"]
    assert [(each.period, each.value) for each in found] == [
        ("2026-01", Decimal("0.1")),
        ("2026-02", Decimal("0.11")),
        ("2026-03", Decimal("0.15")),
    ]
    assert (found[0].numerator, found[0].denominator, found[0].unit) == (100, 1000, "order")
    assert billing.evidence["units.measured"].value == 1.0
    assert billing.evidence["units.trend"].value == 1.0
    assert "2026-03 0.15" in billing.evidence["units.trend"].detail


@pytest.mark.parametrize(
    ("volumes", "measured", "periods"),
    [
        ('{"2026-02": 1000, "2026-03": 800}', 1.0, 2),
        ('{"2026-01": 9, "2026-03": 800}', 1.0, 1),
        ('{"2026-01": 9, "2026-02": 800}', 0.0, 0),
        ("{}", None, None),
    ],
)
def test_unit_trends_end_with_the_last_closed_month(tmp_path, volumes, measured, periods):
    metrics = f"metrics: [{{metric: m, unit: u, volumes: {volumes}}}]"
    evidence = assess(tmp_path, QUARTER, {".finops/unit-metrics.yaml": metrics}).evidence
    assert evidence["units.measured"].value == measured
    assert evidence["units.trend"].value == (None if periods is None else periods / 3)


def test_unit_costs_of_a_service_in_any_of_several(tmp_path):
    metrics = (
        'metrics: [{metric: m, unit: u, volumes: {"2026-03": 10}, cost: {service: [Amazon S3, Other], account: "1"}}]'
    )
    billing = assess(tmp_path, QUARTER, {".finops/unit-metrics.yaml": metrics})
    assert kpi(billing, "Unit Cost: m").value == 3


def test_savings_are_not_verified_by_a_bill_alone(tmp_path):
    assert "usage.savings-verified" not in assess(tmp_path, QUARTER).evidence


def test_measures_are_about_the_last_three_closed_months(tmp_path):
    rows = [
        row("1000", BillingPeriodStart="2025-12-01", BillingPeriodEnd="2026-01-01"),
        *QUARTER,
        row("50", **month(4)),
    ]
    billing = assess(tmp_path, rows)
    assert kpi(billing, COMPLIANT).denominator == 420
    assert kpi(billing, COMPLIANT).period == "2026-01 to 2026-03"
    assert [(total.month, total.closed, total.effective) for total in billing.totals] == [
        ("2025-12", True, 1000),
        ("2026-01", True, 130),
        ("2026-02", True, 1139),
        ("2026-03", True, 150),
        ("2026-04", False, 50),
    ]


@pytest.mark.parametrize(
    ("months", "period", "cost"),
    [
        (("2026-03",), "2026-03", 4),
        (("2026-02", "2026-03"), "2026-02 to 2026-03", 6),
        (("2026-01", "2026-03"), "2026-01, 2026-03", 5),
        (("2025-12", "2026-03"), "2026-03", 4),
        (("2019-01", "2019-02", "2026-03"), "2026-03", 4),
        (("2026-01", "2026-02", "2026-03"), "2026-01 to 2026-03", 7),
    ],
)
def test_a_month_of_long_ago_is_none_of_the_last_three(tmp_path, months, period, cost):
    amounts = {"2026-01": "1", "2026-02": "2", "2026-03": "4"}
    rows = [row(amounts.get(each, "100"), BillingPeriodStart=f"{each}-01", BillingPeriodEnd="") for each in months]
    found = kpi(assess(tmp_path, rows), COMPLIANT)
    assert (found.period, found.denominator) == (period, cost)


def test_mandatory_tags_come_from_the_policies():
    from maturity.building import policy

    from finops_guard.billing.assessing import mandatory_tags

    found = mandatory_tags([policy()])
    assert [(tag.key, tag.spellings, tag.values) for tag in found.tags] == [
        ("owner", ("owner", "Owner"), ()),
        ("env", ("env",), ("prod", "dev")),
    ]
    assert found.owner[:2] == ("owner", "Owner")
    assert MANDATORY.tags[1].values == found.tags[1].values
