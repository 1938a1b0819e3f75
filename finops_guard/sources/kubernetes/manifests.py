"""The objects of one file: which documents are Kubernetes objects, lists flattened."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits, SpannedDict, key_span
from finops_guard.kubernetes.pods import POD_TEMPLATES, Templates, find, template_steps
from finops_guard.location import SourceText, Span
from finops_guard.values import Value

# The first line with content: its indentation is that of the document's own keys.
_FIRST = re.compile(r"^([ \t]*)[^\s#]", re.MULTILINE)
_MARKER = re.compile(r"\ufeff?---(?=[ \t\r\n])[ \t]*([{\[]?)")
# A line of the document's own that is the key kind, or may be: an escape, an alias, a merge or a tag may stand for it.
_KIND = (
    r"""(?:["']?kind["']?[ \t]*:[ \t]*(?P<definition>["']?CustomResourceDefinition\b)?"""
    r"""|\?(?=\s)|<<[ \t]*:|\*[^\s:]+[ \t]*:|[!&]|"[^"\n]*\\)"""
)
_FIRST_KIND, _NEXT_KIND = re.compile(_KIND), re.compile(f"\n{_KIND}")
_ITEM = re.compile(r"-(?=[ \t\r\n]|\Z)")
# A letter as an escape sequence, such as \x6b.
_ESCAPED = re.compile(r"\\[xuU]0*[4-7]")

A_DEFINITION = "a custom resource definition"
JSON_PATCH = "a list, such as a JSON patch"
DEFINITION = "CustomResourceDefinition"
MAX_LIST_DEPTH = 10
MAX_INDENT = 100


class Deployed(Struct, frozen=True):
    """How a rendered object is deployed: as part of which directory, and in which environment where that is told.

    ``name`` tells several deployments of the directory apart; it is empty where there is one. ``release`` is the
    address of the Terraform resource that deploys it, within the root; empty where none does.
    """

    root: str
    name: str = ""
    environment: str = ""
    release: str = ""


class Manifest(Struct, frozen=True):
    """One object: ``group`` is its API group (empty for the core), ``span`` its ``kind:`` with the value.

    ``name`` ends in ``*`` where the cluster makes it up from a prefix (``generateName``). ``pod_template`` is where in
    ``value`` the template of the pods is that it runs, None where it runs none.
    ``deployed`` is None where the object stands in its file as it is.
    """

    group: str
    kind: str
    name: str
    namespace: str | None
    value: Value
    span: Span
    pod_template: tuple[str, ...] | None = None
    deployed: Deployed | None = None


class FileContent(Struct):
    """What one file holds: objects, what is wrong with it, and why documents of it are no objects (in order met)."""

    manifests: list[Manifest] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    others: dict[str, None] = field(default_factory=dict)


def read_manifests(source: SourceText, templates: Templates = POD_TEMPLATES) -> FileContent:
    """Return the Kubernetes objects of a text; documents that cannot be any are not parsed."""
    content = FileContent()

    def wanted(text: str) -> bool:
        reason = _reason_against(text)
        if reason:
            content.others[reason] = None
        return not reason

    documents, diagnostics = load(source, limits=_limits(source.text), wanted=wanted)
    content.diagnostics += diagnostics
    for document in documents:
        _collect(content, document.value, templates, ("", ""), MAX_LIST_DEPTH)
    return content


def _limits(text: str) -> Limits:
    """Return what is read of a text: as much as a long one may hold, for dumps of a cluster and rendered charts.

    The densest manifests of real repositories have a key or value in 10 characters, and minified JSON in 6.
    """
    size = len(text)
    return Limits(nodes=max(Limits().nodes, size // 5), documents=max(Limits().documents, size // 200))


def _reason_against(text: str) -> str:
    """Return why a document's text cannot be an object, empty where it may be one."""
    if _has_other_breaks(text):
        return ""
    marker = _MARKER.match(text)
    first = _FIRST.search(text, marker.end() if marker else 0)
    if first is None and not (marker and marker[1]):
        return "no content"
    begins = (marker[1] if marker else "") or (text[first.end() - 1] if first else "")
    if begins == "{":
        written = ("kind" in text and "apiVersion" in text) or _ESCAPED.search(text)
        return "" if written else "no Kubernetes object"
    if begins == "[" or (first and _ITEM.match(text, first.end() - 1)):
        return JSON_PATCH
    indent = first[1] if first else ""
    if len(indent) > MAX_INDENT:
        return ""
    at = first.end(1) if first else 0
    following = _NEXT_KIND if not indent else re.compile(f"\n{indent}{_KIND}")
    found = [*filter(None, [_FIRST_KIND.match(text, at)]), *islice(following.finditer(text, at), 2)]
    if not found:
        return "no Kubernetes object"
    return A_DEFINITION if len(found) == 1 and found[0]["definition"] else ""


def _has_other_breaks(text: str) -> bool:
    """Tell whether lines may begin otherwise than behind a line feed.

    To YAML, a return alone ends a line, and so do three more characters; a byte order mark is none of the line.
    """
    if "\r" in text and text.count("\r") > text.count("\r\n"):
        return True
    return not text.isascii() and any(mark in text for mark in "\x85\u2028\u2029\ufeff")


def _collect(content: FileContent, value: Value, templates: Templates, inherited: tuple[str, str], depth: int) -> None:
    """Add one object, or those of a list; ``inherited``: kind and version for items of a typed list without them."""
    kind, version = _word(value, "kind") or inherited[0], _word(value, "apiVersion") or inherited[1]
    if not kind or not version or not isinstance(value.raw, SpannedDict) or value.origin is None:
        content.others["no Kubernetes object"] = None
        return
    # To kubectl, whatever has items is a list of them, of any kind and name.
    items = value.get("items")
    if items is not None and isinstance(items.raw, list) and (items.raw or kind.endswith("List")):
        if depth == 0:
            text = f"lists of lists deeper than {MAX_LIST_DEPTH} levels are not evaluated"
            content.diagnostics.append(notice("too-deep", text, value.origin))
            return
        item_kind = kind.removesuffix("List")
        for item in items.raw:
            _collect(content, item, templates, (item_kind, version if item_kind else ""), depth - 1)
        if kind == "List" or not _name(value):
            return
    group, name = version.rpartition("/")[0], _name(value)
    if kind == DEFINITION:
        content.others[A_DEFINITION] = None
    elif version.startswith("kustomize.config.k8s.io/"):
        content.others["a kustomization, not rendered"] = None
    elif not name:
        content.others["an object without a name"] = None
        if (group, kind) in templates:
            text = f"a {kind} without metadata.name is not evaluated"
            content.diagnostics.append(notice("no-name", text, _header(value, value.origin)))
    else:
        namespace, steps = _written(value, "namespace") or None, template_steps(group, kind, value, templates)
        header = _header(value, value.origin)
        content.manifests.append(Manifest(group, kind, name, namespace, value, header, steps))


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
