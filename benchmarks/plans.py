"""Compare our reading of whole repositories with the plans of the real Terraform: `python -m benchmarks.plans DIR...`.

Each root module below a directory is planned in a copy, with a stand-in for the cloud providers and without network;
what a root module lacks is made up (`benchmarks.plannable`), and each module is planned as the only one of a root.
Roots that cannot be planned so are counted with Terraform's reason. Needs `terraform` on PATH; run by hand.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import replace

from benchmarks.plannable import prepare
from finops_guard.recursion import deep_recursion
from finops_guard.resources import Resource
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.sources.terraform.roots import Directory, directories, reach
from finops_guard.tree import DirectoryTree
from tests.support.plan_comparison import Comparison, changes, compare
from tests.support.plans import read_plan
from tests.support.source_comparison import compare_sources
from tests.support.stand_in.schemas import load
from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TerraformError, encoded, plan
from tests.support.terraform_text import by_address

SHOWN = 40
_TYPES = re.compile(r'^\s*(?:resource|data|ephemeral)\s+"(\w+)"', re.MULTILINE)
_REASONS = {
    "a provider without a stand-in": ("Failed to query available provider packages",),
}


def main() -> None:
    """Print the share of values that agree, why roots could not be planned, and what differs."""
    total, reasons = Comparison(), Counter[str]()
    for directory in map(Path, sys.argv[1:]):
        for root, outcome in _roots(directory):
            if isinstance(outcome, str):
                print(f"{directory.name}/{root}: {outcome}")
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
        prepare(copy)
        found = observe(DirectoryTree(copy), [""], Settings())
        calls = {each.path: each.calls for each in _directories(copy)}
        for root in (each for each in found.roots if each.source == "terraform"):
            ours = {each.address: each for each in found.resources if each.root == root.path}
            ours = {address: each for address, each in ours.items() if each.source == "terraform"}
            with serve(_types(copy / each for each in reach(root.path, calls))) as reattach:
                yield root.path or ".", _outcome(copy / root.path, reattach, ours)


def _directories(copy: Path) -> list[Directory]:
    files = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*.tf*") if path.is_file())
    with deep_recursion():
        return directories(DirectoryTree(copy), files, Settings())


def _types(folders: Iterable[Path]) -> frozenset[str]:
    """Return the types that the files in some directories name."""
    texts = (path.read_text(errors="replace") for folder in folders for path in folder.glob("*.tf"))
    return frozenset(type_ for text in texts for type_ in _TYPES.findall(text))


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
    made = compare(changes(planned), ours, load().resources)
    read = {address: each for address, each in by_address(read_plan(encoded(planned))).items() if address in ours}
    for each in compare_sources(read, ours, load().resources).differences:
        if not _is_open(changes(planned)[each.address]["change"]["after_unknown"], each.path):
            made.differences.append(replace(each, kind=f"{each.kind} in the plan as we read it"))
    return made


def _is_open(unknown: Mapping[str, Any], path: str) -> bool:
    """Tell whether a plan has something unknown in an argument, which its reader may leave out for that."""
    name = re.split(r"[.\[ ]", path.strip(". "), maxsplit=1)[0]
    return bool(unknown.get(name))


if __name__ == "__main__":
    main()
