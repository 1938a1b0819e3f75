"""Calls of modules: where they lead, which providers they see, what bounds them, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from support.terraform_text import attribute, by_address, causes, read, tags

from finops_guard.resources import ResourceSet
from finops_guard.sources.terraform import scope


def said(found: ResourceSet) -> list[tuple[str, str]]:
    return [(each.kind, each.message) for each in found.diagnostics]


def listed(**directories: str) -> str:
    """Return the text of a modules.json."""
    return json.dumps({"Modules": [{"Key": key, "Dir": directory} for key, directory in directories.items()]})


QUEUE = 'variable "name" { default = "q" }\nresource "aws_sqs_queue" "q" { name = var.name }\n'
FAR = 'module "far" {\n  source = "acme/far/aws"\n}\n'
LIST = ".terraform/modules/modules.json"


@pytest.mark.parametrize(
    "directory",
    ["../outside", "/absolute", "..", "live/../../outside", "missing"],
)
def test_a_downloaded_module_stays_inside_the_scan_root(directory: str) -> None:
    found = read(
        {
            "main.tf": 'resource "aws_sqs_queue" "own" {}\n' + FAR,
            LIST: listed(far=directory),
            "absolute/main.tf": QUEUE,
        },
        ["main.tf"],
    )
    assert list(by_address(found)) == ["aws_sqs_queue.own"]
    assert said(found) == [("module-not-evaluated", "module.far (acme/far/aws) is not downloaded")]


def test_a_downloaded_module_calls_its_own_modules() -> None:
    base = ".terraform/modules/far"
    found = read(
        {
            "live/main.tf": FAR,
            f"live/{LIST}": listed(**{"far": base, "far.near": f"{base}/near", "far.other": ".terraform/modules/x"}),
            f"live/{base}/main.tf": 'module "near" {\n source = "./near"\n}\nmodule "other" {\n source = "a/b/c"\n}\n',
            f"live/{base}/near/main.tf": QUEUE,
            "live/.terraform/modules/x/main.tf": QUEUE,
        },
        ["live/main.tf"],
    )
    assert list(by_address(found)) == [
        "module.far.module.near.aws_sqs_queue.q",
        "module.far.module.other.aws_sqs_queue.q",
    ]
    assert said(found) == []


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"Modules": ["far"', "\ufeff{}x"])
def test_a_list_of_modules_that_cannot_be_read_is_said(text: str) -> None:
    found = read({"main.tf": FAR, LIST: text}, ["main.tf"])
    assert [kind for kind, _ in said(found)] == ["module-not-evaluated"]
    whole = read({"main.tf": FAR, LIST: text, "more.tf": ""})
    assert sorted(kind for kind, _ in said(whole)) == ["module-not-evaluated", "modules-list"]


@pytest.mark.parametrize("text", ["[]", '{"Modules": {}}', '{"Modules": [1, {"Key": 1, "Dir": "x"}, {"Key": "far"}]}'])
def test_a_list_of_modules_of_another_form_lists_none(text: str) -> None:
    found = read({"main.tf": FAR, LIST: text})
    assert said(found) == [("module-not-evaluated", "module.far (acme/far/aws) is not downloaded")]


def test_a_module_that_is_absent_is_said_once_a_call() -> None:
    found = read(
        {
            "main.tf": """
                module "a" {
                  source   = "./a"
                  for_each = toset(["x", "y", "z"])
                }
                module "b" { source = "./a" }
                resource "aws_sqs_queue" "q" { name = module.a["x"].name }
            """,
            "a/main.tf": """
                module "gone" { source = "./gone" }
                module "far" { source = "acme/far/aws" }
                output "name" { value = module.gone.name }
            """,
        }
    )
    assert said(found) == [
        ("module-not-evaluated", "module.gone (./gone) is not on disk"),
        ("module-not-evaluated", "module.far (acme/far/aws) is not downloaded"),
    ]
    assert causes(found, "aws_sqs_queue.q", "name") == ["module.gone (./gone) is not on disk"]
    assert len(found.roots[0].causes) == 2


PROVIDERS = """
    provider "aws" {
      region = "eu-west-1"
      default_tags { tags = { from = "default" } }
    }
    provider "aws" {
      alias  = "west"
      region = "us-west-2"
      default_tags { tags = { from = "west" } }
    }
    module "m" {
      source = "./m"
      %s
    }
