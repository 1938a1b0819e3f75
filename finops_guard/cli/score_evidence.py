"""What a score rests on beside the code of now: git's history, bills, and scores of before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from finops_guard.cli.repository import repository
from finops_guard.cli.workspace import Workspace
from finops_guard.findings import Suppressed
from finops_guard.governance import EXCEPTIONS
from finops_guard.maturity.model import Evidence, Level, Score
from finops_guard.report import Report
from finops_guard.reporters.amounts import amount, left_standing
from finops_guard.reporters.score.statement import Against, Table
from finops_guard.settings import Settings

if TYPE_CHECKING:
    from finops_guard.billing.model import Billing, Kpi

MAX_GROUNDS = 50


def not_counted(report: Report) -> tuple[Table, ...]:
    """Return what is wrong with files below .finops: what they declare or answer counts as nothing."""
    paths = [(each, each.location.path) for each in report.notices]
    wrong = [each for each, path in paths if path.startswith(".finops/") and not path.startswith(f"{EXCEPTIONS}/")]
    rows = tuple((str(each.location), each.message, each.hint) for each in wrong)
    return (Table("Not counted", ("place", "what is wrong", "what to do"), rows, 0),) if rows else ()


def let_stand(report: Report) -> tuple[Table, ...]:
    """Return what exceptions and comments let stand: who granted it to whom, until when, and what it costs a month."""
    grounds: dict[tuple[str, str], list[Suppressed]] = {}
    for each in report.suppressed:
        by = each.exception or f"comment at {each.location.path}:{each.location.line}"
        grounds.setdefault((by, each.finding.policy), []).append(each)
    rows = [
        (
            by,
            policy,
            found[0].approved_by or "nobody",
            found[0].requested_by,
            found[0].expires,
            f"{len(found):,}",
            ", ".join(filter(None, (left_standing(each.finding for each in found), _cap(found[0])))),
        )
        for (by, policy), found in grounds.items()
    ]
    columns = ("by", "policy", "granted by", "asked for by", "until", "findings", "cost")
    more = f"; {len(rows) - MAX_GROUNDS:,} more are not shown" if len(rows) > MAX_GROUNDS else ""
    note = f"It lets a pipeline pass, and counts as open here (finops-guard exception list){more}"
    return (Table("Let stand", columns, tuple(rows[:MAX_GROUNDS]), 0, note),) if rows else ()


def _cap(each: Suppressed) -> str:
    return "" if each.cost_cap is None else f"at most {amount(each.cost_cap)}"


def of_history(workspace: Workspace, settings: Settings) -> Mapping[str, Evidence]:
    """Return what the git repository around the paths shows; what it cannot show is not assessed, with the reason."""
    from finops_guard.history import history_evidence

    return history_evidence(repository(workspace, settings), settings)


def over_time(workspace: Workspace, settings: Settings, by: str) -> Table:
    """Return the scores of tags or of months, the oldest first."""
    from finops_guard.history import history, trend

    points = history(repository(workspace, settings), settings, by)
    rows = tuple(
        (
            each.label,
            each.date,
            each.commit[:12],
            _level(each.score.level),
            _whole(each.score.low),
            _whole(each.score.high),
        )
        for each in points
    )
    columns = ("tag" if by == "tags" else "month", "day", "commit", "level", "number", "at most")
    said = trend(points).text if rows else f"there are no {by} to look at"
    return Table("Over time", columns, rows, 2, f"{said}; each by the policies and prices of now, from its files alone")


def against(workspace: Workspace, settings: Settings, base: str, benchmark: str, now: Score) -> Against:
    """Return what is worse in a score than in that of a base, from files alone on both sides."""
    from finops_guard.history import no_regression, score_at

    found = no_regression(score_at(repository(workspace, settings), settings, base, benchmark), now)
    return Against(base, tuple(each.text for each in found))


def of_bills(workspace: Workspace, settings: Settings, paths: tuple[str, ...]) -> Billing:
    """Return what bills prove on the day of the score; raise UsageError or ConfigError: they cannot be relied on."""
    from finops_guard.billing.assessing import assess_billing, mandatory_tags
    from finops_guard.billing.model import BillingSettings
    from finops_guard.policy import loader

    policies = loader.in_profile(loader.load(settings, workspace.tree), settings)
    told = BillingSettings(tree=workspace.tree)
    return assess_billing(paths, told, date.fromisoformat(settings.as_of), mandatory_tags(policies))


def bill(found: Billing) -> Table:
    """Return the measures of bills under their names in the library of FinOps KPIs."""
    rows = tuple((each.name, _value(each), each.period, each.reason or each.rows) for each in found.kpis)
    totals = ", ".join(f"{each.month} {each.billed:,.2f}{'' if each.closed else ' (open)'}" for each in found.totals)
    digests = ", ".join(f"{path} {digest[:12]}" for path, digest in found.digests.items())
    note = f"Billed in {found.currency}: {totals}. Files: {digests}."
    columns = ("measure", "value", "period", "rows that count")
    return Table("From the bill", columns, rows, 0, " ".join([note, *found.notes]))


def _value(each: Kpi) -> str:
    if each.value is None:
        return "-"
    return f"{each.value:,.4f} {each.currency} for one {each.unit}" if each.unit else f"{each.value * 100:.1f} %"


def _whole(number: float) -> str:
    return f"{number:.0f}"


def _level(level: Level) -> str:
    return level.value.title() if level is not Level.NOT_ASSESSED else level.value
