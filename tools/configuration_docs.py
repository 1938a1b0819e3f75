"""Write the reference of the configuration into ``docs/configuration.md``, from its schema.

    python -m tools.configuration_docs

Types, defaults, allowed values, descriptions and examples are those of schemas/config.schema.json. A test fails while
the page is not what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from finops_guard._assets import directory
from finops_guard.settings import ENVIRONMENT_NAMES, ENVIRONMENT_TAGS
from tools.pages import DOCS, anchor, escaped, renewed, table

PAGE = DOCS / "configuration.md"
PART = "keys"

# Defaults that the schema does not repeat.
_BUILT_IN: Mapping[str, Any] = {
    "environment.names": {name: list(spellings) for name, spellings in ENVIRONMENT_NAMES.items()},
    "environment.tags": list(ENVIRONMENT_TAGS),
}
_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list", "object": "mapping"}


class Key(Struct, frozen=True):
    """One key of the configuration, with dots for what it stands below; ``NAME`` is a key of one's own."""

    name: str
    schema: Mapping[str, Any]
    required: bool = False


def main() -> int:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


def page() -> str:
    """Return the page as it must be."""
    return renewed(PAGE.read_text(encoding="utf-8"), PART, reference())


def schema() -> dict[str, Any]:
    """Return the schema of the configuration."""
    text = (directory("schemas") / "config.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def reference() -> str:
    """Return a table of all keys at the top, and a section for each."""
    whole = schema()
    keys = [Key(name, _resolved(part, whole)) for name, part in whole["properties"].items()]
    rows = [(f"[`{key.name}`](#{anchor(key.name)})", _default(key), _sentence(key.schema)) for key in keys]
    return table(("key", "default", ""), rows) + "".join(_section(key, whole) for key in keys)


def keys_below(key: Key, whole: Mapping[str, Any]) -> Iterator[Key]:
    """Yield all keys below one, in the order of the schema."""
    part = key.schema
    required = part.get("required", ())
    for name, value in part.get("properties", {}).items():
        found = Key(f"{key.name}.{name}", _resolved(value, whole), name in required)
        yield found
        yield from keys_below(found, whole)
    for word, mark in (("additionalProperties", ".NAME"), ("items", "[]")):
        value = part.get(word)
        if isinstance(value, Mapping):
            yield from keys_below(Key(key.name + mark, _resolved(value, whole)), whole)


def _resolved(part: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a part of the schema with what it refers to; its own words go before."""
    if "$ref" not in part:
        return part
    return {**whole["$defs"][part["$ref"].rpartition("/")[2]], **part}


def _section(key: Key, whole: Mapping[str, Any]) -> str:
    below = list(keys_below(key, whole))
    default = _default(key)
    facts = _type(key.schema, whole) + (f"; default {default}" if default else "")
    told = f"\n### {key.name}\n\n{escaped(key.schema['description'])}\n\n*{facts[0].upper()}{facts[1:]}.*\n"
    if below:
        head = (f"below `{key.name}`", "type", "default", "")
        rows = [
            (
                f"`{each.name.removeprefix(key.name).removeprefix('.')}`",
                _type(each.schema, whole),
                "**required**" if each.required else _default(each),
                _sentence(each.schema),
            )
            for each in below
        ]
        told += f"\n{table(head, rows)}"
    return told + "".join(f"\n```yaml\n{shown}```\n" for shown in examples(key))


def examples(key: Key) -> list[str]:
    """Return the examples of a key, as YAML."""
    return [
        yaml.safe_dump({key.name: value}, sort_keys=False, default_flow_style=_style(value), width=100)
        for value in key.schema.get("examples", ())
    ]


def _style(value: object) -> bool | None:
    """Return how YAML shows a value: what is innermost on one line, if there is anything in it."""
    return None if isinstance(value, list | dict) else False


def _sentence(part: Mapping[str, Any]) -> str:
    return escaped(part.get("description", ""))


def _default(key: Key) -> str:
    value = key.schema.get("default", _BUILT_IN.get(key.name))
    if value is None:
        return ""
    return f"`{json.dumps(value, ensure_ascii=False)}`" if value != "" else "none"


def _type(part: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """Return what a value may be, in words."""
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "anyOf" in part:
        return " or ".join(_type(_resolved(each, whole), whole) for each in part["anyOf"])
    kind = part.get("type", "anything")
    if not isinstance(kind, str):
        return " or ".join(_WORDS.get(each, each) for each in kind)
    word = _WORDS.get(kind, kind)
    inner = part.get("items") if kind == "array" else part.get("additionalProperties")
    if isinstance(inner, Mapping) and "properties" not in (inner := _resolved(inner, whole)):
        return f"{word} of {_type(inner, whole)}" if kind == "array" else f"{word} to {_type(inner, whole)}"
    return word + _bounds(part)


def _bounds(part: Mapping[str, Any]) -> str:
    low, above, high = part.get("minimum"), part.get("exclusiveMinimum"), part.get("maximum")
    if high is None:
        return ""
    return f" above {above} up to {high:,}" if above is not None else f" from {low} to {high:,}"


if __name__ == "__main__":
    raise SystemExit(main())
