"""Terraform's built-in functions: a table from name to the module that implements it, imported on first use."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from finops_guard.sources.terraform.functions.signature import Function

# Different at every run, so never known before it.
IMPURE = frozenset({"timestamp", "uuid", "bcrypt", "plantimestamp", "rsadecrypt"})

# Known to Terraform 1.11 and not evaluated yet: calls give Unknown.
UNSUPPORTED = frozenset(
    {
        "csvdecode",
        "filebase64sha256",
        "filebase64sha512",
        "filemd5",
        "filesha1",
        "filesha256",
        "filesha512",
        "formatdate",
        "templatestring",
        "textdecodebase64",
        "textencodebase64",
        "timeadd",
        "timecmp",
        "uuidv5",
        "yamlencode",
        "base64gzip",
    }
)

_MODULES: dict[str, str] = {
    **dict.fromkeys(
        (
            *("chomp", "endswith", "format", "formatlist", "indent", "join", "lower", "regex", "regexall", "replace"),
            *("split", "startswith", "strcontains", "strrev", "substr", "title", "trim", "trimprefix", "trimspace"),
            *("trimsuffix", "upper"),
        ),
        "strings",
    ),
    **dict.fromkeys(("abs", "ceil", "floor", "log", "max", "min", "parseint", "pow", "signum", "sum"), "numbers"),
    **dict.fromkeys(
        (
            *("alltrue", "anytrue", "chunklist", "coalesce", "coalescelist", "compact", "concat", "contains"),
            *("distinct", "element", "flatten", "index", "keys", "length", "lookup", "matchkeys", "merge", "one"),
            *("range", "reverse", "slice", "sort", "transpose", "values", "zipmap"),
        ),
        "collections",
    ),
    **dict.fromkeys(("setintersection", "setproduct", "setsubtract", "setunion"), "sets"),
    **dict.fromkeys(
        (
            *("tobool", "tolist", "tomap", "tonumber", "toset", "tostring"),
            *("sensitive", "nonsensitive", "issensitive", "ephemeralasnull"),
        ),
        "conversions",
    ),
    **dict.fromkeys(
        (
            *("base64decode", "base64encode", "base64sha256", "base64sha512", "jsondecode", "jsonencode", "md5"),
            *("sha1", "sha256", "sha512", "urlencode", "yamldecode"),
        ),
        "encoding",
    ),
    **dict.fromkeys(("cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets"), "network"),
    **dict.fromkeys(("abspath", "basename", "dirname", "pathexpand"), "paths"),
}


@cache
def lookup(name: str) -> Function | None:
    """Return the function of that name (without ``core::``), or None where it is not implemented here."""
    module = _MODULES.get(name)
    if module is None:
        return None
    functions: dict[str, Function] = import_module(f"{__name__}.{module}").FUNCTIONS
    return functions[name]
