"""Our syntax against the real Terraform: which texts it accepts, and what literals mean."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal

import pytest
from terraform_snippets import ACCEPTED, REJECTED

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Literal, Parens, Template, TemplateIf
from finops_guard.sources.terraform.parser import parse, parse_json

TERRAFORM = shutil.which("terraform")
needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="the terraform binary is not installed")


def terraform(directory, *arguments, stdin=""):
    environment = {
        **os.environ,
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_CLI_ARGS": "-no-color",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    return subprocess.run(
        [TERRAFORM, *arguments],
        cwd=directory,
        env=environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("text", ACCEPTED)
def test_reads_what_terraform_accepts(text):
    parsed = parse(SourceText("main.tf", text))
    assert [problem.message for problem in parsed.problems] == []


@pytest.mark.parametrize("text", REJECTED)
def test_reports_what_terraform_rejects(text):
    parsed = parse(SourceText("main.tf", text))
    assert parsed.problems
    assert all(problem.message for problem in parsed.problems)


def test_the_tables_are_large_enough_to_mean_something():
    assert len(set(ACCEPTED)) >= 150
    assert len(set(REJECTED)) >= 85


@needs_terraform
def test_terraform_agrees_with_the_tables(tmp_path):
    texts = [*ACCEPTED, *REJECTED]
    for index, text in enumerate(texts):
        (tmp_path / f"s{index:04}.tf").write_bytes(text.encode())
    done = terraform(tmp_path, "fmt", "-recursive", "-write=false", "-list=false", ".")
    rejected = {int(number) for number in re.findall(r"Error: [^\n]*\n\n\s+on (?:\./)?s(\d+)\.tf", done.stderr)}
    assert [text for index, text in enumerate(texts) if index in rejected] == list(REJECTED)


# Expressions that hold nothing but literals and templates over literals.
CONSTANTS = (
    '"$$${1}"', '"$$$${1}"', '"$$$$${1}"', '"%%%{1}"', '"%%%%{1}"', '"a$"', '"$$"', '"$${"', '"%%"', '"%"',
    '"$%{if true}x%{endif}"', '"%${1}"', r'"$\n"', r'"a\n ${~1~} \n b"', '" ${~1~} "', '"${1}"', '"${~1~}"',
    '"x  $ ${~1~} $ y"', '"x  $${  ${~1~}  $${ y"', r'"x  \n  ${~1~}  \n y"', r'"a\tb"', r'"\"${"x"}\""', '"\'"',
    r'"\u00e9"', '"e\u0301"', r'"\U0001F600"', r'"\u0065\u0301"', '"x\u00a0${~1}"', '"x\x1c${~1}"', '"x\x0b${~1}"',
    '"%{if true}${1}%{endif}"', '"%{ if false ~} x %{ else ~} y %{ endif ~} "', '""', '"${""}"',
    '"${"a"}b"', '"\u2028"',
    "1.50", "0.1", "1e3", "1e-3", "1E+2", "007", "1.0", "123456789012345678901234567890", "1e40", "(5)",
    "100000000000000000000000000000000.5", "true", "false", "null",
    "<<EOT\na\n  ${~1~}\n  b\nEOT", "<<EOT\na  ${~1~}  \n\n  b\nEOT", "<<EOT\n\n\n  ${~1~}\n\n\n  b\nEOT",
    "<<-EOT\n    a\n      b\n   \n  \n    c\n    EOT", "<<-EOT\n    a\n  ${1}\n   b\n EOT",
    "<<-EOT\n    a\n${1}\n   b\n EOT", "<<-EOT\n    %{if true}\n    x\n    %{~endif}\n    b\n EOT",
    "<<-EOT\n    %{if true~}\n    x\n    %{endif~}\n    b\n EOT", "<<-EOT\n\ta\n\t\tb\nEOT", "<<-EOT\n\n   a\nEOT",
    "<<-EOT\nEOT", "<<EOT\n\nEOT", "<<-EOT\n  \n   a\nEOT", '<<EOT\n\\n "q" $${x} %%{y}\nEOT',
    "<<-EOT\n  a ${1}  \n  b\n  EOT", "<<EOT\na\r\nb\r\nEOT", "<<-EOT\r\n  a\r\n  b\r\n  EOT\r",
    "<<-EOT\n  ${~1}\n  b\n  EOT", "<<-EOT\n    a\n    ${~1}\n  b\n  EOT", "<<-EOT\n\u00a0\u00a0a\n\u00a0b\n  EOT",
    "<<EOT\n${<<EOT\ny\nEOT\n}z\nEOT", "<<E\n $${a}\n  EE\nE",
)  # fmt: skip

# The same in JSON strings, where backslashes are plain characters once JSON is decoded.
JSON_STRINGS = (
    "a  ${~1~}\n\n  b", "$${x}", "\\n", "e\u0301", "%{if true}x%{endif}", "${1}", "a\n  ${~ 1}", '"q"',
    "%%{x}", "$", "",
    "${\"\\n\"}", " ${1} ", "\U0001f600${1}", "a\tb", "${ true ~}\n x",
)  # fmt: skip


def meaning(node):
    """Evaluate a constant node as JSON data."""
    if isinstance(node, Parens):
        return meaning(node.inner)
    if isinstance(node, Template):
        if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf):
            return meaning(node.parts[0])
        return "".join(words(part) for part in node.parts)
    assert isinstance(node, Literal)
    return node.value


def words(node):
    if isinstance(node, TemplateIf):
        return "".join(words(part) for part in (node.yes if meaning(node.condition) else node.no))
    value = meaning(node)
    return json.dumps(value) if isinstance(value, bool) else str(value)


def answers(directory):
    """Return what Terraform makes of ``local.all``, whose elements are JSON texts."""
    done = terraform(directory, "console", stdin="jsonencode(local.all)\n")
    assert done.stdout, done.stderr
    return json.loads(json.loads(done.stdout))


def as_number(value):
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


@needs_terraform
def test_constants_mean_what_terraform_says(tmp_path):
    lines = "".join(f"    jsonencode({text}\n),\n" for text in CONSTANTS)
    text = f"locals {{\n  all = [\n{lines}  ]\n}}\n"
    (tmp_path / "main.tf").write_bytes(text.encode())
    parsed = parse(SourceText("main.tf", text))
    assert parsed.problems == []
    calls = parsed.body.blocks[0].body.attributes["all"].value.items
    expected = [json.loads(answer, parse_float=Decimal) for answer in answers(tmp_path)]
    ours = [meaning(call.args[0]) for call in calls]
    assert [(text, as_number(value)) for text, value in zip(CONSTANTS, ours, strict=True)] == [
        (text, as_number(value)) for text, value in zip(CONSTANTS, expected, strict=True)
    ]


@needs_terraform
def test_json_strings_mean_what_terraform_says(tmp_path):
    text = json.dumps({"//": "a comment", "locals": {"//": "another", "all": JSON_STRINGS}})
    (tmp_path / "main.tf.json").write_text(text, encoding="utf-8")
    parsed = parse_json(SourceText("main.tf.json", text))
    assert parsed.problems == []
    items = parsed.body.blocks[0].body.attributes["all"].value.items
    ours = [meaning(item) for item in items]
    assert list(zip(JSON_STRINGS, ours, strict=True)) == list(zip(JSON_STRINGS, answers(tmp_path), strict=True))
