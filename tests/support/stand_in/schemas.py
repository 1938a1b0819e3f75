"""The schemas that the stand-in plays, read from the file that ``tools.build_plugin_schemas`` writes."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct

FILE = Path(__file__).parents[1] / "data" / "plugin-schemas.json.xz"

# A type as Terraform writes it in JSON: "string", ["list", "string"], ["object", {"a": "bool"}].
Type: TypeAlias = "str | list[Any]"

_SIMPLE = {"s": "string", "n": "number", "b": "bool", "d": "dynamic"}
_COLLECTIONS = {"l": "list", "t": "set", "m": "map"}
_NESTED = re.compile(r"(?P<mode>.)(?P<form>N?)(?P<nesting>[1ltm])\.(?P<number>\d+)")


class Attribute(Struct, frozen=True):
    """One attribute: ``nested`` is the block and the nesting of its own attributes, where it has a schema for them."""

    type: Type
    required: bool
    optional: bool
    computed: bool
    write_only: bool
    nested: tuple[Block, str] | None = None


class Block:
    """What a block accepts, read when it is asked for."""

    def __init__(self, texts: Mapping[str, str], table: Table | None = None) -> None:
        self._texts = texts
        self._table = table or Table({"blocks": [], "providers": {}})

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        return {name: self._attribute(text) for name, text in self._texts.items() if text[0] != "B"}

    @cached_property
    def blocks(self) -> dict[str, tuple[Block, str]]:
        """Nested blocks by name, each with its nesting: ``1`` single, ``l`` list, ``t`` set, ``m`` map."""
        found = {name: _NESTED.fullmatch(text) for name, text in self._texts.items() if text[0] == "B"}
        return {
            name: (self._table.block(int(match["number"])), match["nesting"]) for name, match in found.items() if match
        }

    @cached_property
    def type(self) -> Type:
        """The object type of the block's values."""
        members: dict[str, Type] = {name: attribute.type for name, attribute in self.attributes.items()}
        members |= {name: _wrapped(nesting, block.type) for name, (block, nesting) in self.blocks.items()}
        return ["object", members]

    def _attribute(self, text: str) -> Attribute:
        mode = text[0]
        nested = _NESTED.fullmatch(text)
        if nested:
            inner = (self._table.block(int(nested["number"])), nested["nesting"])
            return _attribute(mode, _wrapped(inner[1], inner[0].type), inner)
        return _attribute(mode, self._type(text[1:]))

    def _type(self, text: str) -> Type:
        if text[0] == "{":
            return self._table.block(int(text[1:-1])).type
        if text[0] in _COLLECTIONS and len(text) > 1:
            return [_COLLECTIONS[text[0]], self._type(text[1:])]
        return _SIMPLE[text]


def _attribute(mode: str, type_: Type, nested: tuple[Block, str] | None = None) -> Attribute:
    return Attribute(type_, mode == "r", mode in "obw", mode in "cb", mode == "w", nested)


def _wrapped(nesting: str, type_: Type) -> Type:
    return type_ if nesting == "1" else [_COLLECTIONS[nesting], type_]


class Provider(Struct, frozen=True):
    """One provider: its name in the registry, its configuration, and the types it has by kind."""

    name: str
    version: str
    configuration: Block
    resources: Mapping[str, Block]
    data: Mapping[str, Block]
    ephemeral: Mapping[str, Block]


class Table:
    """All providers of the file."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._texts: list[dict[str, str]] = content["blocks"]
        self._blocks: dict[int, Block] = {}
        self.providers = {name: self._provider(name, data) for name, data in content["providers"].items()}
        if self.providers:
            self.providers["azurecaf"] = _AZURECAF

    def block(self, number: int) -> Block:
        """Return a block; the same object for the same number."""
        if number not in self._blocks:
            self._blocks[number] = Block(self._texts[number], self)
        return self._blocks[number]

    @cached_property
    def resources(self) -> dict[str, Block]:
        """Every resource type; one that the preview of a provider has too is as in the provider itself."""
        found = {"terraform_data": _TERRAFORM_DATA}
        for _, provider in sorted(self.providers.items(), reverse=True):
            found |= provider.resources
        return found

    def _provider(self, name: str, data: Mapping[str, Any]) -> Provider:
        (configuration,) = data["provider"].values()
        kinds = [{type_: self.block(at) for type_, at in data[kind].items()} for kind in ("resources", "data")]
        ephemeral = {type_: self.block(at) for type_, at in data["ephemeral"].items()}
        return Provider(name, data["version"], self.block(configuration), *kinds, ephemeral)


# Terraform's own resource type.
_TERRAFORM_DATA = Block({"id": "cs", "input": "od", "output": "cd", "triggers_replace": "od"})


# Makes names for Azure's resources; there are no bindings of it.
_CAF_NAME = Block(
    dict.fromkeys(("name", "resource_type", "separator"), "os")
    | dict.fromkeys(("prefixes", "suffixes", "resource_types"), "ols")
    | dict.fromkeys(("clean_input", "passthrough", "use_slug"), "ob")
    | {"random_length": "on", "random_seed": "on", "result": "cs", "results": "cms", "id": "cs"}
)
_AZURECAF = Provider("azurecaf", "", Block({}), {"azurecaf_name": _CAF_NAME}, {"azurecaf_name": _CAF_NAME}, {})


@cache
def load() -> Table:
    """Return the schemas of all providers."""
    return Table(json.loads(lzma.decompress(FILE.read_bytes())))
