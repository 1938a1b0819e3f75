"""Which share of the savings that could be seen some months ago was implemented since, by money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Finding, Verdict
from finops_guard.history.repository import Repository
from finops_guard.history.timeline import DAYS, Period, period
from finops_guard.judging import Judged, judge
from finops_guard.maturity.criteria import USAGE
from finops_guard.maturity.model import Evidence, Grade, Status
from finops_guard.novelty.comparing import Scanned, addresses_of, is_judged, match_against
from finops_guard.novelty.past import Earlier, Past, past
from finops_guard.resources import FileStatus
from finops_guard.revisions import IncompleteError
from finops_guard.settings import Settings

CHECK = "usage.savings-implemented"

_Alike = tuple[str, str, str, Decimal]


class _Outcome(Struct, frozen=True):
    """The findings of then that save money: all of them, and those that are open or not decided now."""

    identified: tuple[Finding, ...]
    open: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    standing: tuple[Finding, ...]


def implementation(repository: Repository, settings: Settings, days: int = DAYS, now: Judged | None = None) -> Evidence:
    """Return which share of the savings of ``days`` ago is implemented now, by money.

    Both states are judged by the policies and prices of now. A saving is implemented where its finding is gone, whether
    its resource is still there or was removed; what an exception or a comment lets stand is not, nor what only has
    another name. What cannot be decided any more counts as not implemented, and widens the interval. The state of
    ``now`` is judged here where that was not done by these settings.
    """
    try:
        found = period(repository, settings, days)
        return _open(found) if isinstance(found, str) else _implemented(repository, settings, found, now)
    except IncompleteError as failure:
        return _open(str(failure))


def _implemented(repository: Repository, settings: Settings, found: Period, now: Judged | None) -> Evidence:
    if settings.unresolved == "ignore":
        # What is not decided must not look as if it were gone.
        settings, now = replace(settings, unresolved="report"), None
    with repository.at(found.base.id) as (tree, paths):
        then = judge(tree, paths, settings, repository.now)
        identified = tuple(_saving(then))
        if not identified:
            return _nothing(then, found)
        now = now or judge(repository.now, repository.paths, settings, repository.now)
        return _evidence(then, _outcome(repository, identified, then, now), found)


def _saving(judged: Judged) -> Iterable[Finding]:
    for each in judged.findings:
        priced = judged.savings.priced(each) if each.verdict is Verdict.FAIL else each
        if priced.money is not None and priced.money.is_saving and priced.money.expected > 0:
            yield priced


def _outcome(repository: Repository, identified: tuple[Finding, ...], then: Judged, now: Judged) -> _Outcome:
    scanned = Scanned(
        repository.now,
        repository.paths,
        now.resources,
        frozenset(policy.id for policy in now.policies),
        (),
        now.savings.priced,
    )
    matched = match_against(now.findings, _earlier(then), scanned)
    is_now = {was.fingerprint: finding for finding, was in matched.pairs if was is not None}
    left = {each.fingerprint: each for each in matched.left}
    alike: defaultdict[_Alike, list[Finding]] = defaultdict(list)
    for finding, was in reversed(matched.pairs):
        if was is None:
            alike[_alike(now.savings.priced(finding))].append(finding)
    deciding = _Deciding(scanned, then, now)
    standing: list[Finding] = []
    undecided: list[Finding] = []
    open_: list[Finding] = []
    for finding in identified:
        after = is_now.get(finding.fingerprint)
        if after is not None:
            (open_ if after.verdict is Verdict.FAIL else undecided).append(finding)
            standing.append(after)
        elif deciding.is_removed(finding) and alike[_alike(finding)]:
            standing.append(alike[_alike(finding)].pop())
            open_.append(finding)
        elif deciding.is_undecided(finding, left[finding.fingerprint]):
            undecided.append(finding)
    return _Outcome(identified, tuple(open_), tuple(undecided), tuple(map(now.savings.priced, standing)))


def _earlier(then: Judged) -> Earlier:
    return Earlier(
        tuple(map(past, then.findings)),
        {each.root for each in then.evaluations},
        {each.path for each in then.resources.files},
        addresses_of(then.resources),
    )


def _alike(finding: Finding) -> _Alike:
    """Return what a finding shares with that of the same resource under another name: what is wrong, and its money."""
    money = finding.money.expected if finding.money is not None and finding.money.is_saving else Decimal(0)
    return finding.policy, finding.resource_type, finding.key, money


class _Deciding:
    """What tells of a finding that is gone whether it can be known that what was found is gone."""

    def __init__(self, scanned: Scanned, then: Judged, now: Judged) -> None:
        self._scanned = scanned
        self._addresses: Mapping[str, Iterable[str]] = addresses_of(now.resources)
        self._unresolved = {
            (each.policy, each.root, each.address) for each in now.evaluations if each.verdict is Verdict.UNRESOLVED
        }
        self._unread = _unread(now) - _unread(then)

    def is_removed(self, finding: Finding) -> bool:
        return finding.address not in self._addresses.get(finding.root, ())

    def is_undecided(self, finding: Finding, was: Past) -> bool:
        if (finding.policy, finding.root, finding.address) in self._unresolved or not is_judged(was, self._scanned):
            return True
        return self.is_removed(finding) and any(_is_around(path, finding.root) for path, _ in self._unread)


def _unread(judged: Judged) -> set[tuple[str, str]]:
    """Return calls of modules that were not read: what is gone may be in there."""
    found = judged.resources.diagnostics
    return {(each.path, each.message) for each in found if each.kind == "module-not-evaluated"}


def _is_around(path: str, root: str) -> bool:
    return not root or path.startswith(f"{root}/")


def _evidence(then: Judged, outcome: _Outcome, found: Period) -> Evidence:
    def amount(findings: Iterable[Finding]) -> Decimal:
        total = then.savings.total(findings)
        return total.monthly.expected if total is not None else Decimal(0)

    whole = amount(outcome.identified)
    if whole <= 0:
        return _nothing(then, found)
    most = max(Decimal(0), whole - amount(outcome.open))
    done = min(most, max(Decimal(0), whole - amount((*outcome.open, *outcome.undecided))))
    currency = next(each.money.currency for each in outcome.identified if each.money is not None)
    standing = len(outcome.open) + len(outcome.undecided)
    newest = found.commits[0] if found.commits else found.base
    detail = (
        f"{done:,.2f} of {whole:,.2f} {currency} a month identified are implemented: "
        f"{len(outcome.identified) - standing} of {_count(len(outcome.identified))} of {_named(found)} are gone "
        f"in the working tree of commit {newest.id[:12]}"
    )
    if outcome.undecided:
        detail += f", {len(outcome.undecided)} cannot be decided"
    value, upper = float(done / whole), float(most / whole)
    status = Status.PASS if value >= 1 else Status.PARTIAL if value > 0 else Status.FAIL
    largest = max(outcome.standing, key=_worth, default=None)
    location = largest.location if largest is not None else None
    return Evidence(CHECK, status, value, detail, Grade.OPERATING, location, upper if upper > value else None, whole)


def _worth(finding: Finding) -> Decimal:
    return finding.money.expected if finding.money is not None and finding.money.is_saving else Decimal(0)


def _nothing(then: Judged, found: Period) -> Evidence:
    """Say that nothing was identified: it is proven only where all was read, and what could save was asked."""
    if not then.resources.resources:
        return _open(f"nothing of this scope was there at {_named(found)}")
    asked = {policy.id for policy in then.policies if policy.capability == USAGE}
    verdicts = {each.verdict for each in then.evaluations if each.policy in asked}
    is_broken = any(file.status is FileStatus.BROKEN for file in then.resources.files)
    if verdicts == {Verdict.PASS} and not is_broken and not _unread(then):
        detail = f"no saving could be identified at {_named(found)}"
        return Evidence(CHECK, Status.NOT_APPLICABLE, None, detail, Grade.OPERATING)
    return _open(f"no saving with a price was identified at {_named(found)}")


def _open(detail: str) -> Evidence:
    return Evidence(CHECK, Status.NOT_ASSESSED, None, detail, Grade.OPERATING)


def _named(found: Period) -> str:
    return f"commit {found.base.id[:12]} ({found.since.isoformat()})"


def _count(number: int) -> str:
    return f"{number} finding" if number == 1 else f"{number} findings"
