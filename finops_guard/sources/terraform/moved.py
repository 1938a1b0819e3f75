"""What modules say was moved: their ``moved`` blocks, as addresses within the root."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.resources import Move
from finops_guard.sources.terraform.ast import Block, Expression, GetAttr, Index, Literal, Reference
from finops_guard.sources.terraform.blocks import quote
from finops_guard.sources.terraform.instance import ModuleInstance


def moved(module: ModuleInstance) -> Iterator[Move]:
    """Yield what a module and those that it calls say was moved; each instance of a module says it."""
    for file in module.module.files:
        for block in file.body.blocks:
            if block.type == "moved" and not block.labels:
                old, new = _address(block, "from"), _address(block, "to")
                if old and new:
                    yield Move(module.qualify(old), module.qualify(new))
    for name in module.module.calls:
        children = module.called(name)
        for _, child in children if isinstance(children, list) else ():
            yield from moved(child)


def _address(block: Block, name: str) -> str:
    """Return the address that an argument is; empty where it is none."""
    attribute = block.body.attributes.get(name)
    return _written(attribute.value) if attribute is not None else ""


def _written(node: Expression) -> str:
    """Return a reference as addresses are written: with its keys, which are constant."""
    steps: list[str] = []
    while not isinstance(node, Reference):
        if isinstance(node, GetAttr):
            steps.append(f".{node.name}")
        elif isinstance(node, Index) and isinstance(node.key, Literal):
            key = node.key.value
            if isinstance(key, str):
                steps.append(f"[{quote(key)}]")
            elif isinstance(key, int) and not isinstance(key, bool):
                steps.append(f"[{key}]")
            else:
                return ""
        else:
            return ""
        node = node.base
    return ".".join(node.path) + "".join(reversed(steps))
