"""The files of forecasts and unit metrics: what is wrong with them is said with its place."""

from __future__ import annotations

import pytest

from finops_guard.billing import forecast, unit_metrics
from finops_guard.billing.model import FORECAST, UNIT_METRICS
from finops_guard.errors import ConfigError
from finops_guard.tree import MemoryTree

HEADER = "month,scope,amount,currency\n"
GOOD = "2026-01,total,10,USD\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ".finops/forecast.csv:1:1: the columns of a forecast are month,scope,amount,currency"),
        ("month,amount\n", "the columns of a forecast are"),
        (HEADER + GOOD + "2026-01,total\n", ".finops/forecast.csv:3:1: 2 values in place of 4"),
        (HEADER + "2026-13,total,10,USD\n", 'forecast.csv:2:1: the month "2026-13" is none'),
        (HEADER + "2026-01,team:x,10,USD\n", 'forecast.csv:2:1: the scope "team:x" is none'),
        (HEADER + "2026-01,service:,10,USD\n", 'the scope "service:" is none'),
        (HEADER + "2026-01,tag:owner,10,USD\n", 'the scope "tag:owner" is none'),
        (HEADER + "2026-01,total,ten,USD\n", 'the amount "ten" is none'),
        (HEADER + "2026-01,total,-1,USD\n", 'the amount "-1" is none'),
        (HEADER + "2026-01,total,NaN,USD\n", 'the amount "NaN" is none'),
        (HEADER + "2026-01,total,1e999999999,USD\n", 'the amount "1e999999999" is none'),
        (HEADER + "2026-01,total,1,dollars\n", 'the currency "dollars" is none'),
        (HEADER + GOOD + GOOD, "forecast.csv:3:1: total is forecast twice for 2026-01"),
        (HEADER + GOOD + "2026-02,total,1,EUR\n", "forecast.csv:3:1: more than one currency: USD, EUR"),
        (HEADER + "2026-01,total,1_000,USD\n", 'the amount "1_000" is none such as 1234.50'),
        (HEADER + '2026-01,total,"1,000",USD\n', 'the amount "1,000" is none'),
        (HEADER + "2026-01,total,12,50,USD\n", "5 values in place of 4"),
        (HEADER + "2026-01,total,Infinity,USD\n", 'the amount "Infinity" is none'),
        (HEADER + f"2026-01,total,{'9' * 31},USD\n", "is none such as"),
        (HEADER + "2026-01,total,\u0661,USD\n", "is none such as"),
        (HEADER + "\u0662026-01,total,1,USD\n", "is none such as 2026-01"),
        (HEADER + '2026-01,"total', "no CSV"),
        (b"\xff\xfe\xff", "the forecast cannot be read"),
        (
            HEADER + "".join(f"2026-01,service:{at},1,USD\n" for at in range(51)),
            "forecast.csv:52:1: more than 50 scopes",
        ),
    ],
)
def test_forecasts_that_are_wrong(content, said):
    with pytest.raises(ConfigError) as caught:
        forecast.read(MemoryTree({FORECAST: content}))
    assert said in str(caught.value)


def test_a_forecast():
    content = "\ufeffMonth,Scope,Amount,Currency\r\n2026-01,total,10.50,USD\r\n\r\n2026-01,tag:a=b=c,1,USD\r\n"
    found = forecast.read(MemoryTree({FORECAST: content}))
    assert found is not None
    assert [(key, str(amount)) for key, amount in found.amounts.items()] == [
        (("total", "2026-01"), "10.50"),
        (("tag:a=b=c", "2026-01"), "1"),
    ]
    assert found.scopes["tag:a=b=c"].tags == {"a": "b=c"}


def test_every_wrong_row_is_said_up_to_a_bound():
    with pytest.raises(ConfigError) as caught:
        forecast.read(MemoryTree({FORECAST: HEADER + "x,y,z,w\n" * 100}))
    assert len(caught.value.problems) == forecast.MAX_PROBLEMS


METRIC = 'metrics: [{metric: m, unit: u, volumes: {"2026-01": 1}}]'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("metrics: []", "unit-metrics.yaml:1:"),
        ("metrics: [{metric: m, unit: u}]", "volumes"),
        (METRIC.replace("2026-01", "January"), "January"),
        (METRIC.replace(": 1}", ": 0}"), "0"),
        (METRIC.replace(": 1}", ": many}"), "must be a number, not a text"),
        (METRIC.replace("unit: u", "unit: u, cost: {colour: red}"), "colour"),
        (METRIC.replace("unit: u", "unit: u, cost: {}"), "cost"),
        (
            METRIC.replace("]", ", {metric: m, unit: v, volumes: {}}]"),
            "yaml:1:67: the metric m is there twice",
        ),
        (METRIC.replace(": 1}", ": .nan}"), "must be a number"),
        (METRIC.replace(": 1}", ": true}"), "must be a number"),
        (METRIC.replace(": 1}", ": 1e400}"), "must be a number"),
        (METRIC.replace(": 1}", ": -5}"), "must be more than 0"),
        (METRIC.replace(": 1}", ': 1, "2026-01": 2}'), "is written twice"),
        (f"{METRIC}\n---\n{METRIC}", "one document is expected"),
        ("metrics: [", "unit-metrics.yaml:1:"),
        ("", "unit-metrics.yaml:1:1"),
    ],
)
def test_unit_metrics_that_are_wrong(content, said):
    with pytest.raises(ConfigError) as caught:
        unit_metrics.read(MemoryTree({UNIT_METRICS: content}))
    assert said in str(caught.value)


def test_no_files():
    assert forecast.read(MemoryTree({})) is None
    assert unit_metrics.read(MemoryTree({})) == ()


def test_a_forecast_may_name_what_it_rests_on() -> None:
    header = "month,scope,amount,currency,driver\n"
    tree = MemoryTree({FORECAST: f"{header}2026-01,total,10,USD,orders\n2026-02,total,11,USD,\n"})
    found = forecast.read(tree)
    assert found is not None
    assert sorted(found.amounts.values()) == [10, 11]
    with pytest.raises(ConfigError, match="4 values in place of 5"):
        forecast.read(MemoryTree({FORECAST: f"{header}2026-01,total,10,USD\n"}))
