"""Which functions take and return lists and maps, where values alone would be read as tuples and objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.kinds import EvaluationError, ListOf, MapOf, SetList
from finops_guard.sources.terraform.types import ANY, BOOL, NUMBER, STRING, Collection, Type
from finops_guard.sources.terraform.unification import element_types, type_of, unify
from finops_guard.values import Unknown, Value

_LIST = Collection("list", ANY)
_MAP = Collection("map", ANY)
_STRINGS = Collection("list", STRING)
_ALWAYS: Mapping[str, Type] = {
    **dict.fromkeys(("cidrsubnets", "compact", "formatlist", "sort", "split"), _STRINGS),
    **dict.fromkeys(("matchkeys", "range", "regexall"), _LIST),
    "transpose": Collection("map", _STRINGS),
}


_TEXTS = (
    *("abspath", "base64decode", "base64encode", "base64gzip", "base64sha256", "base64sha512", "basename", "bcrypt"),
    *("chomp", "cidrhost", "cidrnetmask", "cidrsubnet", "dirname", "file", "filebase64", "filebase64sha256"),
    *("filebase64sha512", "filemd5", "filesha1", "filesha256", "filesha512", "format", "formatdate", "indent", "join"),
    *("jsonencode", "lower", "md5", "pathexpand", "plantimestamp", "replace", "rsadecrypt", "sha1", "sha256", "sha512"),
    *("strrev", "substr", "templatestring", "textdecodebase64", "textencodebase64", "timeadd", "timestamp", "title"),
    *("trim", "trimprefix", "trimspace", "trimsuffix", "upper", "urlencode", "uuid", "uuidv5", "yamlencode"),
)
_RETURNS: Mapping[str, Type] = {
    **dict.fromkeys(_TEXTS, STRING),
    **dict.fromkeys(("abs", "ceil", "floor", "index", "length", "log", "max", "min", "parseint", "pow"), NUMBER),
    **dict.fromkeys(("signum", "sum", "timecmp", "tonumber"), NUMBER),
    **dict.fromkeys(("alltrue", "anytrue", "can", "contains", "endswith", "fileexists", "issensitive"), BOOL),
    **dict.fromkeys(("startswith", "strcontains", "tobool"), BOOL),
    **dict.fromkeys(("cidrsubnets", "compact", "formatlist", "sort", "split"), _STRINGS),
    "fileset": Collection("set", STRING),
    "range": Collection("list", NUMBER),
}


# What a function makes of its first argument before it looks at the elements.
_FIRST: Mapping[str, Type] = {**dict.fromkeys(("chunklist", "distinct"), _LIST), "compact": _STRINGS, "sort": _STRINGS}


def prepared(name: str, args: list[Value]) -> list[Value]:
    """Return a function's arguments with the first one converted, where elements have to have one type first."""
    if name in _FIRST and args and isinstance(args[0].raw, list):
        return [convert(args[0], _FIRST[name]), *args[1:]]
    return args


def typed(name: str, args: list[Value], made: Value) -> Value:
    """Return a function's result with the type that Terraform gives it; what is not a list or an object stays."""
    if isinstance(made.raw, Unknown):
        return unknown_result(name, made)
    if not isinstance(made.raw, list | dict):
        return made
    if name in _ALWAYS:
        return convert(made, _ALWAYS[name])
    wanted = _BY_ARGUMENTS[name](args) if name in _BY_ARGUMENTS and args else None
    return made if wanted is None else convert(made, wanted)


def unknown_result(name: str, made: Value) -> Value:
    """Return an unknown result with the type that a function's results always have."""
    kind = _RETURNS.get(name)
    return made if kind is None else convert(made, kind)


def _concat(args: list[Value]) -> Type | None:
    if any(isinstance(arg.raw, SetList) for arg in args):
        raise EvaluationError("concat() takes lists and tuples, not sets")
    return unify([type_of(arg) for arg in args]) if all(isinstance(arg.raw, ListOf) for arg in args) else None


def _like_first(args: list[Value]) -> Type | None:
    raw = args[0].raw
    return Collection("list", raw.element or ANY) if isinstance(raw, ListOf | SetList) else None


def _chunks(args: list[Value]) -> Type:
    return Collection("list", Collection("list", unify(element_types(args[0])) or ANY))


def _distinct(args: list[Value]) -> Type:
    return Collection("list", unify(element_types(args[0])) or ANY)


def _keys(args: list[Value]) -> Type | None:
    return _STRINGS if isinstance(args[0].raw, MapOf) else None


def _values(args: list[Value]) -> Type | None:
    return Collection("list", args[0].raw.element or ANY) if isinstance(args[0].raw, MapOf) else None


def _merge(args: list[Value]) -> Type | None:
    given = [arg for arg in args if arg.raw is not None]
    if all(isinstance(arg.raw, MapOf) for arg in given) and len({type_of(arg) for arg in given}) == 1:
        return _MAP
    return None


def _zipmap(args: list[Value]) -> Type | None:
    return _MAP if isinstance(args[-1].raw, ListOf | SetList) else None


_BY_ARGUMENTS: Mapping[str, Callable[[list[Value]], Type | None]] = {
    "chunklist": _chunks,
    "concat": _concat,
    "distinct": _distinct,
    "keys": _keys,
    "merge": _merge,
    "reverse": _like_first,
    "slice": _like_first,
    "values": _values,
    "zipmap": _zipmap,
}
