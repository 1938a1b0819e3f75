"""Compare our reading of whole repositories with the plans of the real Terraform: `python -m benchmarks.plans DIR...`.

Each root module below a directory is planned in a copy, with a stand-in for the cloud providers and without network.
Roots that cannot be planned so are counted with the reason: those that need a module that is not on disk, a provider
without a stand-in, or a variable that has no value. Needs `terraform` on PATH; run by hand.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from finops_guard.resources import Resource
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree
from tests.support.plan_comparison import Comparison, changes, compare
from tests.support.stand_in.schemas import load
from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TerraformError, plan

SHOWN = 40
_TYPES = re.compile(r'^\s*(?:resource|data|ephemeral)\s+"(\w+)"', re.MULTILINE)
_REASONS = {
    "a provider without a stand-in": ("Failed to query available provider packages",),
    "a module that is not on disk": ("Failed to download module", "remote module registry", "Module not found"),
    "a variable without a value": ("No value for required variable",),
}


def main() -> None:
    """Print the share of values that agree, why roots could not be planned, and what differs."""
    total, reasons = Comparison(), Counter[str]()
    for directory in map(Path, sys.argv[1:]):
        for root, outcome in _roots(directory):
            if isinstance(outcome, str):
                reasons[outcome] += 1
                continue
            reasons["planned"] += 1
            total.counts += outcome.counts
            total.differences += outcome.differences
            for difference in outcome.differences[:SHOWN]:
                print(f"{directory.name}/{root}: {difference}")
    for reason, count in reasons.most_common():
        print(f"{count:6,} root modules: {reason}")
    kinds = Counter(each.kind for each in total.differences)
    decided = total.counts["known to both"] + kinds["value"]
    print(f"{decided - kinds['value']:,} of {decided:,} values that both decide agree")
    for what, count in [*total.counts.most_common(), *kinds.most_common()]:
        print(f"{count:6,} {what}")


def _roots(directory: Path) -> Iterator[tuple[str, Comparison | str]]:
    """Yield each root module with its comparison, or why there is none."""
    with TemporaryDirectory() as temporary:
        copy = Path(temporary, directory.name)
        shutil.copytree(directory, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        found = observe(DirectoryTree(copy), [""], Settings())
        texts = [path.read_text(errors="replace") for path in copy.rglob("*.tf")]
        types = frozenset(type_ for text in texts for type_ in _TYPES.findall(text))
        with serve(types) as reattach:
            for root in found.roots:
                ours = {each.address: each for each in found.resources if each.root == root.path}
                yield root.path or ".", _outcome(copy / root.path, reattach, ours)


def _outcome(directory: Path, reattach: str, ours: dict[str, Resource]) -> Comparison | str:
    try:
        planned = plan(directory, reattach)
    except TerraformError as failure:
        for reason, texts in _REASONS.items():
            if any(text in " ".join(failure.text.split()) for text in texts):
                return reason
        return f"terraform {failure.step}: " + next(
            (line.strip() for line in failure.text.splitlines() if "Error:" in line), "failed"
        )
    return compare(changes(planned), ours, load().resources)


if __name__ == "__main__":
    main()
