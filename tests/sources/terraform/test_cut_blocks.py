"""What a syntax error keeps from being read is unknown, never absent."""

from __future__ import annotations

import pytest
from support.terraform_text import by_address, read

from finops_guard.diagnostics import Level
from finops_guard.location import SourceText
from finops_guard.sources.terraform.parser import parse
from finops_guard.values import Unknown, Value, plain

QUEUE = "aws_sqs_queue.q"
HIDDEN = "a syntax error hides a part of the text"
UNREADABLE = "its text has a syntax error"
ENDS = {
    "an object": "tags = {\n    owner = one two\n",
    "an object that takes the block's brace": 'tags = {\n    owner = "x"\n',
    "an object within an object": 'tags = {\n    more = {\n      owner = "x"\n',
    "a list": 'tags = [\n    "x",\n',
    "a list on one line": 'tags = [ "x"\n',
    "a call": 'tags = merge({\n      owner = "x"\n    },\n',
    "a parenthesis": "tags = (\n    1\n",
    "a template": 'tags = "${merge(\n    1\n',
    "a string": 'tags = "x\n',
    "a heredoc in a list": "tags = [<<E\n    }\n  E\n    , 1\n",
}
AROUND = 'resource "aws_sqs_queue" "q" {{\n  {end}  delay = 5\n\n  name {{\n    first = "x"\n  }}\n}}\n'
NEXT = 'resource "aws_sqs_queue" "next" {\n  delay = 7\n}\n'


@pytest.mark.parametrize("after", ["", "\n" + NEXT], ids=["the last block", "another block"])
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_arguments_behind_an_open_bracket_are_read(end: str, after: str) -> None:
    found = read(AROUND.format(end=end) + after)
    values = by_address(found)[QUEUE].values
    assert got(values, "tags") == UNREADABLE
    assert got(values, "delay") == 5
    assert got(values, "name") == [{"first": "x"}]
    assert after == "" or got(by_address(found)["aws_sqs_queue.next"].values, "delay") == 7
    assert [each.level for each in found.diagnostics] == [Level.ERROR]


def got(value: Value | None, *path: str) -> object:
    """Return what stands at a path: plain data, the text of the first cause, or "absent"."""
    for name in path:
        if value is not None and isinstance(value.raw, list):
            value = value.raw[0]
        value = None if value is None else value.get(name)
    if value is None:
        return "absent"
    return value.causes[0].text if isinstance(value.raw, Unknown) else plain(value)


# Files -> what the queue's ``name`` is then.
CUT = {
    "text without indentation": (
        {"main.tf": f'resource "aws_sqs_queue" "q" {{\na = {{\nname = "x"\n}}\n{NEXT}'},
        HIDDEN,
    ),
    "an open heredoc": ({"main.tf": f'resource "aws_sqs_queue" "q" {{\n  a = <<E\n  name = "x"\n}}\n{NEXT}'}, HIDDEN),
    "an open comment": ({"main.tf": f'resource "aws_sqs_queue" "q" {{\n  a = 1 /*\n  name = "x"\n}}\n{NEXT}'}, HIDDEN),
    "a brace too many": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  b {\n  }\n  }\n  name = "x"\n}\n'}, HIDDEN),
    "a missing brace": ({"main.tf": f'resource "aws_sqs_queue" "q" {{\n  b {{\n  name = "x"\n}}\n{NEXT}'}, HIDDEN),
    "a colon": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  name: "x"\n}\n'}, HIDDEN),
    "quotes": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  "name" = "x"\n}\n'}, HIDDEN),
    "an error in the argument itself": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  name = var.\n}\n'}, UNREADABLE),
    "an error in another argument": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  a = var.\n}\n'}, "absent"),
    "an error in another block": ({"main.tf": 'resource "aws_sqs_queue" "q" {\n  b {\n    c d\n  }\n}\n'}, "absent"),
    "too many errors": (
        {"main.tf": 'resource "aws_sqs_queue" "q" {\n' + "  a = ]\n" * 101 + '  name = "x"\n}\n'},
        HIDDEN,
    ),
    "a local value": ({"main.tf": 'locals {\n  a: 1\n}\nresource "aws_sqs_queue" "q" { name = local.b }\n'}, HIDDEN),
    "a block of local values": ({"main.tf": 'locals\n\nresource "aws_sqs_queue" "q" { name = local.b }\n'}, HIDDEN),
    "a variable": (
        {"main.tf": 'variable "v" {\n  default: "x"\n}\nresource "aws_sqs_queue" "q" { name = var.v }\n'},
        HIDDEN,
    ),
    "a default": (
        {"main.tf": 'variable "v" {\n  default = [\n}\nresource "aws_sqs_queue" "q" { name = var.v }\n'},
        UNREADABLE,
    ),
    "an output": (
        {
            "main.tf": 'module "m" { source = "./m" }\nresource "aws_sqs_queue" "q" { name = module.m.o }\n',
            "m/main.tf": 'output "o" {\n  value: "x"\n}\n',
        },
        HIDDEN,
    ),
    "values in a file": (
        {
            "main.tf": 'variable "v" { default = "x" }\nresource "aws_sqs_queue" "q" { name = var.v }\n',
            "terraform.tfvars": "other = <<E\n\nv = 1\n",
        },
        HIDDEN,
    ),
    "values in a JSON file": (
        {
            "main.tf": 'variable "v" { default = "x" }\nresource "aws_sqs_queue" "q" { name = var.v }\n',
            "terraform.tfvars.json": '{"other": 1 "v": 2}',
        },
        HIDDEN,
    ),
    "values behind an open bracket": (
        {
            "main.tf": 'variable "v" { default = "x" }\nresource "aws_sqs_queue" "q" { name = var.v }\n',
            "terraform.tfvars": 'other = {\n  a = 1\n\nv = "y"\n',
        },
        "y",
    ),
    "values before those of another file": (
        {
            "main.tf": 'variable "v" { default = "x" }\nresource "aws_sqs_queue" "q" { name = var.v }\n',
            "terraform.tfvars": "other: 1\n",
            "z.auto.tfvars": 'v = "y"\n',
        },
        "y",
    ),
    "JSON": (
        {"main.tf.json": '{"resource": {"aws_sqs_queue": {"q": {"delay": 5, "tags": {"a" 1}, "name": 1}}}}'},
        HIDDEN,
    ),
    "a template in JSON": ({"main.tf.json": '{"resource": {"aws_sqs_queue": {"q": {"name": "${var."}}}}'}, UNREADABLE),
    "an override": (
        {"main.tf": 'resource "aws_sqs_queue" "q" {}\n', "override.tf": 'resource "aws_sqs_queue" "q" {\n  a: 1\n}\n'},
        HIDDEN,
    ),
}


