"""Which tags to set first: by defaults of a provider, one by one, or by making known what cannot be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, islice

from msgspec import Struct

from finops_guard.location import Location
from finops_guard.maturity.criteria import ALLOCATION, Threshold
from finops_guard.maturity.facts import Facts, Gap
from finops_guard.maturity.model import Evidence, Grade, NextStep
from finops_guard.maturity.tag_costs import Carried

MAX_NAMED = 3
# So that other themes are seen, too.
MAX_PROVIDERS = 2
MAX_STEPS = 3

# Provider types whose configuration can give tags to all resources, and what the argument is called.
DEFAULT_TAGS = {"aws": "default_tags", "google": "default_labels", "google-beta": "default_labels"}

_NOTHING = Decimal(0)


def tagging(facts: Facts, threshold: Threshold, evidence: Evidence) -> Iterator[NextStep]:
    """Yield what lifts the coverage of tags: little effort first, then by money, each counted after those before it."""
    return islice(_tagging(facts, threshold, evidence), MAX_STEPS)


def _tagging(facts: Facts, threshold: Threshold, evidence: Evidence) -> Iterator[NextStep]:
    scale = _Scale(facts)
    if evidence.grade is Grade.VERIFIED and scale.meets(threshold, _NOTHING):
        text = (
            f"tag what the bill shows without valid mandatory tags: {evidence.value or 0:.1%} of the billed cost has "
            f"them, and {threshold} is asked for"
        )
        yield NextStep(ALLOCATION, text, "L", evidence.location)
        return
    if not facts.gaps and not facts.undecided:
        text = f"raise the share of cost with valid mandatory tags from {evidence.value or 0:.1%} to {threshold}"
        yield NextStep(ALLOCATION, text, "M", evidence.location)
        return
    done = _NOTHING
    for each in sorted(_ways(facts, threshold, scale), key=lambda way: ("SML".index(way.effort), -way.weight)):
        lifts = each.lifts.format(scale.share(done), scale.share(done + each.weight))
        done += each.weight
        resources = tuple((gap.root, gap.address) for gap in each.gaps)
        yield NextStep(ALLOCATION, f"{each.what}{lifts}", each.effort, each.location, resources)
    if facts.undecided and not scale.meets(threshold, done):
        yield _deciding(facts, scale)


class _Way(Struct, frozen=True):
    """One way to tag some resources: what to do, and how to say what that lifts."""

    what: str
    lifts: str
    effort: str
    location: Location
    gaps: Sequence[Gap]
    weight: Decimal


def _ways(facts: Facts, threshold: Threshold, scale: _Scale) -> Iterator[_Way]:
    """Yield the providers whose default tags lift the coverage most, and then the heaviest of the other resources.

    What costs nothing lifts nothing, unless nothing at all has a price.
    """
    weighing = [gap for gap in facts.gaps if scale.of([gap])]
    groups: dict[tuple[str, str], list[Gap]] = {}
    for gap in weighing:
        if gap.provider in DEFAULT_TAGS:
            groups.setdefault((gap.root, gap.provider), []).append(gap)
    several = (group for group in groups.values() if len(group) > 1)
    largest = sorted(several, key=lambda group: (-scale.of(group), -len(group)))[:MAX_PROVIDERS]
    for group in largest:
        first = group[0]
        keys = ", ".join(dict.fromkeys(key for gap in group for key in gap.keys)) or "the mandatory tags"
        what = (
            f"put {keys} into {DEFAULT_TAGS[first.provider]} of the {first.provider} provider in "
            f"{first.root or 'the root directory'}: "
        )
        location = facts.root_locations.get(first.root, first.location)
        yield _Way(what, "lifts coverage from {:.1%} to at most {:.1%}", "S", location, group, scale.of(group))
    taken = {(group[0].root, group[0].provider) for group in largest}
    rest = [gap for gap in weighing if (gap.root, gap.provider) not in taken]
    rest.sort(key=lambda gap: -scale.of([gap]))
    if rest:
        yield _one_by_one(scale, threshold, sum(map(scale.of, largest), _NOTHING), rest)


def _one_by_one(scale: _Scale, threshold: Threshold, before: Decimal, rest: list[Gap]) -> _Way:
    """Return how to tag the heaviest resources, as many as meet the threshold together with what weighs ``before``."""
    lifts = [*accumulate((scale.of([gap]) for gap in rest), initial=before)][1:]
    missing = next((at for at, lift in enumerate(lifts, 1) if scale.meets(threshold, lift)), len(rest))
    chosen = rest[:missing]
    which = "this resource" if missing == 1 else f"these {missing} resources"
    verb = "label" if all(gap.provider == "kubernetes" for gap in chosen) else "tag"
    what = f"{verb} {which}: {named([gap.address for gap in chosen])}; "
    effort = "S" if missing <= 5 else "M" if missing <= 50 else "L"
    lift = "coverage goes from {:.1%} to {:.1%}"
    return _Way(what, lift, effort, rest[0].location, chosen, scale.of(chosen))


def _deciding(facts: Facts, scale: _Scale) -> NextStep:
    """Return the step to make known the tags that follow from values which no code tells."""
    drivers = [each for each in facts.costs.drivers if each.carried is Carried.OPEN]
    shown = [*dict.fromkeys(each.address for each in drivers)][:MAX_NAMED]
    rest = facts.undecided - len(shown)
    names = ", ".join(shown) + (f" and {rest} more" if rest else "") if shown else f"{rest} resources"
    text = (
        f"make it known which tags {names} carry: {scale.undecided:.1%} cannot be decided, as values are not known "
        "(--var-file gives those of variables)"
    )
    return NextStep(ALLOCATION, text, "M", drivers[0].location if drivers else None)


class _Scale:
    """Weighs resources as the coverage of tags does: by cost, or where nothing has a price by their number."""

    def __init__(self, facts: Facts) -> None:
        costs, hidden = facts.costs, facts.hidden
        self._by_cost = bool(costs.total)
        self._tagged = costs.tagged if self._by_cost else Decimal(facts.tagged)
        self._open = costs.undecided if self._by_cost else Decimal(facts.undecided)
        self._total = costs.total + hidden * costs.dearest if self._by_cost else Decimal(facts.taggable + hidden)

    @property
    def undecided(self) -> float:
        return float(self._open / self._total)

    def of(self, gaps: Iterable[Gap]) -> Decimal:
        return sum((gap.cost or _NOTHING if self._by_cost else Decimal(1) for gap in gaps), _NOTHING)

    def share(self, more: Decimal) -> float:
        """Return the coverage once so much more is tagged."""
        return float((self._tagged + more) / self._total)

    def meets(self, threshold: Threshold, more: Decimal) -> bool:
        """Tell whether that is enough; rounded, because a boundary counts exactly as written."""
        return bool(self._total) and threshold.met(round(self.share(more), 9))


def named(names: Sequence[str]) -> str:
    """Return the first names and how many more there are; the same object may stand in several files."""
    shown = list(dict.fromkeys(names))[:MAX_NAMED]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
