"""``finops-guard score``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.outputs import Output, link_base, outputs, same_place, write_all
from finops_guard.cli.terminal import width
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import Problem, UsageError
from finops_guard.maturity.criteria import BENCHMARKS
from finops_guard.maturity.gates import Gate, Outcome, judged
from finops_guard.maturity.model import Evidence, Level
from finops_guard.maturity.naming import CAPABILITIES
from finops_guard.reporters.options import Options
from finops_guard.reporters.score import REPORTERS, render
from finops_guard.settings import Settings

if TYPE_CHECKING:
    from finops_guard.judging import Judged
    from finops_guard.reporters.score.statement import Table

_LEVELS = {level.value: level for level in Level if level is not Level.NOT_ASSESSED}
_BY_SLUG = {slug: name for name, (slug, _) in CAPABILITIES.items()}


@click.command(cls=options.OrderedCommand)
@options.paths
@options.config
@options.profile
@options.reports(REPORTERS, "html=score.html")
@click.option(
    "--explain",
    "explained",
    multiple=True,
    metavar="CAPABILITY",
    help="Each check of a capability: evidence, thresholds and where these come from (text and markdown; repeatable).",
)
@click.option("--next-steps", is_flag=True, help="Only what to do next, for a tracker (text, markdown and csv).")
@click.option(
    "--min-level",
    "wanted",
    multiple=True,
    metavar="[CAPABILITY=]LEVEL",
    help="Fail below crawl, walk or run: overall, or of a capability as in allocation=walk (repeatable).",
)
@click.option(
    "--benchmark",
    type=click.Choice(list(BENCHMARKS)),
    help="Whose thresholds count (default: ff-2026); the level under the others is shown beside it.",
)
@click.option("--billing", multiple=True, metavar="FILE", help="A bill in FOCUS: CSV, .csv.gz or Parquet (repeatable).")
@click.option(
    "--record-bill",
    is_flag=True,
    help="Write down the coverage that the bill shows: a bad one stands until a newer bill is recorded.",
)
@click.option("--no-git", is_flag=True, help="Leave out what the history of the git repository shows.")
@click.option("--history", type=click.Choice(["tags", "months"]), help="Also show the scores of before.")
@click.option("--base", metavar="REF", help="The git revision for --no-regression.")
@click.option("--no-regression", is_flag=True, help="Fail where level, number or a capability is worse than in --base.")
@click.option("--badge", metavar="FILE", help="Also write a badge with level and number (SVG).")
@click.option("--name", default="", help="What the scope is called in reports.")
@click.option(
    "--link-base", metavar="URL", default="", help="Where files of the commit are shown, for links (markdown)."
)
@options.policies
@options.as_of
@options.plan
@options.reading
@options.allow_empty
def command(
    paths: tuple[str, ...],
    config_file: str | None,
    format_: str | None,
    given_outputs: tuple[str, ...],
    base: str | None,
    **chosen: Any,
) -> int:
    """Show how mature the cost governance is, on what evidence, and the next step in money.

    PATHS are directories or files (default: the working directory). Exit code 1 means that a level that is asked for is
    not reached, or that something is worse than in --base; 2 that it cannot be assessed.
    """
    from finops_guard.judging import judge
    from finops_guard.reporters.score.statement import state
    from finops_guard.scan import rate, reported

    wanted = outputs(given_outputs, format_, REPORTERS)
    badge = _badge(chosen["badge"], wanted)
    gates = tuple(map(_gate, chosen["wanted"]))
    explained = tuple(map(_capability, chosen["explained"]))
    base_of_links = link_base(chosen["link_base"])
    if chosen["no_regression"] and not base:
        raise UsageError("--no-regression needs --base: the git revision that the score is compared with")
    if base is not None and not chosen["no_regression"]:
        raise UsageError("--base is what --no-regression compares with: ask for that, too")
    if chosen["record_bill"] and not chosen["billing"]:
        raise UsageError("--record-bill needs --billing: the bill whose coverage is written down")
    workspace = locate(paths or (".",))
    # What a baseline lists is there all the same, and so is its cost.
    settings = options.settings_of(workspace, config_file, {**chosen, "no_baseline": True})
    if (base or chosen["history"]) and (settings.plans or settings.stdin is not None):
        asked = "--base" if base else "--history"
        raise UsageError(f"{asked}: there is no plan and no standard input of an earlier state: score the files")
    benchmark = chosen["benchmark"] or ""
    now = judge(workspace.tree, workspace.paths, settings, workspace.tree)
    elsewhere, tables = _elsewhere(workspace, settings, now, chosen)
    report = reported(workspace.tree, workspace.paths, settings, now, benchmark, elsewhere)
    compared = None
    if base:
        from finops_guard.cli.score_evidence import against, other_rules

        code = rate(workspace.tree, now, settings, benchmark, whole="" in workspace.paths)
        compared = against(workspace, settings, base, benchmark, code)
        tables += other_rules(workspace, settings, config_file, base)
    found = judged(report.score, gates)
    statement = state(
        report,
        workspace.paths,
        settings.as_of,
        chosen["name"],
        found,
        explained,
        only_steps=chosen["next_steps"],
    )
    from finops_guard.cli.score_evidence import let_stand, not_counted

    statement = replace(statement, tables=(*let_stand(report), *not_counted(report), *tables), against=compared)
    shown = Options(width=width(), prefix=workspace.here or "", base=workspace.base, link_base=base_of_links)
    write_all(partial(render, statement), wanted, shown)
    if badge is not None:
        from finops_guard.reporters.score.badge import render as draw

        options.write(draw(report.score), badge)
    outcome = statement.outcome
    is_allowed = chosen["allow_empty"] and not report.resource_count and outcome is Outcome.NOT_ASSESSABLE
    return 0 if is_allowed else outcome.value


def _elsewhere(
    workspace: Workspace, settings: Settings, now: Judged, chosen: dict[str, Any]
) -> tuple[dict[str, Evidence], tuple[Table, ...]]:
    """Return the evidence of git's history and of bills, and what is told of them; a bill goes before the history."""
    from finops_guard.cli import score_evidence

    found: dict[str, Evidence] = {}
    tables: list[Table] = []
    if not (chosen["no_git"] or settings.plans or settings.stdin is not None):
        found |= score_evidence.of_history(workspace, settings, now)
    if chosen["billing"]:
        billing = score_evidence.of_bills(workspace, settings, chosen["billing"])
        found |= billing.evidence
        tables += score_evidence.bill(billing)
        if chosen["record_bill"]:
            score_evidence.record(workspace, settings, billing)
    if chosen["history"]:
        tables.append(score_evidence.over_time(workspace, settings, chosen["history"]))
    return found, tuple(tables)


def _gate(given: str) -> Gate:
    """Return what ``[CAPABILITY=]LEVEL`` asks for."""
    name, equals, level = given.rpartition("=")
    if level not in _LEVELS:
        raise UsageError(
            Problem(f"--min-level {given}: unknown level {level!r}", hint=f"known are {', '.join(_LEVELS)}")
        )
    return Gate(_LEVELS[level], _capability(name) if equals else "")


def _capability(given: str) -> str:
    """Return the capability of a short or an official name."""
    if given in CAPABILITIES:
        return given
    if given in _BY_SLUG:
        return _BY_SLUG[given]
    from difflib import get_close_matches

    near = get_close_matches(given, _BY_SLUG, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise UsageError(Problem(f"unknown capability {given!r}", hint=f"{meant}known are {', '.join(_BY_SLUG)}"))


def _badge(given: str | None, wanted: Sequence[Output]) -> str | None:
    if given in ("", "-"):
        raise UsageError("--badge: name a file")
    if given is not None and any(same_place(given, each.path) for each in wanted):
        raise UsageError(f"--badge: a report and the badge would both be written to {given}")
    return given
