"""Options that several commands have, and the settings that they make."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click
from msgspec.structs import replace

from finops_guard.cli import standard_input
from finops_guard.cli.signals import begin, stop
from finops_guard.cli.workspace import Workspace
from finops_guard.cli.writing import whole
from finops_guard.config.files import find, find_usage
from finops_guard.errors import UsageError
from finops_guard.findings import Severity
from finops_guard.policy.model import Profile
from finops_guard.settings import Settings

_Function = TypeVar("_Function", bound=Callable[..., Any])

_ARGUMENTS = "finops_guard.cli.arguments"

# What a command without such an option leaves to the configuration.
_LEFT: dict[str, Any] = {
    "profile": None,
    "select": (),
    "ignore": (),
    "policy_directories": (),
    "severity": None,
    "unresolved": None,
    "inline_ignores": None,
    "as_of": None,
    "plans": (),
    "baseline": None,
    "no_baseline": False,
}


class OrderedCommand(click.Command):
    """Keeps the arguments as they were given: the order of --var and --var-file counts."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)


paths = click.argument("paths", nargs=-1, type=click.Path())
config = click.option(
    "--config", "config_file", metavar="FILE", help="Configuration file (default: .finops-guard.yaml)."
)
output = click.option(
    "--output", metavar="FILE", default="-", help="Write the report to a file instead of standard output."
)
base = click.option(
    "--base", metavar="REF|DIR|FILE", help="Compare with a git revision, a directory, or (the cost) a report of cost."
)


def baseline(function: _Function) -> _Function:
    """Add the options that say which findings are let stand because they are listed."""
    for decorator in (
        click.option("--no-baseline", is_flag=True, help="Report what a baseline lists, too."),
        click.option(
            "--baseline",
            metavar="FILE",
            help="The file of findings that are let stand (default: .finops/baseline.json, if it is there).",
        ),
    ):
        function = decorator(function)
    return function


profile = click.option(
    "--profile", type=click.Choice([each.value for each in Profile]), help="How strict: what blocks."
)
as_of = click.option("--as-of", metavar="DATE", help="The day for exceptions and support dates (default: today, UTC).")
plan = click.option(
    "--plan", "plans", multiple=True, metavar="FILE", help="A plan, by terraform show -json (repeatable)."
)
allow_empty = click.option("--allow-empty", is_flag=True, help="Exit with 0 if there is nothing to scan.")

_POLICIES = (
    click.option(
        "--policy-dir", "policy_directories", multiple=True, metavar="DIR", help="Also load policies from here."
    ),
    click.option("--select", multiple=True, metavar="ID", help="Only these policies (id, name or glob; repeatable)."),
    click.option("--ignore", multiple=True, metavar="ID", help="Not these policies (id, name or glob; repeatable)."),
)

_JUDGING = (
    click.option(
        "--severity",
        type=click.Choice([each.value for each in Severity]),
        help="The lowest severity that fails the scan (default: error).",
    ),
    click.option(
        "--unresolved",
        type=click.Choice(["report", "fail", "ignore"]),
        help="What to do with verdicts that an unknown value leaves open (default: report).",
    ),
    click.option(
        "--inline-ignores",
        type=click.Choice(["any", "registered", "none"]),
        help="Which comments finops-guard:ignore are followed (default: any).",
    ),
)


def _given_time(_context: click.Context, _option: click.Parameter, seconds: float | None) -> None:
    if seconds is None:
        return
    if seconds != seconds:  # noqa: PLR0124 - what is no number is in every range
        raise UsageError("--timeout nan: write a number of seconds")
    begin(seconds)


_READING = (
    click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A Terraform variable (repeatable)."),
    click.option("--var-file", "variable_files", multiple=True, metavar="FILE", help="A .tfvars file (repeatable)."),
    click.option("--workspace", help="The Terraform workspace (default: TF_WORKSPACE, else default)."),
    click.option("--hcl-parser", type=click.Choice(["builtin", "python-hcl2"]), help="Which parser reads HCL."),
    click.option(
        "--render",
        type=click.Choice(["auto", "never"]),
        help="Whether charts and kustomizations are rendered (default: auto).",
    ),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths, as in .gitignore (repeatable)."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0.001, max=1_000_000),
        metavar="SECONDS",
        callback=_given_time,
        expose_value=False,
        help="End with exit code 2 and no report if it takes longer (default: no limit in all).",
    ),
)


def reports(formats: Iterable[str], example: str) -> Callable[[_Function], _Function]:
    """Return what adds the options of a command that writes several reports in one run."""
    help_ = f"Write a report to a file, - is standard output (repeatable: {example})."

    def added(function: _Function) -> _Function:
        function = click.option("--output", "given_outputs", multiple=True, metavar="[FORMAT=]FILE", help=help_)(
            function
        )
        chosen = click.Choice(list(formats))
        return click.option("--format", "format_", type=chosen, help="The format (default: text).")(function)

    return added


def policies(function: _Function) -> _Function:
    """Add the options that decide which policies are asked."""
    for decorator in reversed(_POLICIES):
        function = decorator(function)
    return function


def judging(function: _Function) -> _Function:
    """Add the options that decide what fails a scan."""
    for decorator in reversed(_JUDGING):
        function = decorator(function)
    return function


def reading(function: _Function) -> _Function:
    """Add the options that decide what is read of the files."""
    for decorator in reversed(_READING):
        function = decorator(function)
    return function


