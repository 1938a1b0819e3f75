"""Makes a copy of a repository such that Terraform can plan its root modules, and more of them, without a network.

What the code says stays; what it lacks is made up: values of variables without a default, outputs of modules that are
not on disk (not known, like an id), and a root module for each module.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Block, Literal, ObjectExpr, ParsedFile, TupleExpr
from finops_guard.sources.terraform.parser import parse
from finops_guard.sources.terraform.types import STRING, Collection, ObjectType, TupleType, Type, parse_type

MADE = "made-for-the-plan"
_MODULE_ARGUMENTS = {"source", "version", "providers", "count", "for_each", "depends_on"}
_TEXTS = {"cidr": "10.0.0.0/16", "region": "europe-west1", "location": "europe-west1", "zone": "europe-west1-b"}
_BACKEND = 'terraform {\n  backend "local" {}\n}\n'


def prepare(directory: Path) -> None:
    """Change the files below a directory; those that do not parse stay as they are."""
    modules: dict[Path, list[Block]] = {}
    for path in sorted(directory.rglob("*.tf")):
        if path.is_file():
            modules.setdefault(path.parent, []).extend(_prepared(path, directory / MADE))
    for number, (folder, blocks) in enumerate(modules.items()):
        text = _text(folder)
        values = {name: invented(block, text) for name, block in _variables(blocks, _lacks_value)}
        if any(block.type == "provider" for block in blocks):
            (folder / f"{MADE}.auto.tfvars.json").write_text(json.dumps(values))
            (folder / f"{MADE}_override.tf").write_text(_BACKEND)
        elif any(block.type in {"resource", "module"} for block in blocks):
            more = {name: invented(block, text) for name, block in _variables(blocks, _may_be_anything)}
            for kind, given in (("least", values), ("most", {**more, **values})):
                root = directory / MADE / f"root-{number}-{kind}"
                call = {"source": _relative(folder, root), **given}
                _write(root / "main.tf.json", json.dumps({"module": {"it": call}}))


def _prepared(path: Path, stubs: Path) -> list[Block]:
    """Rewrite one file; return its blocks."""
    text = path.read_text(errors="replace")
    parsed = parse(SourceText(str(path), text))
    if parsed.problems:
        return []
    for start, end, new in sorted(_edits(parsed, path, stubs), reverse=True):
        text = text[:start] + new + text[end:]
    path.write_text(text)
    return parsed.body.blocks


def _edits(parsed: ParsedFile, path: Path, stubs: Path) -> Iterator[tuple[int, int, str]]:
    for block in parsed.body.blocks:
        attributes = block.body.attributes
        if block.type == "terraform" and "required_version" in attributes:
            yield attributes["required_version"].start, attributes["required_version"].end, ""
        source = attributes.get("source")
        if block.type != "module" or source is None or not isinstance(source.value, Literal):
            continue
        if not str(source.value.value).startswith("."):
            stub = _stub(block, path.parent, stubs)
            yield source.value.start, source.value.end, json.dumps(_relative(stub, path.parent))
            for name in ("version", "providers"):
                if name in attributes:
                    yield attributes[name].start, attributes[name].end, ""


def _stub(block: Block, folder: Path, stubs: Path) -> Path:
    """Write a module that takes what a call gives it and has the outputs that are asked for, which are not known."""
    name = re.escape(block.labels[0])
    outputs = sorted(set(re.findall(rf"\bmodule\.{name}(?:\[[^\]]*\])?\.([A-Za-z_]\w*)", _text(folder))))
    arguments = sorted(block.body.attributes.keys() - _MODULE_ARGUMENTS)
    stub = stubs / f"stub-{len(list(stubs.glob('stub-*'))) if stubs.exists() else 0}"
    made = [f'variable "{each}" {{ default = null }}' for each in arguments]
    made += [f'output "{each}" {{ value = jsondecode(terraform_data.stub.id) }}' for each in outputs]
    _write(stub / "main.tf", "\n".join([*made, 'resource "terraform_data" "stub" {}', ""]))
    return stub


def _relative(target: Path, start: Path) -> str:
    """Return a path as a module's source has it."""
    path = os.path.relpath(target, start).replace(os.sep, "/")
    return path if path.startswith(".") else f"./{path}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _text(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.tf")) if path.is_file())


def _variables(blocks: list[Block], choose: Callable[[Block], bool]) -> Iterator[tuple[str, Block]]:
    yield from ((block.labels[0], block) for block in blocks if block.type == "variable" and choose(block))


def _lacks_value(block: Block) -> bool:
    return "default" not in block.body.attributes


def _may_be_anything(block: Block) -> bool:
    """Tell whether a variable's default is nothing: null, or an empty text, list or map."""
    default = block.body.attributes.get("default")
    if default is None:
        return False
    value = default.value
    if isinstance(value, Literal):
        return value.value in (None, "")
    return isinstance(value, ObjectExpr | TupleExpr) and not value.items


def invented(block: Block, text: str) -> Any:
    """Return some value of a variable's type; ``text`` is its module's, which tells keys and choices."""
    name = block.labels[0]
    constraint = block.body.attributes.get("type")
    type_ = parse_type(constraint.value) if constraint is not None else None
    choices = re.search(rf'contains\(\s*\[\s*"([^"]+)"[^\]]*\],\s*var\.{name}\)', text)
    if choices is not None and (type_ is None or type_ == STRING):
        return choices[1]
    keys = re.findall(rf'\bvar\.{name}\["([^"]+)"\]', text)
    return _value(name, type_, sorted(set(keys)))


def _value(name: str, type_: Type | None, keys: Sequence[str] = ()) -> Any:
    if isinstance(type_, ObjectType):
        return {field.name: _value(field.name, field.type) for field in type_.fields if not field.optional}
    if isinstance(type_, TupleType):
        return [_value(name, each) for each in type_.elements]
    if isinstance(type_, Collection):
        item = _value(name, type_.element)
        return dict.fromkeys(keys or ["key"], item) if type_.kind == "map" else [item]
    if keys:
        return {key: _value(key, STRING) for key in keys}
    simple: Mapping[str, Any] = {"number": 3, "bool": True}
    text = next((text for word, text in _TEXTS.items() if word in name), name.replace("_", "-"))
    return simple.get(type_.name if type_ is not None else "", text)