@pytest.mark.parametrize(("files", "expected"), CUT.values(), ids=CUT)
def test_what_is_cut_off_is_unknown(files: dict[str, str], expected: str) -> None:
    found = read(files)
    assert got(by_address(found)[QUEUE].values, "name") == expected
    assert any(each.kind == "syntax" and each.level is Level.ERROR for each in found.diagnostics)


GIVEN = 'variable "name" { default = "d" }\nresource "aws_sqs_queue" "q" { name = var.name }\n'
# What the root module holds -> the name of the called module's queue, and why tags that it does not have are not known.
CALLS = {
    "the call": ('module "m" {\n  source = "./m"\n  other: 1\n}\n', HIDDEN, [HIDDEN]),
    "the argument": ('module "m" {\n  source = "./m"\n  name = [\n}\n', UNREADABLE, [HIDDEN]),
    "a provider": ('provider "aws" {\n  region: 1\n}\nmodule "m" { source = "./m" }\n', "d", [HIDDEN]),
    "default tags": (
        'provider "aws" {\n  default_tags {\n    tags: {}\n  }\n}\nmodule "m" { source = "./m" }\n',
        "d",
        [HIDDEN],
    ),
    "the header of a provider": ('provider "aws {\n  region = "x"\n}\nmodule "m" { source = "./m" }\n', "d", [HIDDEN]),
    "an alias": (
        'provider "aws" {\n  alias: "w"\n}\nmodule "m" {\n  source = "./m"\n  providers = { aws = aws.w }\n}\n',
        "d",
        [HIDDEN],
    ),
    "nothing of the call": ('resource "a" "b" {\n  x: 1\n}\nmodule "m" { source = "./m" }\n', "d", []),
}


@pytest.mark.parametrize(("text", "name", "open_"), CALLS.values(), ids=CALLS)
def test_a_called_module_does_not_take_what_is_cut_off_for_absent(text: str, name: str, open_: list[str]) -> None:
    found = by_address(read({"main.tf": text, "m/main.tf": GIVEN}))["module.m.aws_sqs_queue.q"]
    assert got(found.values, "name") == name
    assert found.tags is not None
    assert [cause.text for cause in found.tags.open] == open_


def test_a_file_that_is_no_text_hides_what_it_declares() -> None:
    found = read({"main.tf": 'resource "aws_sqs_queue" "q" { name = local.x }\n', "providers.tf": b"\xff"})
    resource = by_address(found)[QUEUE]
    assert got(resource.values, "name") == "the file cannot be read"
    assert resource.tags is not None
    assert [cause.span.path for cause in resource.tags.open if cause.span] == ["providers.tf"]
    assert [cause.text for cause in found.roots[0].causes] == ["the file cannot be read"]


def test_tag_blocks_that_are_cut_off_may_hold_any_key() -> None:
    text = 'resource "aws_autoscaling_group" "g" {\n  tag {\n    key = "a"\n    value = "b"\n  }\n  tag: {\n  }\n}\n'
    tags = by_address(read(text))["aws_autoscaling_group.g"].tags
    assert tags is not None
    assert (list(tags.tags), [cause.text for cause in tags.open]) == (["a"], [HIDDEN])


def test_a_variable_that_may_be_sensitive_is() -> None:
    text = 'variable "v" {\n  default = "secret"\n  sensitive: true\n}\nresource "aws_sqs_queue" "q" { name = var.v }\n'
    name = by_address(read(text))[QUEUE].values.get("name")
    assert name is not None
    assert name.is_sensitive


def test_a_cause_points_at_the_error() -> None:
    found = read('resource "aws_sqs_queue" "q" {\n  a = 1\n  tags: {}\n}\n')
    resource = by_address(found)[QUEUE]
    assert resource.tags is not None
    [cause] = resource.tags.open
    [diagnostic] = found.diagnostics
    assert cause.span is not None
    assert diagnostic.span is not None
    assert cause.span.location().line == diagnostic.span.location().line == 3


# Valid text that looks like a bracket left open, or like a block of the top level.
VALID = {
    "entries further left": "a {\n  x = {\n  y = 1\n    z = 2\n  }\n}\n",
    "a heredoc further left": "a {\n  x = [<<E\ny = 1\n}\nE\n  ]\n}\n",
    "a comment further left": "a {\n  x = {\n/*\n  y = 1\n*/\n  # z = 1\n  }\n}\n",
    "unindented blocks": 'a {\ndata "x" {\n}\nimport {\n}\n}\nlocals {\n}\n',
}


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_text_without_an_error_is_whole(text: str) -> None:
    parsed = parse(SourceText("main.tf", text))
    assert parsed.problems == []
    assert parsed.body.cut is None
    assert all(block.body.cut is None for block in parsed.body.blocks)
