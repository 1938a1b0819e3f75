"""Scans whose outcome is remembered: nothing that they rest on has changed, and what they printed is printed again.

It is asked before anything else is imported, and imports next to nothing itself.
"""

from __future__ import annotations

import os
import sys
import time

from finops_guard import __version__
from finops_guard.cache import store
from finops_guard.cache.digests import digest
from finops_guard.cache.witness import KIND, REAL, STATE, Witness, still

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from finops_guard.cli.outputs import Output

OPTION = "--no-cache"
COMMAND = "scan"
# What is not decided by files: git's history, standard input, and what is told of the run itself.
_NEVER = ("--base", "--record", "--verbose", "--help", "--changed-only", OPTION)
_FLAGS_NEVER = "vh"
# What a report is made for. Of the others a run knows only whether they are there.
_VARIABLES = ("COLUMNS", "CI", "FORCE_COLOR", "FORCE_HYPERLINK", "NO_COLOR", "PATH", "TERM", "TERM_PROGRAM")
_VARIABLES_TOO = ("TF_WORKSPACE", "VTE_VERSION", "DOMTERM", "KONSOLE_VERSION", "SYSTEMROOT")
_PRESENT = ("WT_SESSION",)
_TERRAFORM = "TF_VAR_"
_TOOLS = ("helm", "kubectl", "kustomize")
_UNCHANGED = "nothing has changed"
_OUTPUT = "--output"
_STDOUT = "-"
_ERROR = 2


class Remembered:
    """What a command line printed the last time, and what this run rests on and says, to be kept at its end."""

    def __init__(self, key: str, out: TextIO, files: set[str]) -> None:
        self._key = key
        self._out = out
        self._files = files
        self.witness = Witness()

    def replay(self) -> int | None:
        """Print what was printed the last time, and return the exit code; None: something is different, or new."""
        began = time.perf_counter()
        fields = store.load(self._key)
        if fields is None or len(fields) < 5 or (len(fields) - 2) % 3:
            return None
        code, facts = fields[0], fields[1].split("\0")
        if code not in ("0", "1") or len(facts) % 3:
            return None
        if not still(list(zip(facts[::3], facts[1::3], facts[2::3], strict=True))):
            return None
        reports = list(zip(fields[2::3], fields[3::3], fields[4::3], strict=True))
        # The command line says what is written, not the entry: it may be a stranger's, and name any file.
        if {path for path, _, _ in reports} - {_STDOUT} != self._files:
            return None
        if not all(_written(before + after, path) for path, before, after in reports if path != _STDOUT):
            return None
        for path, before, after in reports:
            if path == _STDOUT:
                taken = f"{duration(time.perf_counter() - began)} ({_UNCHANGED})" if after else ""
                if not _printed(f"{before}{taken}{after}", self._out):
                    return _ERROR
        return int(code)

    def around(self, paths: Sequence[str]) -> None:
        """Ask for what decides which tree is scanned, and which programs render manifests."""
        for path in paths or (".",):
            absolute = os.path.abspath(path)
            self.witness.ask(KIND, absolute)
            self.witness.ask(REAL, absolute)
            for directory in _upwards(os.path.realpath(path)):
                git = os.path.join(directory, ".git")
                self.witness.ask(KIND, git)
                if self.witness.facts[KIND, git] != "-":
                    break
        for directory in os.environ.get("PATH", "").split(os.pathsep):
            for tool in _TOOLS:
                if os.path.isabs(directory):
                    self.witness.ask(STATE, os.path.join(directory, tool))

    def keep(self, code: int, told: Sequence[tuple[Output, str]], seconds: float) -> None:
        """Keep an exit code and the reports by where they went."""
        if not self.witness.is_sound:
            return
        facts = "\0".join(part for (kind, path), answer in self.witness.facts.items() for part in (kind, path, answer))
        reports = [field for output, text in told for field in (output.path, *_around(text, output.path, seconds))]
        store.save(self._key, [str(code), facts, *reports])


