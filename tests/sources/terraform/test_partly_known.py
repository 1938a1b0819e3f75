"""What is known of a value that waits for another one: it must hold whatever that turns out to be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from support.terraform_text import attribute, by_address, read, tags

from finops_guard.values import OpenDict, Unknown, Value, fits

ROOT = """
    variable "on" { type = bool }
    variable "name" { type = string }
    variable "machines" {
      type    = map(object({ size = string, labels = optional(map(string), {}) }))
      default = {}
    }
    resource "terraform_data" "a" { input = %s }
"""

# An expression over var.on and var.name, and what is known of it before they have a value; what is not is "?", and
# "+" stands for keys that are not listed.
EXPRESSIONS = {
    "var.on ? 1 : 2": "?",
    'var.on ? "a" : "a"': "a",
    'var.on ? { owner = "a", size = 1 } : { owner = "a", size = 2 }': {"owner": "a", "size": "?"},
    'var.on ? { owner = "a", extra = "b" } : { owner = "a" }': {"owner": "a", "+": "?"},
    'var.on ? { owner = { team = "a" } } : { owner = { team = "a", unit = "b" } }': {"owner": {"team": "a", "+": "?"}},
    'var.on ? { owner = "a", count = 1 } : { owner = "a" }': {"owner": "a", "+": "?"},
    'merge({ owner = "a" }, var.on ? { extra = "b" } : {})': {"owner": "a", "+": "?"},
    "var.on ? { list = [1, 2] } : { list = [1, 3] }": {"list": [1, "?"]},
    "var.on ? { list = [1] } : { list = [1, 2] }": {"list": "?"},
    "var.on ? { a = null } : { a = null }": {"a": None},
    'var.on ? { a = null } : { a = "x" }': {"a": "?"},
    'var.on ? "small" : null': "?",
    '"shop-${var.name}" == ""': False,
    '"shop-${var.name}" == "shop-"': "?",
    '"shop-${var.name}" != "cart-a"': True,
    '"${var.name}-shop" == "shop"': False,
    '"shop-${var.name}" == 5': False,
    '"shop-${var.name}" == null': False,
    '{ for k, v in { Name = "shop-${var.name}" } : k => v if v != "" }': {"Name": "?"},
    '{ for k, v in { Name = var.name, Team = "a" } : k => v if v != "" }': {"Team": "a", "+": "?"},
    '[for v in ["a", var.name] : v if v != ""]': "?",
    '{ "${var.name}-a" = 1, b = 2 }': {"b": 2, "+": "?"},
    'tonumber("1${length(var.name)}") == 10': "?",
    'tolist(["1${length(var.name)}", 2])[0] == "10"': "?",
    'max("1${length(var.name)}", 2) == 10': "?",
    '"1${length(var.name)}" + 0 == 10': "?",
    '[for v in [2, "1${length(var.name)}"] : v == "10"]': [False, "?"],
    "(var.on ? 10 : 12) == 10": "?",
    '(var.on ? "10" : "12") == "11"': "?",
    '(var.on ? "10" : 12) == "22"': "?",
    '-"1${length(var.name)}" == -10': "?",
    '"a${var.name}"[*] == ["a"]': "?",
    'lower("A-${var.name}") == "b"': "?",
    'length({ for k, v in { "${var.name}-a" = 1 } : k => v if v > 1 })': 0,
    '{ for k, v in { "${var.name}-a" = 1 } : k => v if v > 1 }': {},
}
NAMES = ("", "a", "shop", "Name", "b", "owner")


def known(value: Value) -> object:
    raw = value.raw
    if isinstance(raw, Unknown):
        return "?"
    if isinstance(raw, Mapping):
        opened = {"+": "?"} if isinstance(raw, OpenDict) and raw.causes else {}
        return {key: known(item) for key, item in raw.items()} | opened
    return [known(item) for item in raw] if isinstance(raw, list) else raw


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS.items())
def test_what_all_that_it_can_be_have_in_common_is_known(expression: str, expected: object) -> None:
    made = by_address(read(ROOT % expression))["terraform_data.a"].values.get("input")
    assert made is not None
    assert known(made) == expected


def holds(before: Value, after: Value) -> bool:
    """Tell whether what is known of a value without its variables is true of the value with them."""
    raw, final = before.raw, after.raw
    if isinstance(raw, Unknown):
        return not isinstance(final, str) or fits(final, raw.shape)
    if isinstance(raw, Mapping):
        if not isinstance(final, Mapping) or not all(key in final and holds(raw[key], final[key]) for key in raw):
            return False
        further = final.keys() - raw.keys()
        if not isinstance(raw, OpenDict):
            return not further
        values = [holds(raw.further, final[key]) for key in further if raw.further is not None]
        return all(values) and all(raw.may_have(key) for key in further)
    if isinstance(raw, list):
        return isinstance(final, list) and len(raw) == len(final) and all(map(holds, raw, final))
    return raw == final


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("on", ["true", "false"])
def test_what_is_known_holds_with_every_value(expression: str, on: str) -> None:
    before = by_address(read(ROOT % expression))["terraform_data.a"].values.get("input")
    assert before is not None
    for name in NAMES:
        given = read(ROOT % expression, assignments=(("var", f"on={on}"), ("var", f"name={name}")))
        after = by_address(given)["terraform_data.a"].values.get("input")
        assert after is not None
        assert after.causes == ()
        assert holds(before, after), (known(before), known(after))


FOR_EACH = """
    variable "prefix" {}
    variable "on" {}
    module "disks" {
      source = "./disks"
      disks  = %s
    }
