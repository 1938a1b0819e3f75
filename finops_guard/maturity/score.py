"""The maturity score: evidence in, level and number out; a pure function.

A capability's level is the highest rung with all its musts met; its number lies in the level's band. Overall Walk asks
for both gates at Walk and at least 60 % of the weight at Walk; overall Run for both gates at Run, at least 60 % of the
weight at Run, and every other capability at Walk or at its declared lower target. A gate without evidence leaves the
whole not assessed.

Improving one fact never lowers level or number, losing one never raises them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.maturity import adjusting
from finops_guard.maturity.criteria import (
    BENCHMARKS,
    BILLED_COVERAGE,
    COVERAGE,
    ESTIMATED_COVERAGE,
    MODEL,
    UNSEEN,
    Capability,
    Criterion,
    capabilities,
)
from finops_guard.maturity.model import CapabilityScore, Evidence, Grade, Level, Score, Status
from finops_guard.settings import ScoreSettings

DEFAULT_BENCHMARK = "ff-2026"

SHARE_FOR_LEVEL = 0.60
# Upper ends of the bands, so that a number never contradicts its level.
CRAWL_END = 49.9
WALK_START, WALK_END = 50.0, 79.9
RUN_START, RUN_END = 80.0, 100.0


def score(
    evidence: Mapping[str, Evidence],
    benchmark: str = DEFAULT_BENCHMARK,
    *,
    targets: Mapping[str, Level] | None = None,
    register: Mapping[str, Evidence] | None = None,
    settings: ScoreSettings | None = None,
) -> Score:
    """Return the score of one scope from its evidence by check id; checks that are absent are not assessed.

    ``targets`` are declared lower targets by capability (asked for overall Run only), over those of ``settings``, which
    can ask for other weights and thresholds, too. ``register`` is the evidence
    seen last: a bad billed coverage stands until newer billing data replaces it. Raises ValueError for an unknown
    benchmark or check.
    """
    if benchmark not in BENCHMARKS:
        raise ValueError(f"unknown benchmark {benchmark!r}, known are {', '.join(BENCHMARKS)}")
    known = {criterion.check for item in capabilities(BENCHMARKS[benchmark]) for criterion in item.criteria}
    unknown = sorted(set(evidence) - known)
    if unknown:
        raise ValueError(f"unknown checks: {', '.join(unknown)}")
    declared = {**adjusting.targets(settings), **(targets or {})}
    rated = {name: _rate(evidence, adjusting.rules(name, settings), register or {}) for name in BENCHMARKS}
    mine = rated[benchmark]
    total = sum(item.capability.weight for item in mine)
    level = _overall(mine, declared)
    return Score(
        model=MODEL,
        benchmark=benchmark,
        level=level,
        assurance=_assurance(mine, level),
        low=round(sum(item.capability.weight * item.low for item in mine) / total, 1),
        high=round(sum(item.capability.weight * item.high for item in mine) / total, 1),
        assessed=round(sum(item.capability.weight * item.assessed for item in mine) / total, 4),
        capabilities=tuple(
            item.result({name: items[at].level for name, items in rated.items()}) for at, item in enumerate(mine)
        ),
        levels={name: _overall(items, declared) for name, items in rated.items()},
        potential=_overall(mine, declared, optimistic=True),
        changed=adjusting.changes(benchmark, settings),
        settings=settings or ScoreSettings(),
    )


class _Rated(Struct, frozen=True):
    """One capability with its evidence, rated twice: as evidenced, and as if everything not assessed were met."""

    capability: Capability
    evidence: Mapping[str, Evidence]
    level: Level
    low: float
    potential: Level
    high: float
    assessed: float

    def result(self, levels: Mapping[str, Level]) -> CapabilityScore:
        checks = dict.fromkeys(criterion.check for criterion in self.capability.criteria)
        return CapabilityScore(
            capability=self.capability.name,
            weight=self.capability.weight,
            gate=self.capability.gate,
            level=self.level,
            low=round(self.low, 1),
            high=round(self.high, 1),
            assessed=round(self.assessed, 4),
            evidence=tuple(
                _settled(self.evidence[check], [c for c in self.capability.criteria if c.check == check])
                for check in checks
            ),
            levels=levels,
        )


def _rate(
    evidence: Mapping[str, Evidence], rules: Sequence[Capability], register: Mapping[str, Evidence]
) -> list[_Rated]:
    rated = []
    complete = dict(evidence)
    criteria = (criterion for capability in rules for criterion in capability.criteria)
    walk = next(each.threshold for each in criteria if each.check == COVERAGE)
    bill, earlier = evidence.get(BILLED_COVERAGE), register.get(BILLED_COVERAGE)
    if not _known(bill) and earlier is not None and earlier.value is not None and not walk.met(earlier.value):
        complete[BILLED_COVERAGE] = earlier
    complete[COVERAGE] = _governing(complete.get(ESTIMATED_COVERAGE), complete.get(BILLED_COVERAGE))
    for capability in rules:
        found = {c.check: complete.get(c.check) or _not_assessed(c.check) for c in capability.criteria}
        level, low = _place(capability, found, optimistic=False)
        potential, high = _place(capability, found, optimistic=True)
        rated.append(_Rated(capability, found, level, low, potential, max(low, high), _assessed(capability, found)))
    return rated


def _known(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.value is not None


def _not_assessed(check: str) -> Evidence:
    return Evidence(check, Status.NOT_ASSESSED, None, UNSEEN.get(check, "no evidence in this scan"))


def _governing(estimated: Evidence | None, billed: Evidence | None) -> Evidence:
    """Return the coverage that counts: the lower of both, or the estimated one where there is no bill."""
    if estimated is None or estimated.value is None:
        status = estimated.status if estimated else Status.NOT_ASSESSED
        return Evidence(COVERAGE, status, None, estimated.detail if estimated else "no evidence in this scan")
    if billed is None or billed.value is None:
        return replace(estimated, check=COVERAGE)
    lower = min(estimated.value, billed.value)
    upper = min(estimated.value if estimated.upper is None else estimated.upper, billed.value)
    detail = f"the lower of {estimated.value:.1%} in code and {billed.value:.1%} on the bill"
    location = (estimated if estimated.value <= billed.value else billed).location
    return Evidence(COVERAGE, Status.PARTIAL, lower, detail, billed.grade, location, upper)


def _counted(criterion: Criterion, evidence: Evidence, *, optimistic: bool) -> float | None:
    """Return the value that counts for a criterion; None: not assessed, or an answer where Run asks for evidence."""
    if evidence.grade is Grade.ANSWERED and criterion.rung is Level.RUN:
        return None
    return evidence.upper if optimistic and evidence.upper is not None else evidence.value


def _met(criterion: Criterion, evidence: Evidence, *, optimistic: bool) -> bool:
    value = _counted(criterion, evidence, optimistic=optimistic)
    return optimistic if value is None else criterion.threshold.met(value)


def _progress(criterion: Criterion, evidence: Evidence, *, optimistic: bool) -> float:
    """Return how far a criterion is met, 0 to 1."""
    value = _counted(criterion, evidence, optimistic=optimistic)
    if value is None:
        return 1.0 if optimistic else 0.0
    return criterion.threshold.progress(value)


def _place(capability: Capability, found: Mapping[str, Evidence], *, optimistic: bool) -> tuple[Level, float]:
    """Return a capability's level and its number (0-100) within the level's band."""
    criteria = [c for c in capability.criteria if found[c.check].status is not Status.NOT_APPLICABLE]
    if not optimistic and all(found[c.check].value is None for c in criteria):
        return Level.NOT_ASSESSED, 0.0
    walk = [c for c in criteria if c.rung is Level.WALK]
    run = [c for c in criteria if c.rung is Level.RUN]

    def met(criteria: Iterable[Criterion]) -> bool:
        return all(_met(c, found[c.check], optimistic=optimistic) for c in criteria if c.must)

    def mean(criteria: Iterable[Criterion]) -> float:
        weighed = [(c.weight, _progress(c, found[c.check], optimistic=optimistic)) for c in criteria]
        total = sum(weight for weight, _ in weighed)
        return sum(weight * progress for weight, progress in weighed) / total if total else 1.0

    if not met(walk):
        return Level.CRAWL, min(CRAWL_END, WALK_START * mean(walk))
    answered = any(c.must and found[c.check].grade is Grade.ANSWERED for c in walk) and not optimistic
    if answered or not met(run):
        open_points = [*(c for c in walk if not c.must), *run]
        return Level.WALK, min(WALK_END, WALK_START + (RUN_START - WALK_START) * mean(open_points))
    return Level.RUN, RUN_START + (RUN_END - RUN_START) * mean(c for c in criteria if not c.must)


def _assessed(capability: Capability, found: Mapping[str, Evidence]) -> float:
    """Return the share of a capability's evidence that is there, each check weighed once."""
    weights = {c.check: c.weight for c in capability.criteria if found[c.check].status is not Status.NOT_APPLICABLE}
    total = sum(weights.values())
    return sum(weight for check, weight in weights.items() if _known(found[check])) / total if total else 1.0


