"""Terraform's built-in functions: a table from name to the module that implements it, imported on first use."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from finops_guard.sources.terraform.functions.signature import Function

# Different at every run, so never known before it.
IMPURE = frozenset({"timestamp", "uuid", "bcrypt", "plantimestamp", "rsadecrypt"})

# Known to Terraform 1.11 and not evaluated: calls give Unknown. The bytes that base64gzip() makes are decided by one
# particular compressor.
UNSUPPORTED = frozenset({"base64gzip"})

_NAMES: dict[str, tuple[str, ...]] = {
    "strings": (
        *("chomp", "endswith", "format", "formatlist", "indent", "join", "lower", "regex", "regexall", "replace"),
        *("split", "startswith", "strcontains", "strrev", "substr", "title", "trim", "trimprefix", "trimspace"),
        *("trimsuffix", "upper"),
    ),
    "numbers": ("abs", "ceil", "floor", "log", "max", "min", "parseint", "pow", "signum", "sum"),
    "choices": ("alltrue", "anytrue", "coalesce", "coalescelist", "contains", "length", "one"),
    "lists": (
        *("chunklist", "compact", "concat", "distinct", "element", "flatten", "index", "matchkeys", "range"),
        *("reverse", "slice", "sort"),
    ),
    "maps": ("keys", "lookup", "merge", "transpose", "values", "zipmap"),
    "sets": ("setintersection", "setproduct", "setsubtract", "setunion"),
    "conversions": (
        *("tobool", "tolist", "tomap", "tonumber", "toset", "tostring"),
        *("sensitive", "nonsensitive", "issensitive", "ephemeralasnull"),
    ),
    "encoding": (
        *("base64decode", "base64encode", "base64sha256", "base64sha512", "csvdecode", "jsondecode", "jsonencode"),
        *("md5", "sha1", "sha256", "sha512", "textdecodebase64", "textencodebase64", "urlencode", "uuidv5"),
        *("yamldecode", "yamlencode"),
    ),
    "dates": ("formatdate", "timeadd", "timecmp"),
    "network": ("cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets"),
    "paths": ("abspath", "basename", "dirname", "pathexpand"),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


@cache
def lookup(name: str) -> Function | None:
    """Return the function of that name (without ``core::``), or None where it is not implemented here."""
    module = _MODULES.get(name)
    if module is None:
        return None
    functions: dict[str, Function] = import_module(f"{__name__}.{module}").FUNCTIONS
    return functions[name]
