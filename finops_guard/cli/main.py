"""The command ``finops-guard``: its subcommands, and the edge where errors become messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from finops_guard import __version__
from finops_guard.cli.signals import TerminatedError, TimeIsOverError, stop
from finops_guard.cli.terminal import complain, discard
from finops_guard.errors import FinopsGuardError

if TYPE_CHECKING:
    from finops_guard.cli.remembered import Remembered

EXIT_FINDINGS = 1
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
_TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})

# name -> (module with an attribute ``command``, one line of help); a command's module is imported when it is called.
COMMANDS: dict[str, tuple[str, str]] = {
    "scan": ("finops_guard.cli.scan", "Judge Terraform and Kubernetes files by the policies."),
    "cost": ("finops_guard.cli.cost", "Show what Terraform and Kubernetes resources cost a month."),
    "inspect": ("finops_guard.cli.inspect", "Show what is seen: resources with their values, root modules."),
    "diff": ("finops_guard.cli.diff", "Show what a change costs: by resource and component."),
    "score": ("finops_guard.cli.score", "Show how mature the cost governance is, and the next step in money."),
    "baseline": ("finops_guard.cli.baseline", "List the findings that stand, so that only later ones are reported."),
    "exception": ("finops_guard.cli.exception", "Grant, list, check, renew and end exceptions."),
    "prices": ("finops_guard.cli.prices", "Look at the prices that ship with finops-guard, and refresh them."),
    "explain": ("finops_guard.cli.explain", "Explain one policy: what it asks for, why, and how to fix a finding."),
    "policy": ("finops_guard.cli.policy", "List, explain, write, test and document policies."),
    "audit": ("finops_guard.cli.audit", "Write evidence for auditors, and keep a log that shows tampering."),
    "assess": ("finops_guard.cli.assess", "Answer what no code can tell about maturity."),
    "cache": ("finops_guard.cli.cache", "Show or remove what is kept between scans."),
    "init": ("finops_guard.cli.init", "Write a commented .finops-guard.yaml."),
    "completion": ("finops_guard.cli.completion", "Print the completion script of a shell."),
}


class LazyGroup(click.Group):
    """Imports a subcommand when it is asked for, so that a hook pays only for what it runs."""

    def __init__(self, *args: Any, commands_by_name: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self._commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self._commands:
            return None
        command: click.Command = import_module(self._commands[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._commands.items()])


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="finops-guard")
def main() -> None:
    """Policy as code for cloud cost, before anything is deployed.

    Reads Terraform and Kubernetes manifests, offline, and judges them by policies.
    Exit codes: 0 clean, 1 findings at or above the failing severity, 2 usage, configuration, policy or internal error.
    """


def guarded(arguments: list[str], remembered: Remembered | None = None) -> int:
    """Run the command line with the given arguments and return the exit code, which may be ``remembered``."""
    if sys.stdout is None:  # how Python says that the descriptor is closed
        complain("error: standard output is closed: send it to a file, or to /dev/null")
        return EXIT_ERROR
    try:
        return _run(arguments, remembered)
    except KeyboardInterrupt:
        return _interrupted()
    except TerminatedError as request:
        complain("terminated")
        return request.exit_code
    except TimeIsOverError as failure:
        complain(f"error: {failure}")
        return EXIT_ERROR
    finally:
        stop()


def _run(arguments: list[str], remembered: Remembered | None) -> int:
    try:
        outcome = main(arguments, prog_name="finops-guard", standalone_mode=False, obj=remembered)
        sys.stdout.flush()
    except click.exceptions.Exit as requested:
        return requested.exit_code
    except click.Abort:
        return _interrupted()
    except click.ClickException as failure:
        return _wrong_usage(failure)
    except FinopsGuardError as failure:
        for problem in failure.problems:
            complain(f"error: {problem}")
        return EXIT_ERROR
    except MemoryError:
        complain("error: not enough memory: scan a part of the tree at a time")
        return EXIT_ERROR
    except OSError as failure:
        if failure.errno in _TOO_MANY:
            complain(f"error: {failure.strerror}: allow more (ulimit -n)")
            return EXIT_ERROR
        return lost_output(failure) if failure.filename is None else _internal_error(failure)
    except Exception as failure:  # noqa: BLE001 - the edge: whatever happened must not end as exit code 1
        return _internal_error(failure)
    return outcome if isinstance(outcome, int) else 0


def _interrupted() -> int:
    complain("interrupted")
    return EXIT_INTERRUPTED


def _wrong_usage(failure: click.ClickException) -> int:
    context = failure.ctx if isinstance(failure, click.UsageError) else None
    if context is not None:
        help_text = context.get_help()
        if failure.message == help_text:  # a group without its command
            for line in help_text.split("\n"):
                complain(line)
            return EXIT_ERROR
        complain(context.get_usage())
        complain(f"Try '{context.command_path} --help' for help.")
    complain(f"Error: {failure.format_message()}")
    return EXIT_ERROR


def lost_output(failure: OSError) -> int:
    """End after an error that names no file: one of standard output."""
    discard(sys.stdout)
    # The reader of a pipe (head, less) went away because it has seen enough.
    if not isinstance(failure, BrokenPipeError):
        complain(f"error: standard output cannot be written: {failure.strerror}")
    return EXIT_ERROR


def _internal_error(failure: Exception) -> int:
    if os.environ.get("FINOPS_GUARD_DEBUG"):
        import traceback

        traceback.print_exc()
    # Not the error's own text: it could hold a value of the scanned files.
    complain(f"error: finops-guard failed with {type(failure).__name__}: a bug of its own, not of your files")
    complain("Run it again with FINOPS_GUARD_DEBUG=1 and report what it prints.")
    return EXIT_ERROR
