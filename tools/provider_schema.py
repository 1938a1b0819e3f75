"""Reads a provider's resource schemas out of its generated language bindings (a wheel with a jsii archive).

The bindings hold one JavaScript module a resource type (``package/lib/<type>/index.js``; large ones keep their nested
blocks in ``index-structs/structs<n>.js``). Each nested block has a ``<name>ToHclTerraform`` function that lists its
attributes; the resource class lists the top-level ones in ``synthesizeHclAttributes``.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

_MODULE = re.compile(r"package/lib/(?P<folder>[^/]+)/(?:index|index-structs/structs\d+)\.js")
_RESOURCE = re.compile(r"^class \w+ extends cdkt[fn]\.TerraformResource \{", re.MULTILINE)
_TYPE = re.compile(r'tfResourceType = "(\w+)"')
_VERSION = re.compile(r"providerVersion: '([^']+)'")
_READABLE = re.compile(r"""\b(?:get[A-Za-z]+Attribute\(|new [\w.]+\(this, )['"](\w+)['"]""")
_BLOCK_FUNCTION = re.compile(
    r"^(?:export )?function (\w+)ToHclTerraform\(struct\) \{(.*?)^\}", re.MULTILINE | re.DOTALL
)
_BLOCK_REFERENCE = re.compile(r"(?P<library>cdkt[fn]\.)?\b(?P<name>\w+)ToHclTerraform\b")
_ATTRIBUTE = re.compile(
    r"""^\s+["']?(?P<name>\w+)["']?:\ \{\n
        \s+value:\ (?P<value>.*),\n
        \s+isBlock:\ (?P<block>true|false),\n
        \s+type:\ ["'](?P<kind>\w+)["'],\n
        \s+storageClassType:\ ["'](?P<storage>\w+)["'],\n""",
    re.MULTILINE | re.VERBOSE,
)


class Attribute(Struct, frozen=True):
    """One settable attribute or nested block: ``storage`` is the bindings' value class, ``struct`` its nested block."""

    block: bool
    storage: str
    struct: str | None = None

    @property
    def string_map(self) -> bool:
        return not self.block and self.storage == "stringMap"


class ResourceSchema(Struct, frozen=True):
    """What one resource type accepts: top-level attributes, and its nested blocks by the bindings' name of each.

    ``readable``: names of top-level attributes that have a value, set or computed (settable ones may be missing).
    ``nested_readable``: the same of its nested blocks, all in one set.
    """

    attributes: Mapping[str, Attribute]
    structs: Mapping[str, Mapping[str, Attribute]]
    readable: frozenset[str]
    nested_readable: frozenset[str]

    def at(self, path: str) -> Attribute | None:
        """Return the attribute at a dotted path (``settings.tier``), or None."""
        found: Attribute | None = None
        level: Mapping[str, Attribute] = self.attributes
        for name in path.split("."):
            found = level.get(name)
            if found is None:
                return None
            level = self.structs.get(found.struct, {}) if found.struct else {}
        return found

    def walk(self, depth: int = 4) -> Iterator[tuple[str, Attribute]]:
        """Yield every (dotted path, attribute) down to ``depth`` levels, parents first; recursive blocks once."""
        stack = [("", self.attributes, frozenset[str]())]
        while stack:
            prefix, level, seen = stack.pop()
            for name, attribute in level.items():
                yield prefix + name, attribute
                struct = attribute.struct
                if struct and struct in self.structs and struct not in seen and prefix.count(".") + 1 < depth:
                    stack.append((f"{prefix}{name}.", self.structs[struct], seen | {struct}))


class ProviderSchema(Struct, frozen=True):
    """All resource types of one version of a provider."""

    version: str
    resources: Mapping[str, ResourceSchema]


def read_wheel(path: Path) -> ProviderSchema:
    """Read the bindings in a wheel; raise ValueError where it holds none."""
    with zipfile.ZipFile(path) as wheel:
        archives = [name for name in wheel.namelist() if name.endswith(".jsii.tgz")]
        if len(archives) != 1:
            raise ValueError(f"{path.name} holds {len(archives)} jsii archives, not one")
        with wheel.open(archives[0]) as compressed, tarfile.open(fileobj=compressed, mode="r|gz") as archive:
            return read_modules(_modules(archive))


def _modules(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for member in archive:
        match = _MODULE.fullmatch(member.name)
        content = archive.extractfile(member) if match else None
        if match and content:
            code = content.read().decode().partition("//# sourceMappingURL=")[0]
            yield match["folder"], code


def read_modules(modules: Iterable[tuple[str, str]]) -> ProviderSchema:
    """Read schemas from (folder, JavaScript) pairs in any order; folders without a resource class are passed over."""
    structs: dict[str, dict[str, dict[str, Attribute]]] = {}
    nested: dict[str, set[str]] = {}
    classes: dict[str, tuple[str, str]] = {}
    version = ""
    for folder, code in modules:
        structs.setdefault(folder, {}).update(
            (name, _attributes(body)) for name, body in _BLOCK_FUNCTION.findall(code) if "storageClassType" in body
        )
        resource, kind = _RESOURCE.search(code), _TYPE.search(code)
        nested.setdefault(folder, set()).update(_READABLE.findall(code, 0, resource.start() if resource else len(code)))
        if resource and kind:
            classes[folder] = kind[1], code[resource.start() :]
            version = version or _first(_VERSION, code)
    resources = {
        kind: ResourceSchema(
            _attributes(body[body.rindex("synthesizeHclAttributes()") :]),
            structs[folder],
            frozenset(_READABLE.findall(body)),
            frozenset(nested[folder]),
        )
        for folder, (kind, body) in classes.items()
    }
    return ProviderSchema(version, dict(sorted(resources.items())))


def _attributes(code: str) -> dict[str, Attribute]:
    return {
        match["name"]: Attribute(match["block"] == "true", match["storage"], _struct(match["value"]))
        for match in _ATTRIBUTE.finditer(code)
    }


def _struct(value: str) -> str | None:
    names = [match["name"] for match in _BLOCK_REFERENCE.finditer(value) if not match["library"]]
    return names[-1] if names else None


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
