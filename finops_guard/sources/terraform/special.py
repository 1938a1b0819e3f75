"""Function calls: the forms that need more than their arguments' values (try, can, files, templates), and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform import functions
from finops_guard.sources.terraform.ast import Call, Template
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.functions.regular import NotAvailableError
from finops_guard.sources.terraform.functions.signature import deep_marks, expect
from finops_guard.sources.terraform.operators import EvaluationError, SetList, to_string
from finops_guard.sources.terraform.results import prepared, typed
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, Scope
from finops_guard.tree import TreeError, join
from finops_guard.values import CauseKind, Unknown, Value, all_causes, unknown

if TYPE_CHECKING:
    from finops_guard.sources.terraform.context import Context


class Site(Struct, frozen=True):
    """Where a call stands: in which module's directory, in which scope, and at which span."""

    context: Context
    directory: str
    scope: Scope
    span: Span


_FileFunction: TypeAlias = Callable[[Site, list[Value]], Value]

MAX_FILESET = 10_000


def call(context: Context, directory: str, name: str, node: Call, scope: Scope) -> Value:
    """Evaluate a function call in a module of the given directory; raise EvaluationError as Terraform would."""
    name = name.removeprefix("core::")
    span = scope.span(node)
    if name in ("try", "can"):
        return _try(node, scope, span) if name == "try" else _can(node, scope, span)
    if "::" in name:
        return unknown(CauseKind.UNSUPPORTED, f"the provider's function {name} is not evaluated", span)
    if name in functions.IMPURE:
        return unknown(CauseKind.IMPURE, f"{name}() differs at every run", span)
    if name in functions.UNSUPPORTED:
        if any(evaluate(arg, scope).is_null for arg in node.args):
            raise EvaluationError(f"{name}(): an argument must not be null", span)
        return unknown(CauseKind.UNSUPPORTED, f"the function {name}() is not evaluated", span)
    args = _arguments(node, scope)
    if isinstance(args, Value):
        return args
    scope.budget.spend(sum(_size(arg) for arg in args))
    if name in _FILES:
        return _FILES[name](Site(context, directory, scope, span), args)
    function = functions.lookup(name)
    if function is None:
        raise EvaluationError(f"there is no function {name}", span)
    try:
        return typed(name, args, function(prepared(name, args), span))
    except NotAvailableError:
        text = f"{name}() with a pattern needs the optional package google-re2"
        return unknown(CauseKind.UNSUPPORTED, text, span)
    except EvaluationError as failure:
        if any(deep_marks(arg) for arg in args):
            raise EvaluationError(f"{name}() fails", span) from None
        raise EvaluationError(f"{name}(): {failure.message}", failure.span or span) from None


def _size(value: Value) -> int:
    """Return how much a function may walk over, in steps."""
    return len(value.raw) // STEP_CHARACTERS if isinstance(value.raw, str) else value.weight


def _arguments(node: Call, scope: Scope) -> list[Value] | Value:
    """Return the arguments, the last one spread where it is followed by ``...``; Unknown where that is unknown."""
    args = [evaluate(arg, scope) for arg in node.args]
    if not node.expand or not args:
        return args
    last = args.pop()
    if last.is_unknown:
        return Value(last.raw, scope.span(node), last.marks)
    if not isinstance(last.raw, list):
        raise EvaluationError("only a list can be spread over arguments with ...")
    return args + list(last.raw)


def _try(node: Call, scope: Scope, span: Span) -> Value:
    for arg in node.args:
        try:
            return evaluate(arg, scope)
        except EvaluationError:
            continue
    raise EvaluationError("try(): no argument could be evaluated", span)


def _can(node: Call, scope: Scope, span: Span) -> Value:
    if len(node.args) != 1:
        raise EvaluationError("can() takes one argument", span)
    try:
        value = evaluate(node.args[0], scope)
    except EvaluationError:
        return Value(False, span)
    return Value(Unknown(value.causes), span) if value.is_unknown else Value(True, span)


