"""What the values of a resource refer to: the addresses they belong to, and values that may refer to something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from finops_guard.location import Span
from finops_guard.sources.terraform.addresses import without_keys
from finops_guard.sources.terraform.kinds import BlockObject
from finops_guard.values import MAX_CAUSES, Cause, CauseKind, OpenDict, Referred, Unknown, Value

# What the name of an attribute ends in that holds what another resource is known by.
_KNOWN_BY = re.compile(r"_(?:id|arn|name|identifier|self_link|url|uri|key)s?(?:_list)?\Z")
# Names of attributes that may refer to resources of any type.
_ANY = frozenset(
    {"resource", "resources", "scope", "scopes", "source", "target", "target_resource", "target_resources"}
)
# Whether that is known only once the resource is made.
_GIVEN = re.compile(r"_(?:id|arn|self_link)s?(?:_list)?\Z")

_OUTSIDE = frozenset({CauseKind.NO_VALUE, CauseKind.MODULE})
# An output of a module, or a part of one.
_OUTPUT = re.compile(r"(module\.[\w-]+)(?:\[[^\[\]]*\])?(?:\.[\w-]+|\[[^\[\]]*\])*")
# An attribute of a resource.
_ATTRIBUTE = re.compile(r"(?:resource\.)?([\w-]+\.[\w-]+)(?:\[[^\[\]]*\]|\.[\w*-]+)*")


class Steps:
    """How many values may be looked at: for all the relations of one root, and of the ``scan`` that it is a part of."""

    __slots__ = ("_left", "_scan")

    def __init__(self, left: int, scan: Steps | None = None) -> None:
        self._left = left
        self._scan = scan

    def spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._scan is not None:
            self._scan.spend(steps)

    @property
    def left(self) -> int:
        return self._left

    @property
    def are_used_up(self) -> bool:
        return self._left <= 0 or (self._scan is not None and self._scan.are_used_up)


class Open(Struct, frozen=True):
    """A value that may refer to something: the name of its attribute (empty: any), and why it is not known.

    ``is_plain``: it is one value as it was read, and not made or chosen from others: then its one cause says whose.
    """

    name: str
    raw: Unknown
    is_plain: bool = False
    origin: Span | None = None

    def may_mean(self, type_: str) -> bool:
        """Tell whether it may refer to a resource of a type: by its name, or by what it is chosen from."""
        if is_named_like(self.name, type_):
            return True
        if self.is_plain:
            return False
        # Of some values a plan only says that they are not known.
        is_told = any(cause.resource or cause.kind is not CauseKind.COMPUTED for cause in self.raw.causes)
        return not is_told or (self.origin is not None and f"{type_}." in self.origin.text)

    @property
    def is_outside(self) -> bool:
        """Tell whether it comes from outside of the root, so that nothing the root makes has given it."""
        return self.is_plain and {each.kind for each in self.raw.causes} <= _OUTSIDE


class Reading(Struct):
    """What values refer to: addresses in the order of the values, texts with their attributes' names, what is open."""

    addresses: dict[str, None] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)


def read(values: Value, own: str, steps: Steps) -> Reading:
    """Return what the values of the resource at the address ``own`` refer to; less where the steps are used up."""
    found = Reading()
    pending: list[tuple[Value, str]] = [(values, "")]
    while pending and not steps.are_used_up:
        steps.spend()
        value, name = pending.pop()
        raw = value.raw
        if isinstance(value, Referred):
            found.addresses[value.resource] = None
            if isinstance(raw, Unknown):
                found.addresses.update(dict.fromkeys(owners(raw)))
                continue
        if isinstance(raw, str):
            found.texts.append((name, raw))
        elif isinstance(raw, Unknown):
            _unknown(value, raw, name, found)
        elif isinstance(raw, Mapping):
            if isinstance(raw, BlockObject) and raw.resource and raw.resource != own:
                found.addresses[raw.resource] = None
                continue
            if isinstance(raw, OpenDict) and raw.causes:
                found.open.append(Open("", Unknown(raw.causes)))
            pending += [(item, key) for key, item in reversed([*raw.items()])]
        elif isinstance(raw, list):
            pending += [(item, name) for item in reversed(raw)]
    found.addresses.pop(own, None)
    return found


