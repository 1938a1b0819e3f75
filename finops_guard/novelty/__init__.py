"""What a change brings in: findings against those of a base, of a baseline, and of files that did not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.novelty.baseline import Baseline

# Where the baseline stands that counts where none is named.
BASELINE = ".finops/baseline.json"


def listed_in(tree: Tree, given: str | None) -> Baseline | None:
    """Return the baseline that counts: the given one, else that at :data:`BASELINE`; None: there is none.

    ``""`` asks for none. Raise ConfigError where it cannot be read, or a given one is not there.
    """
    if given == "" or (given is None and not tree.is_file(BASELINE)):
        return None
    from finops_guard.novelty.baseline import read

    return read(tree, given or BASELINE)
