"""What a score rests on beside the code of now: git's history, bills, and scores of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from finops_guard.cli.repository import repository
from finops_guard.cli.workspace import Workspace
from finops_guard.errors import ConfigError, UsageError
from finops_guard.findings import Suppressed
from finops_guard.governance import EXCEPTIONS
from finops_guard.maturity.criteria import BILLED_COVERAGE
from finops_guard.maturity.model import Evidence, Level, Score
from finops_guard.report import Report
from finops_guard.reporters.amounts import amount, left_standing
from finops_guard.reporters.score.statement import Against, Table
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError

# A file of rules that is larger counts as unreadable.
_MAX_RULES = 10_000_000

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_guard.billing.model import BillFile, Billing, Kpi, Total
    from finops_guard.judging import Judged

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


def of_history(workspace: Workspace, settings: Settings, now: Judged) -> Mapping[str, Evidence]:
    """Return what the git repository around the paths shows; what it cannot show is not assessed, with the reason."""
    from finops_guard.history import history_evidence

    return history_evidence(repository(workspace, settings), settings, now=now)


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


def other_rules(workspace: Workspace, settings: Settings, config_file: str | None, base: str) -> tuple[Table, ...]:
    """Return which files that say how it is judged are other ones than in a base, whose score they count for, too."""
    from finops_guard.config.files import find
    from finops_guard.policy.reading import read_directory

    def deciding(tree: Tree) -> Iterator[str]:
        try:
            found = workspace.file(config_file) if config_file is not None else find(tree, workspace.start)
        except ConfigError:  # of a base, where two competed: neither counts
            found = None
        if found is not None:
            yield found
        for directory in settings.policy_directories:
            yield from (file.path for file in read_directory(tree, directory.rstrip("/"))[0])

    with repository(workspace, settings).at(base) as (then, _):
        paths = sorted({*deciding(then), *deciding(workspace.tree)})
        rows = tuple((path,) for path in paths if _content(then, path) != _content(workspace.tree, path))
    note = "Both scores are by the rules of now. What these files let pass now is not told as worse: review them."
    return (Table(f"Other rules than in {base}", ("file",), rows, 0, note),) if rows else ()


def _content(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path, _MAX_RULES)
    except TreeError:
        return None


def of_bills(workspace: Workspace, settings: Settings, paths: tuple[str, ...]) -> Billing:
    """Return what bills prove on the day of the score; raise UsageError or ConfigError: they cannot be relied on."""
    from finops_guard.billing.assessing import assess_billing, mandatory_tags
    from finops_guard.billing.model import BillingSettings
    from finops_guard.policy import loader

    policies = loader.in_profile(loader.load(settings, workspace.tree), settings)
    told = BillingSettings(tree=workspace.tree)
    return assess_billing(paths, told, date.fromisoformat(settings.as_of), mandatory_tags(policies))


def record(workspace: Workspace, settings: Settings, found: Billing) -> None:
    """Write down what the bill shows of tags, below the root of the tree; raise UsageError where it shows nothing."""
    from finops_guard.cli import writing
    from finops_guard.maturity.billed import BILLED, text

    coverage = found.evidence[BILLED_COVERAGE]
    if coverage.value is None:
        raise UsageError(f"--record-bill: there is nothing to write down: {coverage.detail}")
    files = {BILLED: text(coverage, found.digests.values(), settings.as_of)}
    writing.write(workspace.tree.base.root, files, replace=True)


def bill(found: Billing) -> tuple[Table, ...]:
    """Return the measures of bills and what there was to measure."""
    measures = tuple((each.name, _value(each), _made_of(each), each.period, _rows(each)) for each in found.kpis)
    periods = tuple(
        (total.month, _state(total), f"{total.rows:,}", _money(total.billed), _money(total.effective))
        for total in found.totals
    )
    files = tuple(map(_file, found.files))
    return (
        Table(
            "From the bill", ("measure", "value", "made of", "period", "rows that count"), measures, 0, _notes(found)
        ),
        Table("Billing periods", ("month", "state", "rows", f"billed {found.currency}", "effective"), periods, 3),
        Table("Files of the bill", ("SHA-256", "file", "FOCUS", "rows", "billed", "effective"), files, 3),
    )


def _state(total: Total) -> str:
    return "closed" if total.closed else "open"


def _notes(found: Billing) -> str:
    return " ".join(f"{each}." for each in found.notes)


def _file(each: BillFile) -> tuple[str, ...]:
    if each.duplicate_of:
        return each.sha256, each.path, "-", "not counted", "-", "-"
    return each.sha256, each.path, each.version, f"{each.rows:,}", _money(each.billed), _money(each.effective)


def _value(each: Kpi) -> str:
    if each.value is None:
        return "-"
    if each.unit:
        return f"{each.value:,.4f} {each.currency} for one {each.unit}"
    most = f" to {each.upper * 100:.1f} %" if each.upper is not None else ""
    return f"{each.value * 100:.1f} %{most}"


def _made_of(each: Kpi) -> str:
    if not (each.numerator or each.denominator):
        return "-"
    if each.unit:
        return f"{_money(each.numerator)} {each.currency} / {each.denominator:,} {each.unit}"
    return f"{_money(each.numerator)} of {_money(each.denominator)} {each.currency}"


def _rows(each: Kpi) -> str:
    left_out = ", ".join(f"{name} {_money(amount)}" for name, amount in each.excluded.items())
    return f"{each.reason or each.rows}{f'; left out: {left_out}' if left_out else ''}"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _whole(number: float) -> str:
    return f"{number:.0f}"


def _level(level: Level) -> str:
    return level.value.title() if level is not Level.NOT_ASSESSED else level.value
