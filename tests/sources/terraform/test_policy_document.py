"""The data source aws_iam_policy_document, against recorded answers of the AWS provider."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.terraform_text import by_address, causes, read

from finops_guard.values import Value

RECORDED = json.loads((Path(__file__).parent / "data" / "policy_documents.json").read_text(encoding="utf-8"))["cases"]
FORMS = ("json", "minified_json")
# What the provider orders by a hash of its own.
UNORDERED = {"same type", "same condition"}
READERS = "".join(f"  {form} = data.aws_iam_policy_document.d.{form}\n" for form in FORMS)


def rendered(body: str, before: str = "") -> dict[str, Value]:
    text = f'{before}\ndata "aws_iam_policy_document" "d" {{\n{body}\n}}\n'
    text += f'resource "terraform_data" "r" {{\n  input = {{\n{READERS}  }}\n}}\n'
    found = by_address(read(text))["terraform_data.r"].values.get("input")
    assert found is not None
    assert isinstance(found.raw, dict)
    return found.raw


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])
def test_as_the_provider_renders_it(case: dict[str, str | None]) -> None:
    found = rendered(case["body"] or "")
    for form in FORMS:
        if case[form] is None or case["name"] in UNORDERED:
            assert found[form].is_unknown
        else:
            assert found[form].raw == case[form]


def test_what_is_unknown_is_named() -> None:
    text = """
        variable "bucket" {}
        data "aws_iam_policy_document" "d" {
          statement {
            actions   = ["s3:GetObject"]
            resources = ["arn:aws:s3:::${var.bucket}"]
          }
        }
        resource "terraform_data" "r" { input = data.aws_iam_policy_document.d.json }
    """
    assert causes(read(text), "terraform_data.r", "input") == ["var.bucket has no value"]


def test_a_secret_stays_one() -> None:
    secret = 'variable "secret" {\n  sensitive = true\n  default = "s"\n}'
    found = rendered('statement {\n  actions = ["a:b"]\n  resources = [var.secret]\n}', secret)
    assert all(found[form].is_sensitive for form in FORMS)


@pytest.mark.parametrize(
    "source",
    [
        '"[]"',
        '"5"',
        "jsonencode({ Statement = 5 })",
        'jsonencode({ Statement = ["x"] })',
        "jsonencode({ Statement = [{ Condition = 5 }] })",
        "jsonencode({ Statement = [{ Condition = { Bool = 5 } }] })",
        '"${join("", [for n in range(300) : "["])}"',
        'jsonencode({ Statement = [{ Action = join("", [for n in range(1024) : local.long]) }] })',
    ],
)
def test_hostile_documents_are_unknown(source: str) -> None:
    long = 'locals {\n  long = format("%1000s", "")\n}'
    found = rendered(f"source_policy_documents = [{source}]", long)
    assert all(each.is_unknown for each in found.values())


def test_documents_are_charged_for_what_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them that each take a long document would hold it a thousand times."""
    from finops_guard.sources.terraform import scope

    monkeypatch.setattr(scope, "MAX_STEPS", 100_000)
    text = """
        locals {
          x   = format("%1000s", "")
          big = jsonencode({ Statement = [for n in range(200) : { Action = local.x }] })
        }
    """
    for at in range(4):
        text += f"""
            data "aws_iam_policy_document" "d{at}" {{ source_policy_documents = [local.big] }}
            resource "terraform_data" "r{at}" {{ input = data.aws_iam_policy_document.d{at}.json }}
        """
    values = [each.values.get("input") for each in by_address(read(text)).values()]
    known = [value is not None and not value.is_unknown for value in values]
    assert known[0]
    assert not any(known[-1:])