def _unknown(value: Value, raw: Unknown, name: str, found: Reading) -> None:
    named = owners(raw)
    found.addresses.update(dict.fromkeys(named))
    opened = Open(name, raw, is_plain(value, raw), value.origin)
    if (more := cut(raw)) is not None:
        found.open.append(Open("", more))
    elif not named or not opened.is_plain:
        found.open.append(opened)


def owners(raw: Unknown) -> list[str]:
    """Return the addresses of the resources that an unknown value belongs to; data sources are none."""
    return [each.resource for each in raw.causes if each.resource and each.kind is not CauseKind.DATA_SOURCE]


def is_plain(value: Value, raw: Unknown) -> bool:
    """Tell whether an unknown value is one that was read as it is: it stands where its one cause does.

    What is made or chosen from others stands at its own expression, with the causes of all of them or of the choice.
    """
    if value.origin is not None and _is_of_one(value.origin.text, raw):
        return True
    # A plan says first of an unknown value that it is one.
    causes = [each for each in raw.causes if each.resource or each.kind is not CauseKind.COMPUTED]
    if len(causes) != 1:
        return False
    (cause,) = causes
    if cause.kind is CauseKind.MODULE and value.origin is not None:
        output = _OUTPUT.fullmatch(value.origin.text)
        return output is not None and cause.text.startswith(f"{output[1]} ")
    return cause.span is None or cause.span == value.origin


def _is_of_one(text: str, raw: Unknown) -> bool:
    """Tell whether an expression is nothing but an attribute of the one resource that its value belongs to.

    Which instance of it may depend on further things.
    """
    whose = set(owners(raw))
    read = _ATTRIBUTE.fullmatch(text) if len(whose) == 1 else None
    return read is not None and f".{without_keys(whose.pop())}".endswith(f".{read[1]}")


def cut(raw: Unknown) -> Unknown | None:
    """Return what stands for the causes of an unknown value that were too many to be kept; None: there are none."""
    if len(raw.causes) < MAX_CAUSES:
        return None
    text = f"it depends on more than {MAX_CAUSES - 1} values that are not known"
    return Unknown([Cause(CauseKind.LIMIT, text, raw.causes[0].span)])


def at(value: Value | None, path: str, budget: Steps) -> Iterator[Value]:
    """Yield what is written at a dotted path, through lists and nested blocks; also what is unknown on the way."""
    pending: list[tuple[Value | None, list[str]]] = [(value, path.split("."))]
    while pending and not budget.are_used_up:
        here, steps = pending.pop()
        budget.spend()
        if here is None or here.raw is None:
            continue
        raw = here.raw
        if isinstance(raw, list):
            budget.spend(len(raw))
            pending += [(item, steps) for item in reversed(raw)]
        elif isinstance(raw, Unknown) or not steps:
            yield here
        elif isinstance(raw, Mapping):
            pending.append((here.get(steps[0]), steps[1:]))


def is_named_like(name: str, type_: str) -> bool:
    """Tell whether an attribute's name says that it may refer to a resource of a type.

    ``target_group_arns`` may be about a ``aws_lb_target_group``, ``virtual_machine_id`` about a
    ``azurerm_linux_virtual_machine``, ``target_resource_id`` about anything.
    """
    if not name or name in _ANY:
        return True
    bare = _KNOWN_BY.sub("", name)
    if bare in _ANY:
        return True
    words, target = _words(bare), _words(type_)[1:]
    return _ends(words, target) or any(words[at : at + len(target)] == target for at in range(len(words)))


def is_given(name: str) -> bool:
    """Tell whether an attribute's name says that it holds what the provider gives a resource, not what it is called."""
    return _GIVEN.search(name) is not None


def _ends(words: list[str], target: list[str]) -> bool:
    return bool(words) and target[-len(words) :] == words


def _words(name: str) -> list[str]:
    return [_singular(word) for word in name.split("_") if word]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
