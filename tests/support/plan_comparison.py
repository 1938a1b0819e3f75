"""Compares resources with the plan that Terraform makes of the same configuration, attribute by attribute."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from msgspec import Struct, field

from finops_guard.resources import Resource
from finops_guard.sources.terraform.kinds import SetList
from finops_guard.values import CauseKind, OpenDict, Unknown, Value, all_causes
from tests.support.stand_in.schemas import Block, Type

# What a provider computes of all tags, by the attribute they are written in.
_LABELS = ("terraform_labels", "effective_labels")
MERGED = {"tags": ("tags_all",), "labels": _LABELS, "resource_labels": _LABELS, "user_labels": _LABELS}
# What Terraform knows because it asks something outside of the configuration.
_OUTSIDE = {CauseKind.DATA_SOURCE: "known to a data source", CauseKind.IMPURE: "known to the machine it runs on"}
_COMPUTED_TAGS = {name for names in MERGED.values() for name in names}

# Checks an element: its path, their value, what is unknown of it, ours.
_Check: TypeAlias = Callable[[str, Any, Any, Value], None]


class Difference(Struct, frozen=True):
    """One place where Terraform and we do not say the same.

    ``kind`` is ``value`` where both decide and differ, ``missed`` where only Terraform knows, ``guessed`` where only
    we do, ``address`` for an instance that only one of them has.
    """

    kind: str
    address: str
    path: str
    theirs: str
    ours: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}{self.path}: Terraform {self.theirs}, ours {self.ours}"


class Comparison(Struct):
    """What was compared. ``counts``: values that are known to both, unknown to both, and known to Terraform alone
    because it has asked a data source.
    """

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def changes(plan: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the managed resources that are there after a plan, by address."""
    found = plan.get("resource_changes", [])
    return {
        each["address"]: each for each in found if each["mode"] == "managed" and each["change"]["after"] is not None
    }


def compare(
    planned: Mapping[str, Mapping[str, Any]], ours: Mapping[str, Resource], schemas: Mapping[str, Block]
) -> Comparison:
    """Compare the resources of a plan with ours; ``schemas`` has the block of each type."""
    made = Comparison()
    open_ = [
        re.compile(r"\[[^\]]*\]".join(map(re.escape, address.split("[*]")))) for address in ours if "[*]" in address
    ]
    for address, change in planned.items():
        if address in ours:
            ResourceComparison(made, address).compare(change, ours[address], schemas[change["type"]])
        elif any(pattern.fullmatch(address) for pattern in open_):
            made.counts["instances of an unknown number"] += 1
        else:
            made.differences.append(Difference("address", address, "", "has it", "has not"))
    for address in ours:
        if address not in planned and "[*]" not in address:
            made.differences.append(Difference("address", address, "", "has not", "has it"))
    return made


