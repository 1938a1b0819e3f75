"""Reads what a provider's plugin tells Terraform of its types, out of its generated language bindings.

A wider reading of the archives that :mod:`tools.provider_schema` describes: types, nesting and modes, computed
attributes, data sources, ephemeral resources and the provider's own configuration. A member of a class stands below a
comment on its mode (``// name - computed: true, optional: true, required: false``); what can be set stands in the
struct's ``ToHclTerraform`` function too, with its type; whether a single struct is a block stands in the declarations.

The tables are what the stand-in provider of the tests plays. A block is a mapping from names to short texts:

- an attribute is a mode, ``r`` required, ``o`` optional, ``c`` computed, ``b`` both of these, ``w`` optional and
  write-only, and a type: ``s`` string, ``n`` number, ``b`` bool, ``d`` dynamic, ``l`` ``t`` ``m`` list, set or map of
  the type that follows, ``{7}`` an object with the attributes of block 7;
- ``oN1.7`` is an attribute with nested ones: mode, nesting (``1`` single, ``l``, ``t``, ``m``), number of the block;
- ``Bl.7`` is a nested block in the same way.

The bindings do not tell how many blocks are allowed, nor a few types that they call ``any``: those are dynamic, and
strings in nested blocks, where Terraform does not always allow dynamic ones.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

_FILE = re.compile(r"package/lib/(?P<folder>[^/]+)/(?:index|index-structs/structs\d+)\.(?P<kind>js|d\.ts)")
_CLASS = re.compile(r"^class (\w+) extends \w+\.(\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r'tfResourceType = "(\w+)"')
_VERSION = re.compile(r"providerVersion: '([^']+)'")
_MEMBER = re.compile(
    r"^    // (?P<name>\w+) - computed: (?P<computed>\w+), optional: (?P<optional>\w+), required: (?P<required>\w+)\n"
    r"(?P<code>.*?)(?=^    // \w+ - computed|^    // ====|\Z)",
    re.MULTILINE | re.DOTALL,
)
_GETTER = re.compile(r"return (?P<set>[\w.(]*tolist\()?[\w.(]*?this\.get(?P<storage>\w+)Attribute\(")
_INNER = re.compile(
    r"= new (?:\w+\.)?(?P<name>\w+?)(?P<form>OutputReference|List|Map)\(this, [\"']\w+[\"'](?:, (?P<set>true|false))?\)"
)
_SETTABLE = re.compile(r"^(?:export )?function (\w+)ToHclTerraform\(struct\) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(
    r"""^\s+["']?(?P<name>\w+)["']?:\ \{\n
        \s+value:\ (?P<value>.*),\n
        \s+isBlock:\ (?P<struct>true|false),\n
        \s+type:\ ["'](?P<kind>\w+)["'],\n
        \s+storageClassType:\ ["'](?P<storage>\w+)["'],\n""",
    re.MULTILINE | re.VERBOSE,
)
_REFERENCE = re.compile(r"(?P<library>cdkt[fn]\.)?\b(?P<name>\w+)ToHclTerraform\b")
_INTERFACE = re.compile(r"^export interface (\w+)[^{]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_BLOCK_NOTE = re.compile(r"\* (\w+) block\n")
_STORAGE = re.compile(r"(?i:(string|number|boolean|any))((?:Map|List)*)")

_SIMPLE = {"string": "s", "number": "n", "boolean": "b", "any": "d"}
_NESTING = {"struct": "1", "list": "l", "set": "t", "map": "m"}
_KINDS = {
    "TerraformResource": "resources",
    "TerraformDataSource": "data",
    "TerraformEphemeralResource": "ephemeral",
    "TerraformProvider": "provider",
}


class PluginSchema(Struct):
    """One version of a provider: the number of the block of each type, and of the configuration under its own name."""

    version: str = ""
    resources: dict[str, int] = field(default_factory=dict)
    data: dict[str, int] = field(default_factory=dict)
    ephemeral: dict[str, int] = field(default_factory=dict)
    provider: dict[str, int] = field(default_factory=dict)


class _Folder(Struct):
    """What the modules of one type declare, by the name of each struct."""

    members: dict[str, str] = field(default_factory=dict)
    settable: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, set[str]] = field(default_factory=dict)
    main: list[tuple[str, str, str]] = field(default_factory=list)
    version: str = ""

    def add(self, code: str, *, declarations: bool) -> None:
        if declarations:
            for name, body in _INTERFACE.findall(code):
                self.blocks.setdefault(_struct(name), set()).update(_BLOCK_NOTE.findall(body))
            return
        self.settable.update((_struct(name), body) for name, body in _SETTABLE.findall(code))
        for name, base, body in _CLASS.findall(code):
            if base in _KINDS:
                self.main.append((name, base, body))
                version = _VERSION.search(body)
                self.version = version[1] if version else ""
            elif name.endswith("OutputReference"):
                self.members[_struct(name.removesuffix("OutputReference"))] = body


class Blocks:
    """Gives every distinct block one number, which is its place in ``all``."""

    def __init__(self) -> None:
        self.all: list[dict[str, str]] = []
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}

    def number(self, block: Mapping[str, str]) -> int:
        key = tuple(sorted(block.items()))
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(dict(key))
        return self._numbers[key]


def read_wheel(path: Path, blocks: Blocks) -> PluginSchema:
    """Read the bindings in a wheel, with what it nests in ``blocks``; raise ValueError where it holds none."""
    folders: defaultdict[str, _Folder] = defaultdict(_Folder)
    with zipfile.ZipFile(path) as wheel:
        archives = [name for name in wheel.namelist() if name.endswith(".jsii.tgz")]
        if len(archives) != 1:
            raise ValueError(f"{path.name} holds {len(archives)} jsii archives, not one")
        with wheel.open(archives[0]) as compressed, tarfile.open(fileobj=compressed, mode="r|gz") as archive:
            for name, code, declarations in _files(archive):
                folders[name].add(code, declarations=declarations)
    schema = PluginSchema()
    for _, folder in sorted(folders.items()):
        schema.version = schema.version or folder.version
        for class_, base, body in folder.main:
            kind = _TYPE.search(body)
            table: dict[str, int] = getattr(schema, _KINDS[base])
            table[kind[1] if kind else ""] = blocks.number(_main_block(_Reader(blocks, folder), class_, body))
    return schema


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, str, bool]]:
    for member in archive:
        match = _FILE.fullmatch(member.name)
        content = archive.extractfile(member) if match else None
        if match and content:
            code = content.read().decode().partition("//# sourceMappingURL=")[0]
            yield match["folder"], code, match["kind"] == "d.ts"


