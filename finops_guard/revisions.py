"""A revision of a git repository as a tree: read from its objects, nothing is checked out and nothing is run."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import IO, Self

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.errors import Problem, UsageError
from finops_guard.tree import Entry, TreeError, join, parent

MAX_FILES = 500_000
MAX_SECONDS = 60
MAX_LINKS = 40
MAX_COMMITS = 50_000
# What is said of a file whose object the repository lacks.
MISSING = "git cannot read it (a partial clone has not all objects)"

_LINK, _SUBMODULE = "120000", "160000"
_LEAVES = "a symbolic link that leaves the scan root"
_NOWHERE = "a symbolic link that leads nowhere"
# Nothing that a repository is configured to run has a part in reading objects; these are said all the same. What only
# looks like a repository (files of a tree that are named as those in .git) is none.
_OPTIONS = (
    *("--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit"),
)


class IncompleteError(UsageError):
    """A repository lacks something of a commit: it is a partial clone, or damaged."""

    def __init__(self, commit: str) -> None:
        hint = "a partial clone has not all: fetch it without --filter"
        super().__init__(Problem(f"the repository has not all of commit {commit[:12]}", hint=hint))


def commit_of(git: str, directory: str, revision: str) -> str:
    """Return the commit that a revision names in the repository around a directory; empty where there is none."""
    return _asked(git, directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")


def committed_on(git: str, directory: str, commit: str) -> str:
    """Return the day (ISO 8601, UTC) on which a commit was made; empty where that cannot be told."""
    found = _listed(git, directory, commit, "--no-walk")
    return found[0].date.isoformat() if found and found[0].date is not None else ""


class Commit(Struct, frozen=True):
    """One commit: its tree, how many parents it has, the committer's day, and its subject (of a long one both ends).

    ``date`` is what the commit says, which may be anything; None where that is no day from 1970 on.
    ``tag`` is the name of a tag of it, empty where none was asked for.
    """

    id: str
    tree: str
    parents: int
    date: date | None
    subject: str
    tag: str = ""


def log(git: str, directory: str, revision: str = "HEAD") -> tuple[Commit, ...]:
    """Return the commits on the first-parent line of a revision, the newest first; empty where there is none.

    Raise IncompleteError where git cannot read that far.
    """
    commit = commit_of(git, directory, revision)
    found = _listed(git, directory, commit, "--first-parent") if commit else ()
    if commit and not found:
        raise IncompleteError(commit)
    return found


def tagged(git: str, directory: str, revision: str = "HEAD") -> tuple[Commit, ...]:
    """Return the commits that a revision contains and that have a tag, the newest first.

    Of several tags of a commit the last one by name counts: of ``v2`` and ``v2.1.0`` the latter.
    """
    commit = commit_of(git, directory, revision)
    if not commit:
        return ()
    listed = _asked(git, directory, "for-each-ref", f"--merged={commit}", f"--format={_TAG}", "refs/tags")
    names = {}
    for row in listed.split("\n") if listed else ():
        direct, peeled, name = row.split(" ", 2)
        names[peeled or direct] = name.removeprefix("refs/tags/")
    found = _listed(git, directory, commit, "--date-order", "--simplify-by-decoration") if names else ()
    return tuple(replace(each, tag=names[each.id]) for each in found if each.id in names)


def is_shallow(git: str, directory: str) -> bool:
    """Tell whether a repository has only the newest commits of its history."""
    return _asked(git, directory, "rev-parse", "--is-shallow-repository") == "true"


def blobs_at(git: str, directory: str, commit: str, paths: Sequence[str]) -> str:
    """Return what names the content of the given files and directories in a commit: the same text, the same content.

    Raise IncompleteError where the repository lacks directories of it.
    """
    return _known(git, directory, commit, "ls-tree", "-r", "-z", commit, "--", *paths)


def changed_in(git: str, directory: str, commit: str) -> tuple[str, ...]:
    """Return the paths, from the top of the repository, that a commit changes: against its first parent, if it has one.

    Raise IncompleteError where the repository lacks directories of it.
    """
    how = ("-r", "-z", "--root", "--no-commit-id", "--name-only", "-m", "--first-parent")
    listed = _known(git, directory, commit, "diff-tree", *how, commit)
    return tuple(filter(None, listed.split("\0")))


def contents_below(git: str, directory: str, path: str, limit: int) -> Iterator[bytes]:
    """Yield every content that a file below a path had in a commit on the first-parent line of HEAD.

    Files larger than the limit are left out, and what the repository lacks.
    """
    how = ("--objects", "--no-object-names", "--missing=allow-any", f"--filter=blob:limit={limit + 1}")
    most = f"--max-count={MAX_COMMITS}"
    listed = _asked(git, directory, "rev-list", "--first-parent", *how, most, "HEAD", "--", path)
    objects = listed.split("\n")[:MAX_FILES]
    answers = _answered(git, directory, "cat-file", "--batch", given="\n".join((*objects, "")).encode()) or b""
    start = 0
    while (end := answers.find(b"\n", start)) >= 0:
        facts, start = answers[start:end].split(), end + 1
        if len(facts) == _HEADER:  # else: "missing"
            size = int(facts[2])
            if facts[1] == b"blob":
                yield answers[start : start + size]
            start += size + 1


# Of a long subject the start and the end, for it may be of any length.
_FACTS = "%T %ct %P%n%<(200,mtrunc)%s"
_TAG = "%(objectname) %(*objectname) %(refname)"


def _listed(git: str, directory: str, commit: str, *how: str) -> tuple[Commit, ...]:
    # Not git log: a repository's configuration may have it run a program to check signatures.
    most = f"--max-count={MAX_COMMITS}"
    rows = _asked(git, directory, "rev-list", *how, most, f"--format={_FACTS}", commit, "--").split("\n")
    return tuple(map(_commit, rows[0::3], rows[1::3], rows[2::3]))


def _commit(head: str, facts: str, subject: str) -> Commit:
    tree, seconds, *parents = facts.split(" ")
    return Commit(head.removeprefix("commit "), tree, sum(map(bool, parents)), _day(seconds), subject.rstrip(" "))


def _day(seconds: str) -> date | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date() if int(seconds) >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


class RevisionTree:
    """What is below a directory of a git repository in one commit. A context manager: it keeps a process of git.

    Symbolic links to files are followed inside of the directory; submodules are empty directories. ``is_incomplete``
    tells whether the repository lacked a file that was read.
    """

    def __init__(self, git: str, directory: str, revision: str) -> None:
        """Read the names of a commit, with the program ``git``.

        Raise UsageError where there is no such commit, IncompleteError where the repository lacks directories of it.
        """
        self._git, self._directory = git, directory
        self.commit = commit_of(git, directory, revision)
        if not self.commit:
            hint = "a shallow clone has only its newest commits: fetch more (actions/checkout: fetch-depth: 0)"
            raise UsageError(Problem(f"{revision}: git knows no such commit here", hint=hint))
        self._blobs: dict[str, tuple[str, int]] = {}
        self._links: dict[str, str] = {}
        self._names: dict[str, dict[str, bool]] = {"": {}}
        self._read_names()
        self._reader: subprocess.Popen[bytes] | None = None
        self.is_incomplete = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.kill()
            self._reader.wait()
            for stream in (self._reader.stdin, self._reader.stdout):
                if stream is not None:
                    stream.close()
            self._reader = None

    def _read_names(self) -> None:
        listed = _known(self._git, self._directory, self.commit, "ls-tree", "-r", "-l", "-z", self.commit)
        rows = [row for row in listed.split("\0") if row]
        if len(rows) > MAX_FILES:
            raise UsageError(f"{self.commit[:12]} has more than {MAX_FILES:,} files")
        for row in rows:
            facts, _, path = row.partition("\t")
            mode, _, blob, size = facts.split()
            if mode == _LINK:
                self._links[path] = blob
            elif mode != _SUBMODULE:
                # Of an object that the repository lacks (a partial clone) there is no size; reading it says so.
                self._blobs[path] = (blob, int(size) if size.isdigit() else 0)
            self._name(path, mode == _SUBMODULE)

    def _name(self, path: str, is_dir: bool) -> None:
        above = self._names.setdefault(parent(path), {})
        above[path] = is_dir
        if is_dir:
            self._names.setdefault(path, {})
        while (path := parent(path)) and not self._names.setdefault(parent(path), {}).get(path):
            self._names[parent(path)][path] = True

    def blobs(self) -> Mapping[str, str]:
        """Return the name of each file's object by its path; what links lead to stands under its own path."""
        return {path: blob for path, (blob, _) in self._blobs.items()}

    def list(self, path: str) -> list[Entry]:
        found = self._names.get(path, {})
        # As a disk's tree lists: by name, so that "a" comes before "a.b" whether or not it is a directory.
        return [self._entry(each, found[each]) for each in sorted(found)]

    def _entry(self, path: str, is_dir: bool) -> Entry:
        if path not in self._links:
            return Entry(path, is_dir, 0 if is_dir else self._blobs[path][1])
        try:
            target = self._followed(path)
        except TreeError:
            return Entry(path, False, problem=MISSING)
        if target is None:
            return Entry(path, False, problem=_LEAVES)
        if target in self._names:
            return Entry(path, True, problem="a symbolic link to a directory, which is scanned under its own path")
        if target not in self._blobs:
            return Entry(path, False, problem=_NOWHERE)
        return Entry(path, False, self._blobs[target][1])

    def _target(self, path: str) -> str | None:
        """Return the path that a path leads to; None: it leaves the tree, or the repository lacks a link on the way."""
        try:
            return self._followed(path)
        except TreeError:
            return None

    def _followed(self, path: str) -> str | None:
        """Return the path that a path leads to when all links on the way are followed; None: it leaves the tree."""
        for _ in range(MAX_LINKS):
            link = self._first_link(path)
            if link is None:
                return path
            text = self._content(self._links[link]).decode("utf-8", "surrogateescape")
            if text.startswith("/"):
                return None
            target = join(parent(link), text)
            if target is None:
                return None
            path = f"{target}/{path[len(link) + 1 :]}".rstrip("/") if len(path) > len(link) else target
        return None

    def _first_link(self, path: str) -> str | None:
        if not self._links:
            return None
        parts = path.split("/")
        ways = ("/".join(parts[: end + 1]) for end in range(len(parts)))
        return next((way for way in ways if way in self._links), None)

    def read(self, path: str, limit: int) -> bytes:
        target = self._target(path)
        if target is None:
            raise TreeError("it lies outside the scan root")
        if target not in self._blobs:
            raise TreeError("it is not a regular file" if target in self._names else "No such file or directory")
        blob, size = self._blobs[target]
        if size > limit:
            raise TreeError(f"it is larger than {limit:,} bytes")
        return self._content(blob)

    def is_file(self, path: str) -> bool:
        return self._target(path) in self._blobs

    def is_dir(self, path: str) -> bool:
        return self._target(path) in self._names

    def _content(self, blob: str) -> bytes:
        if self._reader is None:
            self._reader = subprocess.Popen(
                _command(self._git, self._directory, ("cat-file", "--batch")),
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        asked, answers = _pipes(self._reader)
        try:
            asked.write(f"{blob}\n".encode())
            asked.flush()
            kind = answers.readline().split()
            data = answers.read(int(kind[2]) + 1) if len(kind) == _HEADER else b""
        except (OSError, ValueError):
            data = b""
        if not data:
            self.is_incomplete = True
            raise TreeError(MISSING)
        return data[:-1]


def _command(git: str, directory: str, arguments: Sequence[str]) -> list[str]:
    return [git, *_OPTIONS, "-C", directory, *arguments]


def _known(git: str, directory: str, commit: str, *arguments: str) -> str:
    """Return what git says of a commit; raise IncompleteError where it cannot."""
    answer = _answer(git, directory, *arguments)
    if answer is None:
        raise IncompleteError(commit)
    return answer


def _asked(git: str, directory: str, *arguments: str) -> str:
    """Return what git says; nothing where it fails."""
    return _answer(git, directory, *arguments) or ""


def _answer(git: str, directory: str, *arguments: str) -> str | None:
    answer = _answered(git, directory, *arguments)
    return answer.decode("utf-8", "surrogateescape").strip("\n") if answer is not None else None


def _answered(git: str, directory: str, *arguments: str, given: bytes = b"") -> bytes | None:
    try:
        answer = subprocess.run(
            _command(git, directory, arguments),
            env=_environment(),
            input=given,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except OSError as failure:
        raise UsageError(f"git cannot be run: {failure.strerror}") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git does not answer within {MAX_SECONDS} seconds") from None
    if answer.returncode and b"dubious ownership" in answer.stderr:
        hint = "git config --global --add safe.directory and the repository's path lets it read"
        raise UsageError(Problem("git does not read a repository that somebody else owns", hint=hint))
    return answer.stdout if not answer.returncode else None


def is_blob(content: bytes, name: str) -> bool:
    """Tell whether a file of that content is what git names so (by SHA-1 or SHA-256), whatever ends its lines."""
    return any(_blob_name(text, len(name)) == name for text in (content, content.replace(b"\r\n", b"\n")))


def _blob_name(content: bytes, digits: int) -> str:
    digest = hashlib.sha256 if digits == _SHA256 else hashlib.sha1
    return digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


_SHA256 = 64  # hex digits
_HEADER = 3  # the object's name, its type, its size


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("a process that was started with pipes")
    return process.stdin, process.stdout


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "SYSTEMROOT") if name in os.environ}
    # Older versions know nothing of GIT_NO_LAZY_FETCH: that no protocol is allowed keeps them from fetching, too.
    never = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
    return {**kept, **never, "LC_ALL": "C", "GIT_GRAFT_FILE": os.devnull}
