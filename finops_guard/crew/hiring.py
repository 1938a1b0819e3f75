"""Whether a scan is shared between processes, and between how many."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from finops_guard.policy.model import Policy
from finops_guard.settings import Settings
from finops_guard.sources.discovery import Discovered
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.crew.crew import Crew

# Below so many files of configuration, one process is done before others have begun.
MIN_FILES = 120
MAX_JOBS = 64
_CONFIGURATION = (".tf", ".tofu", ".tf.json", ".tofu.json")


def available() -> int:
    """Return on how many processors this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def crew_for(tree: Tree, found: Discovered, settings: Settings, policies: Sequence[Policy], jobs: int) -> Crew | None:
    """Return who shares the scan of a whole tree with ``jobs`` processes (0: as many as are worth it); None: nobody.

    A process of a crew is a copy of this one, which not every system has. Plans and Terragrunt's units are read by one.
    """
    files = found.files["terraform"]
    configuration = sum(path.endswith(_CONFIGURATION) for path in files)
    number = min(jobs or (available() if configuration >= MIN_FILES else 1), MAX_JOBS, configuration)
    shared = not settings.plans and not any(path.endswith(".hcl") for path in files)
    if number < 2 or not shared or not hasattr(os, "fork") or sys.platform == "darwin":
        return None
    from finops_guard.crew.crew import Crew

    return Crew(tree, policies, number - 1)