def settings_of(workspace: Workspace, config_file: str | None, options: dict[str, Any]) -> Settings:
    """Return the configuration with the options of an :class:`OrderedCommand` laid over it."""
    options = {**_LEFT, **options}
    for pattern in options["exclude"]:
        from finops_guard.sources import gitignore

        if reason := gitignore.problem(pattern):
            raise UsageError(f"--exclude {pattern}: {reason}")
    directories = tuple(map(workspace.directory, options["policy_directories"]))
    settings = configured(workspace, config_file, directories)
    terraform = settings.terraform
    assignments = [*terraform.assignments, *_assignments(workspace)]
    return replace(
        settings,
        profile=options["profile"] or settings.profile,
        select=options["select"] or settings.select,
        ignore=(*settings.ignore, *options["ignore"]),
        policy_directories=(*settings.policy_directories, *directories),
        exclude=(*settings.exclude, *options["exclude"]),
        plans=tuple(dict.fromkeys(map(workspace.file, options["plans"]))),
        baseline="" if options["no_baseline"] else _baseline(workspace, options["baseline"]) or settings.baseline,
        stdin=standard_input.read(settings.max_file_size) if workspace.stdin else None,
        unresolved=options["unresolved"] or settings.unresolved,
        fail_on=Severity(options["severity"]) if options["severity"] else settings.fail_on,
        inline_ignores=options["inline_ignores"] or settings.inline_ignores,
        as_of=_day(options["as_of"]),
        terraform=replace(
            terraform,
            assignments=tuple(assignments),
            environ=variables(),
            workspace=options["workspace"] or os.environ.get("TF_WORKSPACE") or terraform.workspace,
            parser=options["hcl_parser"] or terraform.parser,
        ),
        kubernetes=replace(
            settings.kubernetes,
            render=options["render"] or settings.kubernetes.render,
            search_path=workspace.search_path(),
        ),
    )


def _baseline(workspace: Workspace, given: str | None) -> str | None:
    return None if given is None else workspace.file(given)


def variables() -> dict[str, str]:
    """Return the values of Terraform variables that the environment gives."""
    return {k.removeprefix("TF_VAR_"): v for k, v in os.environ.items() if k.startswith("TF_VAR_")}


def today() -> str:
    """Return today's date, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def on_day(settings: Settings, as_of: str | None) -> Settings:
    """Return settings for a day (None: today, UTC)."""
    return replace(settings, as_of=_day(as_of))


def _day(given: str | None) -> str:
    if given is None:
        return today()
    from finops_guard.governance.dates import day

    if day(given) is None:
        raise UsageError(f"--as-of {given}: write a day of the calendar as 2026-12-31")
    return given


def configured(workspace: Workspace, config_file: str | None, directories: tuple[str, ...] = ()) -> Settings:
    """Return what the configuration says: the named file, else the nearest one from the first path up to the root.

    Without one, the nearest usage file counts all the same.

    Where it is wrong, what is wrong with policies, also those of further ``directories``, is told with it.
    """
    if config_file is not None:
        found: str | None = workspace.file(config_file)
    else:
        found = find(workspace.tree, workspace.start)
    if found is not None:
        from finops_guard.config.reading import load

        return load(workspace.tree, found, directories)
    usage = find_usage(workspace.tree, workspace.start)
    if usage is None:
        return Settings()
    from finops_guard.pricing import usage_reading

    return Settings(usage=usage_reading.read(workspace.tree, usage))


def _assignments(workspace: Workspace) -> list[tuple[str, str]]:
    """Return -var and -var-file in the order of the command line, which click's own parsing does not keep."""
    found: list[tuple[str, str]] = []
    arguments = iter(click.get_current_context().meta[_ARGUMENTS])
    for argument in arguments:
        if argument == "--":  # only paths follow
            break
        name, equals, value = argument.partition("=")
        if name not in ("--var", "--var-file"):
            continue
        given = value if equals else next(arguments, "")
        if name == "--var":
            if "=" not in given:
                raise UsageError("--var: write it as NAME=VALUE")
            if not given.partition("=")[0].strip():
                raise UsageError("--var: the name is missing, write it as NAME=VALUE")
            found.append(("var", given))
            continue
        found.append(("var-file", workspace.file(given)))
    return found


def write(text: str, output: str) -> None:
    """Write a report to a file, or to standard output for ``-``; an empty one is nothing at all.

    A file holds all of it, or what it held before. From here on the time of --timeout does not run: a report is there.
    """
    stop()
    if output == "-":
        click.echo(text, nl=bool(text) and not text.endswith("\n"), color=True)
        return
    if _follows_link(output):
        raise UsageError(f"{output} leads through a symbolic link: name the file that it leads to")
    try:
        whole(output, text if not text or text.endswith("\n") else f"{text}\n")
    except OSError as failure:
        raise UsageError(f"{output} cannot be written: {failure.strerror}") from None


def _follows_link(output: str) -> bool:
    """Tell whether a file would be written through a link: a repository may hold links that a stranger put there.

    What stands in /dev is the system's.
    """
    here = os.path.realpath(".")
    target = os.path.normpath(os.path.join(here, output))
    if target.startswith("/dev/"):
        return False
    return os.path.islink(target) or (target.startswith(here + os.sep) and os.path.realpath(target) != target)
