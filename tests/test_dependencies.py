"""What is asked for has bounds and a reason, its licences are ones that let anybody use it, and the page says so."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tools import dependencies

ROOT = Path(__file__).parent.parent
DIRECT = dependencies.direct()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def installed() -> bool:
    try:
        return all(version(each.name) for each in DIRECT)
    except PackageNotFoundError:
        return False


def test_there_are_few() -> None:
    assert [each.name for each in DIRECT if not each.extra] == [
        "click", "jsonschema", "msgspec", "pathspec", "python-hcl2", "pyyaml"
    ]  # fmt: skip
    assert set(PROJECT["optional-dependencies"]) == {*dependencies.EXTRAS, "test"}


@pytest.mark.parametrize("each", DIRECT, ids=lambda each: each.name)
def test_each_has_bounds_and_a_reason(each: dependencies.Direct) -> None:
    assert re.fullmatch(r">=\d+(\.\d+)*, <\d+(\.\d+)*", each.versions)
    assert each.reason


@pytest.mark.parametrize("each", DIRECT, ids=lambda each: each.name)
def test_what_is_tested_with_is_in_the_bounds(each: dependencies.Direct) -> None:
    asked = Requirement(f"{each.name}{each.versions.replace(' ', '')}")
    try:
        found = version(each.name)
    except PackageNotFoundError:
        pytest.skip("it is not installed")
    assert asked.specifier.contains(found)


@pytest.mark.skipif(not installed(), reason="not all that the page lists is installed")
def test_the_page_is_not_stale() -> None:
    page = dependencies.PAGE.read_text(encoding="utf-8")
    assert dependencies.direct_table() in page, "run python -m tools.dependencies"
    for name, needed_by in dependencies.indirect().items():
        # Which package needs which differs with Python and the system: what is needed here must be listed.
        assert f"[{name}]" in page or f"`{name}`" in page, (
            f"{name}, which {needed_by} needs: python -m tools.dependencies"
        )


@pytest.mark.skipif(not installed(), reason="not all that the page lists is installed")
@pytest.mark.parametrize("name", [*(each.name for each in DIRECT), *dependencies.indirect()])
def test_licences_let_anybody_use_it(name: str) -> None:
    licence = dependencies.licence_of(name)
    assert set(dependencies.parts(licence)) <= dependencies.ALLOWED, licence


def test_an_unknown_licence_is_not_allowed() -> None:
    for licence in ("?", "", "GPL-3.0-only", "MIT AND AGPL-3.0-only", "Proprietary", "UNKNOWN"):
        assert not set(dependencies.parts(licence)) <= dependencies.ALLOWED


def test_the_workflow_looks_at_what_users_get() -> None:
    text = (ROOT / ".github/workflows/supply-chain.yml").read_text(encoding="utf-8")
    assert f"'.[{','.join(dependencies.EXTRAS)}]'" in text
    assert {"pip-audit", "cyclonedx-py"} <= set(re.findall(r"tools/bin/([\w-]+)", text))
    workflow = yaml.safe_load(text)
    assert set(workflow[True]) == {"push", "pull_request", "release", "schedule"}
