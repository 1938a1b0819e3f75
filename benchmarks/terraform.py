"""CPU time and peak memory of one tag policy over whole Terraform repositories, beside peers in the same run.

    python benchmarks/terraform.py DIRECTORY... [--checkov PATH] [--c7n-left PATH] [--growth]

Every tool gets the same question, in its own language and with nothing else switched on: does each AWS, Azure and
Google resource that can carry tags have one named "owner"? Install the peers in virtual environments of their own.
c7n-left reads one root at a time, so it is started once for each directory that no other one calls as a module, and
its times are added up. ``--growth`` also scans 1, 2, 4 and 8 copies of each directory.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 3

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

C7N_POLICY = """\
policies:
  - name: has-an-owner
    resource: ["terraform.aws_*", "terraform.azurerm_*", "terraform.google_*"]
    filters: [taggable, {"tag:owner": absent}]
"""

_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*)"', re.MULTILINE)


class Cost:
    """CPU seconds, peak memory in MB and exit code of one or more processes, one after the other."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.megabytes = 0.0
        self.failed = 0

    def run(self, command: list[str], directory: Path, accepted: tuple[int, ...] = (0, 1)) -> Cost:
        """Run a command and add what it took."""
        process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds += used.ru_utime + used.ru_stime
        self.megabytes = max(self.megabytes, used.ru_maxrss / 1024)
        self.failed += process.returncode not in accepted
        return self


def ours(directory: Path) -> Cost:
    """Return the least of some runs of finops-guard over a directory."""
    scan = str(Path(sys.executable).with_name("finops-guard"))
    command = [scan, "scan", "--select", "required-tags", "--format", "json", "."]
    return min((Cost().run(command, directory) for _ in range(RUNS)), key=lambda cost: cost.seconds)


def checkov(executable: str, directory: Path, policies: Path) -> Cost:
    """Return what Checkov takes, offline and with one policy."""
    (policies / "owner.yaml").write_text(CHECKOV_POLICY, encoding="utf-8")
    command = [executable, "-d", ".", "--framework", "terraform", "--skip-download", "--quiet", "--compact"]
    command += ["--external-checks-dir", str(policies), "--check", "CKV2_BENCH_1", "--output", "json"]
    return Cost().run(command, directory)


def c7n_left(executable: str, directory: Path, policies: Path) -> Cost:
    """Return what c7n-left takes for all roots of a directory."""
    (policies / "owner.yaml").write_text(C7N_POLICY, encoding="utf-8")
    cost = Cost()
    for root in roots(directory):
        cost.run([executable, "run", "-p", str(policies), "-d", str(root), "-o", "json"], root)
    return cost


def roots(directory: Path) -> list[Path]:
    """Return the directories with Terraform files that no other one below ``directory`` calls."""
    files = [path for path in sorted(directory.rglob("*.tf")) if ".terraform" not in path.parts]
    called: set[Path] = set()
    for path in files:
        for source in _LOCAL_SOURCE.findall(path.read_text(encoding="utf-8", errors="replace")):
            called.add((path.parent / source).resolve())
    return [each for each in dict.fromkeys(path.parent for path in files) if each.resolve() not in called]


def show(name: str, cost: Cost, base: Cost) -> None:
    """Print one line of the table."""
    ratio = f"{cost.seconds / base.seconds:7.1f} x"
    note = f"  {cost.failed} runs failed" if cost.failed else ""
    print(f"  {name:<14} {cost.seconds:8.2f} s CPU {ratio} {cost.megabytes:8.0f} MB peak{note}", flush=True)


def growth(directory: Path) -> None:
    """Scan 1, 2, 4 and 8 copies of a directory, and print what each copy takes."""
    with tempfile.TemporaryDirectory() as holder:
        for count in (1, 2, 4, 8):
            copies = Path(holder) / str(count)
            for number in range(count):
                shutil.copytree(directory, copies / f"copy-{number}", symlinks=True)
            cost = ours(copies)
            each = cost.seconds / count
            print(
                f"  {count} x {cost.seconds:14.2f} s CPU {each:7.2f} s a copy {cost.megabytes:6.0f} MB peak", flush=True
            )
            shutil.rmtree(copies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--checkov", help="its executable")
    parser.add_argument("--c7n-left", help="its executable")
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # byte code is what an installed package has
    for directory in options.directory:
        base = ours(directory)
        size = sum(path.stat().st_size for path in directory.rglob("*.tf") if path.is_file()) / 1e6
        print(f"{directory.name}: {size:.2f} MB of .tf files, {len(roots(directory))} roots")
        show("finops-guard", base, base)
        for name, executable, measure in (
            ("c7n-left", options.c7n_left, c7n_left),
            ("checkov", options.checkov, checkov),
        ):
            if executable:
                with tempfile.TemporaryDirectory() as policies:
                    show(name, measure(executable, directory, Path(policies)), base)
        if options.growth:
            growth(directory)


if __name__ == "__main__":
    main()
