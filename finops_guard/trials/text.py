"""Trials for people: what differs from the marks, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Verdict
from finops_guard.reporters.styling import Style, count, neutralise, wrap
from finops_guard.trials.judging import Difference, Trial
from finops_guard.trials.running import Ran

_WORDS = {Verdict.FAIL: "a failure", Verdict.UNRESOLVED: "unresolved", None: "nothing"}


def render(ran: Ran, style: Style, width: int = 100) -> str:
    """Return what failed, which policies nothing tries, and one line that sums up; ending in a newline."""
    lines: list[str] = []
    for trial in ran.trials:
        if not trial.passed:
            lines += [*_failed(trial, style, width), ""]
    for policy in ran.untried:
        name = neutralise(f"{policy.id} {policy.name}")
        lines.append(f"{style.paint('note', 'info')} {name} has no fixture: nothing shows what it finds")
    failed = sum(not trial.passed for trial in ran.trials)
    tried = len({trial.policy.id for trial in ran.trials})
    summary = f"{count(tried, 'policy', 'policies')} tried on {count(len(ran.trials), 'fixture')}: "
    if failed:
        outcome = style.paint(f"{count(failed, 'fixture')} failed", "error")
    else:
        outcome = style.paint("all as marked", "pass")
    untried = f", {len(ran.untried)} without a fixture" if ran.untried else ""
    wrong = f", {count(len(ran.problems), 'problem')}" if ran.problems else ""
    return "\n".join([*lines, f"{summary}{outcome}{untried}{wrong}"]) + "\n"


def _failed(trial: Trial, style: Style, width: int) -> Iterator[str]:
    name = neutralise(f"{trial.policy.id} {trial.policy.name}")
    yield f"{style.paint('FAIL', 'error')} {style.paint(name, 'strong')}  {neutralise(trial.case.shown)}"
    for difference in trial.differences:
        yield from _difference(trial, difference, style, width)


def _difference(trial: Trial, difference: Difference, style: Style, width: int) -> Iterator[str]:
    place = neutralise(f"{trial.case.shown}:{difference.line}")
    expected, found = _WORDS[difference.expected], _WORDS[difference.found]
    what = f"{style.paint(difference.kind, 'error')} {difference.policy}: {expected} expected, {found} found"
    yield f"  {place}  {what}"
    yield f"    {style.paint(f'{difference.line} |', 'dim')} {neutralise(difference.text, max(40, width - 12))}"
    if difference.message:
        yield from wrap(neutralise(difference.message, 1_000), width, "      ")
