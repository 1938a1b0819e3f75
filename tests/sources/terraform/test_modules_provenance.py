"""Findings about resources of called modules: where they point, and through which calls."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from support.command_line import Runner
from support.terraform_text import by_address, read

from finops_guard.location import Span

ADDRESS = "module.app.aws_instance.this"


def app(arguments: str, resource: str, more: str = "") -> dict[str, str]:
    """Return a root module that calls ./app, and a module with variables ``size``, ``big``, ``tags`` and a resource."""
    defaults = {"size": '"t3.micro"', "big": "false", "tags": "{}"}
    variables = "".join(f'variable "{name}" {{ default = {default} }}\n' for name, default in defaults.items())
    return {
        "main.tf": f'module "app" {{\n  source = "./app"\n  {arguments}\n}}\n{more}',
        "app/main.tf": f'{variables}resource "aws_instance" "this" {{\n  {resource}\n}}\n',
    }


def text_at(span: Span | None) -> str | None:
    return None if span is None else f"{span.path}: {span.text}"


@pytest.mark.parametrize(
    ("arguments", "written", "given"),
    [
        ('size = "m5.large"', "var.size", None),  # its own origin is the call's argument already
        ('size = "M5.large"', "lower(var.size)", 'main.tf: size = "M5.large"'),
        ('size = "large"', '"m5.${var.size}"', 'main.tf: size = "large"'),
        ("big = true", 'var.big ? "m5.24xlarge" : "t3.micro"', "main.tf: big = true"),
        ("size = 1", 'format("%s.%s", var.size, var.size)', "main.tf: size = 1"),
        ('size = "x"', '"m5.large"', None),
        ("", '"m5.${var.size}"', None),
        ("big = true\n size = 1", '"${var.size}.${var.big}"', None),
        ('size = "x"', 'var.big ? "${var.size}" : "m5.large"', None),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_computed_value_is_given_by_the_one_argument_that_decides_it(
    arguments: str, written: str, given: str | None
) -> None:
    resource = by_address(read(app(arguments, f"instance_type = {written}")))[ADDRESS]
    value = resource.values.get("instance_type")
    assert value is not None
    assert value.origin is not None
    assert resource.provenance is not None
    assert text_at(resource.provenance.given(value.origin)) == given


@pytest.mark.parametrize(
    ("resource", "path"),
    [
        ("root_block_device {\n volume_type = upper(var.size)\n }", ("root_block_device", "volume_type")),
        (
            """dynamic "ebs_block_device" {
                 for_each = [upper(var.size)]
                 content { volume_type = "${ebs_block_device.value}1" }
               }""",
            ("ebs_block_device", "volume_type"),
        ),
    ],
)
def test_a_value_in_a_nested_block_is_traced_through_iterators(resource: str, path: tuple[str, str]) -> None:
    found = by_address(read(app('size = "io"', resource)))[ADDRESS]
    blocks = found.values.get(path[0])
    assert blocks is not None
    [block] = blocks.items()
    value = block.get(path[1])
    assert value is not None
    assert value.origin is not None
    assert found.provenance is not None
    assert text_at(found.provenance.given(value.origin)) == 'main.tf: size = "io"'


@pytest.mark.parametrize(
    ("arguments", "resource", "place"),
    [
        ("tags = { a = 1 }", "tags = var.tags", "main.tf: tags = { a = 1 }"),
        ("tags = { a = 1 }", 'tags = merge(var.tags, { Name = "x" })', "main.tf: tags = { a = 1 }"),
        ("tags = { a = 1 }", "tags = var.big ? var.tags : {}", "main.tf: tags = { a = 1 }"),
        ("tags = local.tags", "tags = { for k, v in var.tags : k => upper(v) }", "main.tf: tags = local.tags"),
        ("", "tags = var.tags", 'main.tf: module "app"'),
        ('size = "x"', "tags = merge(var.tags, { Size = var.size })", 'main.tf: module "app"'),
        ('size = "x"', "tags = { Size = var.size }", None),
        ("tags = { a = 1 }", "ami = 1", None),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_tag_that_is_absent_would_be_given_by_the_call(arguments: str, resource: str, place: str | None) -> None:
    found = by_address(read(app(arguments, resource, "locals {\n tags = { a = 1 }\n}\n")))[ADDRESS]
    assert found.tags is not None
    assert text_at(found.tags.place) == place


LAUNCHED = """
    variable "tags" { default = {} }
    variable "parts" { default = ["instance"] }
    resource "aws_launch_template" "this" {
      %s
    }
