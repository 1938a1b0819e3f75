"""CPU time and peak memory of one tag policy over whole Terraform repositories, beside peers in the same run.

    python -m benchmarks.terraform DIRECTORY... [--checkov PATH] [--c7n-left PATH] [--runs 3]

Every tool gets the same question, in its own language and with nothing else switched on: does each AWS, Azure and
Google resource that can carry tags have one named "owner"? (`python -m benchmarks` compares whole scans.)
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers import c7n_left, roots
from benchmarks.processes import Command, finops_guard
from benchmarks.turns import Runs, middle, take_turns, times_the_cpu

OURS = "finops-guard"

CHECKOV_POLICY = """\
metadata:
  id: CKV2_BENCH_1
  name: has an owner
  category: GENERAL_SECURITY
definition:
  cond_type: attribute
  resource_types: all
  attribute: tags.owner
  operator: exists
"""


def checkov(executable: str, directory: Path, policies: Path) -> list[Command]:
    """Return the command of Checkov, offline and with one policy."""
    policies.mkdir()
    (policies / "owner.yaml").write_text(CHECKOV_POLICY, encoding="utf-8")
    words = (executable, "-d", ".", "--framework", "terraform", "--skip-download", "--quiet", "--compact")
    one = ("--external-checks-dir", str(policies), "--check", "CKV2_BENCH_1", "--output", "json")
    return [Command((*words, *one), directory, peer=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--checkov", help="its executable")
    parser.add_argument("--c7n-left", help="its executable")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    for directory in (each.resolve() for each in options.directory):
        ours = finops_guard("scan", "--no-cache", "--select", "required-tags", "--format", "json", ".")
        contenders = {OURS: [Command(ours, directory)]}
        with TemporaryDirectory() as holder:
            if options.c7n_left:
                contenders["c7n-left"] = c7n_left(options.c7n_left, directory, Path(holder, "c7n"))
            if options.checkov:
                contenders["checkov"] = checkov(options.checkov, directory, Path(holder, "checkov"))
            found = take_turns(contenders, Runs(options.runs))
        print(f"{directory.name}: {len(roots(directory))} roots")
        for name, costs in found.items():
            cost, ratio = middle(costs), times_the_cpu(costs, found[OURS])
            note = f"  {cost.failed} runs failed" if cost.failed else ""
            print(f"  {name:<14} {cost.cpu:8.2f} s CPU {ratio:7.1f} x {cost.megabytes:8.0f} MB peak{note}", flush=True)


if __name__ == "__main__":
    main()
