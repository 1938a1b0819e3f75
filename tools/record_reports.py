"""Write ``tests/reporters/snapshots``: what every format says of a part of ``examples/``, as people get it.

A test compares. Whoever changes a format, a policy or a price reads in the difference what that changes for users, and
runs

    python -m tools.record_reports

The day, the version and the digests are fixed, so that nothing else changes the files. A format that is added is
recorded, too; reports of more than 150,000 characters are not kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from finops_guard.config.files import find
from finops_guard.config.reading import load
from finops_guard.report import Report
from finops_guard.reporters import REPORTERS, Options, render
from finops_guard.scan import scan
from finops_guard.tree import DirectoryTree

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
OUTPUT = ROOT / "tests" / "reporters" / "snapshots"

PATHS = ("terraform/live/staging", "kubernetes/reports.yaml")
# Those that have something to say there, and one that passes: reports list every policy.
POLICIES = ("FG-BUD-001", "FG-K8S-001", "FG-K8S-002", "FG-STO-001", "FG-STO-002", "FG-TAG-001", "FG-TAG-002")
DAY = "2026-01-15"
MAX_LENGTH = 150_000

# The ending of each format's file; any other format gets ``.txt``.
_ENDINGS = {
    "csv": "csv",
    "gitlab": "json",
    "html": "html",
    "json": "json",
    "jsonl": "jsonl",
    "junit": "xml",
    "markdown": "md",
    "sarif": "sarif",
}


def main() -> int:
    """Write a file for each format; take away those of formats that are gone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="a copy of the examples")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args()
    chosen.output.mkdir(parents=True, exist_ok=True)
    written = dict(snapshots(chosen.examples))
    for old in chosen.output.iterdir():
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (chosen.output / name).write_bytes(text.encode())
    print(f"wrote {len(written)} reports to {chosen.output}")
    return 0


def report(examples: Path) -> Report:
    """Return the report on the recorded part of the examples."""
    tree = DirectoryTree(examples)
    configuration = find(tree)
    assert configuration is not None
    settings = replace(load(tree, configuration), select=POLICIES, as_of=DAY)
    return replace(scan(tree, PATHS, settings), version="1.2.3", digests={"policies": "0" * 64})


def snapshots(examples: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file and what is in it."""
    found = report(examples)
    for name in REPORTERS:
        text = render(found, name, Options())
        if len(text) <= MAX_LENGTH:
            yield file_of(name), text


def file_of(format: str) -> str:
    """Return the name of a format's file."""
    return f"{format}.{_ENDINGS.get(format, 'txt')}"


if __name__ == "__main__":
    sys.exit(main())
