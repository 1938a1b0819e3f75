"""Values given to variables: how they are read, converted and validated, as the real Terraform does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.terraform_text import attribute, causes, read

from finops_guard.diagnostics import Diagnostic, Level

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="the terraform binary is not on PATH")
USE = '\nresource "aws_sqs_queue" "q" { name = var.v }'
NESTED = (
    'object({ a = optional(list(object({ b = optional(number, 3), c = string })), [{ c = "x" }]), d = optional(bool) })'
)

# Type, value, and what the value becomes.
FITS: list[tuple[str, str, object]] = [
    ("string", "true", "true"),
    ("string", "1.50", "1.5"),
    ("number", '"0.1"', 0.1),
    ("bool", '"1"', True),
    ("any", "[1, true]", [1, True]),
    ("list(any)", '[1, "a"]', ["1", "a"]),
    ("list(any)", "[null, 1]", [None, 1]),
    ("map(any)", '{ a = 1, b = "x" }', {"a": "1", "b": "x"}),
    ("map(list(string))", "{ a = [1, true] }", {"a": ["1", "true"]}),
    ("set(number)", '["10", 9, 10]', [9, 10]),
    ("set(any)", '[true, "a"]', ["a", "true"]),
    ("tuple([string, number])", '[1, "2"]', ["1", 2]),
    ("object({ a = string })", "{ a = 1, more = 2 }", {"a": "1"}),
    ("object({ a = optional(string) })", "{}", {"a": None}),
    ('object({ a = optional(string, "x") })', "{ a = null }", {"a": "x"}),
    ("object({ a = optional(list(number), [1]) })", "{}", {"a": [1]}),
    (NESTED, "{}", {"a": [{"b": 3, "c": "x"}], "d": None}),
    (NESTED, '{ a = [{ c = 1, b = "2" }], d = "true" }', {"a": [{"b": 2, "c": "1"}], "d": True}),
    (
        "map(object({ a = optional(bool, false) }))",
        '{ k = {}, l = { a = "true" } }',
        {"k": {"a": False}, "l": {"a": True}},
    ),
    ("list(string)", "null", None),
]

# Type, value, and the end of the message, which names the place within the value.
MISFITS = [
    ("string", "{}", "a string is required, not an object"),
    ("bool", '"yes"', "a bool is required, not a string"),
    ("number", '"0x10"', "a number is required, not a string"),
    ("list(number)", '["1", "x"]', "element 1: a number is required, not a string"),
    ("list(any)", "[1, [2]]", "all list elements must have the same type"),
    ("list(string)", "{ a = 1 }", "a list is required, not an object"),
    ("map(string)", '["a"]', "a map is required, not a list"),
    (
        "map(object({ a = bool }))",
        '{ k = { a = "x" } }',
        'element "k": attribute "a": a bool is required, not a string',
    ),
    ("object({ a = string, b = string })", '{ a = "x" }', 'attribute "b" is required'),
    ("object({ a = list(string) })", "{ a = [{}] }", 'attribute "a": element 0: a string is required, not an object'),
    ("tuple([string])", '["a", "b"]', "a tuple of 1 elements is required, not a list"),
]


def configuration(declared: str, given: str, name: str = "v") -> str:
    return f'variable "{name}" {{\n  type = {declared}\n  default = {given}\n}}\n'


def console(directory: Path, question: str) -> subprocess.CompletedProcess[str]:
    quiet = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_CLI_ARGS": "-no-color"}
    return subprocess.run(
        ["terraform", "console"],
        cwd=directory,
        env={**os.environ, **quiet},
        input=question + "\n",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("declared", "given", "expected"), FITS)
def test_a_value_takes_the_declared_type(declared: str, given: str, expected: object) -> None:
    found = attribute(read(configuration(declared, given) + USE), "aws_sqs_queue.q", "name")
    assert json.loads(json.dumps(found, default=float)) == expected


@needs_terraform
def test_terraform_makes_the_same_of_each_value(tmp_path: Path) -> None:
    texts = [configuration(declared, given, f"v{at}") for at, (declared, given, _) in enumerate(FITS)]
    (tmp_path / "main.tf").write_text("".join(texts), encoding="utf-8")
    done = console(tmp_path, "jsonencode([" + ", ".join(f"var.v{at}" for at in range(len(FITS))) + "])")
    assert json.loads(json.loads(done.stdout)) == [expected for _, _, expected in FITS]


@pytest.mark.parametrize(("declared", "given", "message"), MISFITS)
def test_what_does_not_fit_is_unknown_and_says_where(declared: str, given: str, message: str) -> None:
    found = causes(read(configuration(declared, given) + USE), "aws_sqs_queue.q", "name")
    assert found == [f"var.v does not have its declared type: {message}"]


@needs_terraform
def test_terraform_rejects_each_misfit(tmp_path: Path) -> None:
    texts = [configuration(declared, given, f"v{at}") for at, (declared, given, _) in enumerate(MISFITS)]
    (tmp_path / "main.tf").write_text("".join(texts), encoding="utf-8")
    said = console(tmp_path, "1").stderr
    assert said.count("Error: Invalid default value for variable") == len(MISFITS), said


def test_a_sensitive_value_that_does_not_fit_says_nothing_of_itself() -> None:
    text = 'variable "v" {\n  type = map(number)\n  sensitive = true\n  default = { hunter2 = "x" }\n}\n'
    assert causes(read(text + USE), "aws_sqs_queue.q", "name") == [
        "var.v does not have its declared type: its value is sensitive"
    ]


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [("any", "5", 5), ("any", '"5"', "5"), ("string", "[1]", "[1]"), ("list(any)", "[1]", [1]), (None, "[1]", "[1]")],
)
def test_text_is_read_as_an_expression_unless_the_type_is_primitive(
    declared: str | None, given: str, expected: object
) -> None:
    kind = f"type = {declared}" if declared else ""
    found = read(f'variable "v" {{ {kind} }}{USE}', assignments=(("var", f"v={given}"),))
    assert attribute(found, "aws_sqs_queue.q", "name") == expected


VALIDATED = """
variable "size" {
  type      = string
  SENSITIVE
  validation {
    condition     = contains(["small", "large"], var.size)
    error_message = "Not ${MESSAGE}: choose small or large."
  }
}
"""


def validations(files: dict[str, str]) -> list[Diagnostic]:
    return [each for each in read(files).diagnostics if each.kind == "validation"]


def validated(sensitive: str = "", message: str = "var.size") -> str:
    return VALIDATED.replace("SENSITIVE", sensitive).replace("MESSAGE", message)


def test_a_value_that_fails_its_validation_is_an_error_where_it_was_assigned() -> None:
    [found] = validations({"main.tf": validated(), "terraform.tfvars": 'size = "huge"'})
    assert found.level is Level.ERROR
    assert found.message == "var.size is not valid: Not huge: choose small or large."
    assert found.hint == "the condition is at main.tf:6:5"
    assert found.span is not None
    assert (str(found.span.location()), found.span.text) == ("terraform.tfvars:1:8", '"huge"')


def test_a_module_call_is_where_its_argument_fails() -> None:
    files = {"main.tf": 'module "m" {\n  source = "./m"\n  size   = "huge"\n}', "m/main.tf": validated()}
    assert [str(each.span.location()) for each in validations(files) if each.span] == ["main.tf:3:12"]


@pytest.mark.parametrize("given", ['size = "small"', ""])
def test_a_valid_or_unknown_value_says_nothing(given: str) -> None:
    assert validations({"main.tf": validated(), "terraform.tfvars": given}) == []


@pytest.mark.parametrize("condition", ["var.size", "null", "[]", "local.missing", "upper(1, 2)"])
def test_a_condition_that_fails_itself_says_nothing(condition: str) -> None:
    text = f'variable "size" {{\n  default = "x"\n  validation {{\n    condition = {condition}\n  }}\n}}'
    assert validations({"main.tf": text}) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("var.size", "its validation fails, and the message holds a sensitive value"),
        ('"it"', "Not it: choose small or large."),
    ],
)
def test_a_sensitive_value_is_not_in_the_message(message: str, expected: str) -> None:
    text = validated("sensitive = true", message)
    [found] = validations({"main.tf": text, "terraform.tfvars": 'size = "hunter2"'})
    assert found.message == f"var.size is not valid: {expected}"
    assert found.span is not None
    assert "hunter2" not in found.span.source.line(1)


def test_a_default_that_fails_its_validation_waits_for_a_value_in_a_root_and_fails_a_call() -> None:
    module = 'variable "size" {\n  default = null\n  validation {\n    condition = var.size != null\n  }\n}\n'
    assert validations({"main.tf": module}) == []
    [found] = validations({"m/main.tf": module, "main.tf": 'module "a" {\n  source = "./m"\n}\n'})
    assert found.span is not None
    assert found.span.location().path == "m/main.tf"
