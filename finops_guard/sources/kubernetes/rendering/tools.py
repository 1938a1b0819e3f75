"""Running a rendering tool on a stranger's files: no network, environment or home; bounded memory, time and text."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress

MAX_SECONDS = 30
MAX_OUTPUT = 32 * 1024 * 1024
MAX_MEMORY = 2 * 1024 * 1024 * 1024  # of address space; helm and kubectl take 1.2 GiB of it for a small chart

# Nothing listens there: what would go to the network by a proxy ends at once.
_NOWHERE = "http://127.0.0.1:9"
_MAX_REASON = 300
# Objects of all that one tool renders in a scan, counted by the word kind, which each holds at least once. A few lines
# of a stranger's may render to as many as they like, and each is judged by all policies.
MAX_KINDS = 50_000
# What kustomize says before the reason for each directory on the way.
_AROUND = re.compile(r"accumulation err='accumulating resources from '[^']*': '[^']*' must resolve to a file': ")
_LIMIT_AND_RUN = 'ulimit -v "$1" 2>/dev/null; shift; exec "$@"'
_CANNOT_RUN = (126, 127)  # what shells answer then
# Lines that are no reason: what is logged along the way, some of it with the time.
_LOGGED = re.compile(r"\s*(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |(?:time=\S+ )?level=(?:DEBUG|INFO|WARN)\b|WARNING: )")


class RenderError(Exception):
    """Something cannot be rendered; the message is a clause that says why, without the machine's own paths."""


class Rendered:
    """Counts what is rendered in a scan."""

    def __init__(self) -> None:
        self._kinds = 0

    def take(self, text: str) -> str:
        """Return the text of a rendering; raise RenderError where all of them together hold too many objects."""
        self._kinds += text.count("kind")
        if self._kinds > MAX_KINDS:
            raise RenderError(f"all that is rendered holds more than {MAX_KINDS:,} objects together")
        return text


def find(name: str, search_path: str) -> str | None:
    """Return the executable file of that name in the first absolute directory that has it; None where none does."""
    for directory in search_path.split(os.pathsep):
        path = os.path.join(directory, f"{name}.exe" if os.name == "nt" else name)
        if os.path.isabs(directory) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def run(
    executable: str,
    arguments: Sequence[str],
    directory: str,
    *,
    seconds: int = MAX_SECONDS,
    hidden: Sequence[str] = (),
) -> str:
    """Return what the tool writes to its standard output, run in a directory; raise RenderError where it fails.

    The tool gets an empty home, a search path without any program, and proxies that lead nowhere. It is ended after
    ``seconds``; more than 32 MiB of output are refused. What it says of a failure is told without the directory and
    the ``hidden`` ones.
    """
    try:
        return _run(executable, arguments, directory, seconds, hidden)
    except OSError as failure:
        raise RenderError(f"{os.path.basename(executable)} cannot be run: {without_room(failure)}") from None


def without_room(failure: OSError) -> str:
    """Return why something temporary cannot be written, without the machine's own paths."""
    if failure.errno == errno.ENOENT:  # tempfile names all places that it has tried
        return "there is no directory for temporary files"
    return f"temporary files cannot be written: {failure.strerror}"


def _run(executable: str, arguments: Sequence[str], directory: str, seconds: int, hidden: Sequence[str]) -> str:
    with (
        tempfile.TemporaryDirectory(prefix="finops-guard-") as home,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as said,
    ):
        before = _held_back()  # what is raised before the process is known would leave it behind
        try:
            process = subprocess.Popen(
                _limited(executable, arguments),
                cwd=directory,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=said,
                start_new_session=True,
            )
        except OSError as failure:
            _let_through(before)
            raise RenderError(f"{os.path.basename(executable)} cannot be run: {failure.strerror}") from None
        _running.add(process)
        try:
            _let_through(before)
            _bound(process.pid)
            code = process.wait(seconds)
        except BaseException as failure:
            _end(process)
            if isinstance(failure, subprocess.TimeoutExpired):
                raise RenderError(f"{os.path.basename(executable)} takes longer than {seconds} seconds") from None
            raise
        finally:
            _running.discard(process)
        if output.seek(0, os.SEEK_END) >= MAX_OUTPUT:
            raise RenderError(f"it renders to more than {MAX_OUTPUT // 1024 // 1024} MiB")
        if code in _CANNOT_RUN:
            raise RenderError(f"{os.path.basename(executable)} cannot be run")
        if code != 0:
            said.seek(0)
            raise RenderError(
                _reason(said.read(64 * 1024).decode("utf-8", "replace"), (*hidden, directory, home), code)
            )
        output.seek(0)
        return output.read().decode("utf-8", "replace")


def _held_back() -> set[int]:
    """Hold back signals that end the command, and return which were held back before."""
    if sys.platform == "win32":
        return set()
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, ending))


def _let_through(before: set[int]) -> None:
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The processes of all tools that run now, some of them waited for by threads.
_running: set[subprocess.Popen[bytes]] = set()


def end_all() -> None:
    """End every tool that runs now, with all that it started; whoever waits for it is told that it failed."""
    for process in tuple(_running):
        if process.returncode is None:
            _kill(process)


def _limited(executable: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs a tool with bounded memory, from its first instruction on.

    Set from outside, the bound comes too late: Starlark, which helm 3 and kubectl contain, reserves 4 GiB at once or
    does without them. No word of the command is read by the shell.
    """
    if os.name == "nt":
        return [executable, *arguments]
    return ["/bin/sh", "-c", _LIMIT_AND_RUN, "sh", str(MAX_MEMORY // 1024), executable, *arguments]


def _environment(home: str) -> dict[str, str]:
    proxies = {name: _NOWHERE for key in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in (key, key.lower())}
    places = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "TMPDIR", "TEMP", "TMP", "PATH", "GIT_DIR"), home)
    caches = {f"{tool}_{kind}_HOME": home for tool in ("XDG", "HELM") for kind in ("CACHE", "CONFIG", "DATA")}
    system = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return {
        **proxies,
        **places,
        **caches,
        **system,
        "KUBECONFIG": os.devnull,
        "HELM_PLUGINS": home,
        "LC_ALL": "C.UTF-8",
    }


def _bound(process: int) -> None:
    """Bound the output of a process, where the system can."""
    if os.name == "nt":
        return
    import resource

    if hasattr(resource, "prlimit"):
        try:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (MAX_OUTPUT, MAX_OUTPUT))
        except (OSError, ValueError):
            return  # it has ended already, or is not to be bounded here


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started, and wait for it."""
    _kill(process)
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(said: str, hidden: Sequence[str], code: int) -> str:
    """Return what a tool says of its failure as one clause, without the places where it ran."""
    places = {place for path in hidden for place in (path, os.path.realpath(path))}
    for path in sorted(places, key=lambda place: (len(place), place)):
        said = said.replace(f"{path}/", "").replace(path, ".")
    lines = [line.strip() for line in said.splitlines() if line.strip() and not _LOGGED.match(line)]
    if any("out of memory" in line or "cannot allocate memory" in line for line in lines):
        return f"it takes more than {MAX_MEMORY // 1024 // 1024 // 1024} GiB of memory"
    clause = " ".join(lines).removeprefix("error: ").removeprefix("Error: ")
    clause = _AROUND.sub("", clause.replace("accumulating resources: ", ""))
    clause = "".join(c if c.isprintable() else "?" for c in clause[: _MAX_REASON + 1])
    if len(clause) > _MAX_REASON:
        clause = clause[:_MAX_REASON] + "..."
    return clause or f"it ends with exit code {code}"
