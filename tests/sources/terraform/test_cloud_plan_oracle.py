"""Whole configurations of cloud resources, against what ``terraform plan`` makes of them with stand-in providers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cloud_configurations import CONFIGURATIONS
from support.plans import change, configured, read_plan
from support.plans import plan as plan_text
from support.terraform_text import by_address, files_of

from finops_guard.catalog import schemas as catalog
from finops_guard.resources import Resource
from finops_guard.scan import observe
from finops_guard.settings import Settings, TerraformSettings
from finops_guard.tree import MemoryTree

pytest.importorskip("grpc", reason="the stand-in providers need grpcio")
pytest.importorskip("tfplugin_proto", reason="the stand-in providers need tfplugin-proto-all")

from tests.support.plan_comparison import Difference, changes, compare
from tests.support.source_comparison import compare_sources
from tests.support.stand_in.schemas import load
from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TERRAFORM, encoded, plan

Planner = Callable[[str], dict[str, Any]]

# Where Terraform and we do not say the same, and why: docs/terraform-evaluation.md lists them too.
DEVIATIONS = {
    # A conditional whose branches are equal is known here, whatever its condition is.
    "tags_unknown": {("guessed", "aws_sqs_queue.same", ".tags")},
    # Whether an argument that is not written is null, or chosen by the provider, is not in the catalog.
    "references": {("missed", "aws_sqs_queue.live", ".tags.Rotation")},
    # Of a tag that ignore_tags leaves to others nothing is known, and so not of all tags.
    "ignore_tags": {
        ("missed", "aws_sqs_queue.own", ".tags_all as a whole"),
        ("missed", "aws_sqs_queue.q", ".tags_all as a whole"),
    },
    # The provider adds labels of its own to these.
    "two_clouds": {
        ("missed", "aws_sqs_queue.q", ".tags"),
        ("missed", "aws_sqs_queue.q", ".tags_all.owner"),
        ("missed", "aws_sqs_queue.q", ".tags_all as a whole"),
        ("missed", "azurerm_resource_group.g", ".tags"),
    },
}
_TYPES = re.compile(r'"([a-z0-9]+_\w+)"')


@pytest.fixture(scope="module")
def providers() -> Iterator[str]:
    """Play the providers of all configurations; return how Terraform finds them."""
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    with serve(frozenset(_TYPES.findall("".join(CONFIGURATIONS.values())))) as reattach:
        yield reattach


@pytest.fixture(scope="module")
def planned(providers: str, tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """Return what plans a configuration, once."""
    found: dict[str, dict[str, Any]] = {}

    def planner(name: str) -> dict[str, Any]:
        if name not in found:
            directory = tmp_path_factory.mktemp(name)
            write(directory, files_of(CONFIGURATIONS[name]))
            found[name] = plan(directory, providers)
        return found[name]

    return planner


def write(directory: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text)


def ours(files: Mapping[str, str], settings: Settings | None = None) -> dict[str, Resource]:
    found = observe(MemoryTree(files), [""], settings or Settings())
    return {each.address: each for each in found.resources if each.root == ""}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_is_what_terraform_plans(name: str, planned: Planner) -> None:
    made = compare(changes(planned(name)), ours(files_of(CONFIGURATIONS[name])), load().resources)
    found = {(each.kind, each.address, each.path) for each in made.differences}
    assert found == DEVIATIONS.get(name, set()), "\n".join(map(str, made.differences))
    assert made.counts["known to both"]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_plan_reads_as_its_configuration(name: str, planned: Planner) -> None:
    from_plan = by_address(read_plan(encoded(planned(name))))
    mine = ours(files_of(CONFIGURATIONS[name]))
    made = compare_sources(from_plan, mine, load().resources)
    assert made.differences == []
    assert made.counts["known to both"]
    assert from_plan.keys() == mine.keys()


def test_variables_of_the_command_line_and_the_environment(providers: str, tmp_path: Path) -> None:
    files = {**files_of(CONFIGURATIONS["variables"]), "more.tfvars": 'size = 1\nuntyped = "file"\nregion = "file"\n'}
    write(tmp_path, files)
    given = (("var-file", "more.tfvars"), ("var", "untyped=given"), ("var", 'names=["c"]'), ("var", "size=2"))
    environ = {"fallback": "environment", "untyped": "environment", "region": "environment"}
    made = plan(tmp_path, providers, [f"-{kind}={text}" for kind, text in given], environ)
    mine = ours(files, Settings(terraform=TerraformSettings(assignments=given, environ=environ)))
    assert list(mine) == ['aws_sqs_queue.q["c"]']
    assert compare(changes(made), mine, load().resources).differences == []
    name = mine['aws_sqs_queue.q["c"]'].values.get("name")
    assert name is not None
    assert name.raw == "c-c-given-environment"


def test_terraform_accepts_the_schemas_of_all_types(tmp_path_factory: pytest.TempPathFactory) -> None:
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    directory = tmp_path_factory.mktemp("all")
    (directory / "main.tf").write_text(CONFIGURATIONS["two_clouds"].partition("### main.tf\n")[2])
    with serve() as reattach:
        assert len(changes(plan(directory, reattach))) == 3


@pytest.mark.parametrize("provider", ["aws", "azurerm", "google", "kubernetes"])
def test_the_schemas_have_what_the_catalog_knows_of_the_newest_version(provider: str) -> None:
    resources = load().providers[provider].resources
    assert resources
    for type_, block in resources.items():
        known = catalog.lookup(type_)
        assert known is not None
        assert {*block.attributes, *block.blocks} <= {*known.arguments, *known.blocks, *known.computed}, type_
        assert block.blocks.keys() <= known.blocks, type_


def _plan_with(after: dict[str, Any], unknown: dict[str, Any] | None = None) -> dict[str, Any]:
    change = {"actions": ["create"], "after": after, "after_unknown": unknown or {}}
    return {
        "resource_changes": [
            {"address": "aws_instance.i", "mode": "managed", "type": "aws_instance", "name": "i", "change": change}
        ]
    }


INSTANCE = """
provider "aws" {
  default_tags { tags = { Owner = "x" } }
}
resource "random_id" "r" { byte_length = 1 }
resource "aws_instance" "i" {
  instance_type     = "t3.micro"
  ebs_optimized     = "true"
  availability_zone = random_id.r.hex
  tags              = { Name = "n" }
  root_block_device { volume_size = 8 }
  ebs_block_device { device_name = "a" }
  ebs_block_device { device_name = "b" }
}
"""
VOLUMES = ("root_block_device[0]", "ebs_block_device[b]", "ebs_block_device[a]")
SAME = {
    "instance_type": "t3.micro",
    "ebs_optimized": True,
    "tags": {"Name": "n"},
    "tags_all": {"Name": "n", "Owner": "x"},
    "root_block_device": [{"volume_size": 8}],
    "ebs_block_device": [{"device_name": "b"}, {"device_name": "a"}],
}


@pytest.mark.parametrize(
    ("changed", "unknown", "expected"),
    [
        ({}, {"availability_zone": True}, []),
        ({"instance_type": "t3.small"}, {"availability_zone": True}, [("value", ".instance_type")]),
        ({"ebs_optimized": False}, {"availability_zone": True}, [("value", ".ebs_optimized")]),
        ({"availability_zone": "z"}, {}, [("missed", ".availability_zone")]),
        ({}, {"availability_zone": True, "instance_type": True}, [("guessed", ".instance_type")]),
        ({"tags": {}}, {"availability_zone": True}, [("value", ".tags.Name")]),
        ({"tags_all": {"Name": "n"}}, {"availability_zone": True}, [("value", ".tags_all.Owner")]),
        ({"root_block_device": []}, {"availability_zone": True}, [("value", ".root_block_device")]),
        (
            {"root_block_device": [{"volume_size": 9}]},
            {"availability_zone": True},
            [("value", ".root_block_device[0].volume_size")],
        ),
        (
            {"ebs_block_device": [{"device_name": "b"}, {"device_name": "c"}]},
            {"availability_zone": True},
            [("value", ".ebs_block_device[1].device_name")],
        ),
    ],
)
def test_the_comparison_finds_what_differs(
    changed: dict[str, Any], unknown: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    mine = by_address(observe(MemoryTree({"main.tf": INSTANCE}), [""], Settings()))
    mine = {"aws_instance.i": mine["aws_instance.i"]}
    after = {**SAME, **changed}
    after = {name: value for name, value in after.items() if name not in unknown}
    made = compare(changes(_plan_with(after, unknown)), mine, load().resources)
    assert [(each.kind, each.path) for each in made.differences] == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"instance_type": "t3.small"}, [".instance_type"]),
        ({"tags_all": {"Name": "n"}}, [" tag Owner"]),
        (
            {"tags_all": {"Name": "n", "Owner": "y"}},
            [" tag Owner", *(f" {name} tag Owner" for name in VOLUMES)],
        ),
        ({"region": "us-east-1"}, [" region"]),
        ({"ebs_block_device": []}, [".ebs_block_device", " children"]),
        (
            {"root_block_device": [{"volume_size": 8, "tags": {"A": "b"}}]},
            [".root_block_device[0].tags", " root_block_device[0] tag A"],
        ),
    ],
)
def test_the_comparison_of_sources_finds_what_differs(changed: dict[str, Any], expected: list[str]) -> None:
    mine = by_address(observe(MemoryTree({"main.tf": INSTANCE}), [""], Settings()))
    entry = change("aws_instance.i", {**SAME, **changed}, unknown={"availability_zone": True})
    written = [configured("aws_instance.i", {name: {} for name in (*SAME, "availability_zone")})]
    tags = {"default_tags": [{"tags": {"constant_value": {"Owner": "x"}}}]}
    text = plan_text(entry, resources=written, providers={"aws": tags})
    made = compare_sources(by_address(read_plan(text)), mine, load().resources)
    assert [each.path for each in made.differences] == expected


def test_the_comparison_finds_addresses_of_one_side() -> None:
    mine = by_address(observe(MemoryTree({"main.tf": INSTANCE}), [""], Settings()))
    made = compare({}, mine, load().resources)
    assert {each.address for each in made.differences} == {"aws_instance.i", "random_id.r"}
    assert all(isinstance(each, Difference) and each.kind == "address" for each in made.differences)