def _overall(rated: Iterable[_Rated], targets: Mapping[str, Level], *, optimistic: bool = False) -> Level:
    levels = [(item.capability, item.potential if optimistic else item.level) for item in rated]
    gates = min(level.rank for capability, level in levels if capability.gate)
    if gates == Level.NOT_ASSESSED.rank:
        return Level.NOT_ASSESSED
    total = sum(capability.weight for capability, _ in levels)

    def share(wanted: Level) -> float:
        return sum(capability.weight for capability, at in levels if at.rank >= wanted.rank) / total

    if gates < Level.WALK.rank or share(Level.WALK) < SHARE_FOR_LEVEL:
        return Level.CRAWL
    rest = all(at.rank >= targets.get(capability.name, Level.WALK).rank for capability, at in levels)
    runs = gates >= Level.RUN.rank and share(Level.RUN) >= SHARE_FOR_LEVEL and rest
    return Level.RUN if runs else Level.WALK


def _assurance(rated: Iterable[_Rated], level: Level) -> str:
    """Return the letter of the weakest grade that carries the level.

    Walk and Run are carried by the musts of the capabilities at that level; Crawl by what is assessed of the gates.
    A must that is evidenced in the best grade it can have does not weaken the level.
    """
    if level is Level.NOT_ASSESSED:
        return ""
    carrying: list[tuple[Grade, Grade]] = []
    for item in rated:
        if item.level.rank < level.rank or (level is Level.CRAWL and not item.capability.gate):
            continue
        for criterion in item.capability.criteria:
            found = item.evidence[criterion.check]
            counts = level is Level.CRAWL or (criterion.must and criterion.rung.rank <= level.rank)
            if counts and found.value is not None:
                carrying.append((found.grade, criterion.best))
    weak = [grade for grade, best in carrying if grade.strength < best.strength]
    if weak:
        return min(weak, key=lambda grade: grade.strength).value
    return max((grade for grade, _ in carrying), key=lambda grade: grade.strength).value


def _settled(evidence: Evidence, criteria: list[Criterion]) -> Evidence:
    """Return evidence with the status its value has under the thresholds of all rungs that ask for it."""
    if evidence.value is None:
        return evidence
    value = evidence.value
    if all(criterion.threshold.met(value) for criterion in criteria):
        status = Status.PASS
    elif any(criterion.threshold.progress(value) > 0 for criterion in criteria):
        status = Status.PARTIAL
    else:
        status = Status.FAIL
    return replace(evidence, status=status)
