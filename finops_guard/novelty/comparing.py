"""The findings of a scan split: what is new or became worse is reported, what stood before is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.findings import Enforcement, Finding, Standing, Suppressed, Verdict
from finops_guard.novelty.baseline import Baseline
from finops_guard.novelty.matching import Matched, Places, match
from finops_guard.novelty.past import Before, Earlier, Past
from finops_guard.pricing.base import moves
from finops_guard.report import Gone, Known, Novelty
from finops_guard.resources import FileStatus, ResourceSet
from finops_guard.tree import Tree

BASE, LISTED, UNCHANGED = "base", "baseline", "unchanged"

_CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")


class Scanned(Struct, frozen=True):
    """What comparing needs of a scan beside its findings.

    ``policies`` are the ids of those that were asked, ``paths`` what was scanned; ``worth`` prices a finding.
    """

    tree: Tree
    paths: Sequence[str]
    resources: ResourceSet
    policies: Collection[str]
    suppressed: Sequence[Suppressed]
    worth: Callable[[Finding], Finding]


class _Judgement(Struct, frozen=True):
    """What base or baseline says: of findings, by fingerprint, their standing and what they were; and what is gone."""

    standing: Mapping[str, Standing]
    was: Mapping[str, str] = {}
    gone: Sequence[Past] = ()


def addresses_of(resources: ResourceSet) -> Mapping[str, Collection[str]]:
    """Return the addresses of the resources of each root."""
    found: dict[str, set[str]] = {}
    for each in resources.resources:
        found.setdefault(each.root, set()).add(each.address)
    return found


def compare(
    found: Sequence[Finding],
    scanned: Scanned,
    before: Before | None,
    baseline: Baseline | None,
    *,
    changed_only: bool = False,
) -> tuple[tuple[Finding, ...], Novelty | None]:
    """Return the findings to report, each with its standing, and what comes of comparing; None: nothing to compare.

    A finding that the baseline lists is known, unless the change made it worse. What is enforced hard is never let
    stand by a baseline.
    """
    earlier = before.earlier if before is not None and not changed_only else None
    is_compared = before is not None and (changed_only or earlier is not None)
    if not is_compared and baseline is None:
        return tuple(found), None
    by_base = _Judgement({})
    if before is not None and earlier is not None:
        by_base = _against(found, scanned, before, earlier)
    elif before is not None and changed_only:
        by_base = _Judgement(_unchanged(found, scanned, before))
    by_baseline = _listed(found, scanned, baseline) if baseline is not None else _Judgement({})
    reported: list[Finding] = []
    known: list[Known] = []
    for each in found:
        standing, listed = by_base.standing.get(each.fingerprint), each.fingerprint in by_baseline.standing
        if listed and standing is not Standing.WORSE:
            known.append(_known(each, LISTED, by_baseline))
        elif standing is Standing.KNOWN:
            known.append(_known(each, UNCHANGED if changed_only else BASE, by_base))
        else:
            reported.append(each if changed_only else replace(each, standing=standing or Standing.NEW))
    novelty = Novelty(
        before.base.name if before is not None and is_compared else "",
        baseline.path if baseline is not None else "",
        changed_only,
        tuple(known),
        _gone(by_base.gone),
        _gone(by_baseline.gone),
    )
    return tuple(reported), novelty


def added(before: Before | None, baseline: Baseline | None) -> tuple[Diagnostic, ...]:
    """Say how many findings a change adds to the baseline: who reviews it is to know."""
    if before is None or before.listed is None or baseline is None:
        return ()
    number = sum(each.fingerprint not in before.listed for each in baseline.entries)
    if not number:
        return ()
    noun = "finding" if number == 1 else "findings"
    message = f"{number:,} {noun} more than in the base may stand by the baseline"
    hint = "what is new is fixed or granted an exception; a baseline is for what stood before"
    return (notice("baseline", message, baseline.path, hint),)


def _known(finding: Finding, by: str, judgement: _Judgement) -> Known:
    return Known(replace(finding, standing=Standing.KNOWN), by, judgement.was.get(finding.fingerprint, ""))


def _gone(left: Iterable[Past]) -> tuple[Gone, ...]:
    return tuple(each.gone() for each in sorted(left, key=_order))


def _order(each: Past) -> tuple[object, ...]:
    return each.location, each.policy, each.address, each.key, each.fingerprint


def _against(found: Sequence[Finding], scanned: Scanned, before: Before, earlier: Earlier) -> _Judgement:
    """Hold the findings against those of the base."""
    matched = match_against(found, earlier, scanned)
    standing = {}
    for finding, was in matched.pairs:
        if was is not None:
            is_worse = _is_worse(finding, was) or _costs_more(finding, was, scanned, before)
            standing[finding.fingerprint] = Standing.WORSE if is_worse else Standing.KNOWN
    return _Judgement(standing, _was(matched), _without_excepted(matched.left, earlier, scanned))


def _listed(found: Sequence[Finding], scanned: Scanned, baseline: Baseline) -> _Judgement:
    """Hold the findings against a baseline; an entry is stale where a scan would have found it."""
    earlier = baseline.earlier()
    matched = match_against([each for each in found if each.enforcement is not Enforcement.HARD], earlier, scanned)
    listed = {f.fingerprint: Standing.KNOWN for f, was in matched.pairs if was is not None and not _is_worse(f, was)}
    left = _without_excepted(matched.left, earlier, scanned)
    hard = {each.fingerprint for each in found if each.enforcement is Enforcement.HARD}
    return _Judgement(
        listed, _was(matched), [each for each in left if each.fingerprint not in hard and is_judged(each, scanned)]
    )


def match_against(found: Sequence[Finding], earlier: Earlier, scanned: Scanned) -> Matched:
    """Return which of the earlier findings each finding of a scan is."""
    places = Places(scanned.tree.is_dir, scanned.tree.is_file, earlier.roots, earlier.files)
    now = addresses_of(scanned.resources)
    return match(found, earlier.findings, lambda: moves(scanned.resources), now, earlier.addresses, places)


def _was(matched: Matched) -> Mapping[str, str]:
    return {finding.fingerprint: was.fingerprint for finding, was in matched.pairs if was is not None}


def _without_excepted(left: Sequence[Past], earlier: Earlier, scanned: Scanned) -> Sequence[Past]:
    """Leave out what an exception lets stand now: it is no finding, and has not been put right."""
    if not (left and scanned.suppressed):
        return left
    excepted = [each.finding for each in scanned.suppressed]
    return match_against(excepted, Earlier(left, earlier.roots, earlier.files, earlier.addresses), scanned).left


def _is_worse(finding: Finding, was: Past) -> bool:
    """Tell whether what could not be told before fails now."""
    return finding.verdict is Verdict.FAIL and was.verdict is Verdict.UNRESOLVED


def _costs_more(finding: Finding, was: Past, scanned: Scanned, before: Before) -> bool:
    """Tell whether something else is said than before, and more money is meant: a larger machine, more over budget."""
    if finding.message == was.message or before.worth is None:
        return False
    now, then = scanned.worth(finding).money, before.worth(was.fingerprint).money
    if now is None or then is None:
        return False
    if now.most is None or then.most is None:
        return now.most is None and (then.most is not None or now.expected > then.expected)
    return now.most > then.most


def _unchanged(found: Sequence[Finding], scanned: Scanned, before: Before) -> Mapping[str, Standing]:
    """Return the findings that have nothing to do with any file that changed."""
    is_unchanged = before.is_unchanged
    if is_unchanged is None:
        raise AssertionError("a base of which it cannot be told which files changed")
    values: dict[str, list[str]] = {}
    for file in scanned.resources.files:
        if file.status is FileStatus.SUPPORTING and not file.path.endswith(_CODE):
            values.setdefault(file.path.rpartition("/")[0], []).append(file.path)
    return {
        finding.fingerprint: Standing.KNOWN
        for finding in found
        if all(is_unchanged(path) for path in sorted({*_paths(finding), *values.get(finding.root, ())}))
    }


def _paths(finding: Finding) -> set[str]:
    places = [finding.location, finding.resource_location, *(call.location for call in finding.calls)]
    places += [cause.location for cause in finding.causes if cause.location is not None]
    return {place.path for place in places}


def is_judged(each: Past, scanned: Scanned) -> bool:
    """Tell whether a scan would find it if it were there: it asks that, looks there, and could read what is there."""
    if each.policy not in scanned.policies:
        return False
    path = each.location.path
    if "" not in scanned.paths and not any(is_below(path, one) or is_below(each.root, one) for one in scanned.paths):
        return False
    broken = (file.path for file in scanned.resources.files if file.status is FileStatus.BROKEN)
    return not any(is_below(file, each.root) or file == path for file in broken)


def is_below(path: str, directory: str) -> bool:
    """Tell whether a path is a directory or below it; ``""`` is the root of the tree."""
    return not directory or path == directory or path.startswith(f"{directory}/")