class ResourceComparison:
    """The comparison of one resource."""

    def __init__(self, made: Comparison, address: str) -> None:
        self.made = made
        self.address = address

    def compare(self, change: Mapping[str, Any], ours: Resource, block: Block) -> None:
        after, unknown = change["change"]["after"], change["change"]["after_unknown"]
        self.block("", after, unknown, ours.values, block)
        self._tags(after, unknown, ours)

    def differs(self, kind: str, path: str, theirs: Any, ours: Any) -> None:
        self.made.differences.append(Difference(kind, self.address, path, shown(theirs), shown(ours)))

    def block(self, path: str, theirs: Any, unknown: Any, ours: Value | None, block: Block) -> None:
        """Compare the attributes and nested blocks of a block."""
        theirs = theirs or {}
        for name, attribute in block.attributes.items():
            written = ours.get(name) if ours is not None and name in _keys(ours) else None
            absent = written is None or written.is_null or written.raw == []
            if attribute.write_only or name in _COMPUTED_TAGS or (absent and attribute.computed):
                continue  # what no plan holds, what is compared on its own, what the provider alone decides
            mask = _under(unknown, name)
            if attribute.nested is not None and mask is not True:
                self._nested(f"{path}.{name}", theirs.get(name), mask, written, *attribute.nested)
            else:
                self.value(f"{path}.{name}", theirs.get(name), mask, written, attribute.type)
        for name, (inner, nesting) in block.blocks.items():
            written = ours.get(name) if ours is not None and name in _keys(ours) else None
            self._nested(f"{path}.{name}", theirs.get(name), _under(unknown, name), written, inner, nesting)

    def _nested(self, path: str, theirs: Any, unknown: Any, ours: Value | None, block: Block, nesting: str) -> None:
        """Compare nested blocks; one of them may stand without a list."""
        raw = None if ours is None else ours.raw
        if unknown is True or isinstance(raw, Unknown):
            self.value(path, theirs, unknown, ours, "dynamic")
        elif nesting == "1":
            single = raw[0] if isinstance(raw, Sequence) and not isinstance(raw, str) and len(raw) == 1 else ours
            if theirs is None and raw is None:
                return
            self.block(path, theirs, unknown, single, block)
        elif nesting == "m":
            self.value(path, theirs, unknown, ours, ["map", block.type])
        else:
            items = [ours] if isinstance(raw, Mapping) else list(ours.items()) if ours is not None else []

            def check(path: str, each: Any, mask: Any, item: Value) -> None:
                if item.is_unknown:
                    self.value(path, each, mask, item, "dynamic")
                else:
                    self.block(path, each, mask, item, block)

            self._elements(path, theirs or [], unknown, items, check, ordered=nesting == "l")

    def _elements(
        self, path: str, theirs: Sequence[Any], unknown: Any, ours: list[Value], check: _Check, *, ordered: bool
    ) -> None:
        """Check their elements against ours; those of sets against the first that fits."""
        masks = unknown if isinstance(unknown, list) else [unknown] * len(theirs)
        if len(masks) != len(ours):
            self.differs("value", path, f"{len(masks)} elements", f"{len(ours)} elements")
            return
        left = list(ours)
        for number, (each, mask) in enumerate(zip(theirs or [None] * len(masks), masks, strict=True)):
            fitting = (at for at, item in enumerate(left) if ordered or self._fits(check, each, mask, item))
            check(f"{path}[{number}]", each, mask, left.pop(next(fitting, 0)))

    def _fits(self, check: _Check, theirs: Any, unknown: Any, ours: Value) -> bool:
        kept, self.made = self.made, Comparison()
        check("", theirs, unknown, ours)
        fits = not self.made.differences
        self.made = kept
        return fits

    def value(self, path: str, theirs: Any, unknown: Any, ours: Value | None, type_: Type) -> None:
        """Compare one value, element by element where both know which elements there are."""
        raw = None if ours is None else ours.raw
        if unknown is True:
            known = isinstance(raw, Unknown) or _is_open(raw)
            if known or (ours is not None and all_causes(ours)):
                self.made.counts["unknown to both"] += 1
            else:
                self.differs("guessed", path, "(not known)", ours)
        elif isinstance(raw, Unknown) or _is_open(raw):
            self._missed(path, theirs, unknown, ours)
        elif raw is None:
            if theirs is not None and theirs not in ([], {}):
                self.differs("value", path, theirs, ours)
        elif isinstance(raw, Mapping) and type_ != "string":
            self._mapping(path, theirs, unknown, raw, type_ if isinstance(type_, list) else ["map", "dynamic"])
        elif not isinstance(raw, str | bool | int | Decimal):
            kind, inner = type_ if isinstance(type_, list) else ("set" if isinstance(raw, SetList) else "list", type_)

            def check(path: str, each: Any, mask: Any, item: Value) -> None:
                self.value(path, each, mask, item, inner)

            self._elements(path, theirs or [], unknown, list(raw), check, ordered=kind != "set")
        elif not _same(converted(raw, type_), theirs):
            self.differs("value", path, theirs, ours)
        else:
            self.made.counts["known to both"] += 1

    def _mapping(self, path: str, theirs: Any, unknown: Any, raw: Mapping[str, Value], type_: list[Any]) -> None:
        for key in dict.fromkeys([*(theirs or {}), *(unknown if isinstance(unknown, dict) else {}), *raw]):
            inner = type_[1].get(key, "dynamic") if type_[0] == "object" else type_[1]
            self.value(f"{path}.{key}", (theirs or {}).get(key), _under(unknown, key), raw.get(key), inner)

    def _missed(self, path: str, theirs: Any, unknown: Any, ours: Value | None) -> None:
        causes = all_causes(ours) if ours is not None else ()
        outside = next((cause.kind for cause in causes if cause.kind in _OUTSIDE), None)
        if outside is not None:
            self.made.counts[_OUTSIDE[outside]] += 1
        elif _any(unknown):
            self.made.counts["unknown to both"] += 1
        else:
            self.differs("missed", path, theirs, f"{shown(ours)} ({'; '.join(cause.text for cause in causes)})")

    def _tags(self, after: Mapping[str, Any], unknown: Mapping[str, Any], ours: Resource) -> None:
        """Compare the effective tags with the map of all tags that the provider computes."""
        if ours.tags is None:
            return
        for own, names in MERGED.items():
            for name in names if own in after or own in unknown else ():
                if after.get(name) is not None:
                    self._all_tags(f".{name}", after[name], ours)
                elif unknown.get(name) is True and not after.get(own) and not _any(unknown.get(own)):
                    # Nothing to merge: a provider that would give an empty map says that it is not known.
                    tags = ours.tags.tags
                    if tags and not ours.tags.open and not any(tag.value.is_unknown for tag in tags.values()):
                        self.differs("value", f".{name}", {}, ", ".join(tags))

    def _all_tags(self, path: str, theirs: Mapping[str, Any], ours: Resource) -> None:
        tags = ours.tags.tags if ours.tags is not None else {}
        open_ = ours.tags.open if ours.tags is not None else ()
        for key in dict.fromkeys([*theirs, *tags]):
            value = tags[key].value if key in tags else Value(Unknown(open_)) if open_ else None
            self.value(f"{path}.{key}", theirs.get(key), None, value, "string")
        if open_:
            self._missed(f"{path} as a whole", theirs, None, Value(Unknown(open_)))


