"""``finops-guard inspect``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from finops_guard.cli import standard_input
from finops_guard.cli.scan import ScanCommand, settings_of
from finops_guard.cli.workspace import STANDARD_INPUT, Workspace, locate
from finops_guard.errors import UsageError
from finops_guard.settings import Settings

_Function = TypeVar("_Function", bound=Callable[..., Any])

# What decides how a scan judges, and not what it sees.
_JUDGING = {
    "profile": None,
    "select": (),
    "ignore": (),
    "policy_directories": (),
    "severity": None,
    "unresolved": None,
    "inline_ignores": None,
    "as_of": None,
}


def _reading(function: _Function) -> _Function:
    """Add the paths, and the options of ``scan`` that decide what is seen."""
    decorators = (
        click.argument("paths", nargs=-1, type=click.Path()),
        click.option("--config", "config_file", metavar="FILE", help="Configuration file, as for scan."),
        click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A Terraform variable."),
        click.option("--var-file", "variable_files", multiple=True, metavar="FILE", help="A .tfvars file."),
        click.option("--workspace", help="The Terraform workspace (default: TF_WORKSPACE, else default)."),
        click.option("--hcl-parser", type=click.Choice(["builtin", "python-hcl2"]), help="Which parser reads HCL."),
        click.option("--render", type=click.Choice(["auto", "never"]), help="Render charts, as for scan."),
        click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths, as in .gitignore."),
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


@click.group()
def command() -> None:
    """Show what is seen: resources with their values, root modules."""


@command.command("resources", cls=ScanCommand)
@_reading
@click.option("--plan", "plans", multiple=True, metavar="FILE", help="A plan, by terraform show -json (repeatable).")
@click.option("--type", "types", multiple=True, metavar="GLOB", help="Only resources of this type (repeatable).")
@click.option("--address", "addresses", multiple=True, metavar="GLOB", help="Only these addresses (repeatable).")
def list_resources(
    paths: tuple[str, ...], format_: str, types: tuple[str, ...], addresses: tuple[str, ...], **options: Any
) -> None:
    """Show resources as policies see them: tags, attributes with their origin, and why values are unknown.

    Sensitive values are never shown. In a GLOB, * stands for any characters and ? for any one.
    """
    from finops_guard.inspection import document, text
    from finops_guard.inspection.resources import described
    from finops_guard.policy.patterns import Globs
    from finops_guard.recursion import deep_recursion
    from finops_guard.scan import observe

    workspace, settings = _settings(paths, options)
    found = observe(workspace.tree, workspace.paths, settings)
    why = "" if found.files else "no Terraform or Kubernetes files here"
    why = standard_input.why_nothing(found.files) or why
    if why:
        raise UsageError(f"nothing to inspect: {why}")
    of_type, at_address = Globs(types), Globs(addresses)
    chosen = sorted(
        (
            each
            for each in found.resources
            if (not of_type or of_type.match(each.type)) and (not at_address or at_address.match(each.address))
        ),
        key=lambda each: (each.span, each.root, each.address),
    )
    with deep_recursion():
        data = document.document("resources", described(found, chosen), found.diagnostics)
    _print(document.written(data) if format_ == "json" else text.resources(data))


@command.command("roots", cls=ScanCommand)
@_reading
def list_roots(paths: tuple[str, ...], format_: str, **options: Any) -> None:
    """Show which Terraform directories are judged as root modules, which through their callers, and why.

    Of each root module: its workspace, the files with values of variables, and the variables without any value.
    """
    from finops_guard.inspection import document, text
    from finops_guard.recursion import deep_recursion
    from finops_guard.sources.discovery import discover
    from finops_guard.sources.terragrunt import roots

    if STANDARD_INPUT in paths:
        raise UsageError("standard input holds manifests, and no root modules: name a directory")
    workspace, settings = _settings(paths, {**options, "plans": ()})
    files = discover(workspace.tree, workspace.paths, settings).files["terraform"]
    around = [] if "" in workspace.paths else discover(workspace.tree, [""], settings).files["terraform"]
    with deep_recursion():
        found = roots.directories(workspace.tree, files, settings, around)
    if not found:
        raise UsageError("nothing to inspect: no Terraform files here")
    described = [document.directory(each, settings.terraform.workspace) for each in found]
    data = document.document("roots", described, ())
    _print(document.written(data) if format_ == "json" else text.roots(data))


def _settings(paths: tuple[str, ...], options: dict[str, Any]) -> tuple[Workspace, Settings]:
    workspace = locate(paths or (".",))
    return workspace, settings_of(workspace, options["config_file"], {**_JUDGING, **options})


def _print(text: str) -> None:
    click.echo(text, nl=False)