### disks/main.tf
    variable "disks" {
      type = map(object({ size = number, labels = optional(map(string)), type = optional(string, "pd-ssd") }))
    }
    locals { made = { for name, disk in var.disks : name => disk if disk.size > 1 } }
    resource "google_compute_disk" "this" {
      for_each = local.made
      name     = each.key
      size     = each.value.size
      type     = each.value.type
      labels   = each.value.labels
    }
"""


@pytest.mark.parametrize(
    ("disks", "addresses", "size", "labels"),
    [
        ('{ "${var.prefix}-a" = { size = 10 } }', ["[*]"], 10, set()),
        ('{ "${var.prefix}-a" = { size = 10 }, "${var.prefix}-b" = { size = 20 } }', ["[*]"], "?", set()),
        (
            '{ for at in range(3) : "${var.prefix}-${at}" => { size = 10, labels = { owner = "a" } } }',
            ["[*]"],
            10,
            {"owner"},
        ),
        ('{ "${var.prefix}-a" = { size = 1 } }', [], None, None),
        ('merge({ "${var.prefix}-a" = { size = 10 } }, { b = { size = 10 } })', ['["b"]', "[*]"], 10, set()),
        ("var.on ? { a = { size = 10 } } : {}", ["[*]"], 10, set()),
        ("var.on ? { a = { size = 10 } } : { a = { size = 20 } }", ["[*]"], "?", set()),
    ],
)
def test_instances_with_unknown_keys_have_what_their_values_have_in_common(
    disks: str, addresses: list[str], size: object, labels: set[str] | None
) -> None:
    main, _, module = (FOR_EACH % disks).partition("### disks/main.tf\n")
    found = read({"main.tf": main, "disks/main.tf": module})
    resources = by_address(found)
    assert list(resources) == [f"module.disks.google_compute_disk.this{suffix}" for suffix in addresses]
    for address, resource in resources.items():
        made = resource.values.get("size")
        assert made is not None
        assert known(made) == size
        assert attribute(found, address, "type") == "pd-ssd"
        assert tags(found, address).keys() == labels
        assert resource.tags is not None
        assert resource.tags.open == ()


@pytest.mark.parametrize(
    "level",
    [
        '{ "${var.name}-k" = { p = local.a%d, q = local.a%d } }',
        "var.on ? { p = local.a%d, q = local.a%d } : {}",
        "{ for k, v in { a = 1 } : k => { p = local.a%d, q = local.a%d } if var.on }",
    ],
)
def test_what_is_known_of_unknown_entries_is_bounded(level: str) -> None:
    locals_ = "\n".join(f"a{at} = {level % (at - 1, at - 1)}" for at in range(1, 60))
    found = read(f"{ROOT % 'merge(local.a59, {})'}\nlocals {{\na0 = {{ x = var.name }}\n{locals_}\n}}")
    made = by_address(found)["terraform_data.a"].values.get("input")
    assert made is not None
    assert made.causes
