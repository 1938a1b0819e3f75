"""The single values that a Helm release sets over its files of values: as options of helm, and with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.documents.model import SpannedDict
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.sources.kubernetes.terraform.helm import SENSITIVE_SETS, HelmRelease, Setting
from finops_guard.sources.terraform.operators import to_string
from finops_guard.values import Plain, Value

MAX_SETS = 500
MAX_NAME = 1_000
MAX_KEYS = 31  # that lead to one value: helm follows no more
MAX_OPTION = 16 * 1024
MAX_OPTIONS = 256 * 1024

# The options that lay values over those of files, in the order in which helm follows them, by the type of a ``set``.
_OPTIONS = {"": "set", "auto": "set", "string": "set-string", "literal": "set-literal"}
_ORDER = ("set", "set-string", "set-literal")
_STEP = r"(?:[^.\[\]=,{}\\]|\\.)+"
_PATH = re.compile(rf"{_STEP}(?:\.{_STEP})*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# What is more than a text to helm: several values, a list, an escape.
_SPECIAL = re.compile(r"\A\{|[,\\]")
_SEPARATORS = re.compile(r"(?<!\\)[,{}=]")
_LIST_SPECIAL = re.compile(r"[,\\{}\[\]]")
_WHOLE = re.compile(r"[+-]?[0-9]+")


class Entry(Struct, frozen=True):
    """One value that is set.

    ``path`` are the keys that lead to it, None where its name is more than that. ``beginning`` are those of them that
    are sure. ``written`` is a text, or the texts of a list.
    """

    option: str
    name: str
    path: tuple[str, ...] | None
    beginning: tuple[str, ...]
    written: str | list[str]
    value: Value
    is_sensitive: bool

    @property
    def command(self) -> str:
        value = self.written if isinstance(self.written, str) else f"{{{','.join(self.written)}}}"
        return f"--{self.option}={self.name}={value}"

    @property
    def is_text(self) -> bool:
        """Tell whether it sets one text to what is written, so that a file may say the same."""
        if self.path is None or not isinstance(self.written, str):
            return False
        if self.option == "set-literal":
            return True
        plain_text = _SPECIAL.search(self.written) is None
        return plain_text and (self.option == "set-string" or isinstance(_typed(self.written), str))

    def meets(self, other: Entry) -> bool:
        """Tell whether one of two entries may set what the other does, or something around it."""
        return all(left == right for left, right in zip(self.beginning, other.beginning, strict=False))


def entries(release: HelmRelease) -> list[Entry]:
    """Return what a release sets, in order; raise RenderError where that is too much, or not to be told."""
    if len(release.sets) > MAX_SETS:
        raise RenderError(f"it sets more than {MAX_SETS} single values")
    return [_entry(each, release) for each in release.sets]


def _entry(setting: Setting, release: HelmRelease) -> Entry:
    """Return one entry as the provider hands it to Helm."""
    name = setting.name.raw if setting.name is not None else None
    if not isinstance(name, str) or not name:
        raise RenderError(f"a {setting.form} of it has no name")
    if len(name) > MAX_NAME:
        raise RenderError(f"the name of a {setting.form} of it has more than {MAX_NAME:,} characters")
    kind = setting.type.raw if setting.type is not None and setting.type.raw is not None else ""
    option = _OPTIONS.get(kind) if isinstance(kind, str) else None
    value = setting.value
    if option is None or value is None or value.is_null:
        raise RenderError(f"a {setting.form} of it has {'no value' if option else 'a type that is not known'}")
    written: str | list[str]
    if setting.form == "set_list":
        written = [_text(item, setting) for item in value.items()]
        if not written or any(_LIST_SPECIAL.search(each) for each in written):
            raise RenderError("a set_list of it is empty, or holds what Helm takes for more than one value")
    else:
        written = _text(value, setting)
    sensitive = setting.form in SENSITIVE_SETS or value.is_sensitive
    # In the name of a literal, a backslash is one.
    is_plain = option != "set-literal" or "\\" not in name
    path = _path(name) if is_plain else None
    beginning = path or (_path(name.partition("[")[0]) if is_plain else None) or ()
    placed = Value(value.raw, value.origin or release.resource.span, value.marks)
    return Entry(option, name, path, beginning, written, placed, sensitive)


def _text(value: Value, setting: Setting) -> str:
    if isinstance(value.raw, str):
        return value.raw
    if isinstance(value.raw, bool | int | Decimal):
        return to_string(value)
    raise RenderError(f"a {setting.form} of it is no single value")


def _path(name: str) -> tuple[str, ...] | None:
    """Return the keys that a name consists of; None where it is more than that."""
    if not _PATH.fullmatch(name):
        return None
    steps = tuple(_ESCAPED.sub(r"\1", step) for step in re.findall(_STEP, name, re.DOTALL))
    return steps if len(steps) <= MAX_KEYS else None


def passed(entries: Sequence[Entry], layers: Sequence[Value | None]) -> tuple[dict[str, Plain], tuple[str, ...]]:
    """Return what of the entries a file of values says, and the options for all others.

    Options may be seen by other users of the machine, and are bounded: what is secret or long goes into the file, as
    far as that is the same. Raise RenderError where helm would follow entries in another order than the provider.
    """
    filed: dict[str, Plain] = {}
    options: list[str] = []
    before: list[Entry] = []
    for entry in entries:
        command = entry.command
        wanted = (entry.is_sensitive or len(command) > MAX_OPTION) and entry.is_text
        if wanted and not any(map(entry.meets, before)) and not _is_blocked(entry, layers) and _put(filed, entry):
            continue
        if len(command) > MAX_OPTION:
            raise RenderError(f"a value that it sets has more than {MAX_OPTION:,} characters")
        rank = _ORDER.index(entry.option)
        if any(_ORDER.index(other.option) > rank and entry.meets(other) for other in before):
            raise RenderError("it sets one value as several types")
        before.append(entry)
        options.append(command)
    if sum(map(len, options)) > MAX_OPTIONS:
        raise RenderError(f"the values that it sets have more than {MAX_OPTIONS:,} characters together")
    return filed, _checked(options)


def _is_blocked(entry: Entry, layers: Sequence[Value | None]) -> bool:
    """Tell whether texts of values have something on the way to an entry that holds no keys: then helm fails."""
    for layer in layers:
        at = layer
        for step in (entry.path or ())[:-1]:
            at = at.get(step) if at is not None else None
            if at is not None and not isinstance(at.raw, SpannedDict):
                return True
    return False


def _put(tree: dict[str, Plain], entry: Entry) -> bool:
    """Put a text into a tree of values; tell whether there was room for it."""
    *above, last = entry.path or ("",)
    at = tree
    for step in above:
        inner = at.setdefault(step, {})
        if not isinstance(inner, dict):
            return False
        at = inner
    if isinstance(at.get(last), dict):
        return False
    at[last] = entry.written if isinstance(entry.written, str) else None
    return True


def _checked(options: Sequence[str]) -> tuple[str, ...]:
    """Return words that a command can consist of; raise RenderError where one is none."""
    if any("\0" in option or any("\ud800" <= c <= "\udfff" for c in option) for option in options):
        raise RenderError("a value that it sets is no text")
    return tuple(options)


def tree_of(entries: Sequence[Entry]) -> Value | None:
    """Return the values that entries of plain names set, each where it is written; what is around them is nowhere."""
    tree = SpannedDict()
    for entry in entries:
        if entry.path is None:
            continue
        *above, last = entry.path
        at = tree
        for step in above:
            inner = at.get(step)
            if inner is None or not isinstance(inner.raw, SpannedDict):
                inner = at[step] = Value(SpannedDict())
            at = inner.raw if isinstance(inner.raw, SpannedDict) else at
        at[last] = _placed(entry)
    return Value(tree) if tree else None


def _placed(entry: Entry) -> Value:
    value = entry.value
    if isinstance(entry.written, list):
        items = zip(entry.written, value.items(), strict=True)
        return Value([Value(_typed(text), item.origin or value.origin) for text, item in items], value.origin)
    return Value(_typed(entry.written) if entry.option == "set" else entry.written, value.origin)


def _typed(text: str) -> str | int | bool | None:
    """Return what Helm takes the text of a ``set`` for."""
    word = text.lower()
    if word in ("true", "false", "null"):
        return None if word == "null" else word == "true"
    number = _WHOLE.fullmatch(text) and (text == "0" or not text.startswith("0")) and len(text) < 20
    return int(text) if number else text


def parts(written: str | list[str]) -> Iterator[str]:
    """Yield what is set, and each text that Helm may take out of it."""
    for text in [written] if isinstance(written, str) else written:
        yield text
        if _SPECIAL.search(text):
            yield _ESCAPED.sub(r"\1", text)
            yield from (_ESCAPED.sub(r"\1", part) for part in _SEPARATORS.split(text))
