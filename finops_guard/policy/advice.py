"""What is probably a slip in a policy of a user's own, and no error: newer providers may have newer attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from finops_guard import schema
from finops_guard.errors import Problem
from finops_guard.policy.derived_names import DERIVED
from finops_guard.policy.model import PolicyFile
from finops_guard.policy.patterns import ParameterError, is_glob
from finops_guard.values import Value

# What any resource may have, whatever its type.
_ANYWHERE = frozenset({"count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "timeouts"})
_FIRST = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def warnings(file: PolicyFile) -> list[Problem]:
    """Return the attributes that no catalogued version of a resource type has, each where the policy names it.

    Types are those that the policy names exactly: of what a glob may match, nothing is certain.
    """
    types = _texts(_at(file.value, "match", "resources"))
    found = [*_attributes(file, types), *_budgets(file), *_expressions(file, types)]
    return list(dict.fromkeys(found))


def _attributes(file: PolicyFile, types: Sequence[Value]) -> Iterator[Problem]:
    check = _at(file.value, "check", "attribute")
    if check is None:
        return
    each, where = check.get("each"), check.get("where")
    if each is not None:
        yield from _unknown(types, each)
    else:
        for condition in where.items() if where is not None else ():
            # A condition may be about some of the types alone.
            found = [list(_unknown([type_], condition.get("path"))) for type_ in types]
            if all(found):
                yield from (problem for each_ in found for problem in each_)
    targets = list(targets_.items()) if (targets_ := check.get("paths")) is not None else [check]
    for target in targets if each is None else ():
        if target.get("from") is None:
            yield from _unknown(_texts(target.get("types")) or types, target.get("path"))


def _budgets(file: PolicyFile) -> Iterator[Problem]:
    types = _at(file.value, "check", "budget", "root", "types")
    if types is not None and isinstance(types.raw, Mapping):
        for type_, paths in types.raw.items():
            for path in paths.items():
                yield from _unknown([Value(type_)], path)


def _expressions(file: PolicyFile, types: Sequence[Value]) -> Iterator[Problem]:
    """Yield the attributes that expressions read by name, as far as they compile."""
    check = _at(file.value, "check", "expression")
    texts = [check.get("require") if check is not None and isinstance(check.raw, Mapping) else check]
    texts += [_at(file.value, "match", "when"), _at(file.value, "match", "unless", "when")]
    given = file.data.get("check", {}).get("expression")
    parameters = given.get("params", {}) if isinstance(given, Mapping) else {}
    for text in texts:
        if text is None or not isinstance(text.raw, str):
            continue
        from finops_guard.policy.cel.compiling import compiled

        try:
            reads = compiled(text.raw, parameters, ()).reads
        except ParameterError:
            continue  # told as an error
        for read in reads:
            if isinstance(read[0], str):
                yield from _unknown(types, Value(read[0], text.origin))


def _unknown(types: Sequence[Value], path: Value | None) -> Iterator[Problem]:
    """Yield what no version of these types has at the beginning of a path."""
    first = _FIRST.match(path.raw) if path is not None and isinstance(path.raw, str) else None
    if path is None or first is None or str(path.raw).startswith(DERIVED) or first[0] in _ANYWHERE:
        return
    from finops_guard.catalog import schemas

    for type_ in map(str, (each.raw for each in types)):
        known = None if is_glob(type_) else schemas.lookup(type_)
        if known is not None and first[0] not in known:
            hint = schema.suggest(first[0], known.arguments | known.blocks | known.computed)
            location = path.origin.location() if path.origin else None
            yield Problem(f'no known version of {type_} has an attribute "{first[0]}"', location, hint)


def _texts(value: Value | None) -> list[Value]:
    return [item for item in value.items() if isinstance(item.raw, str)] if value is not None else []


def _at(value: Value | None, *path: str) -> Value | None:
    for key in path:
        value = value.get(key) if value is not None and isinstance(value.raw, Mapping) else None
    return value