def _path(site: Site, args: list[Value], count: int = 1) -> str | Value:
    """Return the tree path that the first argument names (relative to the root module), or Unknown."""
    expect(args, count, count)
    if args[0].is_unknown:
        return Value(Unknown(args[0].causes), site.span, args[0].marks)
    text = to_string(args[0])
    path = None if text.startswith(("/", "~")) else join(site.context.root, text)
    if path is None:
        return unknown(CauseKind.UNSUPPORTED, "a file outside the scan root is not read", site.span)
    return path


def _read(context: Context, path: str) -> str:
    try:
        return decode(context.tree.read(path, context.settings.max_file_size))
    except TreeError as failure:
        raise EvaluationError(f"the file cannot be read: {failure}") from None
    except DecodeError as failure:
        raise EvaluationError(f"the file is not text: {failure}") from None


def _file(site: Site, args: list[Value]) -> Value:
    path = _path(site, args)
    return path if isinstance(path, Value) else Value(_read(site.context, path), site.span)


def _fileexists(site: Site, args: list[Value]) -> Value:
    path = _path(site, args)
    return path if isinstance(path, Value) else Value(site.context.tree.is_file(path), site.span)


def _filebase64(site: Site, args: list[Value]) -> Value:
    from base64 import b64encode

    path = _path(site, args)
    if isinstance(path, Value):
        return path
    try:
        return Value(b64encode(site.context.tree.read(path, site.context.settings.max_file_size)).decode(), site.span)
    except TreeError as failure:
        raise EvaluationError(f"the file cannot be read: {failure}", site.span) from None


def _fileset(site: Site, args: list[Value]) -> Value:
    path = _path(site, args, 2)
    if isinstance(path, Value):
        return path
    if args[1].is_unknown:
        return Value(Unknown(args[1].causes), site.span)
    from finops_guard.sources.terraform.globbing import matcher

    matches = matcher(to_string(args[1]))
    found: list[str] = []
    pending = [path]
    seen = 0
    while pending:
        for entry in site.context.tree.list(pending.pop()):
            seen += 1
            if seen > MAX_FILESET:
                return unknown(CauseKind.LIMIT, f"fileset() looks at more than {MAX_FILESET:,} files", site.span)
            if entry.is_dir and not entry.problem:
                pending.append(entry.path)
            elif not entry.problem:
                name = entry.path[len(path) + 1 :] if path else entry.path
                if matches(name):
                    found.append(name)
    return Value(SetList(Value(name, site.span) for name in sorted(found)), site.span)


def _templatefile(site: Site, args: list[Value]) -> Value:
    from finops_guard.sources.terraform import parser

    path = _path(site, args, 2)
    if isinstance(path, Value):
        return path
    names = args[1].raw
    if not isinstance(names, Mapping):
        causes = all_causes(args[1])
        if causes:
            return Value(Unknown(causes), site.span)
        raise EvaluationError("templatefile() takes an object of variables")
    source = SourceText(path, _read(site.context, path))
    template, problems = parser.parse_template(source, 0, len(source.text))
    if template is None or problems:
        raise EvaluationError("the file is not a valid template", site.span)
    inner = Scope(TemplateResolver(site.context, site.directory), source, site.scope.budget, dict(names))
    value = evaluate(template, inner)
    if not isinstance(template, Template) or value.is_unknown:
        return Value(value.raw, site.span, value.marks)
    return Value(value.raw, site.span, value.marks | deep_marks(args[1]))


class TemplateResolver:
    """Resolves what a template file refers to: only the variables it was given, which the scope holds."""

    def __init__(self, context: Context, directory: str) -> None:
        self._context = context
        self._directory = directory

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        raise EvaluationError(f"the template was not given the variable {path[0]}", span)

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        if name.removeprefix("core::") == "templatefile":
            raise EvaluationError("a template cannot call templatefile()", scope.span(node))
        return call(self._context, self._directory, name, node, scope)


_FILES: dict[str, _FileFunction] = {
    "file": _file,
    "fileexists": _fileexists,
    "filebase64": _filebase64,
    "fileset": _fileset,
    "templatefile": _templatefile,
}
