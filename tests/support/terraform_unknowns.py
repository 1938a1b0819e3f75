"""Random expressions over values that are not known before apply, and what a real plan makes of many at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from finops_guard.sources.terraform.kinds import BlockObject
from finops_guard.values import CauseKind, OpenDict, Unknown, Value

from .terraform_expressions import ERROR, VARIABLES, Expressions, digits, terraform_answers
from .terraform_text import by_address, read

NOT_KNOWN = "(known after apply)"
# What the expressions refer to; terraform_data.source is not made yet.
LOCALS_OF = """
locals {{
  text    = {text}
  any     = {any}
  number  = length(local.text)
  bool    = local.text == "x"
  tuple   = [local.text, "y", 1]
  list    = tolist([local.text, "y"])
  object  = {{ a = local.text, b = "x", c = 1 }}
  map     = tomap({{ a = local.text, b = "x" }})
  texts   = split(",", local.text)
  objects = [{{ a = local.text, id = 1 }}, {{ a = "x", id = 2 }}]
}}
"""
LOCALS = (
    VARIABLES
    + 'resource "terraform_data" "source" { input = "x" }\n'
    + LOCALS_OF.format(text="terraform_data.source.id", any="jsondecode(terraform_data.source.id)")
)
# A set with an unknown element is unknown here, as all is that a plan makes of it; so is whether an unknown value is
# null, which a plan may know; and what is sensitive is marked apart in a plan's JSON.
_LEFT_OUT = r"toset\(|set(union|intersection|subtract|product)|null|nothing|nick|\[\*\]|sensitive"
# What the unknown values could turn out to be.
POSSIBLE: Sequence[Mapping[str, str]] = (
    {"text": '"x"', "any": '"x"'},
    {"text": '"1"', "any": "[1]"},
    {"text": '"true"', "any": '{ a = true, b = "z" }'},
)


class UnknownExpressions(Expressions):
    """A seeded source of expressions in which every second name stands for an unknown value."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._bound = [("local.text", "string"), ("local.number", "number"), ("local.bool", "bool")]

    def sequence(self, depth: int) -> str:
        names = ("local.tuple", "local.list", "local.texts", "local.objects", "local.any")
        return self._pick(names) if self._chance(0.3) else super().sequence(depth)

    def mapping(self, depth: int) -> str:
        names = ("local.object", "local.map", "local.objects[0]", "local.any")
        return self._pick(names) if self._chance(0.3) else super().mapping(depth)


