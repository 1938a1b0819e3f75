"""Measure scans: of one file, of repositories, of trees that grow; beside other tools, in the same run.

    python -m benchmarks --repository NAME=PATH... [--peer-checkov PATH] [--peer-c7n PATH] [--peer-tfparse PYTHON]
        [--grow NAME] [--runs N] [--write docs/performance.md]

All commands take turns, each in a process of its own; the table has the medians of CPU time (of the user and of the
system, with all children), wall time and peak memory, and the median of the ratios of runs of the same turn. What takes
longer than 30 seconds is run once, unless --runs asks for more. What is not given is not measured. Other benchmarks are
modules of their own: see the list in docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import growth, repositories, startup, tables
from benchmarks.peers import PEERS, version
from benchmarks.turns import Runs, middle
from finops_guard import __version__
from tools.pages import renewed

PART = "figures"
SERVICES = "made-up services"


def main() -> int:
    """Measure what is asked for, print or write the tables; 1 where a goal is missed."""
    options = _options()
    runs = Runs(options.runs or 3, options.runs is not None, options.limit)
    peers = {
        name: path for name, path in zip(PEERS, (options.checkov, options.c7n, options.tfparse), strict=True) if path
    }
    before = tables.load()
    versions = {name: version(name, path) for name, path in peers.items()}
    one_file = startup.measure(peers, Runs(runs.count * 3, runs.slow, runs.limit))
    hook = middle(one_file[startup.HOOK]).cpu
    said = f"one file takes {1000 * hook:.0f} ms of CPU time (goal: at most {1000 * startup.GOAL:.0f})"
    goals = [(said, hook <= startup.GOAL)]
    grown = {SERVICES: growth.of_services(runs)}
    measured = []
    for name, path in options.repository:
        skipped = frozenset(peer for peer in peers if f"{peer}:{name}" in options.skip)
        found = repositories.measure(name, path, peers, runs, skipped)
        measured.append(found)
        goals += repositories.goals(found)
        if name in options.grow:
            grown[f"copies of {name}"] = growth.of_copies(path, found.files, runs)
    for name, steps in grown.items():
        goals += growth.goals(name, steps)
    parts = [
        tables.circumstances({"finops-guard": __version__, **versions}, before) + _command(options),
        tables.startup(one_file),
        *([tables.repositories(measured)] if measured else []),
        tables.growth(grown),
        tables.goals(goals),
    ]
    text = "\n".join(parts)
    if options.write:
        options.write.write_text(renewed(options.write.read_text(encoding="utf-8"), PART, text), encoding="utf-8")
    else:
        print(text, end="")
    return int(not all(reached for _, reached in goals))


def _command(options: argparse.Namespace) -> str:
    """Return the command that makes the tables, without the paths of this machine."""
    words = ["python -m benchmarks", *(f"--repository {name}=PATH" for name, _ in options.repository)]
    given = {"checkov": options.checkov, "c7n": options.c7n, "tfparse": options.tfparse}
    words += [f"--peer-{name} PATH" for name, path in given.items() if path]
    words += [f"--grow {name}" for name in options.grow]
    words += [f"--skip {each}" for each in options.skip]
    words += [f"--runs {options.runs}"] if options.runs else []
    words += ["--write docs/performance.md"]
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) > 110:
            lines.append(f"{line} \\")
            line = "   "
        line = f"{line} {word}".lstrip(" ") if not line.strip() and not lines else f"{line} {word}"
    return "\n```text\n" + "\n".join([*lines, line]) + "\n```\n"


def _named(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not name or not equals or not Path(path).is_dir():
        raise argparse.ArgumentTypeError(f"{text}: NAME=PATH of a directory is expected")
    return name, Path(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repository", type=_named, action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--grow", action="append", default=[], metavar="NAME", help="a repository to make copies of")
    parser.add_argument("--peer-checkov", dest="checkov", metavar="PATH", help="the program checkov")
    parser.add_argument("--peer-c7n", dest="c7n", metavar="PATH", help="the program c7n-left")
    parser.add_argument("--peer-tfparse", dest="tfparse", metavar="PYTHON", help="a Python that has tfparse")
    parser.add_argument(
        "--skip", action="append", default=[], metavar="PEER:NAME", help=f"not this peer there ({', '.join(PEERS)})"
    )
    parser.add_argument("--runs", type=int, help="runs of each command, also of slow ones (default: 3, slow ones 1)")
    parser.add_argument("--limit", type=float, default=Runs().limit, help="seconds after which a command is ended")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="the page whose tables are written anew")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
