"""The values that Terraform finds by itself when Terragrunt runs it in a unit; all of them go over ``inputs``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from finops_guard.diagnostics import notice
from finops_guard.settings import TerraformSettings
from finops_guard.sources.terraform.ast import Attribute, Block
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.inputs import root_inputs
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terragrunt.configuration import Configuration, Evaluation
from finops_guard.sources.terragrunt.rooted import locate
from finops_guard.values import Value

# The commands of which a scan tells the outcome; arguments for other commands say nothing about it.
_COMMANDS = frozenset({"plan", "apply"})


def given(configuration: Configuration, module: Module) -> dict[str, Value]:
    """Return the values from TF_VAR_, tfvars files, ``extra_arguments`` and ``-var``, a later source over an earlier.

    The files of the unit's own directory are copied over those of the module.
    """
    evaluation = configuration.evaluation
    settings = evaluation.settings.terraform
    assignments = tuple(_assignments(configuration))
    settings = structs.replace(settings, assignments=(*assignments, *settings.assignments))
    found = _read(evaluation, module, settings)
    if module.path != evaluation.unit:
        beside = Module(evaluation.unit, variables=module.variables)
        found |= _read(evaluation, beside, structs.replace(settings, environ={}))
    return found


def _read(evaluation: Evaluation, module: Module, settings: TerraformSettings) -> dict[str, Value]:
    if settings == evaluation.settings.terraform:
        return root_inputs(evaluation.loader, module)
    loader = Loader(evaluation.loader.tree, structs.replace(evaluation.settings, terraform=settings))
    found = root_inputs(loader, module)
    for diagnostic in loader.diagnostics:
        evaluation.report(diagnostic)
    return found


def _assignments(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Yield what ``extra_arguments`` blocks add to the command line, as settings have it."""
    blocks: dict[str, tuple[Configuration, Block]] = {}
    for each, terraform in reversed(configuration.terraform()):
        for block in terraform.body.blocks:
            if block.type == "extra_arguments" and block.labels:
                blocks[block.labels[0]] = (each, block)
    for each, block in blocks.values():
        arguments = block.body.attributes
        commands = arguments.get("commands")
        if commands is not None and not _COMMANDS & set(_texts(each, commands)):
            continue
        for name in ("required_var_files", "optional_var_files"):
            if name in arguments:
                for text in _texts(each, arguments[name]):
                    yield from _var_file(each, arguments[name], text, optional=name.startswith("optional"))
        if "arguments" in arguments:
            yield from _command_line(each, arguments["arguments"])


def _texts(configuration: Configuration, attribute: Attribute) -> list[str]:
    """Return the texts of a list; one that is not known is left out, and said so."""
    value = configuration.value(attribute)
    items = list(value.items())
    unknown = [item for item in (value, *items) if item.is_unknown]
    if unknown:
        text = f"{attribute.name} is not followed: {unknown[0].causes[0].text}"
        configuration.evaluation.report(notice("extra-arguments", text, attribute.span))
    return [item.raw for item in items if isinstance(item.raw, str)]


def _command_line(configuration: Configuration, attribute: Attribute) -> Iterator[tuple[str, str]]:
    pending = ""
    for text in _texts(configuration, attribute):
        option, _, argument = text.partition("=")
        option = "-" + option.lstrip("-")
        if pending:
            option, argument, pending = pending, text, ""
        elif option in ("-var", "-var-file") and not argument:
            pending = option
            continue
        if option == "-var":
            yield "var", argument
        elif option == "-var-file":
            yield from _var_file(configuration, attribute, argument, optional=False)


def _var_file(
    configuration: Configuration, attribute: Attribute, text: str, *, optional: bool
) -> Iterator[tuple[str, str]]:
    evaluation = configuration.evaluation
    path = locate(text, evaluation.unit)
    if path is None:
        evaluation.report(notice("extra-arguments", "a file outside the scan root is not read", attribute.span))
    elif not optional or evaluation.loader.tree.is_file(path):
        yield "var-file", path