def converted(raw: Any, type_: Type) -> Any:
    """Return a plain value as one of a simple type, as Terraform converts it for a schema."""
    if type_ == "string" and isinstance(raw, bool):
        return "true" if raw else "false"
    if type_ == "string" and isinstance(raw, int | Decimal):
        return str(raw)
    if type_ == "bool" and isinstance(raw, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(raw, raw)
    if type_ == "number" and isinstance(raw, str):
        try:
            return Decimal(raw)
        except InvalidOperation:
            return raw
    return raw


def _same(ours: Any, theirs: Any) -> bool:
    return bool(ours == theirs) and isinstance(ours, bool) == isinstance(theirs, bool)


def shown(value: Any) -> str:
    """Return a value in one short line."""
    text = str(value.raw) if isinstance(value, Value) else str(value)
    return text if len(text) < 200 else text[:200] + "..."


def _keys(value: Value) -> Any:
    return value.raw if isinstance(value.raw, Mapping) else ()


def _is_open(raw: Any) -> bool:
    return isinstance(raw, OpenDict) and bool(raw.causes)


def _under(mask: Any, key: str) -> Any:
    return True if mask is True else mask.get(key) if isinstance(mask, Mapping) else None


def _any(mask: Any) -> bool:
    if isinstance(mask, Mapping):
        return any(map(_any, mask.values()))
    return any(map(_any, mask)) if isinstance(mask, list) else mask is True
