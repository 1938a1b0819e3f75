"""Whole configurations, against what ``terraform plan`` makes of them: the same addresses and the same values."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.terraform_text import by_address, files_of, read
from terraform_configurations import MODULES, ROOT

from finops_guard.resources import Resource
from finops_guard.sources.terraform.kinds import BlockObject
from finops_guard.values import OpenDict, Unknown, Value

TERRAFORM = shutil.which("terraform")
NOT_KNOWN = "(known after apply)"
ARGUMENTS = ("input", "triggers_replace")
# What a whole resource has beside its arguments.
COMPUTED = {"id": NOT_KNOWN, "output": NOT_KNOWN, **dict.fromkeys(ARGUMENTS)}


def configuration() -> dict[str, str]:
    """Return all files: the root module calls each module under its own name."""
    files = {path: textwrap.dedent(text) for path, text in ROOT.items()}
    for name, text in MODULES.items():
        files[f"{name}.tf"] = f'module "{name}" {{ source = "./{name}" }}\n'
        files |= {f"{name}/{path}": content for path, content in files_of(text).items()}
    return files


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return what terraform plans for each address: its arguments, with what is not known marked."""
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    directory = tmp_path_factory.mktemp("plan")
    for path, text in configuration().items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text)
    terraform(directory, "init", "-backend=false", "-input=false")
    terraform(directory, "plan", "-input=false", "-lock=false", "-refresh=false", "-out=plan.bin")
    plan = json.loads(terraform(directory, "show", "-json", "plan.bin"), parse_float=Decimal)
    return {
        change["address"]: {
            name: marked(change["change"]["after"].get(name), change["change"]["after_unknown"].get(name, False))
            for name in ARGUMENTS
        }
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["change"]["after"] is not None
    }


def terraform(directory: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    environment |= {
        "TF_CLI_ARGS": "-no-color",
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    done = subprocess.run(
        [str(TERRAFORM), *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def marked(known: Any, not_known: Any) -> Any:
    """Return a planned value with NOT_KNOWN for each part that is known after apply only."""
    if not_known is True:
        return NOT_KNOWN
    if isinstance(not_known, dict):
        names = {**(known or {}), **not_known}
        return {name: marked((known or {}).get(name), not_known.get(name, False)) for name in names}
    if isinstance(not_known, list) and not_known:
        elements = [*(known or []), *[None] * (len(not_known) - len(known or []))]
        return [marked(element, part) for element, part in zip(elements, not_known, strict=True)]
    return known


def evaluated(value: Value | None) -> Any:
    """Return our value in the same form; an object that may have more keys is not known, as in Terraform."""
    raw = None if value is None else value.raw
    if isinstance(raw, Unknown) or (isinstance(raw, OpenDict) and raw.causes):
        return NOT_KNOWN
    if isinstance(raw, BlockObject):
        return {**COMPUTED, **{key: evaluated(item) for key, item in raw.items()}}
    if isinstance(raw, Mapping):
        return {key: evaluated(item) for key, item in raw.items()}
    if isinstance(raw, list):
        return [evaluated(item) for item in raw]
    return raw


@pytest.fixture(scope="module")
def ours() -> dict[str, Resource]:
    return by_address(read(configuration()))


def of_module(name: str, addresses: Mapping[str, Any]) -> Iterator[str]:
    yield from (address for address in addresses if address.startswith(f"module.{name}."))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_what_terraform_plans(
    name: str, planned: dict[str, dict[str, Any]], ours: dict[str, Resource]
) -> None:
    expected = {address: planned[address] for address in of_module(name, planned)}
    found = {
        address: {argument: evaluated(ours[address].values.get(argument)) for argument in ARGUMENTS}
        for address in of_module(name, ours)
    }
    assert found == expected


def test_the_root_module_is_what_terraform_plans(planned: dict[str, dict[str, Any]], ours: dict[str, Resource]) -> None:
    expected = {address: made for address, made in planned.items() if not address.startswith("module.")}
    assert len(expected) == 3
    for address, made in expected.items():
        assert {argument: evaluated(ours[address].values.get(argument)) for argument in ARGUMENTS} == made
    assert ours.keys() == planned.keys()
