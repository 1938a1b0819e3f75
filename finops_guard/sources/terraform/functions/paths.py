"""Functions on path names that touch no file."""

from __future__ import annotations

import posixpath

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.signature import Function, expect, scalar
from finops_guard.sources.terraform.operators import to_string
from finops_guard.values import CauseKind, Value, unknown


def _machine_path(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if not args[0].is_unknown:
        to_string(args[0])
    return unknown(CauseKind.IMPURE, "the path depends on the machine", span)


def _pathexpand(args: list[Value], span: Span) -> Value:
    """pathexpand(): only a path that starts with a tilde depends on the machine."""
    expect(args, 1, 1)
    if args[0].is_unknown:
        return args[0]
    path = to_string(args[0])
    return _machine_path(args, span) if path.startswith("~") else Value(path, span, args[0].marks)


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path.startswith("/") else "." if not path else "")


def _dirname(path: str) -> str:
    found = posixpath.normpath(path[: path.rfind("/") + 1] or ".")
    return "/" if found == "//" else found


FUNCTIONS: dict[str, Function] = {
    "abspath": _machine_path,
    "basename": scalar("s", _basename),
    "dirname": scalar("s", _dirname),
    "pathexpand": _pathexpand,
}
