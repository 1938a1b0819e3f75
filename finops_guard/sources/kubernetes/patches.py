"""Kustomize patches: which objects each of them is for, and what it says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict
from finops_guard.location import SourceText, Span
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Cause, CauseKind, Value

MAX_SIZE = 1024 * 1024
MAX_PATTERN = 200
MAX_PATCHES = 5000  # of one kustomization

_PARTS = ("group", "kind", "name", "namespace")
# Regular expressions of a hostile tree are not run: these are told by comparing pieces of text.
_SIMPLE = re.compile(r"(?:\.\*|[\w.|-])*").fullmatch


class Entry(Struct, frozen=True):
    """One patch as a kustomization lists it: its text or else its file, and its ``target``.

    ``late`` ones (``patchesJson6902``) act after the labels of their kustomization, the others before. ``origin`` is
    where its text is written.
    """

    text: str
    path: str
    target: Value | None
    span: Span | None
    late: bool
    origin: Span | None = None


class Selector(Struct, frozen=True):
    """Which objects a patch is for, each part a pattern, None for any; ``certain`` where these parts tell all of it."""

    group: str | None
    kind: str | None
    name: str | None
    namespace: str | None
    certain: bool = True

    def matches(self, group: str, kind: str, names: Collection[str], namespaces: Collection[str]) -> bool:
        """Tell whether an object may be meant that has, or had before it was renamed, one of the names."""
        return (
            _fits(self.kind, (kind,))
            and _fits(self.name, names)
            and _fits(self.group, (group,))
            and _fits(self.namespace, namespaces or None)
        )


class Patch(Struct, frozen=True):
    """One patch: a mapping is merged into an object, a list holds JSON patch operations; None cannot be read.

    ``path`` is the file in which it is written; ``inline`` tells that spans in the content are not those of the file,
    and that ``span``, in the kustomization, stands for all of it; its text is written at ``origin``. ``size``: the
    characters of its text.
    """

    selector: Selector
    content: Value | None
    path: str
    span: Span | None
    inline: bool
    size: int = 0
    origin: Span | None = None

    @property
    def deletes(self) -> bool:
        """Tell whether it takes the whole object away."""
        return self.content is not None and self.selector.certain and directive(self.content) == "delete"

    def cause(self, what: str, kind: str, name: str) -> Cause:
        """Return why something of an object is not known."""
        if self.content is None:
            return Cause(CauseKind.TEMPLATE, f"{self.path} has patches that cannot be followed", self.span)
        return Cause(CauseKind.TEMPLATE, f"{self.path} patches the {what} of {kind}/{name}", self.span)


class PatchReader:
    """Reads patches, each text once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, tuple[list[Value | None], int]] = {}

    def read(self, entries: Sequence[Entry], kustomization: str) -> Iterator[tuple[Patch, bool]]:
        """Yield the patches of a kustomization, with whether they act late; files that are not there are left out.

        Beyond 5,000 patches, one that cannot be read stands for the rest.
        """
        inline: dict[str, tuple[list[Value | None], int]] = {}
        count = 0
        for entry in entries:
            if entry.text and entry.text not in inline:
                inline[entry.text] = _contents(SourceText(kustomization, entry.text)), len(entry.text)
            contents, size = inline[entry.text] if entry.text else self._file(entry.path)
            path = kustomization if entry.text else entry.path
            for content in contents:
                count += 1
                if count > MAX_PATCHES:
                    yield unread(kustomization, entry.span), False
                    return
                selector = _targeted(entry.target) if entry.target is not None else _own(content)
                yield Patch(selector, content, path, entry.span, bool(entry.text), size, entry.origin), entry.late

    def _file(self, path: str) -> tuple[list[Value | None], int]:
        if path not in self._files:
            try:
                text = decode(self._tree.read(path, MAX_SIZE))
            except TreeError:
                self._files[path] = [], 0
            except DecodeError:
                self._files[path] = [None], 0
            else:
                self._files[path] = _contents(SourceText(path, text)), len(text)
        return self._files[path]


def unread(path: str, span: Span | None) -> Patch:
    """Return a patch that stands for any that a kustomization may hold."""
    return Patch(Selector(None, None, None, None, certain=False), None, path, span, inline=False)


def directive(value: Value) -> str:
    """Return what a mapping's ``$patch`` says (``delete``, ``replace``); empty where it is merged."""
    found = value.get("$patch")
    if found is None or found.raw == "merge":
        return ""
    return found.raw if isinstance(found.raw, str) else "unknown"


def pointer(operation: Value, key: str = "path") -> tuple[str, ...] | None:
    """Return the steps of a JSON pointer; None where there is none."""
    written = operation.get(key)
    if written is None or not isinstance(written.raw, str) or not written.raw.startswith("/"):
        return () if written is not None and written.raw == "" else None
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in written.raw[1:].split("/"))


def _contents(source: SourceText) -> list[Value | None]:
    documents, diagnostics = load(source)
    found: list[Value | None] = [
        document.value for document in documents if isinstance(document.value.raw, SpannedDict | list)
    ]
    return [*found, None] if any(said.level.value == "error" for said in diagnostics) else found


def _own(content: Value | None) -> Selector:
    """Return whom a patch without a target is for: the object that it names itself."""
    if content is None or not isinstance(content.raw, SpannedDict):
        return Selector(None, None, None, None, certain=False)
    metadata = content.get("metadata")
    version, kind = _text(content, "apiVersion"), _text(content, "kind")
    name, namespace = (_text(metadata, key) if metadata else None for key in ("name", "namespace"))
    group = version.rpartition("/")[0] if version else None
    return Selector(group, kind, name, namespace, certain=bool(kind and name))


def _targeted(target: Value) -> Selector:
    """Return the objects of a target; its selectors of labels and annotations may leave out some of them."""
    group, kind, name, namespace = (_pattern(_text(target, key) or "") for key in _PARTS)
    readable = None not in (group, kind, name, namespace)
    certain = readable and not any(target.get(key) for key in ("labelSelector", "annotationSelector"))
    return Selector(group or None, kind or None, name or None, namespace or None, certain)


def _pattern(written: str) -> str | None:
    """Return a pattern that can be told by comparing pieces of text; None where it is another one."""
    pattern = written.removeprefix("^").removesuffix("$")
    return pattern if len(pattern) <= MAX_PATTERN and _SIMPLE(pattern) else None


def _text(value: Value, key: str) -> str | None:
    found = value.get(key)
    return found.raw if found is not None and isinstance(found.raw, str) else None


def _fits(pattern: str | None, texts: Collection[str] | None) -> bool:
    if pattern is None or texts is None or pattern in texts:
        return True
    if "|" not in pattern and "*" not in pattern:
        return False
    return any(_fits_one(choice, text) for choice in pattern.split("|") for text in texts)


def _fits_one(pattern: str, text: str) -> bool:
    """Tell whether a pattern of texts and ``.*`` is all of a text."""
    first, *others = pattern.split(".*")
    if not others:
        return text == first
    *middle, last = others
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
