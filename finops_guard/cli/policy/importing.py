"""``finops-guard policy import``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from finops_guard.cli import writing
from finops_guard.cli.policy.loading import CONFIG, here
from finops_guard.cli.terminal import complain, harmless
from finops_guard.cli.workspace import Workspace
from finops_guard.errors import UsageError

if TYPE_CHECKING:
    from finops_guard.importing.json_file import Node
    from finops_guard.importing.written import Imported

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _writing(function: _Function) -> _Function:
    """Add the options that say where to and under which ids."""
    decorators = (
        click.option("--output", metavar="DIR", default="policies", show_default=True, help="Where to write them."),
        click.option("--id-prefix", metavar="PREFIX", default="ACME", show_default=True, help="What ids begin with."),
        click.option("--replace", is_flag=True, help="Overwrite policies of the same names."),
        CONFIG,
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


@click.group()
def command() -> None:
    """Make policies of tag policies of AWS Organizations, or of definitions of Azure Policy."""


@command.command("aws-tag-policy")
@click.argument("files", nargs=-1, required=True)
@_writing
def aws_tag_policy(files: tuple[str, ...], output: str, id_prefix: str, replace: bool, config_file: str | None) -> None:
    """Import a tag policy of AWS Organizations.

    Several FILES are merged as AWS merges what is inherited: the policy of the organization's root first, then those
    below it. What no Terraform type is known for is told on standard error.
    """
    from finops_guard.importing import aws

    workspace, known = _known(config_file, output, replace)
    _write(aws.imported([_read(workspace, each) for each in files], id_prefix, known), output, replace)


@command.command("azure-policy")
@click.argument("files", nargs=-1, required=True)
@click.option("--assignment", "assignments", multiple=True, metavar="FILE", help="An assignment, or its parameters.")
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter (lists: a,b).")
@_writing
def azure_policy(
    files: tuple[str, ...],
    assignments: tuple[str, ...],
    parameters: tuple[str, ...],
    output: str,
    id_prefix: str,
    replace: bool,
    config_file: str | None,
) -> None:
    """Import definitions of Azure Policy that ask for tags or for certain values of them.

    Each definition is imported once an assignment, with its parameters.
    """
    from finops_guard.importing import azure

    given: dict[str, str] = {}
    for each in parameters:
        name, equals, value = each.partition("=")
        if not (equals and name.strip()):
            raise UsageError(f"--parameter {each}: write it as NAME=VALUE")
        given[name.strip()] = value
    workspace, known = _known(config_file, output, replace)
    nodes = [_read(workspace, each) for each in files]
    assigned = [_read(workspace, each) for each in assignments]
    _write(azure.imported(nodes, assigned, given, id_prefix, known), output, replace)


def _known(config_file: str | None, output: str, replace: bool) -> tuple[Workspace, frozenset[str]]:
    """Return the workspace, and the ids and names that are taken; with ``replace``, none of what is there counts."""
    from finops_guard.policy import loader
    from finops_guard.settings import Settings

    workspace, settings = here(config_file, (output,) if os.path.isdir(output) and not replace else ())
    names = loader.names(Settings() if replace else settings, workspace.tree)
    return workspace, frozenset(names)


def _read(workspace: Workspace, path: str) -> Node:
    from finops_guard.importing import json_file

    return json_file.read(workspace.tree, workspace.file(path))


def _write(imported: Imported, output: str, replace: bool) -> None:
    if not replace and (there := writing.present(output, imported.files)):
        raise UsageError(f"{there[0]} is there already (use --replace to overwrite it)")
    written = writing.write(output, imported.files, replace=replace)
    for note in imported.notes:
        complain(f"note: {note}")
    click.echo("".join(f"Wrote {harmless(path)}\n" for path in written), nl=False)
    if not written:
        click.echo("Nothing to import.")
