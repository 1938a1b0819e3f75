"""What a command takes: CPU and wall time and peak memory, with all of its children.

Each command is started by a small process of its own. The kernel gives a new program the peak memory of the process
that it comes from, so that one started by this one could never seem to be smaller than this one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

LIMIT = 1800.0  # seconds of wall time after which a command is ended

# Starts the command that it is given, its output thrown away, and prints what it took.
_STARTER = """\
import os, sys, time
nothing = os.open(os.devnull, os.O_RDWR)
streams = [(os.POSIX_SPAWN_DUP2, nothing, number) for number in range(3)]
began = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=streams)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - began
print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
_PEAK_UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024


class Cost(Struct, frozen=True):
    """What commands took, in seconds and megabytes; ``failed`` counts those that ended otherwise than they may.

    Of one that had to be ``ended`` only the wall time is known, which is the limit.
    """

    cpu: float
    wall: float
    megabytes: float
    failed: int = 0
    ended: bool = False


class Command(Struct, frozen=True):
    """A command line, and the directory that it is run in; ``codes`` are the exit codes of a run that has succeeded.

    One of a ``peer`` does not see the modules that this Python is told of.
    """

    words: tuple[str, ...]
    directory: Path
    codes: tuple[int, ...] = (0, 1)
    peer: bool = False


def finops_guard(*arguments: str) -> tuple[str, ...]:
    """Return the command line of the finops-guard that is installed beside this Python."""
    return (str(Path(sys.executable).with_name("finops-guard")), *arguments)


def surroundings(cache: Path, *, peer: bool = False) -> dict[str, str]:
    """Return the environment of commands: byte code is kept, as of an installed package, and the cache is a new one."""
    dropped = {"PYTHONDONTWRITEBYTECODE", *(("PYTHONPATH",) if peer else ())}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "XDG_CACHE_HOME": str(cache)}


def run(command: Command, cache: Path, limit: float = LIMIT) -> Cost:
    """Run a command, its output thrown away, and return what it took; past the limit it is ended, and has failed."""
    starter = [sys.executable, "-I", "-S", "-c", _STARTER, *command.words]
    process = subprocess.Popen(
        starter,
        cwd=command.directory,
        env=surroundings(cache, peer=command.peer),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = process.communicate(timeout=limit)
    except BaseException as ended:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(ended, subprocess.TimeoutExpired):
            return Cost(0.0, limit, 0.0, failed=1, ended=True)
        raise
    if process.returncode:
        raise SystemExit(f"{command.words[0]} cannot be started")
    cpu, wall, peak, code = told.split()
    return Cost(float(cpu), float(wall), int(peak) / _PEAK_UNIT, int(int(code) not in command.codes))


def run_all(commands: Iterable[Command], cache: Path, limit: float = LIMIT) -> Cost:
    """Run commands one after the other: the sum of their times, and the highest of their peaks."""
    return together([run(command, cache, limit) for command in commands])


def together(costs: Sequence[Cost]) -> Cost:
    """Return the sum of times and failures, and the highest peak."""
    return Cost(
        sum(cost.cpu for cost in costs),
        sum(cost.wall for cost in costs),
        max((cost.megabytes for cost in costs), default=0.0),
        sum(cost.failed for cost in costs),
        any(cost.ended for cost in costs),
    )
