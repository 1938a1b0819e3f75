"""CPU and wall time of a scan of Kubernetes manifests, against Checkov, and where the two judge differently.

    python -m benchmarks.kubernetes DIRECTORY... --checkov PATH [--runs 3] [--differences]

finops-guard runs every source and every policy on what is written, which is what Checkov reads: nothing is rendered
(``--rendered`` shows beside it what a scan takes that renders charts and kustomizations). Checkov runs offline in two
ways: as the framework kubernetes, and with CKV_K8S_10 to 13 alone (CPU and memory, requests and limits); with
``--default``, by default, too (every framework). A run that takes longer than ten minutes is ended. They run in turns,
each in processes of its own; the table shows medians, the median of the ratios of each pair, and the ratio of the sums
over all directories.

``--differences`` compares verdicts instead: the four checks with container-requests and container-limits, which here
requires a CPU limit, too. Checkov has one verdict for each object and check, and names the first container that fails.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.processes import Command, Cost, finops_guard
from benchmarks.turns import Runs, middle, take_turns, times_the_cpu
from finops_guard.findings import Verdict
from finops_guard.resources import Resource
from finops_guard.scan import observe, scan
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import DirectoryTree

LIMIT = 600.0  # seconds of wall time
OURS = "finops-guard"

CHECKS = {
    "CKV_K8S_10": "requests.cpu",
    "CKV_K8S_11": "limits.cpu",
    "CKV_K8S_12": "requests.memory",
    "CKV_K8S_13": "limits.memory",
}
POLICIES = ("container-requests", "container-limits")
OVERRIDES = {"container-limits": PolicyOverride(parameters={"cpu_limit": "require"})}
_FOUR = ("--framework", "kubernetes", "--check", ",".join(CHECKS))
WAYS: Mapping[str, tuple[str, ...]] = {"framework kubernetes": ("--framework", "kubernetes"), "four checks": _FOUR}

# (file, kind, namespace, name) of an object.
Key = tuple[str, str, str, str]


def ours(directory: Path, render: str = "never") -> Command:
    """Return the command of a scan."""
    return Command(finops_guard("scan", "--no-cache", "--render", render, "--format", "json", "."), directory)


def theirs(executable: str, directory: Path, *options: str) -> Command:
    """Return the command of Checkov, offline."""
    words = (executable, "-d", ".", "--skip-download", "--output", "json", *options)
    return Command(words, directory, peer=True)


def measure(
    directories: Sequence[Path], checkov: str, ways: Mapping[str, tuple[str, ...]], runs: Runs, *, rendered: bool
) -> None:
    """Run both in turns and print the table of each directory, and of all."""
    sums: dict[str, list[float]] = {}
    for directory in directories:
        contenders = {OURS: [ours(directory)]}
        if rendered:
            contenders["finops-guard, rendering"] = [ours(directory, "auto")]
        for way, options in ways.items():
            contenders[f"checkov, {way}"] = [theirs(checkov, directory, *options)]
        found = take_turns(contenders, runs)
        print(directory.name)
        for name, costs in found.items():
            _show(name, costs, found[OURS])
            sums.setdefault(name, []).append(middle(costs).cpu)
    for name, seconds in sums.items():
        print(f"all, {name}: {sum(seconds) / sum(sums[OURS]):.1f} x CPU")


def _show(name: str, costs: Sequence[Cost], base: Sequence[Cost]) -> None:
    cost, ratio = middle(costs), times_the_cpu(costs, base)
    note = f", {cost.failed} runs failed" if cost.failed else ""
    figures = f"{cost.cpu:7.2f} s CPU {cost.wall:7.2f} s wall {cost.megabytes:6.0f} MB {ratio:6.1f} x CPU"
    print(f"  {name:<30} {figures}{note}", flush=True)


def our_verdicts(directory: Path) -> dict[Key, dict[str, list[str]]]:
    """Return for each object that runs pods and each check the containers that fail (or are unresolved, with ?)."""
    tree, settings = DirectoryTree(directory), Settings(select=POLICIES, policies=OVERRIDES)
    judged = [each for each in observe(tree, [""], settings).resources if _runs_pods(each)]
    found = {_key(each): dict[str, list[str]]() for each in judged}
    keys = {(each.root, each.address, each.span.location()): _key(each) for each in judged}
    for finding in scan(tree, [""], settings).findings:
        key = keys[finding.root, finding.address, finding.resource_location]
        container, _, quantity = finding.key.partition("/")
        mark = "?" if finding.verdict is Verdict.UNRESOLVED else ""
        found[key].setdefault(quantity, []).append(container + mark)
    return found


def _runs_pods(resource: Resource) -> bool:
    return resource.provider == "kubernetes" and resource.pod_template is not None


def _key(resource: Resource) -> Key:
    return resource.span.path, resource.kind, resource.namespace or "default", resource.name


def their_verdicts(directory: Path, checkov: str) -> dict[Key, dict[str, str]]:
    """Return for each object that Checkov has judged and each check where it fails; empty where it passes.

    There is no verdict about the requests of a container that has ``resources`` without any requests.
    """
    command = theirs(checkov, directory, *_FOUR)
    done = subprocess.run(command.words, cwd=directory, capture_output=True, check=False)
    report = json.loads(done.stdout)
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for state in ("passed_checks", "failed_checks"):
        for record in report["results"][state]:
            kind, namespace, name = [*record["resource"].split(".", 2), "", ""][:3]
            places = record["check_result"].get("evaluated_keys") or ["?"]
            failing = str(places[0]) if state == "failed_checks" else ""
            verdicts = found[record["file_path"].lstrip("/"), kind, namespace, name]
            quantity = CHECKS[record["check_id"]]
            verdicts[quantity] = failing or verdicts.get(quantity, "")
    return found


def differences(directory: Path, checkov: str) -> None:
    """Print each object and check that one of the two fails and the other does not."""
    mine, other = our_verdicts(directory), their_verdicts(directory, checkov)
    same = silent = 0
    print(f"{directory.name}: {len(mine)} objects with pods here, {len(other)} there")
    for key in sorted({*mine, *other}):
        shown = f"  {key[0]} {'/'.join(key[1:])}"
        if key not in other or key not in mine:
            print(
                f"{shown}: only judged by {'checkov' if key in other else 'finops-guard'}{_failing(mine.get(key, {}))}"
            )
            continue
        for quantity in CHECKS.values():
            ours_fail, theirs_fail = mine[key].get(quantity, []), other[key].get(quantity, "no verdict")
            if bool(ours_fail) == bool(theirs_fail) and theirs_fail != "no verdict":
                same += 1
            elif ours_fail or theirs_fail != "no verdict":
                print(f"{shown}: {quantity}: {', '.join(ours_fail) or 'passes'} | checkov: {theirs_fail or 'passes'}")
            else:
                silent += 1
    print(f"  {same} verdicts are the same; {silent} pass here and have none there", flush=True)


def _failing(verdicts: Mapping[str, list[str]]) -> str:
    return f" ({', '.join(f'{each}: {len(names)}' for each, names in sorted(verdicts.items()))})" if verdicts else ""


def main() -> None:
    """Measure, or compare, each directory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--checkov", required=True, help="its executable")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--default", action="store_true", help="also time Checkov with all of its frameworks")
    parser.add_argument("--rendered", action="store_true", help="also time scans that render")
    parser.add_argument("--differences", action="store_true", help="compare verdicts instead of times")
    options = parser.parse_args()
    directories = [directory.resolve() for directory in options.directory]
    if not options.differences:
        ways = {**WAYS, "by default": ()} if options.default else WAYS
        runs = Runs(options.runs, slow=LIMIT, limit=LIMIT)
        measure(directories, options.checkov, ways, runs, rendered=options.rendered)
    for directory in directories if options.differences else ():
        differences(directory, options.checkov)


if __name__ == "__main__":
    main()
