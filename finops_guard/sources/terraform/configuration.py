"""A module as it is written: its files read, overrides merged, blocks sorted by what they declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard.sources.terraform.ast import Attribute, Block, Body, Literal, ObjectExpr, ParsedFile
from finops_guard.values import Cause

if TYPE_CHECKING:
    from finops_guard.sources.terraform.naming import Names

NATIVE_SUFFIXES = (".tf", ".tofu")
JSON_SUFFIXES = (".tf.json", ".tofu.json")
VALUES_SUFFIXES = (".tfvars", ".tfvars.json")
# What Terraform reads in a root module without being told to: first these names, then what ends so.
VALUES_READ = ("terraform.tfvars", "terraform.tfvars.json")
VALUES_READ_SUFFIXES = (".auto.tfvars", ".auto.tfvars.json")


def is_configuration(path: str) -> bool:
    return path.endswith(NATIVE_SUFFIXES) or path.endswith(JSON_SUFFIXES)


def is_values(path: str) -> bool:
    return path.endswith(VALUES_SUFFIXES)


def is_override(path: str) -> bool:
    """Tell whether Terraform merges a file over the others: ``override.tf``, ``*_override.tf`` and the JSON forms."""
    stem = path.rpartition("/")[2].partition(".")[0]
    return stem == "override" or stem.endswith("_override")


class Module(Struct):
    """One directory of configuration. Keys: variable and output names, (type, name) of resources and data sources.

    ``cut`` is why blocks or local values of it may be missing here: a syntax error, or a file that cannot be read.
    """

    path: str
    files: list[ParsedFile] = field(default_factory=list)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    required_providers: dict[str, str] = field(default_factory=dict)
    first_block: Block | None = None
    has_backend: bool = False
    cut: Cause | None = None
    named: Names | None = None

    def names(self, type_: str, name: str) -> bool | Cause:
        """Tell whether anything outside of a resource's own block names it; a Cause where that is not known."""
        if self.named is None:
            from finops_guard.sources.terraform.naming import names_in

            self.named = names_in(self.files, self.cut)
        return self.named.of(type_, name)


def build(path: str, files: list[ParsedFile]) -> Module:
    """Return the module that the files of one directory (in name order) make; the first of two same names wins."""
    module = Module(path, files)
    for file in files:
        module.cut = module.cut or file.body.cut
    for file in files:
        if not is_override(file.source.path):
            for block in file.body.blocks:
                _add(module, block)
    for file in files:
        if is_override(file.source.path):
            for block in file.body.blocks:
                _override(module, block)
    return module


def alias_of(block: Block) -> str:
    """Return the key of a provider block: ``aws``, or ``aws.west`` where it has an alias."""
    name = block.labels[0] if block.labels else ""
    alias = block.body.attributes.get("alias")
    if alias is not None and isinstance(alias.value, Literal) and isinstance(alias.value.value, str):
        return f"{name}.{alias.value.value}"
    return name


def _add(module: Module, block: Block) -> None:
    if module.first_block is None:
        module.first_block = block
    labels = block.labels
    match block.type, len(labels):
        case "resource", 2:
            module.resources.setdefault((labels[0], labels[1]), block)
        case "data", 2:
            module.data.setdefault((labels[0], labels[1]), block)
        case "variable", 1:
            module.variables.setdefault(labels[0], block)
        case "output", 1:
            module.outputs.setdefault(labels[0], block)
        case "module", 1:
            module.calls.setdefault(labels[0], block)
        case "provider", 1:
            module.providers.setdefault(alias_of(block), block)
            if "alias" not in block.body.attributes:
                module.cut = module.cut or block.body.cut
        case "locals", 0:
            module.cut = module.cut or block.body.cut
            for name, attribute in block.body.attributes.items():
                module.locals.setdefault(name, attribute)
        case "terraform", 0:
            module.required_providers.update(_required_providers(block.body))
            module.has_backend |= any(inner.type in {"backend", "cloud"} for inner in block.body.blocks)
        case _:
            pass  # moved, removed, import, check, ephemeral: they make no resources


def _override(module: Module, block: Block) -> None:
    """Merge one block of an override file over the block of the same name; a block without one is added."""
    labels = block.labels
    tables: dict[str, dict[tuple[str, str], Block]] = {"resource": module.resources, "data": module.data}
    named: dict[str, dict[str, Block]] = {
        "variable": module.variables,
        "output": module.outputs,
        "module": module.calls,
        "provider": module.providers,
    }
    if block.type in tables and len(labels) == 2:
        pair = (labels[0], labels[1])
        base = tables[block.type].get(pair)
        if base is not None:
            tables[block.type][pair] = _merged(base, block)
            return
    elif block.type in named and len(labels) == 1:
        key = alias_of(block) if block.type == "provider" else labels[0]
        base = named[block.type].get(key)
        if base is not None:
            named[block.type][key] = _merged(base, block)
            return
    elif block.type == "locals":
        module.locals.update(block.body.attributes)
        return
    _add(module, block)


def _merged(base: Block, over: Block) -> Block:
    """Attributes replace attributes of the same name; nested blocks replace all nested blocks of the same type."""
    replaced = {block.type for block in over.body.blocks}
    blocks = [block for block in base.body.blocks if block.type not in replaced] + over.body.blocks
    attributes = {**base.body.attributes, **over.body.attributes}
    body = Body(attributes, blocks, base.body.json, base.body.cut or over.body.cut)
    return Block(base.source, base.start, base.header_end, base.end, base.type, base.labels, body)


def _required_providers(body: Body) -> Iterator[tuple[str, str]]:
    """Yield (local name, source address) of each required provider."""
    for block in body.blocks:
        if block.type != "required_providers":
            continue
        for name, attribute in block.body.attributes.items():
            if not isinstance(attribute.value, ObjectExpr):
                continue
            for key, value in attribute.value.items:
                if isinstance(key, Literal) and key.value == "source" and isinstance(value, Literal):
                    yield name, str(value.value)
