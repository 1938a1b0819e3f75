"""Absolute paths without the machine: the scan root stands where the checkout's own directory would be.

Terragrunt's path functions give absolute paths. What stands above the scan root differs from machine to machine, so it
is one sign here that no file name holds; a value in which it is left when all is evaluated is not known.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from finops_guard.sources.terraform.kinds import SetList
from finops_guard.tree import join
from finops_guard.values import Cause, CauseKind, OpenDict, Unknown, Value

# A private-use character: it has no meaning of its own, and a text that holds it names no other place.
ROOT = "/\uf8ff"

_TEXT = "the path depends on where the project is checked out"


def absolute(path: str) -> str:
    """Return the absolute path of a path of the tree (``""`` is the scan root)."""
    return f"{ROOT}/{path}" if path else ROOT


def locate(text: str, base: str) -> str | None:
    """Return the path in the tree that a text names, as seen from a directory; None where it lies outside."""
    if text == ROOT or text.startswith(f"{ROOT}/"):
        return join("", text[len(ROOT) :])
    return None if text.startswith(("/", "~")) else join(base, text)


def relative(start: str, to: str) -> str:
    """Return a directory of the tree as seen from another one, ``.`` for itself."""
    return posixpath.relpath(f"/{to}", f"/{start}")


def settle(value: Value) -> Value:
    """Return a value in which every text that holds a path of the machine is Unknown, with what is known of it."""
    raw = value.raw
    if isinstance(raw, str):
        if ROOT[1] not in raw:
            return value
        prefix, suffix = raw[: raw.index(ROOT[1])].removesuffix("/"), raw[raw.rindex(ROOT[1]) + 1 :]
        return Value(Unknown([Cause(CauseKind.IMPURE, _TEXT, value.origin)], prefix, suffix), value.origin, value.marks)
    if isinstance(raw, Mapping):
        return _settled_object(value, raw)
    if isinstance(raw, list):
        items = [settle(item) for item in raw]
        if all(new is old for new, old in zip(items, raw, strict=True)):
            return value
        return Value(SetList(items) if isinstance(raw, SetList) else items, value.origin, value.marks, value.weight)
    return value


def _settled_object(value: Value, raw: Mapping[str, Value]) -> Value:
    items = {key: settle(item) for key, item in raw.items() if ROOT[1] not in key}
    if len(items) == len(raw) and all(items[key] is raw[key] for key in items):
        return value
    causes = list(raw.causes) if isinstance(raw, OpenDict) else []
    shapes = list(raw.shapes) if isinstance(raw, OpenDict) else []
    if len(items) < len(raw):
        causes.append(Cause(CauseKind.IMPURE, _TEXT, value.origin))
        shapes.append(("", ""))
    found = OpenDict(items, causes, shapes) if causes else items
    return Value(found, value.origin, value.marks, value.weight)