def _main_block(reader: _Reader, name: str, body: str) -> dict[str, str]:
    _, found, settable = body.rpartition("synthesizeHclAttributes()")
    notes = reader.folder.blocks.get(_struct(f"{name}Config"), set())
    return reader.block(body, settable if found else "", notes, frozenset())


class _Reader:
    """Reads the blocks of one type."""

    def __init__(self, blocks: Blocks, folder: _Folder) -> None:
        self.blocks = blocks
        self.folder = folder
        self._found: dict[str, int] = {}

    def block(self, members: str, settable: str, notes: set[str], within: frozenset[str]) -> dict[str, str]:
        """Return the block whose members and settable attributes are written in two pieces of code."""
        entries = {match["name"]: match for match in _ENTRY.finditer(settable)}
        found = {}
        for member in _MEMBER.finditer(members):
            name = member["name"]
            mode = _mode(member)
            if name in entries:
                found[name] = self._settable(mode, entries[name], notes, within)
            else:
                found[name] = self._computed(mode, member["code"], within)
        for name, entry in entries.items():
            if name not in found:
                found[name] = self._settable("o", entry, notes, within)
        return {name: text for name, text in found.items() if text}

    def _struct(self, name: str, within: frozenset[str]) -> int | None:
        """Return the number of a nested block; None for one within itself, which the bindings cannot express."""
        if name in within:
            return None
        if name not in self._found:
            members, settable = self.folder.members.get(name, ""), self.folder.settable.get(name, "")
            block = self.block(members, settable, self.folder.blocks.get(name, set()), within | {name})
            known = {key: text.replace("d", "s") if text[1:] == "d" else text for key, text in block.items()}
            self._found[name] = self.blocks.number(known)
        return self._found[name]

    def _settable(self, mode: str, entry: re.Match[str], notes: set[str], within: frozenset[str]) -> str:
        value, kind = entry["value"], entry["kind"]
        if "markWriteOnlyAttribute" in value:
            mode = "w"
        if entry["struct"] == "false":
            return mode + _storage(entry["storage"], is_set=kind == "set")
        names = [match["name"] for match in _REFERENCE.finditer(value) if not match["library"]]
        if not names:
            return mode + "d"
        number = self._struct(_struct(names[-1]), within)
        if number is None:
            return ""
        nesting = _NESTING[kind]
        is_block = entry["name"] in notes if nesting == "1" else not value.startswith("cdk") or ", true)" in value
        if is_block:
            return f"B{nesting}.{number}"
        if "=== undefined ? null :" in self.folder.settable.get(_struct(names[-1]), ""):
            # All attributes are written: an object type, which the older plugin framework shows as blocks too.
            return f"{mode}{nesting.replace('1', '')}{{{number}}}"
        return f"{mode}N{nesting}.{number}"

    def _computed(self, mode: str, code: str, within: frozenset[str]) -> str:
        inner = _INNER.search(code)
        if inner and _struct(inner["name"]) in self.folder.members:
            number = self._struct(_struct(inner["name"]), within)
            if number is None:
                return ""
            if inner["form"] == "OutputReference":
                return f"{mode}N1.{number}"
            return f"{mode}{'m' if inner['form'] == 'Map' else 't' if inner['set'] == 'true' else 'l'}{{{number}}}"
        if inner:
            return mode + _storage(inner["name"] + inner["form"], is_set=inner["set"] == "true")
        getter = _GETTER.search(code)
        if getter is None:
            return mode + "d"
        storage = getter["storage"]
        return mode + _storage("StringList" if storage == "List" else storage, is_set=bool(getter["set"]))


def _mode(member: re.Match[str]) -> str:
    if member["required"] == "true":
        return "r"
    if member["computed"] == "true":
        return "b" if member["optional"] == "true" else "c"
    return "o"


def _storage(name: str, *, is_set: bool) -> str:
    """Return the type that the bindings' value class stands for: ``stringMapList`` is a list of maps of strings."""
    match = _STORAGE.fullmatch(name)
    if match is None:
        return "d"
    wrappers = re.findall("Map|List", match[2])
    text = "".join("m" if each == "Map" else "l" for each in reversed(wrappers)) + _SIMPLE[match[1].lower()]
    return "t" + text[1:] if is_set and text.startswith("l") else text


def _struct(name: str) -> str:
    """Return the name of a struct as functions and classes share it."""
    return name[0].lower() + name[1:]
