"""Seconds, bytes and peak memory of a report of 20,000 findings, in every format.

    python -m benchmarks.reports [--findings N] [FORMAT...]

Memory is what a format allocates at its peak beyond the report itself, measured in a second rendering.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc

from benchmarks.large_report import large
from finops_guard.reporters import REPORTERS, Options, render


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(REPORTERS)} (default: all)")
    parser.add_argument("--findings", type=int, default=20_000)
    chosen = parser.parse_args()
    report = large(chosen.findings)
    options = Options()
    print(f"{chosen.findings:,} findings")
    for name in chosen.formats or REPORTERS:
        render(large(10), name, options)  # what is imported once is not counted
        started = time.perf_counter()
        text = render(report, name, options)
        seconds = time.perf_counter() - started
        size = len(text.encode("utf-8", "surrogatepass"))
        del text
        tracemalloc.start()
        render(report, name, options)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"{name:10} {seconds:7.2f} s  {size / 1e6:8.2f} MB  {peak / 2**20:7.0f} MiB at the peak")


if __name__ == "__main__":
    main()
