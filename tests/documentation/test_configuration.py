"""docs/configuration.md is what the schema says; its examples are valid, and none is the default."""

from __future__ import annotations

import pytest
import yaml

from finops_guard.config import reading
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from tools import configuration_docs

# Files and directories that examples name.
FILES = {
    "policies/own.yaml": "",
    "prices/contract.csv": "vendor,service,component,attribute,region,unit,price\n",
    "finance/usage.yaml": "version: 1\ntypes: {aws_nat_gateway: {monthly_data_processed_gb: 1}}\n",
    "finance/baseline.json": "",
    "values/prod.tfvars": "",
    "charts/shop/Chart.yaml": "name: shop\n",
    "charts/shop/values-prod.yaml": "",
    "deploy/overlays/prod/kustomization.yaml": "",
    "deploy/tools/kustomization.yaml": "",
}
KEYS = [configuration_docs.Key(name, part) for name, part in configuration_docs.schema()["properties"].items()]
EXAMPLES = [(key.name, text) for key in KEYS for text in configuration_docs.examples(key)]


def test_the_page_is_not_stale() -> None:
    page = configuration_docs.PAGE.read_text(encoding="utf-8")
    assert configuration_docs.page() == page, "run python -m tools.configuration_docs"


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_is_valid_and_says_something(name: str, text: str) -> None:
    settings = reading.load(MemoryTree({**FILES, ".finops-guard.yaml": text}), ".finops-guard.yaml")
    assert settings != Settings(), name
    assert list(yaml.safe_load(text)) == [name]


def test_every_key_has_an_example_and_all_below_are_described() -> None:
    assert {name for name, _ in EXAMPLES} == {key.name for key in KEYS}
    whole = configuration_docs.schema()
    below = [each for key in KEYS for each in configuration_docs.keys_below(key, whole)]
    assert [each.name for each in below if not each.schema.get("description")] == []
    assert {"policies.NAME.environments.NAME.severity", "budgets[].scope.tags", "kubernetes.charts.NAME[].values"} <= {
        each.name for each in below
    }