"""
ALIASED = """
    terraform {
      required_providers {
        aws = {
          source                = "hashicorp/aws"
          configuration_aliases = [aws.other]
        }
      }
    }
    resource "aws_sqs_queue" "default" {}
    resource "aws_sqs_queue" "other" { provider = aws.other }
"""


@pytest.mark.parametrize(
    ("passed", "module", "expected"),
    [
        ("providers = { aws.other = aws.west }", ALIASED, {"default": "default", "other": "west"}),
        ("providers = { aws = aws.west, aws.other = aws }", ALIASED, {"default": "west", "other": "default"}),
        ("", ALIASED, {"default": "default", "other": None}),
        ("providers = { aws = aws.west }", 'provider "aws" {}\n' + ALIASED, {"default": "west", "other": None}),
        (
            "providers = { aws.other = aws.west }",
            'provider "aws" {\n  alias = "other"\n}\n' + ALIASED,
            {"default": "default", "other": "west"},
        ),
        ("", 'provider "aws" {\n  region = "x"\n}\n' + ALIASED, {"default": None, "other": None}),
        (
            "providers = { mine = aws.west }",
            """
            terraform {
              required_providers {
                mine = { source = "hashicorp/aws" }
              }
            }
            resource "aws_sqs_queue" "default" {}
            resource "aws_sqs_queue" "other" { provider = mine }
            """,
            {"default": "default", "other": "west"},
        ),
    ],
    ids=["alias", "swapped", "not-passed", "empty-block", "empty-alias-block", "own", "local-name"],
)
def test_resources_of_a_module_see_the_configurations_it_is_passed(
    passed: str, module: str, expected: Mapping[str, str | None]
) -> None:
    found = read({"main.tf": PROVIDERS % passed, "m/main.tf": module})
    for name, tag in expected.items():
        given = {"from": (tag, "default_tags")} if tag else {}
        assert tags(found, f"module.m.aws_sqs_queue.{name}") == given
    regions = {"default": "eu-west-1", "west": "us-west-2"}
    for name, tag in expected.items():
        region = by_address(found)[f"module.m.aws_sqs_queue.{name}"].region
        if tag is not None:
            assert region is not None
            assert region.raw == regions[tag]


def test_a_local_name_of_a_provider_keeps_its_default_tags() -> None:
    found = read(
        """
        terraform {
          required_providers {
            mine = { source = "registry.terraform.io/hashicorp/aws" }
          }
        }
        provider "mine" {
          default_tags { tags = { owner = "x" } }
        }
        resource "aws_sqs_queue" "q" { provider = mine }
        """
    )
    assert tags(found, "aws_sqs_queue.q") == {"owner": ("x", "default_tags")}


def test_an_output_that_is_null_is_null_and_one_that_is_not_there_fails() -> None:
    found = read(
        {
            "main.tf": """
                module "m" { source = "./m" }
                resource "aws_sqs_queue" "null" { name = module.m.nothing == null ? "null" : "set" }
                resource "aws_sqs_queue" "absent" { name = module.m.absent }
            """,
            "m/main.tf": 'output "nothing" { value = null }',
        }
    )
    assert attribute(found, "aws_sqs_queue.null", "name") == "null"
    assert causes(found, "aws_sqs_queue.absent", "name") == ["the expression fails: there is no attribute absent"]


CYCLES = {
    "local": (
        'locals {\n a = "${local.b}"\n b = local.a\n}\nresource "aws_sqs_queue" "q" { name = local.a }',
        "local.a",
    ),
    "resource": ('resource "aws_sqs_queue" "q" { name = aws_sqs_queue.q.name }', "aws_sqs_queue.q"),
    "two": (
        """
        resource "aws_sqs_queue" "q" { name = aws_sqs_queue.p.name }
        resource "aws_sqs_queue" "p" { name = aws_sqs_queue.q.name }
        """,
        "aws_sqs_queue.q",
    ),
    "count": ('resource "aws_sqs_queue" "q" { count = length(aws_sqs_queue.q) }', "aws_sqs_queue.q"),
    "variable": ('variable "v" { default = var.v }\nresource "aws_sqs_queue" "q" { name = var.v }', "var.v"),
}


@pytest.mark.parametrize(("text", "name"), CYCLES.values(), ids=CYCLES)
def test_what_refers_to_itself_is_unknown_and_said_once(text: str, name: str) -> None:
    found = read(text)
    assert said(found) == [("cycle", f"{name} refers to itself")]
    assert found.diagnostics[0].span is not None


def test_a_module_fed_by_its_own_output_is_a_cycle() -> None:
    found = read(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  name = module.m.name\n}',
            "m/main.tf": QUEUE + 'output "name" { value = var.name }',
        }
    )
    assert [kind for kind, _ in said(found)] == ["cycle"]


def pairs(count: int) -> str:
    """Return an expression for a map of a hundred times so many keys."""
    return f'{{ for pair in setproduct(range(100), range({count})) : "${{pair[0]}}-${{pair[1]}}" => pair[1] }}'


LIMITS = {
    "count": ('resource "aws_sqs_queue" "q" { count = 10001 }', "10,000 were evaluated"),
    "for_each": (
        f'resource "aws_sqs_queue" "q" {{ for_each = {pairs(101)} }}',
        "aws_sqs_queue.q has 10,100 instances, of which 10,000 were evaluated",
    ),
    "depth": (
        "locals {\n"
        + "\n".join(f'a{i} = "x${{local.a{i + 1}}}"' for i in range(2000))
        + '\na2000 = ""\n}\nresource "aws_sqs_queue" "q" { name = local.a0 }',
        "nests deeper than 1,500 levels",
    ),
}


@pytest.mark.parametrize(("text", "limit"), LIMITS.values(), ids=LIMITS)
def test_a_limit_that_is_reached_is_named_once(text: str, limit: str) -> None:
    found = read(text)
    assert [kind for kind, _ in said(found)] == ["limit"]
    assert limit in said(found)[0][1]
    assert any(limit in cause.text for cause in found.roots[0].causes)


def test_a_root_module_that_needs_too_many_steps_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "MAX_STEPS", 1000)
    found = read('resource "aws_sqs_queue" "q" {\n  count = 100\n  name = [for n in range(100) : n]\n}')
    text = "the root module needs more than 5,000,000 evaluation steps; values that need more are unknown"
    assert said(found) == [("limit", text)]
    assert [cause.text for cause in found.roots[0].causes] == [text]


def test_modules_nested_too_deeply_are_said() -> None:
    files = {f"m{at}/main.tf": f'{QUEUE}module "n" {{\n  source = "../m{at + 1}"\n}}' for at in range(64)}
    found = read({"main.tf": 'module "m" {\n  source = "./m0"\n}', **files, "m64/main.tf": "locals {}"})
    assert len(found.resources) == 64
    assert ("module-not-evaluated", "module.n is nested deeper than 64 modules") in said(found)


@pytest.mark.parametrize("source", ["./", "../m", "../n"])
def test_a_module_that_calls_itself_is_read_once(source: str) -> None:
    calls = "".join(f'module "n{at}" {{\n  source = "{source}"\n}}\n' for at in range(4))
    back = 'module "m" {\n  source = "../m"\n}'
    others = {"n/main.tf": back} if source == "../n" else {}
    found = read({"main.tf": 'module "m" {\n  source = "./m"\n}', "m/main.tf": QUEUE + calls, **others})
    assert len(found.resources) == 1
    name = "m (../m)" if source == "../n" else f"n0 ({source})"
    text = f"module.{name} holds this very call, so that Terraform never ends to load it"
    assert said(found)[0] == ("module-not-evaluated", text)


def test_ten_thousand_instances_are_evaluated() -> None:
    found = read(f'resource "aws_sqs_queue" "q" {{\n  for_each = {pairs(100)}\n  name = each.value\n}}')
    assert len(found.resources) == 10_000
    assert attribute(found, 'aws_sqs_queue.q["99-7"]', "name") == 7
    assert said(found) == []
