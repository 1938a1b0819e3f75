"""Functions on path names that touch no file."""

from __future__ import annotations

import posixpath

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.signature import Function, expect, scalar
from finops_guard.sources.terraform.operators import EvaluationError
from finops_guard.values import CauseKind, Value, unknown


def _machine_path(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].raw is None:
        raise EvaluationError("the path must not be null")
    return unknown(CauseKind.IMPURE, "the path depends on the machine", span)


def _pathexpand(args: list[Value], span: Span) -> Value:
    """pathexpand(): only a path that starts with a tilde depends on the machine."""
    expect(args, 1, 1)
    if isinstance(args[0].raw, str) and not args[0].raw.startswith("~"):
        return args[0]
    return args[0] if args[0].is_unknown else _machine_path(args, span)


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path.startswith("/") else "." if not path else "")


def _dirname(path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path)) if path else "."


FUNCTIONS: dict[str, Function] = {
    "abspath": _machine_path,
    "basename": scalar("s", _basename),
    "dirname": scalar("s", _dirname),
    "pathexpand": _pathexpand,
}
