"""What the tests of functions share: how an expression is evaluated by ours and by the binary, and their files."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

from support.terraform_expressions import ERROR, meaning

from finops_guard.location import SourceText
from finops_guard.settings import Settings
from finops_guard.sources.terraform import parser
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.functions.formatting import to_json
from finops_guard.sources.terraform.instance import Context, ModuleInstance
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.scope import Scope
from finops_guard.tree import MemoryTree
from finops_guard.values import Value, all_causes, plain

__all__ = ["ERROR", "FILES", "answers", "meaning", "outcome", "value_of"]

FILES: dict[str, bytes] = {
    "plain.txt": b"plain text\n",
    "empty.txt": b"",
    "crlf.txt": b"a\r\nb\r\n",
    "bom.txt": b"\xef\xbb\xbfa",
    "decomposed.txt": "e\u0301".encode(),
    "binary.bin": b"\xff\x00\xfe",
    "sub/b.txt": b"b",
    "sub/deep/c.txt": b"c",
    "hello.tftpl": b"Hello ${name}!",
    "loop.tftpl": b"%{ for each in items ~}\n- ${each}\n%{ endfor ~}\n",
    "single.tftpl": b"${x}",
    "call.tftpl": b'${upper(x)} ${file("plain.txt")}',
    "bad.tftpl": b"${",
    "recursive.tftpl": b'${templatefile("plain.txt", {})}',
}


def value_of(text: str, tree: MemoryTree | None = None) -> Value:
    """Evaluate an expression in an empty module beside FILES; raise EvaluationError where it is rejected."""
    source = SourceText("main.tf", text)
    node, problems = parser.parse_expression(source, 0, len(text))
    if node is None or problems:
        raise EvaluationError("; ".join(problem.message for problem in problems))
    settings = Settings()
    context = Context(Loader(tree or MemoryTree(FILES), settings), settings, "", {})
    instance = ModuleInstance(context, Module(""), {})
    return evaluate(node, Scope(instance, source, context.budget))


def outcome(text: str) -> str:
    """Return the value of an expression as JSON; ERROR where it fails."""
    try:
        value = value_of(text)
        assert not all_causes(value), all_causes(value)
        return to_json(plain(value))
    except EvaluationError:
        return ERROR


def answers(expressions: list[str], directory: Path) -> list[str]:
    """Return what the binary makes of each expression, as JSON or ERROR, from one run in a directory that has FILES."""
    for path, data in FILES.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)
    items = "".join(f'try(nonsensitive(jsonencode({expression})), "{ERROR}"),\n' for expression in expressions)
    (directory / "main.tf").write_text(f"locals {{ all = [\n{items}] }}\n", encoding="utf-8")
    quiet = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_CLI_ARGS": "-no-color"}
    done = subprocess.run(
        ["terraform", "console"],
        cwd=directory,
        env={**os.environ, **quiet},
        input="base64encode(jsonencode(local.all))\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout, done.stderr
    found: list[str] = json.loads(base64.b64decode(json.loads(done.stdout)))
    return found
