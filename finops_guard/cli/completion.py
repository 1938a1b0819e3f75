"""``finops-guard completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from finops_guard.cli.main import main


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of a shell; put it where the shell looks for completions.

    For bash: finops-guard completion bash > ~/.local/share/bash-completion/completions/finops-guard
    """
    maker = get_completion_class(shell)
    if maker is not None:
        click.echo(maker(main, {}, "finops-guard", "_FINOPS_GUARD_COMPLETE").source())
