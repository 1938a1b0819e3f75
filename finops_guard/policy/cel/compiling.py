"""The text of an expression, checked by the library against the variables that there are, and refused with places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.policy.cel import wire
from finops_guard.policy.cel.evaluation import UnsupportedError, made
from finops_guard.policy.cel.operators import Evaluate
from finops_guard.policy.derived_names import DERIVED, check_within, is_about_terraform
from finops_guard.policy.patterns import ParameterError
from finops_guard.schema import suggest

# Loops within loops: three over a hundred items each are a million steps already.
MAX_NESTED = 3

# What an expression may read, with its type: one name each, so that the library checks the parts, too.
VARIABLES: Mapping[str, str] = {
    "resource.address": "STRING",
    "resource.type": "STRING",
    "resource.name": "STRING",
    "resource.provider": "STRING",
    "resource.module": "STRING",
    "resource.region": "DYN",
    "resource.values": "MAP",
    "resource.tags": "MAP",
    "resource.derived": "MAP",
    "environment": "STRING",
    "estimate.monthly": "DYN",
}
_GROUPS = ("resource", "estimate", "params")
_TYPES = ("BOOL", "DYN")

_ERROR = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_INTERNAL = re.compile(r" \(in container ''\)| \[[A-Z_]+\]$")
_NESTED = "say it with fewer operators and parentheses in each other"
# A syntax error lists all signs that there are.
_EXPECTING = re.compile(r" expecting \{.*")
_OPERATORS = re.compile(r"'(?:_([^\s']+?)_|([-!])_|@(in))'")

Reads = tuple[str | int, ...]


class Compiled(Struct, frozen=True):
    """An expression ready to be evaluated; ``reads`` are the paths into ``resource.values`` that it names, in order.

    ``about_terraform`` tells what it asks to follow from others: about resources (True), about objects (False), or
    nothing (empty).
    """

    text: str
    evaluate: Evaluate
    names: frozenset[str]
    reads: tuple[Reads, ...]
    about_terraform: frozenset[bool] = frozenset()


def compiled(text: str, parameters: Mapping[str, Any], path: tuple[str | int, ...]) -> Compiled:
    """Return an expression that is true or false; raise ParameterError, at ``path``, with everything wrong with it."""
    node = _checked(text, parameters, path)
    derived = list(_derived(node))
    problems = [*_loops(node, 0), *_bad_patterns(node), *_wrong_derived(text, derived)]
    evaluate: Evaluate | None = None
    try:
        evaluate = made(node)
    except UnsupportedError as failure:
        problems.append(failure)
    if problems or evaluate is None:
        raise _together([ParameterError(path, each.message, each.hint, _place(text, each.at)) for each in problems])
    names = frozenset(each.name for each in _nodes(node) if isinstance(each, wire.Name))
    about = frozenset(is_about_terraform(path) for path, _ in derived)
    return Compiled(" ".join(text.split()), evaluate, names, tuple(dict.fromkeys(_reads(node))), about)


def _checked(text: str, parameters: Mapping[str, Any], path: tuple[str | int, ...]) -> wire.Node:
    try:
        from cel_expr_python import cel
    except ImportError:
        hint = "install finops-guard-cli[cel], or ask with a named check"
        raise ParameterError(path, "expressions need the package cel-expr-python, which is not here", hint) from None
    types = {"MAP": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)}
    declared = {name: types.get(kind) or getattr(cel.Type, kind) for name, kind in VARIABLES.items()}
    declared |= {f"params.{name}": _type(value, cel.Type) for name, value in parameters.items()}
    try:
        found = cel.NewEnv(variables=declared).compile(text)
    except RuntimeError as failure:
        raise _together(_problems(str(failure), text, path, declared)) from None
    kind = found.return_type().name()
    if kind not in _TYPES:
        raise ParameterError(path, f"an expression must be true or false, and this one is of the type {kind.lower()}")
    return _whole(wire.read(found.serialize()))


def _whole(node: wire.Node) -> wire.Node:
    """Return a node that tests variables as such: ``has(resource.region)`` comes as a field of ``resource``."""
    if isinstance(node, wire.Select):
        if node.test and isinstance(node.operand, wire.Name) and node.operand.name in _GROUPS:
            variable = wire.Name(f"{node.operand.name}.{node.field}", node.at)
            return wire.Call("_!=_", (variable, wire.Constant("null", None, node.at)), node.at)
        return replace(node, operand=_whole(node.operand))
    if isinstance(node, wire.Call):
        return replace(node, arguments=tuple(map(_whole, node.arguments)))
    if isinstance(node, wire.Items):
        return replace(node, elements=tuple(map(_whole, node.elements)))
    if isinstance(node, wire.Entries):
        return replace(node, entries=tuple((_whole(key), _whole(value)) for key, value in node.entries))
    if isinstance(node, wire.Loop):
        parts = ("range", "start", "condition", "step", "result")
        return replace(node, **{name: _whole(getattr(node, name)) for name in parts})
    return node


def _type(value: object, types: Any) -> Any:
    """Return the type of a parameter."""
    match value:
        case bool():
            return types.BOOL
        case int():
            return types.INT
        case Decimal() | float():
            return types.DOUBLE
        case str():
            return types.STRING
        case list():
            kinds = {type(each) for each in value}
            return types.List(_type(value[0], types) if len(kinds) == 1 else types.DYN)
        case Mapping():
            return types.Map(types.STRING, types.DYN)
        case _:
            return types.DYN


def _problems(
    said: str, text: str, path: tuple[str | int, ...], declared: Mapping[str, object]
) -> list[ParameterError]:
    """Return what the library says of an expression, in words that a person can act on."""
    problems = []
    lines = text.split("\n")
    for line, column, message in ((int(line), int(column), message) for line, column, message in _ERROR.findall(said)):
        clean = _EXPECTING.sub("", _INTERNAL.sub("", message))
        if "<EOF>" in clean:
            clean = "Syntax error: the expression ends before it says all"
        if "parsetree" in clean:
            continue  # what follows from the syntax error beside it
        within = (line, column) if line > 0 else (1, 1)
        hint = _NESTED if "recursion" in clean else ""
        if undeclared := _UNDECLARED.search(clean):
            name = undeclared[1]
            clean = f'there is no "{name}"'
            hint = "name a part of it" if name in _GROUPS else suggest(name, declared)
            hint = hint or f"variables: {', '.join(sorted(declared))}"
            # The library points at the last dot of a name, or before it.
            begin = lines[line - 1].find(name, max(0, column - len(name)))
            within = (line, begin + 1) if begin >= 0 else within
        clean = _OPERATORS.sub(lambda found: f'"{found[1] or found[2] or found[3]}"', clean)
        problems.append(ParameterError(path, clean, hint, within))
    if not problems:
        hint = _NESTED if "recursion" in said else ""
        problems.append(ParameterError(path, f"the expression cannot be used: {_INTERNAL.sub('', said)}", hint, (1, 1)))
    return problems


def _together(problems: list[ParameterError]) -> ParameterError:
    first, *others = {(each.message, each.within): each for each in problems}.values()
    return ParameterError(first.path, first.message, first.hint, first.within, others)


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def _children(node: wire.Node) -> tuple[wire.Node, ...]:
    match node:
        case wire.Select():
            return (node.operand,)
        case wire.Call():
            return node.arguments
        case wire.Items():
            return node.elements
        case wire.Entries():
            return tuple(part for entry in node.entries for part in entry)
        case wire.Loop():
            return (node.range, node.start, node.condition, node.step, node.result)
        case _:
            return ()


def _nodes(node: wire.Node) -> Iterator[wire.Node]:
    yield node
    for child in _children(node):
        yield from _nodes(child)


def _loops(node: wire.Node, depth: int) -> Iterator[UnsupportedError]:
    """Yield where loops stand in loops in loops, which is to say: where it may take forever."""
    if isinstance(node, wire.Loop):
        yield from _loops(node.range, depth)
        if depth == MAX_NESTED:
            hint = "say it with fewer, or in several policies"
            text = f"this expression may take forever: its loops stand in each other more than {MAX_NESTED} deep"
            yield UnsupportedError(text, node.at, hint)
        else:
            for part in (node.start, node.condition, node.step, node.result):
                yield from _loops(part, depth + 1)
    else:
        for child in _children(node):
            yield from _loops(child, depth)


def _bad_patterns(node: wire.Node) -> Iterator[UnsupportedError]:
    """Yield the regular expressions, as far as they are written out, that are none."""
    from finops_guard.policy.cel.functions import FUNCTIONS
    from finops_guard.policy.cel.results import Fault

    for each in _nodes(node):
        if isinstance(each, wire.Call) and each.function == "matches" and isinstance(each.arguments[-1], wire.Constant):
            pattern: Callable[..., object] = FUNCTIONS["matches"]
            if isinstance(pattern("", each.arguments[-1].value), Fault):
                yield UnsupportedError("this is no regular expression of RE2", each.arguments[-1].at)


def _derived(node: wire.Node) -> Iterator[tuple[str, int]]:
    """Yield what an expression asks to follow from others, as the path of an attribute, and where."""
    path, at = _dotted(node)
    if path:
        yield path, at
        return
    for child in _children(node):
        yield from _derived(child)


def _dotted(node: wire.Node) -> tuple[str, int]:
    if isinstance(node, wire.Name):
        return (DERIVED.rstrip("."), node.at) if node.name == "resource.derived" else ("", 0)
    if isinstance(node, wire.Select):
        before, at = _dotted(node.operand)
        return (f"{before}.{node.field}" if before else "", at)
    return "", 0


def _wrong_derived(text: str, derived: list[tuple[str, int]]) -> Iterator[UnsupportedError]:
    """Yield the names that nothing has, and those of two worlds in one expression."""
    for path, at in derived:
        begin = max(text.rfind("resource", 0, at + 1), 0)
        try:
            check_within(path, ())
        except ParameterError as failure:
            yield UnsupportedError(failure.message, begin, failure.hint)
        if is_about_terraform(path) is not is_about_terraform(derived[0][0]):
            message = "an expression asks what follows about Terraform resources or about Kubernetes objects, not both"
            yield UnsupportedError(message, begin, "write two policies")


def _reads(node: wire.Node) -> Iterator[Reads]:
    """Yield the longest paths from ``resource.values``."""
    path = _path(node)
    if path:
        yield path
        return
    for child in _children(node):
        yield from _reads(child)


def _path(node: wire.Node) -> Reads | None:
    if isinstance(node, wire.Name):
        return () if node.name == "resource.values" else None
    if isinstance(node, wire.Select):
        before = _path(node.operand)
        return None if before is None else (*before, node.field)
    if isinstance(node, wire.Call) and node.function == "_[_]":
        before, key = _path(node.arguments[0]), node.arguments[1]
        if before is not None and isinstance(key, wire.Constant) and isinstance(key.value, str | int):
            return (*before, key.value)
    return None
