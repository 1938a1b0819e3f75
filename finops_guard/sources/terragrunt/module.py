"""The Terraform module that a unit deploys: where it is, which files it has, and what its variables are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.location import Span
from finops_guard.sources.terraform import configuration as terraform
from finops_guard.sources.terraform.ast import Attribute, Block, ParsedFile
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.instance import ModuleInstance
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terragrunt.configuration import Configuration, Evaluation
from finops_guard.sources.terragrunt.generated import UNKNOWN_ROOT, Generated, label_of, render, unread
from finops_guard.sources.terragrunt.rooted import ROOT, locate
from finops_guard.values import Cause, CauseKind, Value

# What the text of a source that is no path of the tree looks like: a scheme, a forced getter, a host.
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*::|[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:|[\w-]+(\.[\w-]+)+/", re.IGNORECASE)


class Missing(Struct, frozen=True):
    """Why the module of a unit is not there."""

    cause: Cause
    hint: str = ""


def directory_of(configuration: Configuration) -> str | Missing:
    """Return the directory of the module that a unit deploys: its own one where it names no source."""
    evaluation = configuration.evaluation
    for each, block in configuration.terraform():
        attribute = block.body.attributes.get("source")
        if attribute is not None:
            return _named(evaluation, attribute, each.value(attribute))
    incomplete = configuration.incomplete()
    if incomplete and not evaluation.loader.has_module(evaluation.unit):
        return Missing(incomplete[0])
    return evaluation.unit


def _named(evaluation: Evaluation, attribute: Attribute, value: Value) -> str | Missing:
    if not isinstance(value.raw, str):
        why = value.causes[0].text if value.causes else "it is not a text"
        return _missing(attribute, f"has a source that is not known: {why}")
    text = value.raw
    if not text or text == ".":
        return evaluation.unit
    if _REMOTE.match(text):
        return _missing(attribute, "is not on disk: its source is remote", "scan a checkout of the module as well")
    directory = locate(text, evaluation.unit)
    if directory is None:
        return _missing(attribute, "lies outside the scan root")
    if not evaluation.loader.has_module(directory):
        local = text.startswith((".", ROOT)) or evaluation.loader.tree.is_dir(directory)
        return _missing(attribute, "holds no Terraform files" if local else "is not on disk")
    return directory


def _missing(attribute: Attribute, why: str, hint: str = "") -> Missing:
    return Missing(Cause(CauseKind.MODULE, f"the unit's module {why}", attribute.span), hint)


class UnitModule(Struct, frozen=True):
    """A module with the files that the unit adds, and the values that generated text refers to."""

    module: Module
    unknown: Mapping[str, Value]


def build(configuration: Configuration, directory: str) -> UnitModule:
    """Return the module of a directory as Terragrunt runs it.

    Files of the unit's own directory are copied over it, and files that ``generate`` blocks write are added.
    """
    loader = configuration.evaluation.loader
    files = {file.source.path.rpartition("/")[2]: file for file in loader.module(directory).files}
    if directory != configuration.evaluation.unit:
        own = loader.module(configuration.evaluation.unit).files
        files |= {file.source.path.rpartition("/")[2]: file for file in own}
    unknown: dict[str, Value] = {}
    lost = configuration.incomplete() + _as_argument(configuration)
    for number, (label, (each, block)) in enumerate(configuration.blocks_by_label("generate").items()):
        made = _generated(each, block, label_of(label, number), files)
        if isinstance(made, Cause):
            lost.append(made)
        elif made is not None:
            files[made[0]] = made[1]
            unknown |= made[2]
    ordered = [files[name] for name in sorted(files)]
    if lost:
        # Last, so that a provider configuration that was read goes before it.
        made_of = unread(lost, lost[0].span or Span(configuration.source(), 0, 0))
        ordered.append(_parsed(configuration.evaluation, made_of, json=False))
        unknown |= made_of.unknown
    return UnitModule(terraform.build(directory, ordered), unknown)


def _as_argument(configuration: Configuration) -> list[Cause]:
    """Return why files are not known that ``generate = ...`` writes: only blocks are evaluated."""
    found = [each.body.attributes["generate"] for each in configuration.family() if "generate" in each.body.attributes]
    causes = [
        Cause(CauseKind.UNSUPPORTED, "what generate is set to is not evaluated", attribute.span) for attribute in found
    ]
    for attribute, cause in zip(found, causes, strict=True):
        configuration.evaluation.report(notice("generate", cause.text, attribute.span))
    return causes


def _generated(
    configuration: Configuration, block: Block, label: str, files: Mapping[str, ParsedFile]
) -> tuple[str, ParsedFile, dict[str, Value]] | Cause | None:
    """Return the name of a generated file, what it holds, and what in it is not known.

    None where the block generates nothing that is read, a Cause where it may and nobody knows what.
    """
    evaluation = configuration.evaluation
    arguments = block.body.attributes
    settings = {
        name: configuration.value(arguments[name]).raw for name in ("path", "disable", "if_exists") if name in arguments
    }
    contents = arguments.get("contents")
    path = settings.get("path")
    if settings.get("disable") in (True, "true") or contents is None:
        return None
    if not isinstance(path, str):
        return _lost(evaluation, notice, "the name of the generated file is not known", block.span)
    if terraform.is_values(path):
        evaluation.report(notice("generate", "variable values that a block generates are not read", block.span))
    if not terraform.is_configuration(path):
        return None
    name = path.rpartition("/")[2]
    if name in files and settings.get("if_exists") == "skip":
        return None
    scope = Scope(configuration, contents.source, evaluation.budget)
    try:
        made = render(contents.value, scope, label)
        if isinstance(made, Generated):
            # What reading the text costs: nothing bounds how many blocks generate a long one.
            evaluation.budget.spend(len(made.source.text))
    except EvaluationError as failure:
        return _lost(evaluation, error, f"the contents fail: {failure.message}", failure.span or contents.span)
    if not isinstance(made, Generated):
        why = made.causes[0].text if made.causes else "they are not a text"
        return _lost(evaluation, notice, f"the contents are not known: {why}", contents.span)
    return name, _parsed(evaluation, made, json=name.endswith(".json")), made.unknown


def _lost(evaluation: Evaluation, make: Callable[..., Diagnostic], why: str, span: Span) -> Cause:
    text = f"generated text is not read: {why}"
    evaluation.report(make("generate", text, span))
    return Cause(CauseKind.MODULE, text, span)


def _parsed(evaluation: Evaluation, made: Generated, *, json: bool) -> ParsedFile:
    from finops_guard.sources.terraform import parser

    parsed = parser.parse_json(made.source) if json else parser.parse(made.source)
    for problem in parsed.problems:
        # Not the message: it can quote the text, and a value of it could be sensitive.
        span = Span(made.source, problem.start, problem.end)
        evaluation.report(error("generate", "the generated text has a syntax error", span, problem.hint))
    return parsed


class UnitInputs:
    """What the variables of a unit's module are given: values from files and the command line, else ``inputs``."""

    __slots__ = ("_given", "_inputs", "_module")

    def __init__(self, module: Module, given: Mapping[str, Value], inputs: Value) -> None:
        self._module = module
        self._given = given
        self._inputs = inputs

    def get(self, name: str) -> Value | None:
        found = self._given.get(name)
        if found is not None:
            return found
        value = self._inputs.get(name)
        if value is not None and isinstance(value.raw, bool | int | Decimal):
            variable = self._module.variables.get(name)
            if variable is not None and "type" not in variable.body.attributes:
                # It arrives as text, and nothing says that it is to be read as anything else.
                return Value(to_string(value), value.origin, value.marks)
        return value


class UnitInstance(ModuleInstance):
    """A unit's module: what its generated text could not say is resolved to why it is not known."""

    def __init__(self, context: Context, made: UnitModule, inputs: UnitInputs) -> None:
        super().__init__(context, made.module, inputs)
        self._unknown = made.unknown

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        if path[0] == UNKNOWN_ROOT and len(path) > 1 and path[1] in self._unknown:
            return self._unknown[path[1]], 2
        return super().resolve(path, span)
