"""Random Terraform expressions, mostly well typed, and what the real Terraform makes of many of them at once."""

from __future__ import annotations

import json
import os
import random
import subprocess
from base64 import b64decode
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from finops_guard.location import SourceText
from finops_guard.settings import Settings
from finops_guard.sources.terraform import parser
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.functions.formatting import to_json
from finops_guard.sources.terraform.instance import Context, ModuleInstance
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.operators import number_text
from finops_guard.sources.terraform.scope import Scope
from finops_guard.tree import MemoryTree
from finops_guard.values import plain

ERROR = "!!error"
# Piped `terraform console` answers with nothing where its input or a line of a file is too long.
_CHUNK = 4_000

_STRINGS = (
    "",
    "a",
    "b",
    "abc",
    "0",
    "1",
    "12",
    "-3",
    "1.50",
    "1e3",
    "true",
    "false",
    "é",
    "日本",
    "a b",
    "x-y",
    "null",
)
_NUMBERS = (
    *("0", "1", "2", "3", "7", "10", "100", "0.1", "0.5", "1.25", "3.0", "1e3", "1E-7", "2.5e2", "1e30", "1e-30"),
    *("18446744073709551616", "123456789012345678901234567890", "0.30000000000000000000000000000000000000000001"),
    "9" * 160,
)
_NAMES = ("a", "b", "c", "id", "x1")
# Variables of every kind of type; what their defaults leave out, optional() gives.
VARIABLES = """
variable "person" {
  type = object({
    a    = string
    b    = optional(number, 3)
    c    = optional(map(string), {})
    nick = optional(string)
  })
  default = { a = 1, c = { a = 1, b = true } }
}
variable "people" {
  type = list(object({
    id   = number
    a    = optional(set(string), ["r"])
    more = optional(object({ deep = optional(list(number)) }), {})
  }))
  default = [{ id = "1" }, { id = 2, a = ["b", "a", "b"], more = { deep = ["1", 2] } }, { id = 3, more = null }]
}
variable "nothing" {
  type    = string
  default = null
}
variable "none" {
  type    = list(object({ a = number }))
  default = []
}
variable "loose" {
  type    = any
  default = { a = [1, "x", null], id = { b = true } }
}
variable "names" {
  type    = set(string)
  default = ["b", "a", "10", "9"]
}
variable "matrix" {
  type    = map(list(number))
  default = { a = [1, 2.5], b = [] }
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "flags" {
  type    = map(bool)
  default = { x1 = "true", c = false }
}
"""
_SEQUENCES = ("var.people", "var.none", "var.names", "var.pair", "var.loose.a", "var.matrix.a", "var.people[2].a")
_MAPPINGS = (
    "var.person",
    "var.matrix",
    "var.flags",
    "var.loose",
    "var.person.c",
    "var.people[0]",
    "var.people[2].more",
)