def expressions(seed: int, count: int) -> list[str]:
    """Return that many different expressions that refer to LOCALS, the same ones for the same seed."""
    source = UnknownExpressions(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        text = source.any(len(found) % 3 + 1)
        if "local." in text and not re.search(_LEFT_OUT, text) and len(text) < 300:
            found.setdefault(text)
    return list(found)


def _configuration(asked: Sequence[str], left_out: set[int]) -> str:
    """Return a module with one resource a line for each expression."""
    lines = [
        f'resource "terraform_data" "e{at}" {{ input = [{text}] }}'
        for at, text in enumerate(asked)
        if at not in left_out
    ]
    return "\n".join(lines) + "\n"


def planned(asked: Sequence[str], directory: Path) -> list[Any]:
    """Return what a plan knows of each expression, NOT_KNOWN where it does not; ERROR where it is rejected."""
    (directory / "locals.tf").write_text(LOCALS)
    failing: set[int] = set()
    while True:
        text = _configuration(asked, failing)
        (directory / "main.tf").write_text(text, encoding="utf-8")
        _terraform(directory, "init", "-backend=false", "-input=false")
        done = _terraform(directory, "plan", "-input=false", "-lock=false", "-refresh=false", "-out=plan.bin")
        if not done.returncode:
            break
        lines = text.split("\n")
        found = {int(number) for number in re.findall(r"on main\.tf line (\d+)", done.stderr)}
        names = (re.search(r'"e(\d+)"', lines[number - 1]) for number in found)
        more = {int(name[1]) for name in names if name is not None}
        if not more:
            raise AssertionError(done.stderr[:4_000])
        failing |= more
    plan = json.loads(_terraform(directory, "show", "-json", "plan.bin").stdout, parse_int=digits, parse_float=digits)
    answers: list[Any] = [ERROR] * len(asked)
    for change in plan["resource_changes"]:
        if change["name"].startswith("e"):
            made = change["change"]
            answers[int(change["name"][1:])] = _marked(
                made["after"].get("input"), made["after_unknown"].get("input", False)
            )
    return answers


def _terraform(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    quiet = {"TF_CLI_ARGS": "-no-color", "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    return subprocess.run(
        ["terraform", *arguments],
        cwd=directory,
        env=environment | quiet,
        capture_output=True,
        text=True,
        check=False,
    )


def _marked(known: Any, not_known: Any) -> Any:
    if not_known is True:
        return NOT_KNOWN
    if isinstance(not_known, dict):
        return {
            name: _marked((known or {}).get(name), not_known.get(name, False))
            for name in {**(known or {}), **not_known}
        }
    if isinstance(not_known, list) and not_known:
        elements = [*(known or []), *[None] * (len(not_known) - len(known or []))]
        return [_marked(element, part) for element, part in zip(elements, not_known, strict=True)]
    return known


def ours(asked: Sequence[str]) -> list[Any]:
    """Return what is known here of each expression, in the same form."""
    resources = by_address(read({"locals.tf": LOCALS, "main.tf": _configuration(asked, set())}))
    return [_known(resources[f"terraform_data.e{at}"].values.get("input")) for at in range(len(asked))]


def _known(value: Value | None) -> Any:
    raw = None if value is None else value.raw
    if isinstance(raw, Unknown):
        return ERROR if any(cause.kind is CauseKind.ERROR for cause in raw.causes) else NOT_KNOWN
    if isinstance(raw, BlockObject) or (isinstance(raw, OpenDict) and raw.causes):
        return NOT_KNOWN
    if isinstance(raw, Mapping):
        return {key: _known(item) for key, item in raw.items()}
    if isinstance(raw, list):
        return [_known(item) for item in raw]
    return raw if raw is None or isinstance(raw, bool | str) else digits(raw)


def deviations(asked: Sequence[str], directory: Path) -> list[tuple[str, Any, Any]]:
    """Return each expression of which a plan makes something else, with both answers.

    None is what is known (or certain to fail) here and not in a plan, where that is so whatever the unknown values turn
    out to be; nor what a plan rejects and is not known here.
    """
    pairs = zip(asked, planned(asked, directory), ours(asked), strict=True)
    different = [each for each in pairs if each[1] != each[2] and not (each[1] == ERROR and _holds_unknown(each[2]))]
    more = [each for each in different if each[2] == ERROR or _refines(each[1], each[2])]
    wrong = set()
    for made in POSSIBLE:
        locals_ = VARIABLES + LOCALS_OF.format(**made)
        answers = terraform_answers([f"[{text}]" for text, _, _ in more], directory, locals_)
        for (text, _, found), answer in zip(more, answers, strict=True):
            if ERROR in {str(found), answer}:
                holds = answer == ERROR
            else:
                holds = _refines(found, json.loads(answer, parse_int=digits, parse_float=digits))
            if not holds and not (answer == ERROR and found != ERROR):
                wrong.add(text)
    return [each for each in different if each not in more or each[0] in wrong]


def _holds_unknown(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(value == NOT_KNOWN) or any(map(_holds_unknown, parts))


def _refines(less: Any, more: Any) -> bool:
    """Tell whether a value is another one, but for parts that are not known in the latter."""
    if less == NOT_KNOWN:
        return bool(more != ERROR)
    if isinstance(less, dict) and isinstance(more, dict):
        return less.keys() == more.keys() and all(_refines(less[key], more[key]) for key in less)
    if isinstance(less, list) and isinstance(more, list):
        return len(less) == len(more) and all(map(_refines, less, more))
    return bool(less == more)
