"""``finops-guard exception new``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.exception.opening import Opened, last_day, opened
from finops_guard.cli.terminal import complain, harmless
from finops_guard.errors import Problem, UsageError
from finops_guard.governance import EXCEPTIONS
from finops_guard.governance.dates import day
from finops_guard.governance.drafting import Draft, written
from finops_guard.governance.people import is_nobody, is_same
from finops_guard.governance.wording import MIN_REASON, is_reason
from finops_guard.reporters.styling import count

if TYPE_CHECKING:
    from finops_guard.findings import Finding, RegisteredException

    _DecimalType = click.ParamType[Decimal]
else:
    _DecimalType = click.ParamType  # generic only in newer versions

KINDS = ("waiver", "mitigated", "false_positive", "emergency")
_MIN_PRINT = 6
_NUMBERED = "EXC-{year}-{number:04}"
_ID = re.compile(r"EXC-[A-Za-z0-9][A-Za-z0-9-]{0,60}")
_CENT = Decimal("0.01")


class _Amount(_DecimalType):
    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", str(value)) is None:
            self.fail(f"{value}: write an amount as 120 or 99.50", param, ctx)
        return Decimal(str(value))


@click.command()
@click.option("--finding", metavar="FINGERPRINT", help="The finding that may stand, as reports show it.")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="A policy, by id or name (repeatable).")
@click.option("--address", "addresses", multiple=True, metavar="PATTERN", help="An address (repeatable).")
@click.option("--root", "roots", multiple=True, metavar="PATTERN", help="Only this root module (repeatable).")
@click.option("--environment", "environments", multiple=True, metavar="NAME", help="An environment (repeatable).")
@click.option("--kind", type=click.Choice(KINDS), help="What kind it is (default: waiver).")
@click.option("--reason", metavar="TEXT", help=f"Why it may stand, in at least {MIN_REASON} characters.")
@click.option("--requested-by", metavar="NAME", help="Who asks for it.")
@click.option("--approved-by", metavar="NAME", help="Who grants it; somebody else.")
@click.option("--approved-in", metavar="TEXT", help="Where: a pull request, a ticket, minutes.")
@click.option("--ticket", metavar="TEXT", help="Where it is tracked.")
@click.option("--expires", metavar="DATE", help="The last day (default: as late as the rules allow).")
@click.option("--days", type=click.IntRange(1, 3650), help="The last day, as days from today.")
@click.option("--cost", type=_Amount(), metavar="AMOUNT", help="The monthly cost (default: what a scan says).")
@click.option("--cap", type=_Amount(), metavar="AMOUNT", help="The monthly cost above which it is void.")
@click.option("--compensating-control", metavar="TEXT", help="What bounds the cost meanwhile.")
@click.option("--evidence", metavar="TEXT", help="Where that can be seen.")
@click.option("--id", "id_", metavar="ID", help="Its id (default: the next free one of the year).")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
@options.config
@options.as_of
def command(config_file: str | None, as_of: str | None, finding: str | None, dry_run: bool, **given: Any) -> int:
    """Write an exception into the register: one file below .finops/exceptions.

    With --finding, the policy and the place are those of the finding; else name them, or neither place nor environment
    for an exception that comments in the code name by its id. On a terminal, what is not given is asked for. What the
    rules of the register refuse is not written.
    """
    if given["id_"] is not None and _ID.fullmatch(given["id_"]) is None:
        raise UsageError(f"--id {given['id_']}: write it as EXC-2026-0007")
    at = opened(config_file, as_of)
    is_asking = sys.stdin is not None and sys.stdin.isatty()
    if finding is None and not given["policies"] and is_asking:
        finding = str(click.prompt("Fingerprint of the finding that may stand"))
    found = _finding(at, finding) if finding is not None else None
    draft = _draft(at, found, given, is_asking=is_asking)
    path = f"{EXCEPTIONS}/{draft.id}.yaml"
    if given["id_"] is not None and given["id_"].casefold() in at.recorded():
        raise UsageError(
            f"--id {given['id_']}: git's history has an exception of that id, and ids are never used again"
        )
    if at.workspace.tree.is_file(path):
        raise UsageError(f"{path} is there already")
    covered = ""
    if given["cost"] is None:
        draft, covered = _with_cost(at, path, draft)
    cap = given["cap"]
    if cap is None and is_asking and draft.at_grant is not None:
        words = f"{covered}. Void above which monthly cost (empty: no cap)"
        cap = click.prompt(words, default="", show_default=False, value_proc=partial(_cap, draft.at_grant))
    if cap is not None:
        draft = replace(draft, cap=cap)
    text = written(draft)
    if dry_run:
        at.refuse(path, text)
        click.echo(text, nl=False)
        return 0
    target = at.put(path, text, replace=False)
    click.echo(harmless(f"Wrote {target}: in force until {draft.expires}"))
    if covered:
        click.echo(harmless(covered))
    return 0


def _draft(at: Opened, found: Finding | None, given: dict[str, Any], *, is_asking: bool) -> Draft:
    """Return what is to be written but for its cost; raise UsageError where something is missing, or refused."""
    policies = given["policies"] or ((found.policy,) if found is not None else ())
    if not policies:
        raise UsageError("name what may stand: --finding FINGERPRINT, or --policy ID with --address PATTERN")
    _refuse_hard(at, policies)
    scope = tuple(given[name] for name in ("addresses", "roots", "environments"))
    kind = _asked(given["kind"], "Kind", is_asking=is_asking, choices=KINDS) or KINDS[0]
    words = {
        "reason": "Why may it stand",
        "requested_by": "Who asks for it",
        "approved_by": "Who grants it (somebody else)",
    }
    texts: dict[str, str] = {}
    for name, ask in words.items():
        wrong = partial(_wrong, name, texts.get("requested_by") or "")
        texts[name] = _asked(given[name], ask, is_asking=is_asking, wrong=wrong)
    missing = [f"--{name.replace('_', '-')}" for name, text in texts.items() if not text]
    if missing:
        raise UsageError(f"{', '.join(missing)}: not given (on a terminal, it is asked for)")
    until = last_day(given["expires"], given["days"], at.today, at.rules.longest(kind, policies))
    if given["expires"] is None and given["days"] is None and is_asking:
        until = click.prompt("Last day", default=until, value_proc=_day)
    return Draft(
        id=given["id_"] or _next_id(at),
        kind=kind,
        policies=tuple(policies),
        created=at.settings.as_of,
        expires=until,
        addresses=scope[0] or ((found.address,) if found is not None and found.address else ()),
        roots=scope[1],
        fingerprints=(found.fingerprint,) if found is not None else (),
        environments=scope[2],
        at_grant=given["cost"],
        approved_in=given["approved_in"] or "",
        ticket=_asked(given["ticket"], "Ticket (empty: none)", is_asking=is_asking, is_needed=False),
        compensating_control=given["compensating_control"] or "",
        evidence=given["evidence"] or "",
        reason=texts["reason"],
        requested_by=texts["requested_by"],
        approved_by=texts["approved_by"],
    )


def _asked(
    given: str | None,
    words: str,
    *,
    is_asking: bool,
    choices: Sequence[str] = (),
    is_needed: bool = True,
    wrong: Callable[[str], str] = lambda _: "",
) -> str:
    """Return what is given, else what a person says to a question; empty where nobody can be asked.

    It is asked again where ``wrong`` says what is the matter with an answer.
    """
    if given is not None or not is_asking:
        return (given or "").strip()
    if choices:
        return str(click.prompt(words, type=click.Choice(choices), default=choices[0]))

    def accepted(text: str) -> str:
        if message := wrong(text):
            raise click.UsageError(message)
        return text.strip()

    return str(click.prompt(words, default=None if is_needed else "", show_default=False, value_proc=accepted))


def _wrong(name: str, requester: str, text: str) -> str:
    """Return what is wrong with what a person typed, as far as the rules of the register can tell by it alone."""
    if name == "reason":
        return "" if is_reason(text) else f"Write why it may stand, in at least {MIN_REASON} characters."
    if is_nobody(text):
        return "This names nobody."
    is_own = name == "approved_by" and is_same(text, requester)
    return "Nobody approves an exception of their own." if is_own else ""


def _day(text: str) -> str:
    """Return a day that a person typed."""
    if day(text) is None:
        raise click.UsageError("Write a day of the calendar as 2026-12-31.")
    return text


def _cap(at_grant: Decimal, text: str) -> Decimal | None:
    """Return a cap that a person typed; None for none."""
    cap = _Amount().convert(text, None, None) if text else None
    if cap is not None and cap < at_grant:
        raise click.UsageError(f"It costs {at_grant:,.2f} already.")
    return cap


def _finding(at: Opened, fingerprint: str) -> Finding:
    """Return the finding of a scan whose fingerprint begins so; raise UsageError where it is not exactly one."""
    from finops_guard.scan import scan

    if len(fingerprint) < _MIN_PRINT:
        raise UsageError(f"--finding {fingerprint}: write at least {_MIN_PRINT} characters of a fingerprint")
    report = scan(at.workspace.tree, [""], replace(at.settings, baseline=""))
    everything = {each.fingerprint: each for each in (*report.findings, *(each.finding for each in report.suppressed))}
    found = [each for print_, each in everything.items() if print_.startswith(fingerprint.casefold())]
    if not found:
        hint = "finops-guard scan --format csv shows the fingerprints of all findings"
        raise UsageError(Problem(f"--finding {fingerprint}: a scan of the whole tree finds no such thing", hint=hint))
    if len(found) > 1:
        raise UsageError(f"--finding {fingerprint}: {len(found)} findings begin so, write more of it")
    return found[0]


def _refuse_hard(at: Opened, policies: Sequence[str]) -> None:
    from finops_guard.findings import Enforcement

    for policy in at.policies:
        if {policy.id, policy.name} & set(policies) and policy.enforcement is Enforcement.HARD:
            raise UsageError(f"{policy.id} is enforced hard: no exception lets its findings stand")


def _with_cost(at: Opened, path: str, draft: Draft) -> tuple[Draft, str]:
    """Return a draft with what it covers costs a month today, and a clause that says what that is."""
    found = _covered(at, path, draft)
    if found is None:  # what is wrong with it is told when it is written
        return draft, ""
    if not found.findings:
        complain("warning: it covers nothing that a scan finds now")
        return draft, ""
    cost = None if found.cost is None else found.cost.quantize(_CENT)
    figure = "of no known cost" if cost is None else f"of {cost:,.2f} {found.currency} a month"
    return replace(draft, at_grant=cost), f"It covers {count(found.findings, 'finding')} {figure}"


def _covered(at: Opened, path: str, draft: Draft) -> RegisteredException | None:
    """Return what a scan says of a draft that is in the register; None where the rules refuse it."""
    from finops_guard.scan import scan

    tree = at.workspace.tree.over(at.proposed(path, written(draft)))
    report = scan(tree, [""], replace(at.settings, baseline=""))
    return next((each for each in report.exceptions if each.id == draft.id), None)


def _next_id(at: Opened) -> str:
    """Return the id after the highest of this year, among names of files, what stands in them, and git's history."""
    from finops_guard.documents.decoding import DecodeError, decode
    from finops_guard.governance import register
    from finops_guard.tree import TreeError

    year = at.today.year
    numbered = re.compile(rf"EXC-{year:04}-(\d{{1,9}})(?![\w-])", re.IGNORECASE)
    numbers = [0, *(int(number) for each in at.recorded() for number in numbered.findall(each))]
    for entry in register.entries(at.workspace.tree):
        numbers += map(int, numbered.findall(entry.path))
        try:
            text = decode(at.workspace.tree.read(entry.path, register.MAX_FILE_SIZE))
        except (TreeError, DecodeError):
            continue
        ids = re.findall(r"^[\s\"'{]*id[\"']?\s*:\s*[\"']?(\S+?)[\"',]?\s*(?:#.*)?$", text, re.MULTILINE)
        numbers += [int(number) for each in ids for number in numbered.findall(each)]
    return _NUMBERED.format(year=year, number=max(numbers) + 1)
