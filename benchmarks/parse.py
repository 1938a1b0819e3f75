"""Compare the speed of our parser with python-hcl2's on the same files, in one process.

    python benchmarks/parse.py DIRECTORY... [--sample MEGABYTES]

python-hcl2 gets a part of the files, spread evenly over them, because it is slow; both speeds of the ratio are those of
this part. Nothing is rejected silently: files that one of the readers cannot read are counted and named.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from hcl2.api import parses
from lark.exceptions import LarkError

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import ParsedFile
from finops_guard.sources.terraform.parser import parse

SUFFIXES = (".tf", ".tofu", ".tfvars")


def collect(directories: Sequence[Path]) -> list[SourceText]:
    """Read all Terraform files below the directories that are valid UTF-8."""
    sources = []
    for directory in directories:
        for path in sorted(directory.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                try:
                    sources.append(SourceText(str(path), path.read_bytes().decode()))
                except UnicodeDecodeError:
                    print(f"skipped, not UTF-8: {path}")
    return sources


def spread(sources: list[SourceText], megabytes: float) -> list[SourceText]:
    """Return about as many megabytes of the files, taken evenly from all of them."""
    step = max(1, round(size(sources) / megabytes)) if megabytes else 1
    return sources[::step]


def size(sources: Sequence[SourceText]) -> float:
    """Return the size of the files in megabytes (10^6 bytes of UTF-8)."""
    return sum(len(source.text.encode()) for source in sources) / 1e6


def measure(
    name: str, read: Callable[[SourceText], object], sources: Sequence[SourceText], failed: Callable[[object], bool]
) -> float:
    """Read all files once, print what happened, return megabytes a second of CPU time."""
    started = time.process_time()
    rejected = [source.path for source in sources if failed(read(source))]
    speed = size(sources) / (time.process_time() - started)
    print(f"{name:<36} {len(sources):>6} files {size(sources):>7.2f} MB {speed:>7.2f} MB/s  rejected {len(rejected)}")
    for path in rejected[:10]:
        print(f"    {path}")
    return speed


def has_problems(parsed: object) -> bool:
    return isinstance(parsed, ParsedFile) and bool(parsed.problems)


def read_with_python_hcl2(source: SourceText) -> object:
    """Return python-hcl2's own result: its tree, which keeps positions; None where it rejects the file."""
    try:
        return parses(source.text)
    except (LarkError, RuntimeError):
        return None


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directory", nargs="+", type=Path)
    options.add_argument("--sample", type=float, default=0.5, help="megabytes for python-hcl2 (0: all files)")
    chosen = options.parse_args()
    sources = collect(chosen.directory)
    if not sources:
        print("there are no Terraform files")
        return 2
    part = spread(sources, chosen.sample)
    print(f"Python {platform.python_version()}, CPU time of one process")
    read_with_python_hcl2(SourceText("warm-up", "a = 1\n"))  # it builds its grammar on first use
    measure("finops-guard, all files", parse, sources, has_problems)
    ours = measure("finops-guard, the sample", parse, part, has_problems)
    name = f"python-hcl2 {version('python-hcl2')}, the sample"
    theirs = measure(name, read_with_python_hcl2, part, lambda result: result is None)
    print(f"ratio on the sample: {ours / theirs:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
