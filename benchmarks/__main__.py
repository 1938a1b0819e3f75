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
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from benchmarks import growth, repositories, startup, tables
from benchmarks.peers import PEERS, version
from benchmarks.processes import Cost
from benchmarks.turns import SLOW, Runs, middle
from finops_guard import __version__
from tools.pages import renewed

PART = "figures"
SERVICES = "made-up services"


class Found(Struct):
    """What has been measured so far: of one file, of repositories, and of trees that grow."""

    one_file: dict[str, list[Cost]]
    grown: dict[str, list[growth.Step]]
    measured: list[repositories.Measured] = field(default_factory=list)

    def goals(self) -> list[tuple[str, bool]]:
        """Return what was to be reached, in words with the figures, and whether it was."""
        hook = middle(self.one_file[startup.HOOK]).cpu
        said = f"one file takes {1000 * hook:.0f} ms of CPU time (goal: at most {1000 * startup.GOAL:.0f})"
        of_repositories = [goal for each in self.measured for goal in repositories.goals(each)]
        of_growth = [goal for name, steps in self.grown.items() for goal in growth.goals(name, steps)]
        return [(said, hook <= startup.GOAL), *of_repositories, *of_growth]


def main() -> int:
    """Measure what is asked for, print or write the tables; 1 where a goal is missed."""
    options = _options()
    # What is being measured is ended, too.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    runs = Runs(options.runs or 3, SLOW if options.runs is None else options.limit, options.limit)
    given = zip(PEERS, (options.checkov, options.c7n, options.tfparse), strict=True)
    peers = {name: path for name, path in given if path}
    before = tables.load()
    versions = {"finops-guard": __version__, **{name: version(name, path) for name, path in peers.items()}}
    found = Found(startup.measure(peers, runs), {SERVICES: growth.of_services(runs)})
    for name, path in options.repository:
        skipped = frozenset(peer for peer in peers if f"{peer}:{name}" in options.skip)
        found.measured.append(repositories.measure(name, path, peers, runs, skipped))
        if name in options.grow:
            found.grown[f"copies of {name}"] = growth.of_copies(path, found.measured[-1].files, runs)
        # A run takes long: what is finished is there even if the rest never is.
        if options.write:
            _write(options.write, _text(found, options, versions, before))
    if options.write:
        _write(options.write, _text(found, options, versions, before))
    else:
        print(_text(found, options, versions, before), end="")
    return int(not all(reached for _, reached in found.goals()))


def _text(found: Found, options: argparse.Namespace, versions: Mapping[str, str], before: float) -> str:
    """Return the tables, with the command that makes just these."""
    parts = [
        tables.circumstances(versions, before),
        _command(options, [each.name for each in found.measured]),
        tables.startup(found.one_file),
        *([tables.repositories(found.measured)] if found.measured else []),
        tables.growth(found.grown),
        tables.goals(found.goals()),
    ]
    return "\n".join(parts)


def _write(page: Path, text: str) -> None:
    page.write_text(renewed(page.read_text(encoding="utf-8"), PART, text), encoding="utf-8")


def _command(options: argparse.Namespace, names: Sequence[str]) -> str:
    """Return the command that measures repositories of these names, without the paths of this machine."""
    given = {"checkov": options.checkov, "c7n": options.c7n, "tfparse": options.tfparse}
    words = [
        *(f"--repository {name}=PATH" for name in names),
        *(f"--peer-{name} PATH" for name, path in given.items() if path),
        *(f"--grow {name}" for name in options.grow if name in names),
        *(f"--skip {each}" for each in options.skip if each.partition(":")[2] in names),
        *([f"--runs {options.runs}"] if options.runs else []),
        "--write docs/performance.md",
    ]
    lines = ["python -m benchmarks"]
    for word in words:
        if len(lines[-1]) + len(word) > 105:
            lines[-1] += " \\"
            lines.append("   ")
        lines[-1] += f" {word}"
    return "```text\n" + "\n".join(lines) + "\n```\n"


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