def remembered(arguments: Sequence[str], out: TextIO | None) -> Remembered | None:
    """Return what is known of a command line; None where it is not one that is remembered."""
    if out is None:
        return None
    key = _key(arguments, out)
    return Remembered(key, out, _files(arguments)) if key is not None else None


def duration(seconds: float) -> str:
    """Return how long a scan took, in words."""
    return f" in {seconds:.{1 if seconds >= 1 else 2}f} s"


def _written(text: str, path: str) -> bool:
    """Write a report to a file; where that cannot be, the scan itself tells why."""
    from finops_guard.cli.options import write
    from finops_guard.errors import UsageError

    try:
        write(text, path)
    except UsageError:
        return False
    return True


def _printed(text: str, out: TextIO) -> bool:
    """Print a report; where that cannot be, say so as a scan does."""
    try:
        out.write(text if not text or text.endswith("\n") else f"{text}\n")
        out.flush()
    except OSError as failure:
        from finops_guard.cli.main import lost_output

        lost_output(failure)
        return False
    return True


def _around(text: str, path: str, seconds: float) -> tuple[str, str]:
    """Return what stands before and after the time that a scan took; all of the text where it tells none."""
    before, found, after = text.rpartition(f"{duration(seconds)}\n") if path == _STDOUT else ("", "", "")
    return (before, f"\n{after}") if found else (text, "")


def _key(arguments: Sequence[str], out: TextIO) -> str | None:
    if not arguments or arguments[0] != COMMAND or any(map(_is_never, arguments)):
        return None
    try:
        here = os.getcwd()
    except OSError:
        return None
    told = [
        __version__,
        *_installation(),
        sys.version,
        here,
        *arguments,
        "",
        *(f"{name}={os.environ.get(name)}" for name in (*_VARIABLES, *_VARIABLES_TOO)),
        *(f"{name}: {name in os.environ}" for name in _PRESENT),
        *sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(_TERRAFORM)),
        f"{out.isatty()} {out.encoding} {_columns()}",
        time.strftime("%Y-%m-%d", time.gmtime()),
    ]
    return digest("\0".join(told).encode("utf-8", "surrogatepass"))


def _files(arguments: Sequence[str]) -> set[str]:
    """Return the files that ``--output [FORMAT=]FILE`` names."""
    options = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    given = [options[at + 1] for at, option in enumerate(options[:-1]) if option == _OUTPUT]
    given += [option.removeprefix(f"{_OUTPUT}=") for option in options if option.startswith(f"{_OUTPUT}=")]
    found = set()
    for each in given:
        form, equals, path = each.partition("=")
        found.add(path if equals and form.isidentifier() else each)
    return found - {_STDOUT}


def _is_never(argument: str) -> bool:
    if argument == "-" or argument.partition("=")[0] in _NEVER:
        return True
    return argument[:1] == "-" != argument[1:2] and any(flag in argument for flag in _FLAGS_NEVER)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (OSError, ValueError):
        return 0


def _upwards(path: str) -> Iterator[str]:
    while True:
        yield path
        above = os.path.dirname(path)
        if above == path:
            return
        path = above


def _installation() -> Iterator[str]:
    """Yield what tells one installation from another: its own files, and the directory of what it depends on."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    libraries = os.path.join(sys.prefix, *(("Lib",) if sys.platform == "win32" else ("lib", version)), "site-packages")
    for directory in (os.path.dirname(package), libraries):
        try:
            yield str(os.stat(directory).st_mtime_ns)
        except OSError:
            yield "-"
    pending = [package, *(os.path.join(os.path.dirname(package), name) for name in ("policies", "schemas"))]
    while pending:
        at = pending.pop()
        try:
            with os.scandir(at) as entries:
                for entry in sorted(entries, key=lambda each: each.name):
                    if entry.is_dir():
                        if entry.name != "__pycache__":
                            pending.append(entry.path)
                        continue
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
        except OSError:
            continue
