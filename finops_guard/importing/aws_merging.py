"""Tag policies of AWS Organizations merged along the tree of an organization, as AWS documents inheritance.

The operators are those of the AWS Organizations User Guide, "Inheritance operators": ``@@assign`` replaces,
``@@append`` adds, ``@@remove`` takes away, and ``@@operators_allowed_for_child_policies`` says which of them the
policies below may use; what is not allowed has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from finops_guard.errors import Problem
from finops_guard.importing.json_file import Node, texts
from finops_guard.schema import suggest

_CONTROL = "@@operators_allowed_for_child_policies"
_OPERATORS = ("@@assign", "@@append", "@@remove")
_ALL = frozenset(_OPERATORS)
_LISTS = ("tag_value", "enforced_for", "report_required_tag_for")
_SETTINGS = ("tag_key", *_LISTS)


class EffectiveTag(Struct):
    """What all policies together say about one tag: its key with its capitalisation, and three lists.

    ``places`` tells where each entry of a list was written; ``allowed`` which operators are left to further children.
    """

    key: str
    is_assigned: bool = False
    lists: dict[str, dict[str, Node]] = field(default_factory=lambda: {name: {} for name in _LISTS})
    allowed: dict[str, frozenset[str]] = field(default_factory=lambda: dict.fromkeys(_SETTINGS, _ALL))
    further: frozenset[str] = _ALL  # of settings that are not there yet

    @property
    def values(self) -> dict[str, Node]:
        return self.lists["tag_value"]


class Merged(Struct):
    """The effective policy, by policy key (folded), what is wrong, and what has no effect."""

    tags: dict[str, EffectiveTag] = field(default_factory=dict)
    further: frozenset[str] = _ALL  # of tags that are not there yet
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def merge(policies: Sequence[Node]) -> Merged:
    """Return the effective policy of policies from the root of the organization downwards."""
    merged = Merged()
    for policy in policies:
        tags = policy.get("tags")
        for key, _ in policy.fields():
            if key != "tags":
                merged.problems.append(policy.key_problem(key, "a tag policy holds nothing but tags"))
        if tags is None or not isinstance(tags.raw, dict):
            merged.problems.append(policy.problem('this is no tag policy: the object "tags" is missing'))
            continue
        _policy(merged, tags)
    return merged


def _policy(merged: Merged, tags: Node) -> None:
    further = merged.further
    controls: list[tuple[EffectiveTag, str, frozenset[str]]] = []
    for key, node in tags.fields():
        if key == _CONTROL:
            merged.further &= _controlled(node, merged.problems)
            continue
        if not isinstance(node.raw, dict):
            merged.problems.append(node.problem("this must be an object, by the tag's key"))
            continue
        folded = key.casefold()
        if folded not in merged.tags and "@@assign" not in further:
            merged.notes.append(tags.key_problem(key, "the policy above allows no further tags: this has no effect"))
            continue
        tag = merged.tags.setdefault(folded, EffectiveTag(key.lower()))
        controls += _tag(merged, tag, key, node)
    # What a policy allows holds for those below it, not for itself.
    for tag, setting, allowed in controls:
        if setting:
            tag.allowed[setting] &= allowed
        else:
            tag.further &= allowed


def _tag(merged: Merged, tag: EffectiveTag, key: str, node: Node) -> list[tuple[EffectiveTag, str, frozenset[str]]]:
    controls = []
    for name, setting in node.fields():
        if name == _CONTROL:
            controls.append((tag, "", _controlled(setting, merged.problems)))
        elif name not in _SETTINGS:
            hint = suggest(name, _SETTINGS) or f"known: {', '.join(_SETTINGS)}"
            merged.problems.append(node.key_problem(name, "this is no setting of a tag policy", hint))
        else:
            is_new = not (tag.is_assigned if name == "tag_key" else tag.lists[name])
            if is_new and "@@assign" not in tag.further:
                merged.notes.append(node.key_problem(name, "the policy above allows no further settings of this tag"))
                continue
            controls += _setting(merged, tag, key, name, setting)
    return controls


def _setting(
    merged: Merged, tag: EffectiveTag, key: str, name: str, node: Node
) -> list[tuple[EffectiveTag, str, frozenset[str]]]:
    """Apply the operators of one setting; return what it allows to the policies below."""
    if not isinstance(node.raw, dict):
        _apply(merged, tag, key, name, "@@assign", node)  # as an effective policy is displayed
        return []
    controls = []
    operators = dict(node.fields())
    for operator in (*_OPERATORS, *(each for each in operators if each not in _OPERATORS)):
        given = operators.get(operator)
        if given is None:
            continue
        if operator == _CONTROL:
            controls.append((tag, name, _controlled(given, merged.problems)))
        elif operator not in _OPERATORS:
            hint = suggest(operator, [*_OPERATORS, _CONTROL])
            merged.problems.append(node.key_problem(operator, "this is no inheritance operator", hint))
        elif operator not in tag.allowed[name]:
            merged.notes.append(given.problem("a policy above does not allow this operator: it has no effect"))
        else:
            _apply(merged, tag, key, name, operator, given)
    return controls


def _apply(merged: Merged, tag: EffectiveTag, key: str, name: str, operator: str, node: Node) -> None:
    if name == "tag_key":
        if operator != "@@assign" or not isinstance(node.raw, str):
            merged.problems.append(node.problem("a tag key is assigned, as a text"))
        elif node.raw.casefold() != key.casefold():
            message = f'the tag key must be "{key}" but for its capitalisation'
            merged.problems.append(node.problem(message, "as the policy key above it"))
        else:
            tag.key, tag.is_assigned = node.raw, True
        return
    given = dict(texts(node, merged.problems))
    current = tag.lists[name]
    if operator == "@@assign":
        current.clear()
    if operator == "@@remove":
        for text in given:
            current.pop(text, None)
    else:
        for text, place in given.items():
            current.setdefault(text, place)


def _controlled(node: Node, problems: list[Problem]) -> frozenset[str]:
    """Return the operators that a child control operator leaves."""
    allowed: set[str] = set()
    for text, item in texts(node, problems):
        if text == "@@all":
            allowed |= _ALL
        elif text in _ALL:
            allowed.add(text)
        elif text != "@@none":
            known = [*_OPERATORS, "@@all", "@@none"]
            problems.append(item.problem(f'"{text[:40]}" is no operator', suggest(text, known)))
    return frozenset(allowed)
