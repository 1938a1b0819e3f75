"""Terraform's JSON syntax becomes the tree that the same configuration has in native syntax."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from terraform_trees import check_spans, dump

from finops_guard.location import SourceText
from finops_guard.sources.terraform.parser import parse, parse_json
from finops_guard.sources.terraform.syntax.failure import MAX_NESTING, MAX_NODES


def read(text, literal=False):
    parsed = parse_json(SourceText("main.tf.json", text), literal)
    check_spans(parsed)
    return parsed


def clean(data):
    parsed = read(data if isinstance(data, str) else json.dumps(data))
    assert parsed.problems == []
    return parsed.body


# JSON and the native text that means the same (nested blocks aside, which JSON cannot tell from objects).
EQUAL = {
    "a resource": (
        {"resource": {"aws_instance": {"web": {"ami": "a-${var.x}", "count": 2, "ebs_optimized": True, "key": None}}}},
        'resource "aws_instance" "web" {\nami = "a-${var.x}"\ncount = 2\nebs_optimized = true\nkey = null\n}',
    ),
    "two of one type": (
        {"data": {"t": {"a": {}, "b": {"x": 1.5}}}},
        'data "t" "a" {}\ndata "t" "b" { x = 1.5 }',
    ),
    "arrays at every level": (
        {"resource": [{"t": [{"a": [{"x": 1}]}, {"b": {"x": 2}}]}]},
        'resource "t" "a" { x = 1 }\nresource "t" "b" { x = 2 }',
    ),
    "several provider configurations": (
        {"provider": {"aws": [{"region": "r"}, {"alias": "x", "region": "s"}]}},
        'provider "aws" { region = "r" }\nprovider "aws" {\nalias = "x"\nregion = "s"\n}',
    ),
    "blocks without labels": (
        {"locals": [{"a": 1}, {"b": "${local.a}"}], "terraform": {"required_version": ">= 1"}},
        'locals { a = 1 }\nlocals { b = "${local.a}" }\nterraform { required_version = ">= 1" }',
    ),
    "an array for the root": ([{"locals": {"a": 1}}, {"locals": {"b": 2}}], "locals { a = 1 }\nlocals { b = 2 }"),
    "null for a block": ({"output": {"o": None}, "locals": {"a": 1}}, "locals { a = 1 }"),
    "objects, arrays, templates in keys": (
        {"locals": {"a": {"k-${var.x}": ["%{ if a }b%{ endif }", {"//": "kept in a value"}]}}},
        'locals { a = { "k-${var.x}" = ["%{ if a }b%{ endif }", { "//" = "kept in a value" }] } }',
    ),
    "comments": ({"//": "x", "locals": {"//": ["y"], "a": "$${b}"}}, 'locals { a = "$${b}" }'),
    "references in strings": (
        {"resource": {"t": {"a": {
            "provider": "aws.west", "depends_on": ["t.b", "module.c"],
            "lifecycle": {"ignore_changes": ['tags["x"]', "ami"], "prevent_destroy": True}}}}},
        ('resource "t" "a" {\nprovider = aws.west\ndepends_on = [t.b, module.c]\n'
         'lifecycle = { "ignore_changes" = [tags["x"], ami], "prevent_destroy" = true }\n}'),
    ),
    "providers of a module": (
        {"module": {"m": {"source": "./${x}", "providers": {"aws": "aws.west"}, "n": "${x}"}}},
        'module "m" {\nsource = "./$${x}"\nproviders = { "aws" = aws.west }\nn = "${x}"\n}',
    ),
    "a variable's type, and its default as it is": (
        {"variable": {"v": {"type": "object({ a = optional(number, 1) })", "default": {"a": "${b} $${c}"}}}},
        'variable "v" {\ntype = object({ a = optional(number, 1) })\ndefault = { "a" = "$${b} $$${c}" }\n}',
    ),
    "moved, import, removed, check, ephemeral": (
        {"moved": {"from": "t.a", "to": "t.b"}, "import": [{"to": "t.c", "id": "i"}], "removed": {"from": "t.d"},
         "check": {"h": {}}, "ephemeral": {"t": {"e": {}}}},
        ('moved {\nfrom = t.a\nto = t.b\n}\nimport {\nto = t.c\nid = "i"\n}\nremoved { from = t.d }\ncheck "h" {}\n'
         'ephemeral "t" "e" {}'),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "native"), EQUAL.values(), ids=EQUAL)
def test_means_what_native_syntax_means(data, native):
    expected = parse(SourceText("main.tf", native))
    assert expected.problems == []
    assert dump(clean(data)) == dump(expected.body)


def test_every_body_is_marked():
    body = clean({"resource": {"t": {"a": {}}}, "locals": {"a": 1}})
    assert [body.json, *(block.body.json for block in body.blocks)] == [True, True, True]


def test_spans_are_exact_behind_escapes():
    text = '{"resource":{"t":{"a\\u0062":{"x":"\\"\\u00e9\\ud83d\\ude00${var.y}\\n${ z }\\"","n":-1}}}}'
    [block] = clean(text).blocks
    assert block.labels == ["t", "ab"]
    assert text[block.start : block.header_end] == '"a\\u0062"'
    assert text[block.start : block.end].endswith('"n":-1}')
    attribute = block.body.attributes["x"]
    assert text[attribute.start : attribute.end].startswith('"x":"')
    parts = attribute.value.parts
    assert [part.value for part in parts[::2]] == ['"é😀', "\n", '"']
    assert [text[part.start : part.end] for part in parts] == [
        '\\"\\u00e9\\ud83d\\ude00',
        "var.y",
        "\\n",
        "z",
        '\\"',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-5", -5), ("1.50", Decimal("1.50")), ("1e400", Decimal("1e400")), ("-1E-2", Decimal("-0.01")), ("0", 0)],
)
def test_numbers_are_exact(text, expected):
    value = clean(f'{{"locals": {{"a": {text}}}}}').blocks[0].body.attributes["a"].value.value
    assert (value, type(value)) == (expected, type(expected))


def test_values_of_variables_are_literal():
    parsed = read('{"a": "${x}", "resource": {"//": [1, "%{b}"]}, "//": 2}', literal=True)
    assert parsed.problems == []
    assert parsed.body.blocks == []
    assert dump(parsed.body)[0] == {
        "a": ("Literal", "${x}"),
        "resource": (
            "ObjectExpr",
            [(("Literal", "//"), ("TupleExpr", [("Literal", 1), ("Literal", "%{b}")]))],
        ),
        "//": ("Literal", 2),
    }


PROBLEMS = {
    "": ("expected a value", 0),
    "{": ("expected a key", 1),
    '{"locals": {"a": 1,}}': ("expected a key", 19),
    '{"locals": {"a": [1, 2,]}}': ("expected a value", 23),
    '{"locals": {"a": 01}}': ("expected a value", 17),
    "{'locals': {}}": ("expected a key", 1),
    '{"locals": {"a": "x\n"}}': ("expected a value", 17),
    '{"locals": {"a": "\\x"}}': ("expected a value", 17),
    '{"locals": {}} x': ("expected the end of the file", 15),
    '{"locals": {} "output": {}}': ('expected "," or "}"', 14),
    '{"locals" {}}': ('expected ":" behind the key', 10),
    '{"locals": [}': ("expected a value", 12),
    "\ufeff{}": ("expected a value", 0),
    "5": ("the root of a configuration is an object", 0),
    '{"resources": {}}': ('"resources" is not a block', 1),
    '{"resource": {"t": 5}}': ("a resource block's name is an object", 19),
    '{"resource": {"t": {"a": 5}}}': ("a resource block is an object", 25),
    '{"locals": {"a": 1, "a": 2}}': ("the argument a was already set in line 1", 20),
    '{"locals": {"a": {"b": 1, "b": 2}}}': ('the key "b" stands twice', 26),
    '{"locals": {"a": "${b"}}': ("expected } at the end of this interpolation", 21),
    '{"locals": {"a": "\\n${b c}"}}': ("expected } at the end of this interpolation", 24),
    '{"locals": {"a": ' + "[" * 1000: ("this is nested more than", 16 + MAX_NESTING - 1),
}


@pytest.mark.parametrize(("text", "expected"), PROBLEMS.items(), ids=lambda item: ascii(item)[:40])
def test_says_what_is_wrong_and_where(text, expected):
    problem = read(text).problems[0]
    assert problem.message.startswith(expected[0])
    assert problem.start == expected[1]


def test_keeps_what_stands_before_an_error():
    parsed = read('{"locals": {"a": 1, "b": [2, 3, }, "output": {}}')
    assert len(parsed.problems) == 1
    [block] = parsed.body.blocks
    assert {name: dump(each.value) for name, each in block.body.attributes.items()} == {
        "a": ("Literal", 1),
        "b": ("Unreadable",),
    }
    assert block.body.cut is not None
    assert parsed.body.cut is not None


LARGE = {
    "items": '["a", ' + "1," * MAX_NODES + "1]",
    "operators": '["a", "${' + "1+" * MAX_NODES + '1}"]',
    "strings": '["a"' + ', "${a}${b}"' * 50_000 + "]",
    "escapes": '["a", "' + "\\n" * (MAX_NODES + 1) + '"]',
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_the_nodes_of_a_file_are_bounded(text):
    parsed = parse_json(SourceText("main.tf.json", f'{{"locals": {{"large": {text}}}}}'))
    [problem] = parsed.problems
    assert problem.message.startswith("a file holds at most 500,000 values and arguments")
    assert "large" in parsed.body.blocks[0].body.attributes
