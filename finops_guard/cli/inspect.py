"""``finops-guard inspect``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from finops_guard.cli import options, standard_input
from finops_guard.cli.workspace import STANDARD_INPUT, Workspace, locate
from finops_guard.errors import UsageError
from finops_guard.settings import Settings

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _reading(function: _Function) -> _Function:
    """Add the paths, and the options of ``scan`` that decide what is seen."""
    decorators = (
        options.paths,
        options.config,
        click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True),
        options.reading,
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


@click.group()
def command() -> None:
    """Show what is seen: resources with their values, root modules."""


@command.command("resources", cls=options.OrderedCommand)
@_reading
@options.plan
@click.option("--type", "types", multiple=True, metavar="GLOB", help="Only resources of this type (repeatable).")
@click.option("--address", "addresses", multiple=True, metavar="GLOB", help="Only these addresses (repeatable).")
def list_resources(
    paths: tuple[str, ...], format_: str, types: tuple[str, ...], addresses: tuple[str, ...], **chosen: Any
) -> None:
    """Show resources as policies see them: tags, attributes with their origin, and why values are unknown.

    Sensitive values are never shown. In a GLOB, * stands for any characters and ? for any one.
    """
    from finops_guard.inspection import document, text
    from finops_guard.inspection.resources import described
    from finops_guard.policy.patterns import Globs
    from finops_guard.recursion import deep_recursion
    from finops_guard.scan import observe

    workspace, settings = _settings(paths, chosen)
    found = observe(workspace.tree, workspace.paths, settings)
    why = "" if found.files else "no Terraform or Kubernetes files here"
    why = standard_input.why_nothing(found.files) or why
    if why:
        raise UsageError(f"nothing to inspect: {why}")
    of_type, at_address = Globs(types), Globs(addresses)
    shown = sorted(
        (
            each
            for each in found.resources
            if (not of_type or of_type.match(each.type)) and (not at_address or at_address.match(each.address))
        ),
        key=lambda each: (each.span, each.root, each.address),
    )
    with deep_recursion():
        data = document.document("resources", described(found, shown), found.diagnostics)
    _print(document.written(data) if format_ == "json" else text.resources(data))


@command.command("roots", cls=options.OrderedCommand)
@_reading
def list_roots(paths: tuple[str, ...], format_: str, **chosen: Any) -> None:
    """Show which Terraform directories are judged as root modules, which through their callers, and why.

    Of each root module: its workspace, the files with values of variables, and the variables without any value.
    """
    from finops_guard.inspection import document, text
    from finops_guard.recursion import deep_recursion
    from finops_guard.sources.discovery import discover
    from finops_guard.sources.terragrunt import roots

    if STANDARD_INPUT in paths:
        raise UsageError("standard input holds manifests, and no root modules: name a directory")
    workspace, settings = _settings(paths, chosen)
    files = discover(workspace.tree, workspace.paths, settings).files["terraform"]
    around = [] if "" in workspace.paths else discover(workspace.tree, [""], settings).files["terraform"]
    with deep_recursion():
        found = roots.directories(workspace.tree, files, settings, around)
    if not found:
        raise UsageError("nothing to inspect: no Terraform files here")
    described = [document.directory(each, settings.terraform.workspace) for each in found]
    data = document.document("roots", described, ())
    _print(document.written(data) if format_ == "json" else text.roots(data))


def _settings(paths: tuple[str, ...], chosen: dict[str, Any]) -> tuple[Workspace, Settings]:
    workspace = locate(paths or (".",))
    return workspace, options.settings_of(workspace, chosen["config_file"], chosen)


def _print(text: str) -> None:
    click.echo(text, nl=False)
