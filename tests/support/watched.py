"""A program: finops-guard with an audit hook that tells everything it reached for beyond what it may.

``python watched.py SAID TREE PROGRAM SCRATCH -- ARGUMENTS`` writes one line for each offence to the file SAID. TREE may
be read, PROGRAM (directories as in PATH) may be read and executed, SCRATCH may be written. A hook cannot be taken away
again, so it needs a process of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

TOOLS = {"git", "helm", "kubectl", "kustomize"}
_NETWORK = ("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.", "ssl.")
_PROCESSES = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.startfile", "pty.spawn")
_CODE = ("ctypes.dlopen", "pickle.find_class", "code.__new__")
_LISTS = ("os.listdir", "os.scandir", "glob.glob")
_CHANGES = ("os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.utime", "os.link", "os.symlink",
            "os.rename", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp")  # fmt: skip
# What the system's own libraries look at, wherever Python is.
_NULL = "/dev/null"
_SYSTEM = ("/dev/tty", "/etc/localtime", "/usr/share/zoneinfo", "/proc/self", "/proc/meminfo", "/sys/fs")
_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Judges audit events, and tells what is not allowed."""

    def __init__(self, said: int, tree: str, program: list[str], scratch: str) -> None:
        self.said = said
        self._tree = [os.path.realpath(tree)]
        self._write = [os.path.realpath(scratch), _NULL]
        self._read = [*self._tree, *self._write, *map(os.path.realpath, program), *_SYSTEM]
        self._busy = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            if not self._is_allowed(event, arguments):
                os.write(self.said, f"{event} {arguments!r}\n".encode(errors="backslashreplace"))
        finally:
            self._busy = False

    def _is_allowed(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and bool(flags & _WRITE)
            return self._is_below(path, self._write if writes else self._read)
        if event in _LISTS:
            return self._is_below(arguments[0], self._read)
        if event in _CHANGES:
            return self._is_below(_absolute(arguments), self._write)
        if event in ("exec", "compile"):
            where = arguments[1] if event == "compile" else getattr(arguments[0], "co_filename", None)
            name = os.fsdecode(where) if isinstance(where, (str, bytes)) else ""
            # Made by modules themselves, as namedtuple does: that has no file.
            return not name or name.startswith("<") or not self._is_below(name, self._tree)
        if event == "subprocess.Popen":
            return _is_tool(arguments)
        return not event.startswith((*_NETWORK, *_PROCESSES)) and event not in _CODE

    @staticmethod
    def _is_below(path: object, directories: list[str]) -> bool:
        if isinstance(path, int) or path is None:
            return True
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        real = os.path.realpath(str(path))
        return any(real == each or real.startswith(each.rstrip(os.sep) + os.sep) for each in directories)


def _absolute(arguments: tuple[object, ...]) -> object:
    """Return a path, of one below an open directory (the last argument) where that really is."""
    path, directory = arguments[0], arguments[-1]
    if not isinstance(directory, int) or directory < 0 or len(arguments) < 2 or not isinstance(path, str):
        return path
    return str(Path(os.path.realpath(f"/proc/self/fd/{directory}"), path))


def _is_tool(arguments: tuple[object, ...]) -> bool:
    """Tell whether a process is a tool in an absolute place, started alone or by the shell script that bounds it."""
    executable, words, _, environment = arguments
    if not isinstance(words, (list, tuple)) or not isinstance(environment, dict):
        return False  # with the whole environment, or with words that a shell would read
    command = [os.fsdecode(word) if isinstance(word, bytes) else str(word) for word in words]
    if command[0] == "/bin/sh":
        from finops_guard.sources.kubernetes.rendering.tools import _LIMIT_AND_RUN

        if command[:4] != ["/bin/sh", "-c", _LIMIT_AND_RUN, "sh"]:
            return False
        command = command[5:]
    elif os.fsdecode(executable) != command[0]:  # type: ignore[arg-type]
        return False
    return Path(command[0]).is_absolute() and Path(command[0]).name in TOOLS


def main() -> None:
    said, tree, program, scratch, _, *arguments = sys.argv[1:]
    from finops_guard.cli.main import guarded

    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    sys.addaudithook(Watch(file, tree, program.split(os.pathsep), scratch))
    sys.exit(guarded(arguments))


if __name__ == "__main__":
    main()
