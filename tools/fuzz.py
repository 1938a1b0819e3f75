"""Fuzzes the readers of hostile text by hand, for as long as you like (``python -m tools.fuzz --help``).

Each target is tried in a process of its own, with texts that are the same ones for the same seed. What it fails on is
kept in a directory, with how it fails: it raises what it must not, takes longer than two seconds, reaches for something
outside of the tree, names a place that is not in the file, or makes something else of the same text the second time.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import multiprocessing.connection
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzzing.mutation import minimised
from tests.fuzzing.running import MAX_SECONDS, Campaign, Failure, attempt, save
from tests.fuzzing.targets import TARGETS


def main() -> int:
    """Run the targets that are asked for, and return 1 where one of them fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="may be repeated; all of them without")
    parser.add_argument("--seconds", type=float, default=10, help="for each target; 0: until --executions are done")
    parser.add_argument("--executions", type=int, default=0, help="of each target at most; 0: any number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="so many targets at a time")
    parser.add_argument("--failures", type=Path, default=Path(".fuzz"), help="the directory for what a target fails on")
    parser.add_argument("--replay", nargs="+", type=Path, help="try these texts with the one target, and shrink them")
    given = parser.parse_args()
    names: list[str] = given.target or list(TARGETS)
    if given.replay:
        return _replay(names[0], given.replay)
    if not (given.seconds or given.executions):
        parser.error("say when to end: --seconds or --executions")
    print("| target | executions | seconds | failures |\n| --- | ---: | ---: | ---: |", flush=True)
    with ThreadPoolExecutor(given.jobs) as pool:
        ran = list(pool.map(lambda name: _campaign(name, given), names))
    print(f"| all | {sum(executions for executions, _ in ran):,} | | {sum(failures for _, failures in ran)} |")
    return 1 if any(failures for _, failures in ran) else 0


def _campaign(name: str, given: argparse.Namespace) -> tuple[int, int]:
    """Run one target in a process, and return how many texts it was tried with, and in how many ways it fails."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    current = given.failures / f"{name}.current"
    given.failures.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    process = context.Process(target=_run, args=(sender, name, given, current))
    process.start()
    sender.close()
    try:
        executions, failures = receiver.recv()
    except EOFError:
        executions, failures = 0, [f"the process ended; the text is in {current}, behind four bytes"]
    process.join()
    print(f"| {name} | {executions:,} | {time.monotonic() - started:.0f} | {len(failures)} |", flush=True)
    for each in failures:
        print(each, file=sys.stderr, flush=True)
    return executions, len(failures)


def _run(sender: multiprocessing.connection.Connection, name: str, given: argparse.Namespace, current: Path) -> None:
    faulthandler.enable()
    campaign = Campaign(name, given.seed)
    campaign.run(given.executions, given.seconds, MAX_SECONDS, current)
    failures = [f"{save(each, given.failures)}: {each.signature}" for each in campaign.failures.values()]
    sender.send((campaign.executions, failures))


def _replay(name: str, paths: list[Path]) -> int:
    """Try texts again; of each that fails, write a smaller one that fails alike beside it."""
    failed = 0
    for path in paths:
        data = path.read_bytes()
        found = attempt(name, data, again=True, seconds=MAX_SECONDS)
        if not isinstance(found, Failure):
            print(f"{path}: nothing fails")
            continue
        failed = 1
        print(found.text)
        signature = found.signature

        def alike(smaller: bytes, signature: str = signature) -> bool:
            now = attempt(name, smaller, again=True, seconds=MAX_SECONDS)
            return isinstance(now, Failure) and now.signature == signature

        small = minimised(data, alike)
        path.with_suffix(".small").write_bytes(small)
        print(f"{path.with_suffix('.small')}: {small!r}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
