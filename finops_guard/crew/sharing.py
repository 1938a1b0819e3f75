"""Who does what: how directories and root modules are shared between processes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from finops_guard.sources.terraform.roots import reach

# Reading a file again that another process has read costs about a third of judging what it makes.
_AGAIN = 3


def directories(files: Mapping[str, Collection[str]], number: int) -> list[list[str]]:
    """Return the directories of configuration in as many runs of neighbours, with about as many files each."""
    total = sum(map(len, files.values()))
    shares: list[list[str]] = [[] for _ in range(number)]
    before = 0
    for directory in sorted(files):
        shares[min(number - 1, before * number // max(1, total))].append(directory)
        before += len(files[directory])
    return shares


def roots(
    judged: Sequence[str],
    calls: Mapping[str, set[str]],
    files: Mapping[str, Collection[str]],
    read: Sequence[Collection[str]],
    busy: Sequence[int],
) -> list[list[str]]:
    """Return which roots each process judges, in their order: the heaviest first to the one that is done soonest.

    A root weighs as many files as it and all that it calls have. ``read`` are the directories that each process has
    read already, ``busy`` is how many files each has to deal with besides.
    """
    reached = {root: reach(root, calls) for root in judged}
    weights = {root: sum(len(files.get(each, ())) for each in reached[root]) for root in judged}
    known = [set(each) for each in read]
    load = [_AGAIN * each for each in busy]
    owner: dict[str, int] = {}
    for root in sorted(judged, key=lambda each: (-weights[each], each)):
        costs = [
            load[at] + _AGAIN * weights[root] + sum(len(files.get(each, ())) for each in reached[root] - known[at])
            for at in range(len(read))
        ]
        chosen = costs.index(min(costs))
        owner[root], load[chosen] = chosen, costs[chosen]
        known[chosen] |= reached[root]
    return [[root for root in judged if owner[root] == at] for at in range(len(read))]
