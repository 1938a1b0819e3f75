"""Expressions and functions, against what the real Terraform makes of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from finops_guard.location import SourceText
from finops_guard.settings import Settings
from finops_guard.sources.terraform import parser
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.functions.formatting import to_json
from finops_guard.sources.terraform.instance import ModuleInstance
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.scope import Scope
from finops_guard.tree import MemoryTree
from finops_guard.values import Value, all_causes, plain

ERROR = "!!error"
TABLE = Path(__file__).parent / "data" / "expressions.txt"
CASES = [
    tuple(line.rsplit("  =>  ", 1))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def value_of(text: str, tree: MemoryTree | None = None) -> Value:
    source = SourceText("main.tf", text)
    node, problems = parser.parse_expression(source, 0, len(text))
    if node is None or problems:
        raise EvaluationError("; ".join(problem.message for problem in problems))
    settings = Settings()
    context = Context(Loader(tree or MemoryTree({}), settings), settings, "", {})
    instance = ModuleInstance(context, Module(""), {})
    return evaluate(node, Scope(instance, source, context.budget))


def outcome(text: str) -> str:
    try:
        value = value_of(text)
        assert not all_causes(value), all_causes(value)
        return to_json(plain(value))
    except EvaluationError:
        return ERROR


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_expression_gives_what_terraform_gives(expression: str, expected: str) -> None:
    found = outcome(expression)
    if ERROR in {expected, found}:
        assert found == expected
    else:
        assert json.loads(found) == json.loads(expected)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="the terraform binary is not on PATH")
def test_the_table_is_what_terraform_says(tmp_path: Path) -> None:
    rejected_before_running = {"[[1, 2]].0.1", 'format("%s", null)', "type_unknown"}
    asked = [case for case in CASES if case[0] not in rejected_before_running]
    items = "".join(f'try(jsonencode({expression}), "{ERROR}"),\n' for expression, _ in asked)
    (tmp_path / "main.tf").write_text(f"locals {{ all = [\n{items}] }}\n", encoding="utf-8")
    quiet = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_CLI_ARGS": "-no-color"}
    done = subprocess.run(
        ["terraform", "console"],
        cwd=tmp_path,
        env={**os.environ, **quiet},
        input="nonsensitive(jsonencode(local.all))\n",
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(json.loads(done.stdout))
    assert dict(zip([expression for expression, _ in asked], answers, strict=True)) == dict(asked)