"""


@pytest.mark.parametrize(
    ("call", "block", "place"),
    [
        (
            "tags = { a = 1 }",
            """dynamic "tag_specifications" {
                 for_each = var.parts
                 content {
                   resource_type = tag_specifications.value
                   tags          = merge(var.tags, { Name = "x" })
                 }
               }""",
            "main.tf: tags = { a = 1 }",
        ),
        (
            "parts = [{ of = 1 }]",
            """dynamic "tag_specifications" {
                 for_each = var.parts
                 content {
                   resource_type = "instance"
                   tags          = merge(var.tags, tag_specifications.value)
                 }
               }""",
            "main.tf: parts = [{ of = 1 }]",
        ),
        ("", "tag_specifications {\n tags = var.tags\n}", 'main.tf: module "app"'),
        ("tags = { a = 1 }", "tags = var.tags\n tag_specifications {\n tags = {}\n}", None),
    ],
)
def test_a_tag_of_what_is_launched_would_be_given_by_the_call(call: str, block: str, place: str | None) -> None:
    files = {"main.tf": f'module "app" {{\n  source = "./app"\n  {call}\n}}\n', "app/main.tf": LAUNCHED % block}
    [launched] = by_address(read(files))["module.app.aws_launch_template.this"].children
    assert launched.tags is not None
    assert text_at(launched.tags.place) == place


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ("lifecycle_rules = []", "main.tf: lifecycle_rules = []"),
        ('name = "x"', 'app/main.tf: dynamic "lifecycle_rule"'),
    ],
)
def test_blocks_of_which_none_is_made_are_given_by_what_they_are_made_from(arguments: str, place: str) -> None:
    files = {
        "main.tf": f'module "app" {{\n  source = "./app"\n  {arguments}\n}}\n',
        "app/main.tf": """
            variable "name" { default = "x" }
            variable "lifecycle_rules" { default = [] }
            resource "google_storage_bucket" "this" {
              name = var.name
              dynamic "lifecycle_rule" {
                for_each = var.lifecycle_rules
                content { action { type = lifecycle_rule.value } }
              }
            }
        """,
    }
    bucket = by_address(read(files))["module.app.google_storage_bucket.this"]
    rules = bucket.values.get("lifecycle_rule")
    assert rules is not None
    assert rules.origin is not None
    assert bucket.provenance is not None
    assert text_at(bucket.provenance.given(rules.origin) or rules.origin) == place


NESTED = {
    "main.tf": """
        module "outer" {
          source = "./outer"
          tags   = { owner = "shop" }
        }
        module "silent" { source = "./outer" }
        resource "aws_instance" "own" { tags = {} }
    """,
    "outer/main.tf": """
        variable "tags" { default = {} }
        locals { tags = merge({ Name = "x" }, var.tags) }
        module "inner" {
          source = "../inner"
          tags   = local.tags
        }
        module "fixed" {
          source = "../inner"
          tags   = { Name = "y" }
        }
    """,
    "inner/main.tf": """
        variable "tags" {}
        resource "aws_instance" "this" { tags = var.tags }
    """,
}


def test_the_outermost_call_that_passes_tags_on_is_where_they_are_given() -> None:
    places = {address: each.tags and text_at(each.tags.place) for address, each in by_address(read(NESTED)).items()}
    assert places == {
        "aws_instance.own": None,
        "module.outer.module.inner.aws_instance.this": 'main.tf: tags   = { owner = "shop" }',
        "module.outer.module.fixed.aws_instance.this": 'outer/main.tf: tags   = { Name = "y" }',
        "module.silent.module.inner.aws_instance.this": 'main.tf: module "silent"',
        "module.silent.module.fixed.aws_instance.this": 'outer/main.tf: tags   = { Name = "y" }',
    }


DOWNLOADED = {
    "main.tf": """
        module "far" {
          source = "acme/far/aws"
          tags   = {}
        }
    """,
    ".terraform/modules/modules.json": '{"Modules": [{"Key": "far", "Dir": ".terraform/modules/far"}]}',
    ".terraform/modules/far/main.tf": """
        variable "tags" {}
        resource "aws_instance" "tagged" { tags = var.tags }
        resource "aws_instance" "bare" { instance_type = "m5.large" }
        module "deep" { source = "./deep" }
    """,
    ".terraform/modules/far/deep/main.tf": 'resource "aws_instance" "deep" {}',
}


def test_nothing_points_into_a_downloaded_module() -> None:
    found = by_address(read(DOWNLOADED, ["main.tf"]))
    places = {each.name: each.tags and text_at(each.tags.place) for each in found.values()}
    assert places == {
        "tagged": "main.tf: tags   = {}",
        "bare": 'main.tf: module "far"',
        "deep": 'main.tf: module "far"',
    }
    bare = found["module.far.aws_instance.bare"]
    size = bare.values.get("instance_type")
    assert size is not None
    assert size.origin is not None
    assert bare.provenance is not None
    assert text_at(bare.provenance.given(size.origin)) == 'main.tf: module "far"'


def test_the_text_report_says_through_which_calls(run: Runner) -> None:
    for path, text in NESTED.items():
        run.write(path, dedent(text))
    shown = run("scan", ".").out
    assert "through module.outer (main.tf:2:1) and module.inner (outer/main.tf:4:1)" in shown
    assert "of module.outer.module.inner.aws_instance.this, inner/main.tf:3:1" in shown


def test_a_fingerprint_does_not_depend_on_where_a_finding_points(run: Runner) -> None:
    def fingerprints(tags: str) -> dict[tuple[str, str], tuple[str, str]]:
        for path, text in app(tags, "tags = var.tags").items():
            run.write(path, text)
        return {
            (each["address"], each["key"]): (each["location"]["path"], each["fingerprint"])
            for each in json.loads(run("scan", "--format", "json", ".").out)["findings"]
            if each["policy"] == "FG-TAG-001"
        }

    given, absent = fingerprints("tags = { a = 1 }"), fingerprints("")
    assert len(given) == 4
    assert given == absent


LOGS = {
    "live/main.tf": 'module "logs" {\n  source = "../logs"\n  %s\n}\n',
    "logs/main.tf": """
        variable "days" { default = null }
        resource "aws_cloudwatch_log_group" "this" { retention_in_days = var.days }
        resource "aws_s3_bucket" "this" {}
        resource "aws_lb" "this" { count = var.days }
    """,
}


def locations(run: Runner, policy: str, argument: str) -> dict[str, tuple[str, str]]:
    """Return the file and line of the findings of a policy, by address, with what is said."""
    for path, text in LOGS.items():
        run.write(path, dedent(text % argument if "%" in text else text))
    found = json.loads(run("scan", "--format", "json", "--select", policy, ".").out)["findings"]
    return {
        each["address"]: (f"{each['location']['path']}:{each['location']['line']}", each["message"]) for each in found
    }


@pytest.mark.parametrize(("argument", "place"), [("", "logs/main.tf:2"), ("days = null", "live/main.tf:3")])
def test_what_is_null_is_said_where_the_null_is_written(run: Runner, argument: str, place: str) -> None:
    address = "module.logs.aws_cloudwatch_log_group.this"
    said = f"{address} keeps its logs for ever: retention_in_days is absent"
    assert locations(run, "FG-LOG-001", argument) == {address: (place, said)}


def test_a_budget_is_missed_in_the_root_that_makes_what_costs_money(run: Runner) -> None:
    said = "the root live has resources that cost money (module.logs.aws_s3_bucket.this and 2 more) and no budget"
    [(place, message)] = locations(run, "FG-BUD-001", "days = 2").values()
    assert (place, message.partition(" (aws_b")[0]) == ("live/main.tf:1", said)


def test_a_budget_for_what_may_not_be_made_says_so(run: Runner) -> None:
    run.write("main.tf", 'variable "number" {}\nresource "aws_lb" "this" {\n  count = var.number\n}\n')
    found = json.loads(run("scan", "--format", "json", "--select", "FG-BUD-001", ".").out)["findings"]
    assert [each["message"].partition(" and no budget")[0] for each in found] == [
        "the root has resources that cost money (aws_lb.this[*], if any is made)"
    ]
