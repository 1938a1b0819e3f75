"""What became worse from one score to another one."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.maturity.criteria import BENCHMARKS, Bound, capabilities
from finops_guard.maturity.model import CapabilityScore, Evidence, Level, Score, Status

LEVEL, NUMBER = "level", "number"


class Fallen(Struct, frozen=True):
    """A check whose evidence became worse, or is not there any more."""

    check: str
    before: Evidence
    now: Evidence


class Regression(Struct, frozen=True):
    """What became worse: the overall ``level`` or ``number``, or the capability of that name, because of ``checks``."""

    what: str
    before: str
    now: str
    checks: tuple[Fallen, ...] = ()

    @property
    def text(self) -> str:
        """What is printed of it."""
        because = f" ({', '.join(each.check for each in self.checks)})" if self.checks else ""
        return f"{self.what}: {self.before} before, {self.now} now{because}"


def no_regression(before: Score, now: Score) -> tuple[Regression, ...]:
    """Return what is worse now than before: level, number, then capability by capability; nothing: all is well.

    Both are scores of the same model and benchmark, from the same kinds of evidence. Raise ValueError where they are
    not of the same one.
    """
    if (before.model, before.benchmark) != (now.model, now.benchmark):
        raise ValueError(f"{before.model} {before.benchmark} cannot be compared with {now.model} {now.benchmark}")
    found = []
    if now.level.rank < before.level.rank:
        found.append(Regression(LEVEL, _level(before.level), _level(now.level)))
    if now.low < before.low:
        found.append(Regression(NUMBER, f"{before.low:g}", f"{now.low:g}"))
    known = {each.capability: each for each in before.capabilities}
    falling = _falling(now.benchmark)
    for each in now.capabilities:
        was = known.get(each.capability)
        if was is not None and (each.level.rank < was.level.rank or each.low < was.low):
            checks = tuple(_fallen(was, each, falling))
            found.append(Regression(each.capability, _said(was), _said(each), checks))
    return tuple(found)


def _falling(benchmark: str) -> frozenset[str]:
    """Return the checks of which less is better."""
    bounds = {Bound.AT_MOST, Bound.BELOW}
    all_criteria = (each for capability in capabilities(BENCHMARKS[benchmark]) for each in capability.criteria)
    return frozenset(each.check for each in all_criteria if each.threshold.bound in bounds)


def _fallen(was: CapabilityScore, now: CapabilityScore, falling: frozenset[str]) -> Iterator[Fallen]:
    known = {each.check: each for each in was.evidence}
    for each in now.evidence:
        then = known.get(each.check)
        if then is None:
            continue
        if each.value is None or then.value is None:
            # What was not applicable and is asked for now, or what was evidenced and is not seen any more.
            is_worse = each.status is not Status.NOT_APPLICABLE and (
                then.value is not None or then.status is Status.NOT_APPLICABLE
            )
        else:
            is_worse = each.value > then.value if each.check in falling else each.value < then.value
        if is_worse:
            yield Fallen(each.check, then, each)


def _said(each: CapabilityScore) -> str:
    return f"{_level(each.level)} {each.low:g}" if each.level is not Level.NOT_ASSESSED else _level(each.level)


def _level(level: Level) -> str:
    return level.value.capitalize()
