"""What becomes of every YAML and JSON file of whole repositories.

    python -m benchmarks.manifests DIRECTORY... [--list broken other] [--findings 40]

For each directory: files by status, objects, findings, CPU seconds and peak memory of the scan (in a process of its
own). Every file that is there must have exactly one status, unless .gitignore leaves it out; a broken one must have an
error with its place. ``--list`` shows the files of some statuses with the reason, ``--findings`` some findings, evenly
spread. Ends with 1 where a file is not accounted for.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from finops_guard.report import Report
from finops_guard.resources import FileRecord, FileStatus
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.sources.discovery import SKIPPED_DIRECTORIES
from finops_guard.tree import DirectoryTree

_NAMES = (".yaml", ".yml", ".json")
_TERRAFORM = (".tf.json", ".tofu.json", ".tfvars.json")


def present(directory: Path) -> set[str]:
    """Return the YAML and JSON files below a directory, found without any code of the scan."""
    found = set()
    for at, directories, names in os.walk(directory):
        directories[:] = [name for name in directories if name not in SKIPPED_DIRECTORIES]
        for name in names:
            if name.endswith(_NAMES) and not name.endswith(_TERRAFORM):
                found.add(Path(at, name).relative_to(directory).as_posix())
    return found


def unaccounted(directory: Path, report: Report) -> list[str]:
    """Return what is wrong with the accounts of a scan: files without a status, broken ones without a place."""
    counts = Counter(file.path for file in report.files)
    ignored = next((notice.message for notice in report.notices if notice.kind == "ignored"), "")
    wrong = [f"{path}: {count} records" for path, count in counts.items() if count > 1]
    missing = sorted(present(directory) - set(counts))
    if missing and not ignored:
        wrong += [f"{path}: no record" for path in missing]
    elif missing:
        print(f"  {len(missing)} files have no record: {ignored} ({', '.join(missing[:3])}, ...)")
    located = {finding.location.path for finding in report.findings if finding.policy_name == "readable-source"}
    broken = (file.path for file in manifests(report) if file.status is FileStatus.BROKEN)
    return wrong + [f"{path}: broken, and no finding says where" for path in broken if path not in located]


def manifests(report: Report) -> list[FileRecord]:
    """Return the records of YAML and JSON files."""
    return [file for file in report.files if file.source == "kubernetes"]


def show(directory: Path, listed: Sequence[str], findings: int) -> int:
    """Scan a directory, print its line of the table and what is asked for; return how many files are not accounted."""
    began = time.process_time()
    report = scan(DirectoryTree(directory), [""], Settings())
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = manifests(report)
    statuses = Counter(file.status for file in files)
    counts = " ".join(f"{statuses[status]:6,}" for status in FileStatus)
    size = sum((directory / file.path).lstat().st_size for file in files) / 1e6
    objects = report.resource_count.get("kubernetes", 0)
    print(
        f"{directory.name[:24]:24} {len(files):6,} {size:7.2f} {counts} {objects:7,} {len(report.findings):8,} "
        f"{seconds:7.2f} {megabytes:6.0f}"
    )
    for file in files:
        if file.status in listed:
            print(f"  {file.status:8} {file.path}: {file.reason}")
    for finding in report.findings[:: max(1, len(report.findings) // findings)] if findings else ():
        print(f"  {finding.policy} {finding.location}: {finding.message}")
    wrong = unaccounted(directory, report)
    for line in wrong:
        print(f"  NOT ACCOUNTED FOR  {line}")
    return len(wrong)


def main() -> int:
    """Measure each directory in a process of its own: a peak of memory never goes down again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--list", nargs="+", default=[], choices=[status.value for status in FileStatus])
    parser.add_argument("--findings", type=int, default=0, help="how many findings to show")
    options = parser.parse_args()
    gc.set_threshold(1_000_000, 50, 100)  # as the command line does
    statuses = " ".join(f"{status.value[:6]:>6}" for status in FileStatus)
    print(
        f"{'':24} {'files':>6} {'MB':>7} {statuses} {'objects':>7} {'findings':>8} {'s CPU':>7} {'MB':>6}", flush=True
    )
    failed = False
    for directory in options.directory:
        child = os.fork()
        if child == 0:
            wrong = show(directory.resolve(), options.list, options.findings)
            sys.stdout.flush()
            os._exit(min(wrong, 1))
        _, status = os.waitpid(child, 0)
        failed |= status != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
