"""What an unknown value can be, where that is one of a few."""

from __future__ import annotations

import pytest
from support.terraform_text import read

from finops_guard.values import Unknown

GIVEN = """
variable "prod" {
  type = bool
}
variable "any" {}
variable "size" {
  type = string
  validation {
    condition     = (length(var.size) > 2) && contains(["m5.large", "m5.xlarge"], var.size)
    error_message = "Take one of them."
  }
}
variable "count" {
  type = number
  validation {
    condition     = contains([1, 2, 3], var.count)
    error_message = "Take one of them."
  }
}
variable "loose" {
  validation {
    condition     = contains(["a"], var.loose) || var.any
    error_message = "Take one of them."
  }
}
variable "many" {
  validation {
    condition     = contains(["1", "2", "3", "4", "5", "6", "7", "8", "9"], var.many)
    error_message = "Take one of them."
  }
}
locals {
  sizes = { dev = "t3.micro", prod = "m5.large" }
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('var.prod ? "m5.large" : "t3.micro"', ("m5.large", "t3.micro")),
        ("var.prod ? 100 : 20", (100, 20)),
        ("var.prod ? true : false", (True, False)),
        ('var.prod ? "gp3" : null', ()),
        ('var.prod ? "gp3" : var.any', ()),
        ("var.prod ? 3 : var.size", ("3", "m5.large", "m5.xlarge")),
        ('var.prod ? "a" : var.any ? "b" : "a"', ("a", "b")),
        ("var.size", ("m5.large", "m5.xlarge")),
        ("var.count", (1, 2, 3)),
        ("var.loose", ()),
        ("var.many", ()),
        ("local.sizes[var.any]", ("t3.micro", "m5.large")),
        ('lookup(local.sizes, var.any, "m5.xlarge")', ("t3.micro", "m5.large", "m5.xlarge")),
        ("lookup(local.sizes, var.any, var.any)", ()),
        ('["a", "b"][var.any]', ("a", "b")),
        ("values(local.sizes)[var.any]", ("t3.micro", "m5.large")),
        ("local.sizes[var.any] == 1 ? 2 : 2", None),
        ('"x-${var.size}"', ()),
        ("upper(var.size)", ()),
        ("var.any[0]", ()),
        ("var.prod", ()),
    ],
)
def test_options(expression: str, expected: tuple[object, ...] | None) -> None:
    (resource,) = read(f'{GIVEN}resource "aws_instance" "web" {{\n  it = {expression}\n}}\n').resources
    value = resource.values.get("it")
    assert value is not None
    options = value.raw.options if isinstance(value.raw, Unknown) else None
    assert options == expected
    assert [*map(type, options or ())] == [*map(type, expected or ())]
