"""What share of attributes and verdicts is resolved in whole repositories, and what the rest waits for.

    python -m benchmarks.resolution DIRECTORY... [--causes 10]

For each directory: files, resources, attributes (values that hold no others, as ``inspect resources`` lists them) that
are known and unknown, verdicts of the bundled policies, and CPU seconds and peak memory of the scan. Then the causes
that leave most attributes, and most verdicts, undecided: grouped by kind and by text, with names left out.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from finops_guard.findings import Verdict
from finops_guard.inspection.values import flattened
from finops_guard.recursion import deep_recursion
from finops_guard.report import Report
from finops_guard.resources import ResourceSet
from finops_guard.scan import observe, scan
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree
from finops_guard.values import Value

# What differs between two causes that say the same: references, quoted texts, sources in brackets, numbers.
_NAMES = (
    (re.compile(r'"[^"]*"'), '"…"'),
    (re.compile(r"\((?:\.{0,2}/|[\w.-]+/|[\w+]+::)[^)]*\)"), "(…)"),
    (re.compile(r"(?<![\w.])(var|local|module|data|each|path)\.[\w.*\[\]-]+"), r"\1.…"),
    (re.compile(r"(?<![\w.])(?:module\.…\.)?(\w+_\w+)\.[\w.*\[\]-]+"), r"\1.…"),
    (re.compile(r"\d[\d,]*"), "0"),
)


class Count(Struct):
    """What one repository has; the counters are of causes, as (kind, text with names left out)."""

    files: int = 0
    resources: int = 0
    known: int = 0
    unknown: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    attributes_wait: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts_wait: Counter[tuple[str, str]] = field(default_factory=Counter)


def shortened(text: str) -> str:
    """Return what a cause says, with names left out: ``var.… has no value``."""
    for pattern, instead in _NAMES:
        text = pattern.sub(instead, text)
    return text


def count_values(found: ResourceSet, into: Count) -> None:
    """Count the attributes of all resources; one that is unknown counts for its first cause."""
    into.resources = len(found.resources)
    for each in found.resources:
        for _, value in flattened(each.values)[0]:
            if value.is_unknown:
                into.unknown += 1
                into.attributes_wait[_first(value)] += 1
            else:
                into.known += 1


def count_verdicts(report: Report, into: Count) -> None:
    """Count the verdicts; one that is unresolved counts for its first cause."""
    into.files = len(report.files)
    for evaluation in report.evaluations:
        into.verdicts[evaluation.verdict] += 1
        if evaluation.verdict is Verdict.UNRESOLVED:
            cause = evaluation.causes[0] if evaluation.causes else None
            into.verdicts_wait[(cause.kind, shortened(cause.text)) if cause else ("", "no cause")] += 1


def _first(value: Value) -> tuple[str, str]:
    cause = value.causes[0] if value.causes else None
    return (cause.kind.value, shortened(cause.text)) if cause else ("", "no cause")


def measure(directory: Path) -> tuple[Count, float, float]:
    """Return the counts of one directory, and CPU seconds and peak MB of its scan (of this process)."""
    count, tree, settings = Count(), DirectoryTree(directory), Settings()
    began = time.process_time()
    report = scan(tree, [""], settings)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count_verdicts(report, count)
    with deep_recursion():
        count_values(observe(tree, [""], settings), count)
    return count, seconds, peak


def show(name: str, count: Count, seconds: float, megabytes: float, causes: int) -> None:
    """Print the table of one repository."""
    total, judged = count.known + count.unknown, count.verdicts.total()
    print(f"{name}: {count.files:,} files, {count.resources:,} resources, {seconds:.2f} s CPU, {megabytes:.0f} MB")
    share = _share(count.unknown, total)
    print(f"  attributes {total:8,}: {count.known:7,} known, {count.unknown:6,} unknown ({share})")
    of = ", ".join(f"{count.verdicts[each]:,} {each.value}" for each in Verdict)
    print(f"  verdicts   {judged:8,}: {of} ({_share(count.verdicts[Verdict.UNRESOLVED], judged)} unresolved)")
    for title, counter in (("attributes", count.attributes_wait), ("verdicts", count.verdicts_wait)):
        for line in _causes(counter, causes):
            print(f"    {title:<10} {line}")


def _causes(counter: Counter[tuple[str, str]], limit: int) -> Iterable[str]:
    for (kind, text), number in sorted(counter.items(), key=lambda each: (-each[1], each[0]))[:limit]:
        yield f"{number:7,}  {kind:<11} {text}"


def _share(part: int, total: int) -> str:
    return f"{part / total:.1%}" if total else "none"


def main() -> None:
    """Measure each directory in a process of its own: a peak of memory never goes down again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--causes", type=int, default=10, help="how many causes to list")
    options = parser.parse_args()
    for directory in options.directory:
        child = os.fork()
        if child == 0:
            show(directory.resolve().name, *measure(directory), options.causes)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
