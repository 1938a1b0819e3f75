"""The objects of one file: which documents are Kubernetes objects, lists flattened."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.kubernetes.pods import find, is_workload
from finops_guard.location import SourceText, Span
from finops_guard.values import Value

# The first line with content: its indentation is that of the document's own keys.
_FIRST = re.compile(r"^([ \t]*)[^\s#]", re.MULTILINE)
_MARKER = re.compile(r"\ufeff?---(?=[ \t\r\n])[ \t]*([{\[]?)")
_KIND = re.compile(r"""^["']?kind["']?[ \t]*:""", re.MULTILINE)
_DEFINITION = re.compile(r"""^["']?kind["']?[ \t]*:[ \t]*["']?CustomResourceDefinition\b""", re.MULTILINE)

DEFINITION = "CustomResourceDefinition"
MAX_LIST_DEPTH = 10
MAX_INDENT = 100


class Deployed(Struct, frozen=True):
    """How a rendered object is deployed: as part of which directory, and in which environment where that is told.

    ``name`` tells several deployments of the directory apart; it is empty where there is one.
    """

    root: str
    name: str = ""
    environment: str = ""


class Manifest(Struct, frozen=True):
    """One object: ``group`` is its API group (empty for the core), ``span`` its ``kind:`` with the value.

    ``name`` ends in ``*`` where the cluster makes it up from a prefix (``generateName``). ``deployed`` is None where
    the object stands in its file as it is.
    """

    group: str
    kind: str
    name: str
    namespace: str | None
    value: Value
    span: Span
    deployed: Deployed | None = None


class FileContent(Struct):
    """What one file holds: objects, what is wrong with it, and why documents of it are no objects (in order met)."""

    manifests: list[Manifest] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    others: dict[str, None] = field(default_factory=dict)


def read_manifests(source: SourceText) -> FileContent:
    """Return the Kubernetes objects of a text; documents that cannot be any are not parsed."""
    content = FileContent()

    def wanted(text: str) -> bool:
        reason = _reason_against(text)
        if reason:
            content.others[reason] = None
        return not reason

    documents, diagnostics = load(source, wanted=wanted)
    content.diagnostics += diagnostics
    for document in documents:
        _collect(content, document.value, ("", ""), MAX_LIST_DEPTH)
    return content


def _reason_against(text: str) -> str:
    """Return why a document's text cannot be an object, empty where it may be one."""
    marker = _MARKER.match(text)
    first = _FIRST.search(text, marker.end() if marker else 0)
    if first is None and not (marker and marker[1]):
        return "no content"
    begins = (marker[1] if marker else "") or (text[first.end() - 1] if first else "")
    if begins == "{":
        return "" if "kind" in text and "apiVersion" in text else "no Kubernetes object"
    if begins in "[-":
        return "a list, such as a JSON patch"
    indent = first[1] if first else ""
    if len(indent) > MAX_INDENT:
        return ""
    pattern = _KIND if not indent else re.compile(rf"""^{indent}["']?kind["']?[ \t]*:""", re.MULTILINE)
    if not pattern.search(text):
        return "no Kubernetes object"
    return "a custom resource definition" if _DEFINITION.search(text) else ""


def _collect(content: FileContent, value: Value, inherited: tuple[str, str], depth: int) -> None:
    """Add one object, or those of a list; ``inherited``: kind and version for items of a typed list without them."""
    kind, version = _word(value, "kind") or inherited[0], _word(value, "apiVersion") or inherited[1]
    items = value.get("items")
    if not kind or not version or not isinstance(value.raw, SpannedDict) or value.origin is None:
        content.others["no Kubernetes object"] = None
    elif kind.endswith("List") and items is not None and not _name(value):
        if depth == 0:
            text = f"lists of lists deeper than {MAX_LIST_DEPTH} levels are not evaluated"
            content.diagnostics.append(notice("too-deep", text, value.origin))
            return
        item_kind = kind.removesuffix("List")
        for item in items.items():
            _collect(content, item, (item_kind, version if item_kind else ""), depth - 1)
    elif kind == DEFINITION:
        content.others["a custom resource definition"] = None
    elif version.startswith("kustomize.config.k8s.io/"):
        content.others["a kustomization, not rendered"] = None
    elif not (name := _name(value)):
        content.others["an object without a name"] = None
        if is_workload(_group(version), kind):
            text = f"a {kind} without metadata.name is not evaluated"
            content.diagnostics.append(notice("no-name", text, _header(value, value.origin)))
    else:
        namespace = _written(value, "namespace") or None
        header = _header(value, value.origin)
        content.manifests.append(Manifest(_group(version), kind, name, namespace, value, header))


def _group(version: str) -> str:
    return version.rpartition("/")[0]


def _word(value: Value, key: str) -> str:
    found = value.get(key)
    return found.raw if found is not None and isinstance(found.raw, str) else ""


def _name(value: Value) -> str:
    name, prefix = _written(value, "name"), _written(value, "generateName")
    return name or (f"{prefix}*" if prefix else "")


def _written(value: Value, key: str) -> str:
    """Return a text of ``metadata``; as it is written where YAML reads a number or a truth value."""
    found = find(value, "metadata", key)
    if found is None:
        return ""
    if isinstance(found.raw, bool | int | Decimal) and found.origin:
        return found.origin.text
    return found.raw if isinstance(found.raw, str) else ""


def _header(value: Value, origin: Span) -> Span:
    """Return ``kind:`` with its value; the object's first line where it is written without."""
    key, kind = key_span(value, "kind"), value.get("kind")
    if key is None or kind is None or kind.origin is None or kind.origin.end < key.start:
        end = origin.source.text.find("\n", origin.start, origin.end)
        return Span(origin.source, origin.start, origin.end if end < 0 else end)
    return Span(key.source, key.start, kind.origin.end)
