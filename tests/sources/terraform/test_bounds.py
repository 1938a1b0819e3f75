"""Text that asks for more than anybody needs: what is made of it is bounded, and the bound is named."""

from __future__ import annotations

import pytest
from support.terraform_text import read

from finops_guard.resources import ResourceSet
from finops_guard.sources.terraform import holdings, scope
from finops_guard.values import all_causes

STEPS = "the root module needs more than 5,000,000 evaluation steps"
PARTS = "a value holds more than 1,000,000 parts"
HELD = "the resources of the root module hold more than 400,000 tags and parts; the rest was not judged"
QUEUE = 'resource "aws_sqs_queue" "q" {{\n  name = {name}\n}}\n'


def local(*lines: str, use: str = "local.x") -> dict[str, str]:
    return {"main.tf": "locals {\n" + "\n".join(lines) + "\n}\n" + QUEUE.format(name=use)}


def doubled(first: str, step: str, use: str) -> dict[str, str]:
    """Return sixty local values, each made of the one before it."""
    lines = [f"x0 = {first}", *(f"x{at + 1} = {step.replace('LAST', f'local.x{at}')}" for at in range(60))]
    return local(*lines, use=use)


def looped(value: str, depth: int = 1) -> str:
    """Return the local value x: what a value is a thousand times, or the square of it."""
    return "x = " + "[for n in range(1000) : " * depth + value + "]" * depth


LONG = "a" * 900_000
FEW_STEPS = 500_000  # of the five million, which take seconds
# Files -> why the queue's name is not known.
VALUES = {
    "lists of lists": (doubled('["a"]', "[LAST, LAST]", "local.x60"), PARTS),
    "objects of objects": (doubled('{ a = "a" }', "{ a = LAST, b = LAST }", "local.x60"), PARTS),
    "concat": (doubled('["a"]', "concat(LAST, LAST)", "local.x60"), STEPS),
    "texts": (doubled('"aaaa"', '"${LAST}${LAST}"', "local.x60"), "a string grows beyond 4,194,304 characters"),
    "escapes": (doubled('"\\""', "jsonencode(LAST)", "local.x60"), STEPS),
    "range": (local("x = range(1000000)"), "1,024"),
    "loops in loops": (local(looped("n * n", 2)), STEPS),
    "chunks of pairs": (
        local("p = setproduct(range(300), range(300))", looped("length(chunklist(local.p, 2))")),
        STEPS,
    ),
    "long texts compared": (local(f'a = "{LONG}"', f'b = "{LONG}"', looped("local.a == local.b", 2)), STEPS),
    "a file digested": (local(looped('filesha512("a.txt")')) | {"a.txt": LONG * 2}, STEPS),
    "a text parsed as a template": (
        local('y = "' + "$${n}" * 100_000 + '"', looped("templatestring(local.y, { n = n })")),
        STEPS,
    ),
    "a file within itself": (
        local('x = templatefile("a.tpl", {})') | {"a.tpl": '${templatefile("a.tpl", {})}'},
        "a template cannot fill in another template",
    ),
    "optional attributes": (
        {
            "main.tf": 'variable "x" {\n  type = list(object({'
            + ", ".join(f"a{at} = optional(string)" for at in range(200))
            + "}))\n}\n"
            + QUEUE.format(name="var.x"),
            "terraform.tfvars": "x = [" + "{}, " * 6000 + "]\n",
        },
        PARTS,
    ),
}


@pytest.mark.parametrize(("files", "limit"), VALUES.values(), ids=VALUES)
def test_a_value_beyond_a_bound_is_unknown_for_it(
    files: dict[str, str], limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "MAX_STEPS", FEW_STEPS)
    name = read(files).resources[0].values.get("name")
    assert name is not None
    assert any(limit in cause.text for cause in all_causes(name)), all_causes(name)


def test_a_template_is_parsed_once() -> None:
    """A thousand instances of a file with a thousand parts: parsing it for each would take all steps."""
    found = read(
        {
            "main.tf": 'resource "aws_sqs_queue" "q" {\n  count = 500\n  name = templatefile("a.tpl", { n = 1 })\n}\n',
            "a.tpl": "x" * 30_000 + "${n}",
        }
    )
    assert found.diagnostics == ()


MANY_TAGS = 'locals {\n  tags = { for n in range(1000) : "k${n}" => "v" }\n}\n'
# Text -> how many resources and parts of resources are judged.
RESOURCES = {
    "tags": (MANY_TAGS + 'resource "aws_sqs_queue" "q" {\n  count = 1000\n  tags = local.tags\n}\n', 395, 0),
    "default tags": (
        MANY_TAGS
        + 'provider "aws" {\n  default_tags {\n    tags = local.tags\n  }\n}\n'
        + 'resource "aws_sqs_queue" "q" { count = 1000 }\n',
        395,
        0,
    ),
    "volumes": (
        'resource "aws_instance" "i" {\n  count = 1000\n'
        + "  ebs_block_device {\n    volume_size = 1\n  }\n" * 100
        + "}\n",
        265,
        26_402,
    ),
}


@pytest.mark.parametrize(("text", "resources", "parts"), RESOURCES.values(), ids=RESOURCES)
def test_what_resources_hold_is_bounded(text: str, resources: int, parts: int) -> None:
    found = read(text)
    assert (len(found.resources), sum(len(each.children) for each in found.resources)) == (resources, parts)
    assert limits(found) == [HELD]
    assert [cause.text for cause in found.roots[0].causes] == [HELD]


def limits(found: ResourceSet) -> list[str]:
    return [each.message for each in found.diagnostics if each.kind == "limit"]


def test_what_all_roots_hold_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "MAX_TOTAL_HELD", 100)
    text = 'resource "aws_sqs_queue" "q" { count = 5 }\n'
    found = read({"a/main.tf": text, "b/main.tf": text})
    assert [(root.path, len(root.resources)) for root in found.roots] == [("a", 5), ("b", 1)]
    assert limits(found) == ["the resources of the scan hold more than 100 tags and parts; the rest was not judged"]


def test_blocks_beyond_the_steps_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "MAX_STEPS", FEW_STEPS)
    blocks = "  redrive {\n    a = 1\n  }\n" * 2000
    found = read(f'resource "aws_sqs_queue" "q" {{\n  count = 200\n{blocks}}}\n')
    assert len(found.resources) == 200
    assert [cause.text for cause in found.resources[-1].values.causes] == [STEPS]
    assert any(STEPS in text for text in limits(found))
