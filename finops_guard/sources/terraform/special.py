"""Function calls: the forms that need more than their arguments' values (try, can, files, templates), and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from finops_guard.digest import digest
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform import functions
from finops_guard.sources.terraform.ast import Call, Expression, GetAttr, Index, Reference, Template
from finops_guard.sources.terraform.context import Context, ParsedTemplate
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.functions.regular import NotAvailableError
from finops_guard.sources.terraform.functions.signature import composed, deep_marks, expect
from finops_guard.sources.terraform.kinds import EvaluationError, SetList
from finops_guard.sources.terraform.operators import to_string
from finops_guard.sources.terraform.repeated import DECODERS
from finops_guard.sources.terraform.results import prepared, typed, unknown_result
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, Scope
from finops_guard.tree import TreeError, join
from finops_guard.values import CauseKind, Unknown, Value, all_causes, unknown


class Site(Struct, frozen=True):
    """Where a call stands: in which module's directory, in which scope, and at which span."""

    context: Context
    directory: str
    scope: Scope
    span: Span


_FileFunction: TypeAlias = Callable[[Site, list[Value]], Value]

MAX_FILESET = 10_000
# How many bytes of a file are read and digested in a step.
_FILE_BYTES = 200

# What a function takes for each part of its arguments: its result is walked over again to give its parts one type.
TYPING_STEPS = 10


def call(context: Context, directory: str, name: str, node: Call, scope: Scope) -> Value:
    """Evaluate a function call in a module of the given directory; raise EvaluationError as Terraform would."""
    name = name.removeprefix("core::")
    span = scope.span(node)
    if name in ("try", "can"):
        return _try(node, scope, span) if name == "try" else _can(node, scope, span)
    if "::" in name:
        return unknown(CauseKind.UNSUPPORTED, f"the provider's function {name} is not evaluated", span)
    if name in functions.IMPURE:
        return unknown_result(name, unknown(CauseKind.IMPURE, f"{name}() differs at every run", span))
    if name in functions.UNSUPPORTED:
        if any(evaluate(arg, scope).is_null for arg in node.args):
            raise EvaluationError(f"{name}(): an argument must not be null", span)
        return unknown(CauseKind.UNSUPPORTED, f"the function {name}() is not evaluated", span)
    if name == "templatestring":
        return _templatestring(Site(context, directory, scope, span), node)
    args = _arguments(node, scope)
    if isinstance(args, Value):
        return args
    scope.budget.spend(TYPING_STEPS * sum(_size(arg) for arg in args))
    if name in _FILES:
        return _FILES[name](Site(context, directory, scope, span), args)
    if name in DECODERS:
        return context.loader.decoded.once(name, args, span, lambda: _applied(name, args, span))
    return _applied(name, args, span)


def _applied(name: str, args: list[Value], span: Span) -> Value:
    """Return what a function of values alone makes of them."""
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
        return Value(Unknown(last.causes), scope.span(node), last.marks)
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
    causes = all_causes(value)
    # What is not known could still turn out to be what makes the expression fail.
    return unknown_result("can", Value(Unknown(causes), span)) if causes else Value(True, span)


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
        data = context.tree.read(path, context.settings.max_file_size)
        # A byte order mark is a part of the text here.
        return composed(("\ufeff" if data.startswith(b"\xef\xbb\xbf") else "") + decode(data))
    except TreeError as failure:
        raise EvaluationError(f"the file cannot be read: {failure}") from None
    except DecodeError as failure:
        raise EvaluationError(f"the file is not text: {failure}") from None


def _file(site: Site, args: list[Value]) -> Value:
    path = _path(site, args)
    return path if isinstance(path, Value) else Value(_read(site.context, path), site.span)


def _fileexists(site: Site, args: list[Value]) -> Value:
    path = _path(site, args)
    if isinstance(path, Value):
        return path
    tree = site.context.tree
    if not tree.is_file(path) and (not path or tree.is_dir(path) or tree.is_file(path.rpartition("/")[0])):
        raise EvaluationError("the path does not name a file")
    return Value(tree.is_file(path), site.span)


