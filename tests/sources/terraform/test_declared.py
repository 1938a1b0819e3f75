"""Provider blocks, module calls and settings as things that policies judge."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from policy.test_engine import policy
from support.command_line import Runner
from support.terraform_text import read

from finops_guard.policy.engine import evaluate
from finops_guard.resources import Resource, ResourceSet
from finops_guard.sources.terraform import declared
from finops_guard.values import Plain, plain

FILES = {
    "main.tf": """\
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 5.0"
      configuration_aliases = [aws.west]
    }
    random = "~> 3.0"
  }
}
provider "aws" {
  region = var.region
  default_tags {
    tags = { Owner = "platform" }
  }
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
variable "region" { default = "eu-west-1" }
module "app" {
  source   = "./app"
  for_each = toset(["a", "b"])
  name     = each.key
}
module "far" {
  source  = "example/far/aws"
  version = "1.2.3"
}
""",
    "app/main.tf": """\
variable "name" {}
provider "google" {
  project = var.name
}
module "inner" {
  source  = "example/inner/aws"
  version = "~> ${var.name}"
}
""",
    "override.tf": 'terraform {\n  required_version = "~> 1.9"\n}\n',
}


def blocks(found: ResourceSet) -> dict[str, Resource]:
    return {
        each.address: each
        for root in (*found.roots, *found.partial)
        if root.configuration is not None
        for each in root.configuration.blocks()
    }


def value(found: dict[str, Resource], address: str, *path: str) -> Plain:
    at = found[address].values
    for step in path:
        item = at.get(step)
        assert item is not None, step
        at = item.raw[0] if isinstance(item.raw, list) else item  # type: ignore[assignment]
    return plain(at)


def test_blocks_and_their_values() -> None:
    found = blocks(read(FILES))
    assert {address: (each.type, each.name, each.provider) for address, each in found.items()} == {
        "terraform": ("terraform", "terraform", ""),
        "provider.aws": ("provider", "aws", "aws"),
        "provider.aws.west": ("provider", "aws", "aws"),
        'module.app["a"]': ("module", "app", ""),
        'module.app["b"]': ("module", "app", ""),
        'module.app["a"].provider.google': ("provider", "google", "google"),
        'module.app["b"].provider.google': ("provider", "google", "google"),
        'module.app["a"].module.inner': ("module", "inner", ""),
        'module.app["b"].module.inner': ("module", "inner", ""),
        "module.far": ("module", "far", ""),
    }
    assert value(found, "provider.aws", "region") == "eu-west-1"
    assert value(found, "provider.aws", "default_tags", "tags") == {"Owner": "platform"}
    assert value(found, "terraform", "required_version") == "~> 1.9"
    assert value(found, "terraform", "required_providers") == {
        "aws": {"source": "hashicorp/aws", "version": "~> 5.0"},
        "random": {"version": "~> 3.0"},
    }
    assert value(found, "module.far", "version") == "1.2.3"
    assert value(found, 'module.app["b"]', "name") == "b"
    assert value(found, 'module.app["b"].provider.google', "project") == "b"


def test_they_are_no_resources() -> None:
    assert read(FILES).resources == ()


def test_a_root_without_settings_has_empty_ones() -> None:
    (settings,) = blocks(read('resource "aws_eip" "e" {}')).values()
    assert (settings.address, plain(settings.values), settings.span.location().line) == ("terraform", {}, 1)


def test_an_empty_provider_of_a_module_stands_for_what_it_is_given() -> None:
    files = {
        "main.tf": 'provider "aws" { region = "x" }\nmodule "m" { source = "./m" }\n',
        "m/main.tf": 'provider "aws" {}\n',
    }
    assert [address for address in blocks(read(files)) if "provider" in address] == ["provider.aws"]


def test_modules_that_are_not_on_disk() -> None:
    (root,) = read(FILES).roots
    assert root.configuration is not None
    unread = root.configuration.unread()
    assert {each.cause for each in unread} == set(root.causes)
    assert len(unread) == 3  # one of them is called by two instances


def test_their_number_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "MAX_BLOCKS", 4)
    assert len(blocks(read(FILES))) == 4


def test_part_of_a_tree() -> None:
    assert {each.span.path for each in blocks(read(FILES, ["app/main.tf"])).values()} == {"app/main.tf"}


PINNED = {"path": "version", "operator": "present"}


@pytest.mark.parametrize(
    ("kind", "parameters", "providers", "expected"),
    [
        ("module", PINNED, (), ['module.app["a"]', 'module.app["b"]']),
        ("provider", {"path": "default_tags.tags.Owner", "operator": "present"}, ("aws",), ["provider.aws.west"]),
        ("provider", {"path": "region", "operator": "absent"}, ("gcp",), []),
        ("terraform", {"path": "required_providers.random.source", "operator": "present"}, (), ["terraform"]),
        ("terraform", {"path": "backend", "operator": "present"}, (), ["terraform"]),
    ],
)
def test_policies_about_blocks(
    kind: str, parameters: dict[str, Any], providers: tuple[str, ...], expected: list[str]
) -> None:
    asked = policy(parameters=parameters, providers=providers)
    found, evaluations = evaluate([replace(asked, match=replace(asked.match, blocks=kind))], read(FILES))
    assert [each.address for each in found] == expected
    assert {each.address for each in evaluations} <= blocks(read(FILES)).keys()


PINNED_POLICY = """\
id: ACME-MOD-001
name: pinned
title: Modules have a version
description: Why.
severity: error
capability: Governance, Policy & Risk
match: {resources: modules}
check: {attribute: {path: version, operator: present}}
remediation: Name a version.
"""


def test_a_finding_about_a_block_can_be_let_stand(run: Runner) -> None:
    run.write("main.tf", 'module "m" { # finops-guard:ignore pinned -- ours\n  source = "x/y/z"\n}\nmodule "n" {}\n')
    run.write("own/pinned.yaml", PINNED_POLICY)
    run.write(".finops-guard.yaml", "policy-directories: [own]\n")
    done = run("scan", "--select", "ACME-MOD-001", "--format", "json")
    report = json.loads(done.out)
    assert done.code == 1
    assert [each["address"] for each in report["findings"]] == ["module.n"]
    assert len(report["suppressed"]) == 1
    assert report["summary"]["resources"]["total"] == 0