class Expressions:
    """A seeded source of expressions; each method returns the text of one of the kind it is named after."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._bound: list[tuple[str, str]] = []
        self._serial = 0

    def any(self, depth: int) -> str:
        kinds = (
            *(self.number, self.string, self.boolean, self.sequence, self.mapping),
            *(self.number, self.string, self.boolean, self.sequence, self.mapping),
            *(self.conditional, self.equality, self.attempted, self.null, self.marked),
        )
        return self._pick(kinds)(depth)

    def _pick(self, choices: Sequence[Any]) -> Any:
        return self._random.choice(choices)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _of(self, kind: Callable[[int], str], depth: int) -> str:
        """Return an expression of a kind; now and then one of another kind."""
        return self.any(depth) if self._chance(0.04) else kind(depth)

    def _variable(self, kind: str) -> str | None:
        names = [name for name, bound in self._bound if bound == kind]
        return self._pick(names) if names and self._chance(0.5) else None

    def marked(self, depth: int) -> str:
        name = self._pick(("sensitive", "nonsensitive", "core::sensitive", "issensitive"))
        inner = self.any(depth - 1)
        return f"{name}(sensitive({inner}))" if name == "nonsensitive" and self._chance(0.5) else f"{name}({inner})"

    def null(self, depth: int) -> str:  # noqa: ARG002 - called like all others
        return self._pick(("null", "null", "var.nothing", "tostring(null)", "tolist(null)", "var.person.nick"))

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self._variable("number") or self._pick(_NUMBERS)
        below = depth - 1
        form = self._random.randrange(14)
        if form == 11:
            return f"{self._pick(('floor', 'ceil', 'abs', 'core::signum'))}({self._of(self.number, below)})"
        if form == 12:
            return f"{self._pick(('max', 'min', 'sum'))}({self._tuple_of(self.number, below)}{self._pick(('', '...'))})"
        if form == 13:
            return f"length({self._of(self._pick((self.sequence, self.mapping, self.string)), below)})"
        if form < 4:
            if self._chance(0.2):
                # What Terraform makes of a division by zero is a number without end, which is not supported here.
                return f"({self._of(self.number, below)} / {self._pick(_NUMBERS[1:])})"
            operator = self._pick(("+", "-", "*", "%"))
            return f"({self._of(self.number, below)} {operator} {self._of(self.number, below)})"
        if form == 4:
            return f"-({self.number(below)} + 1)"
        if form == 5:
            # As text and back, because a number that a function counted has 64 bits only.
            return f"tonumber(tostring(length({self._of(self.sequence, below)})))"
        if form == 6:
            return f"tonumber({self._of(self.number, below)})"
        if form == 7:
            return f"{self._tuple_of(self.number, below)}[{self._random.randrange(3)}]"
        if form == 8:
            return f"({self.boolean(below)} ? {self.number(below)} : {self.number(below)})"
        if form == 9:
            return f"try({self.any(below)}.zz, {self.number(below)})"
        return self.number(0)

    def string(self, depth: int) -> str:
        if depth <= 0:
            return self._variable("string") or json.dumps(self._pick(_STRINGS), ensure_ascii=False)
        below = depth - 1
        form = self._random.randrange(12)
        if form == 9:
            return f'format("%s|%v", {self._template(below)}, {self.number(0)})'
        if form == 10:
            name = self._pick(("jsonencode", "core::jsonencode", "yamlencode"))
            return f"{name}({self._of(self._pick((self.sequence, self.mapping)), below)})"
        if form == 11:
            return f"coalesce({self._pick((self.string, self.null))(below)}, {self.string(below)})"
        if form < 3:
            return self._template(below)
        if form == 3:
            return f"tostring({self._of(self._pick((self.number, self.boolean, self.string)), below)})"
        if form == 4:
            name = self._pick(("upper", "lower", "trimspace", "jsonencode"))
            return f"{name}({self.string(below)})"
        if form == 5:
            return f'join("-", {self._tuple_of(self.string, below)})'
        if form == 6:
            return f"({self.boolean(below)} ? {self.string(below)} : {self._of(self.string, below)})"
        if form == 7:
            return f'{{ {self._pick(_NAMES)} = {self.string(below)}, a = {self.string(below)} }}["a"]'
        return self.string(0)

    def _template(self, depth: int) -> str:
        """A quoted template; what stands within ``${}`` and ``%{}`` may hold quotes of its own."""
        parts = []
        for _ in range(self._random.randrange(1, 4)):
            open_, close = self._pick((("", ""), ("~", ""), ("", "~"), ("~", "~")))
            form = self._random.randrange(4)
            if form == 0:
                parts.append(self._pick((" ", " é ", "$${x}", "%%{y}", "\\n", "\\t.", "\\u00e9", "e\\u0301", '\\"')))
            elif form == 1:
                inner = self._of(self._pick((self.string, self.number, self.boolean)), depth)
                parts.append(f"{self._pick(('', ' x '))}${{{open_} {inner} {close}}}{self._pick(('', ' y '))}")
            elif form == 2:
                no = self._pick(("", f"%{{{open_} else {close}}} no "))
                parts.append(f"%{{{open_} if {self._of(self.boolean, depth)} {close}}} yes {no}%{{ endif {close}}}")
            else:
                name = self._name()
                collection = self._of(self._tuple_of_strings, depth)
                parts.append(f"%{{{open_} for {name} in {collection} {close}}} ${{{name}}},%{{ endfor {close}}}")
        return '"' + "".join(parts) + '"'

    def boolean(self, depth: int) -> str:
        if depth <= 0:
            return self._variable("bool") or self._pick(("true", "false"))
        below = depth - 1
        form = self._random.randrange(7)
        if form == 0:
            operator = self._pick(("<", ">", "<=", ">="))
            return f"({self._of(self.number, below)} {operator} {self._of(self.number, below)})"
        if form == 1:
            return f"({self._of(self.boolean, below)} {self._pick(('&&', '||'))} {self._of(self.boolean, below)})"
        if form == 2:
            return f"!{self._of(self.boolean, 0)}"
        if form == 3:
            return self.equality(below)
        if form == 4:
            return f"can({self.any(below)})"
        if form == 5:
            return f"tobool({self._of(self._pick((self.boolean, self.string)), below)})"
        return self.boolean(0)

    def equality(self, depth: int) -> str:
        kind = self._pick((self.number, self.string, self.boolean, self.sequence, self.mapping, self.any))
        right = kind if self._chance(0.8) else self.any
        return f"({kind(depth)} {self._pick(('==', '!='))} {right(depth)})"

    def conditional(self, depth: int) -> str:
        kind = self._pick((self.number, self.string, self.sequence, self.mapping, self.any))
        other = kind if self._chance(0.7) else self.any
        return f"({self.boolean(depth - 1)} ? {kind(depth - 1)} : {other(depth - 1)})"

    def attempted(self, depth: int) -> str:
        return f"try({self.any(depth - 1)}.{self._pick(_NAMES)}, {self.any(depth - 1)}[0], {self.any(depth - 1)})"

    def _tuple_of(self, kind: Callable[[int], str], depth: int) -> str:
        return "[" + ", ".join(self._of(kind, depth) for _ in range(self._random.randrange(4))) + "]"

    def _tuple_of_strings(self, depth: int) -> str:
        return self._tuple_of(self.string, depth - 1)

    def sequence(self, depth: int) -> str:
        below = max(depth - 1, 0)
        kind = self._pick((self.number, self.string, self.boolean, self.any if depth > 0 else self.string))
        if self._chance(0.15):
            return str(self._pick(_SEQUENCES))
        form = self._random.randrange(20) if depth > 0 else 0
        if form == 13:
            name = self._pick(("setunion", "setintersection", "setsubtract", "setproduct"))
            return f"{name}({self._of(self.sequence, below)}, {self._of(self.sequence, below)})"
        if form == 14:
            return f"slice({self._of(self.sequence, below)}, 0, {self._random.randrange(3)})"
        if form == 15:
            return (
                f"{self._pick(('chunklist', 'element'))}({self._of(self.sequence, below)}, {self._random.randrange(3)})"
            )
        if form == 16:
            return f"{self._pick(('compact', 'sort', 'one', 'transpose'))}({self._of(self.sequence, below)})"
        if form == 17:
            return f"coalescelist({self.sequence(below)}, {self._of(self.sequence, below)})"
        if form == 18:
            return f"({self._of(self._pick((self.null, self.number, self.mapping)), below)})[*]{self._pick(('', '.a'))}"
        if form == 19:
            return f"{self._pick(('jsondecode(jsonencode', 'yamldecode(yamlencode'))}({self.sequence(below)}))"
        if form < 3:
            return self._tuple_of(kind, below)
        if form < 6:
            return f"{self._pick(('tolist', 'toset'))}({self._of(self.sequence, below)})"
        if form == 6:
            return f"({self.boolean(below)} ? {self.sequence(below)} : {self._of(self.sequence, below)})"
        if form == 7:
            return self._for(below, key=False)
        if form == 8:
            return f"[{self.mapping(below)}, {self.mapping(below)}][*].{self._pick(_NAMES)}"
        if form == 9:
            return f"{self._of(self.sequence, below)}[*]{self._pick(('', '', '[0]'))}"
        if form == 10:
            return f"concat({self._of(self.sequence, below)}, {self._of(self.sequence, below)})"
        if form == 11:
            return f"{self._pick(('keys', 'values'))}({self.mapping(below)})"
        return f"{self._pick(('reverse', 'distinct', 'flatten'))}({self._of(self.sequence, below)})"

    def mapping(self, depth: int) -> str:
        below = max(depth - 1, 0)
        if self._chance(0.15):
            return str(self._pick(_MAPPINGS))
        form = self._random.randrange(11) if depth > 0 else 0
        if form == 9:
            key = self._pick(_NAMES)
            return f'lookup({self.mapping(below)}, "{key}", {self._of(self._pick((self.mapping, self.string)), below)})'
        if form == 10:
            return f"{self._pick(('jsondecode(jsonencode', 'yamldecode(yamlencode'))}({self.mapping(below)}))"
        if form < 3:
            kind = self._pick((self.number, self.string, self.boolean, self.any if depth > 0 else self.string))
            items = [f"{self._key(below)} = {self._of(kind, below)}" for _ in range(self._random.randrange(4))]
            return "{ " + ", ".join(items) + " }"
        if form < 5:
            return f"tomap({self._of(self.mapping, below)})"
        if form == 5:
            return f"({self.boolean(below)} ? {self.mapping(below)} : {self._of(self.mapping, below)})"
        if form == 6:
            return self._for(below, key=True)
        if form == 7:
            return f"merge({self.mapping(below)}, {self._of(self.mapping, below)})"
        return f"zipmap({self._tuple_of(self.string, 0)}, {self._tuple_of(self.any, below)})"

    def _key(self, depth: int) -> str:
        if self._chance(0.8):
            return self._pick(_NAMES)
        return f"({self._of(self.string, min(depth, 1))})"

    def _name(self) -> str:
        self._serial += 1
        return f"v{self._serial}"

    def _for(self, depth: int, *, key: bool) -> str:
        kind = self._pick((("number", self.number), ("string", self.string), ("bool", self.boolean)))
        collection = self._tuple_of(kind[1], depth)
        wrap = self._pick(("", "", "tolist", "toset"))
        if wrap:
            collection = f"{wrap}({collection})"
        elif self._chance(0.3):
            collection = self.mapping(depth)
        name, index = self._name(), self._name()
        self._bound.append((name, kind[0]))
        value = self.any(depth)
        condition = f" if {self._of(self.boolean, depth)}" if self._chance(0.3) else ""
        names = f"{index}, {name}" if self._chance(0.5) else name
        made = self._pick((name, f'"k${{{name}}}"', self.string(min(depth, 1))))
        self._bound.pop()
        if not key:
            return f"[for {names} in {collection} : {value}{condition}]"
        group = "..." if self._chance(0.4) else ""
        return f"{{ for {names} in {collection} : {made} => {value}{group}{condition} }}"


def expressions(seed: int, count: int) -> list[str]:
    """Return that many different expressions, the same ones for the same seed."""
    source = Expressions(seed)
    depths = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        text = source.any(depths.choice((1, 2, 2, 3, 3, 4)))
        if len(text) < 600:
            found.setdefault(text)
    return list(found)


def terraform_answers(asked: Sequence[str], directory: Path, locals_: str = VARIABLES) -> list[str]:
    """Return what Terraform makes of each expression: its JSON text, or ERROR where it fails.

    ``locals_`` is the text of blocks with what the expressions refer to.
    """
    answers: list[str] = []
    for start in range(0, len(asked), _CHUNK):
        items = "".join(f'    try(jsonencode({each}), "{ERROR}"),\n' for each in asked[start : start + _CHUNK])
        (directory / "locals.tf").write_text(locals_, encoding="utf-8")
        (directory / "main.tf").write_text(f"locals {{\n  all = [\n{items}  ]\n}}\n", encoding="utf-8")
        quiet = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_CLI_ARGS": "-no-color"}
        done = subprocess.run(
            ["terraform", "console"],
            cwd=directory,
            env={**os.environ, **quiet},
            input="base64encode(nonsensitive(jsonencode(local.all)))\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode or not done.stdout.startswith('"'):
            raise AssertionError((done.stderr or done.stdout)[:4_000])
        answers += json.loads(b64decode(json.loads(done.stdout)))
    return answers


def outcome(text: str) -> str:
    """Return the JSON text of what an expression gives here, or ERROR where it fails."""
    source = SourceText("main.tf", text)
    node, problems = parser.parse_expression(source, 0, len(text))
    if node is None or problems:
        return ERROR
    settings = Settings()
    loader = Loader(MemoryTree({"variables.tf": VARIABLES}), settings)
    context = Context(loader, settings, "", {})
    try:
        value = evaluate(node, Scope(ModuleInstance(context, loader.module(""), {}), source, context.budget))
        return to_json(plain(value))
    except EvaluationError:
        return ERROR


def digits(number: int | Decimal | str) -> object:
    """Return a number by its digits, equal to no text."""
    return _Digits(number if isinstance(number, str) else number_text(number))


class _Digits(str):
    """A number, as it is written."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digits) and str.__eq__(self, other)

    __hash__ = str.__hash__


def meaning(answer: str) -> object:
    """Return something that is equal for answers that mean the same: numbers are exact."""
    return ERROR if answer == ERROR else json.loads(answer, parse_int=_Digits, parse_float=_Digits)


def deviations(asked: Sequence[str], directory: Path) -> list[tuple[str, str, str]]:
    """Return each expression of which Terraform makes something else, with both outcomes."""
    pairs = (
        (text, theirs, outcome(text)) for text, theirs in zip(asked, terraform_answers(asked, directory), strict=True)
    )
    return [(text, theirs, ours) for text, theirs, ours in pairs if meaning(theirs) != meaning(ours)]