def _data(site: Site, args: list[Value]) -> bytes | Value:
    path = _path(site, args)
    if isinstance(path, Value):
        return path
    try:
        data = site.context.tree.read(path, site.context.settings.max_file_size)
    except TreeError as failure:
        raise EvaluationError(f"the file cannot be read: {failure}", site.span) from None
    site.scope.budget.spend(len(data) // _FILE_BYTES)
    return data


def _of_bytes(written: Callable[[bytes], str]) -> _FileFunction:
    """Return a function of a file's bytes, which need not be text."""

    def call(site: Site, args: list[Value]) -> Value:
        data = _data(site, args)
        return data if isinstance(data, Value) else Value(written(data), site.span)

    return call


def _base64(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode()


def _hex(name: str) -> _FileFunction:
    return _of_bytes(lambda data: digest(name, data).hex())


def _base64_digest(name: str) -> _FileFunction:
    return _of_bytes(lambda data: _base64(digest(name, data)))


def _fileset(site: Site, args: list[Value]) -> Value:
    path = _path(site, args, 2)
    if isinstance(path, Value):
        return path
    if args[1].is_unknown:
        return Value(Unknown(args[1].causes), site.span)
    from finops_guard.sources.terraform.globbing import matcher

    pattern = to_string(args[1])
    if ".." in pattern.split("/"):
        return unknown(CauseKind.UNSUPPORTED, "a pattern of fileset() that leaves its directory", site.span)
    matches = matcher(pattern)
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
    path = _path(site, args, 2)
    if isinstance(path, Value):
        return path
    known = site.context.templates.get(path)
    if known is None:
        known = site.context.templates[path] = _parsed(site, SourceText(path, _read(site.context, path)))
    return _filled(site, known, args[1])


def _parsed(site: Site, source: SourceText) -> ParsedTemplate:
    from finops_guard.sources.terraform import parser

    site.scope.budget.spend(len(source.text))
    template, problems = parser.parse_template(source, 0, len(source.text))
    return ParsedTemplate(source, None if problems else template)


def _filled(site: Site, parsed: ParsedTemplate, variables: Value) -> Value:
    """Return a template with an object's attributes as its variables."""
    names = variables.raw
    if not isinstance(names, Mapping):
        causes = all_causes(variables)
        if causes:
            return Value(Unknown(causes), site.span)
        raise EvaluationError("a template takes an object of variables")
    if not all(name.replace("-", "_").isidentifier() and not name.startswith("-") for name in names):
        raise EvaluationError("the name of a template's variable is no identifier")
    template = parsed.node
    if template is None:
        raise EvaluationError("the text is not a valid template", site.span)
    inner = Scope(TemplateResolver(site.context, site.directory), parsed.source, site.scope.budget, dict(names))
    value = evaluate(template, inner)
    if value.raw is None:
        raise EvaluationError("the template gives null", site.span)
    if not isinstance(template, Template) or value.is_unknown:
        return Value(value.raw, site.span, value.marks)
    return Value(value.raw, site.span, value.marks | deep_marks(variables))


def _templatestring(site: Site, node: Call) -> Value:
    """templatestring(): only of a reference, so that nobody takes a literal's own ``${ }`` for the template's."""
    if len(node.args) != 2 or node.expand or not _is_reference(node.args[0]):
        raise EvaluationError("templatestring() takes a reference to a template, and its variables")
    text, variables = (evaluate(arg, site.scope) for arg in node.args)
    if text.is_unknown:
        return Value(text.raw, site.span, text.marks)
    if not isinstance(text.raw, str):
        raise EvaluationError("templatestring() takes a reference to a string")
    site.scope.budget.spend(_size(text))
    made = _filled(site, _parsed(site, SourceText(site.span.source.path, text.raw)), variables)
    if made.is_unknown:
        return Value(made.raw, site.span, made.marks | text.marks)
    return Value(to_string(made), site.span, made.marks | text.marks)


def _is_reference(node: Expression) -> bool:
    while isinstance(node, GetAttr | Index):
        node = node.base
    return isinstance(node, Reference)


class TemplateResolver:
    """Resolves what a template file refers to: only the variables it was given, which the scope holds."""

    def __init__(self, context: Context, directory: str) -> None:
        self._context = context
        self._directory = directory

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        raise EvaluationError(f"the template was not given the variable {path[0]}", span)

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        if name.removeprefix("core::") in ("templatefile", "templatestring"):
            raise EvaluationError("a template cannot fill in another template", scope.span(node))
        return call(self._context, self._directory, name, node, scope)


_FILES: dict[str, _FileFunction] = {
    "file": _file,
    "fileexists": _fileexists,
    "filebase64": _of_bytes(_base64),
    "filebase64sha256": _base64_digest("sha256"),
    "filebase64sha512": _base64_digest("sha512"),
    "filemd5": _hex("md5"),
    "filesha1": _hex("sha1"),
    "filesha256": _hex("sha256"),
    "filesha512": _hex("sha512"),
    "fileset": _fileset,
    "templatefile": _templatefile,
}
