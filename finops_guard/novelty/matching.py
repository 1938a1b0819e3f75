"""Which finding of now is which of before: by fingerprint, and where things were moved or renamed, by what it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from finops_guard.findings import Finding
from finops_guard.novelty.past import Past
from finops_guard.pricing.moves import Moves

# So many places are compared for one thing that is found in many.
MAX_ALIKE = 50
# A place (a root, a file) is renamed where at least this share of what was found in it is found in the new one.
MIN_ALIKE = 0.5

_What = tuple[str, str, str]


class Places(Struct, frozen=True):
    """Which places there are now, and which there were: of roots their directories, of files their paths."""

    roots_now: Callable[[str], bool]
    files_now: Callable[[str], bool]
    roots_before: Collection[str]
    files_before: Collection[str]


class Matched(Struct, frozen=True):
    """Each finding of now beside the one of before that it is, and what of before is left."""

    pairs: Sequence[tuple[Finding, Past | None]]
    left: Sequence[Past]


def match(
    found: Sequence[Finding],
    before: Sequence[Past],
    moves: Callable[[], Mapping[str, Moves]],
    addresses: Mapping[str, Collection[str]],
    addresses_before: Mapping[str, Collection[str]],
    places: Places,
) -> Matched:
    """Return what every finding was before; each of before is one of now at the most.

    A finding is the same where its lines move. Where the code says that a resource was moved, or a root module or file
    is gone and what was found in it is found in one that was not there, it is the same there.
    """
    known: dict[str, Past] = {}
    left = {each.fingerprint: each for each in before}
    for finding in found:
        if (was := left.pop(finding.fingerprint, None)) is not None:
            known[finding.fingerprint] = was
    matching = _Matching([each for each in found if each.fingerprint not in known], list(left.values()), known)
    if matching.is_open:
        said = moves()
        matching.by(_identity, lambda each: _moved(each, said, addresses, addresses_before))
    if matching.is_open:
        roots = _renamed(
            [each for each in matching.left if each.root and not places.roots_now(each.root)],
            [each for each in matching.found if each.root not in places.roots_before],
            lambda each: each.root,
        )
        matching.by(_identity, lambda each: _in_root(each, roots.get(each.root)))
    if matching.is_open:
        files = _renamed(
            [each for each in matching.left if not places.files_now(each.location.path)],
            [each for each in matching.found if each.location.path not in places.files_before],
            lambda each: each.location.path,
        )
        matching.by(_in_file, lambda each: (files.get(each.location.path, ""), *_what(each)))
    return Matched([(each, known.get(each.fingerprint)) for each in found], matching.left)


class _Matching:
    """What is not matched yet of now and of before."""

    def __init__(self, found: list[Finding], left: list[Past], known: dict[str, Past]) -> None:
        self.found, self.left = found, left
        self._known = known

    @property
    def is_open(self) -> bool:
        return bool(self.found and self.left)

    def by(self, of_now: Callable[[Finding], object], of_before: Callable[[Past], object]) -> None:
        """Match what is called the same, in order."""
        waiting: defaultdict[object, list[Past]] = defaultdict(list)
        for each in reversed(self.left):
            waiting[of_before(each)].append(each)
        matched = set()
        for finding in self.found:
            if candidates := waiting.get(of_now(finding)):
                self._known[finding.fingerprint] = was = candidates.pop()
                matched.add(was.fingerprint)
        self.found = [each for each in self.found if each.fingerprint not in self._known]
        self.left = [each for each in self.left if each.fingerprint not in matched]


def _identity(each: Finding | Past) -> tuple[str, str, str, str]:
    return each.root, each.policy, each.address, each.key


def _in_file(each: Finding | Past) -> tuple[str, str, str, str]:
    return each.location.path, *_what(each)


def _what(each: Finding | Past) -> _What:
    """Return what a finding says wherever it stands: an address that names its root or file does so by the place."""
    kind, colon, place = each.address.partition(":")
    own = colon and place in {each.root, each.location.path}
    return each.policy, kind if own else each.address, each.key


def _moved(
    each: Past,
    moves: Mapping[str, Moves],
    addresses: Mapping[str, Collection[str]],
    addresses_before: Mapping[str, Collection[str]],
) -> tuple[str, str, str, str]:
    said = moves.get(each.root)
    if said is None:
        return _identity(each)
    now, then = addresses.get(each.root, ()), addresses_before.get(each.root, ())
    return each.root, each.policy, said.renamed(each.address, now, then), each.key


def _in_root(each: Past, renamed: str | None) -> tuple[str, str, str, str]:
    if renamed is None:
        return _identity(each)
    address = f"root:{renamed}" if each.address == f"root:{each.root}" else each.address
    return renamed, each.policy, address, each.key


def _renamed(
    gone: Iterable[Past], come: Iterable[Finding], place: Callable[[Finding | Past], str]
) -> Mapping[str, str]:
    """Return which place each is now, of places that are gone and places that were not there: those most alike."""
    old: defaultdict[str, Counter[_What]] = defaultdict(Counter)
    new: defaultdict[str, Counter[_What]] = defaultdict(Counter)
    for past in gone:
        old[place(past)][_what(past)] += 1
    for finding in come:
        new[place(finding)][_what(finding)] += 1
    renamed = _identical(old, new)
    taken = set(renamed.values())
    having: defaultdict[_What, list[str]] = defaultdict(list)
    for where in sorted(new.keys() - taken):
        for what in new[where]:
            having[what].append(where)
    pairs = []
    left = sorted(old.keys() - renamed.keys())
    for at, where in enumerate(left):
        shared: Counter[str] = Counter()
        for what, number in old[where].items():
            for other in _around(having[what], at / len(left)):
                shared[other] += min(number, new[other][what])
        least = MIN_ALIKE * old[where].total()
        pairs += [(-number, where, other) for other, number in shared.items() if number >= least]
    for _, where, other in sorted(pairs):
        if where not in renamed and other not in taken:
            renamed[where] = other
            taken.add(other)
    return renamed


def _around(places: Sequence[str], share: float) -> Sequence[str]:
    """Return the places about so far into a list: what is renamed keeps its order more often than not."""
    start = max(0, min(int(share * len(places)) - MAX_ALIKE // 2, len(places) - MAX_ALIKE))
    return places[start : start + MAX_ALIKE]


def _identical(old: Mapping[str, Counter[_What]], new: Mapping[str, Counter[_What]]) -> dict[str, str]:
    """Return which place each is now, of those in which the very same was found, in order."""
    waiting: defaultdict[frozenset[tuple[_What, int]], list[str]] = defaultdict(list)
    for where in sorted(new, reverse=True):
        waiting[frozenset(new[where].items())].append(where)
    found = {}
    for where in sorted(old):
        if alike := waiting.get(frozenset(old[where].items())):
            found[where] = alike.pop()
    return found
