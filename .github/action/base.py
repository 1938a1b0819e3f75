"""The state that findings are compared with: which commit it is, and that git has it here."""

from __future__ import annotations

import base64
import os
import re
import subprocess

from event import Event, event
from runner import given, note, output, program

_SECONDS = 300
_NOTHING_RUNS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")
_BRANCH = re.compile(r"(?:refs/remotes/)?origin/")


def step() -> int:
    asked = given("base")
    if asked == "auto":
        output("base", _automatic(event()))
    else:
        output("base", _named(asked))
    return 0


def _automatic(happened: Event) -> str:
    """Return the commit that a pull request or merge group is based on, fetched if need be; empty: there is none."""
    if not happened.base:
        return ""
    commit = _parent(happened) or _fork_point(happened) or happened.base
    if _exists(commit) or (_fetch(commit) and _exists(commit)):
        return commit
    note(
        f"The base {commit[:12]} cannot be read here, so every finding is reported, not only what is new. It needs "
        "actions/checkout before this action, and a token that may read the repository.",
        "warning",
    )
    return ""


def _parent(happened: Event) -> str:
    """Return what a merge commit that GitHub made merges into.

    It may be newer than the base of the event. A shallow clone hides it from git's walks, not from the commit itself.
    """
    commit = _asked("cat-file", "commit", "HEAD").partition("\n\n")[0]
    parents = re.findall(r"^parent ([0-9a-f]{40,64})$", commit, re.MULTILINE)
    return parents[0] if len(parents) == 2 and parents[1] == happened.head else ""


def _fork_point(happened: Event) -> str:
    """Return where a branch that is checked out itself began, where the history is here: later changes are not its."""
    if not _exists(happened.base) or _is_shallow():
        return ""
    return _asked("merge-base", happened.base, "HEAD").strip()


def _named(asked: str) -> str:
    """Return a base that the workflow names; a revision is fetched where it is not here."""
    is_path = asked.startswith(".") or asked.endswith(("/", os.sep, ".json")) or os.path.isabs(asked)
    if not asked or is_path or _exists(asked) or not _asked("rev-parse", "--git-dir"):
        return asked
    if not _fetch(_BRANCH.sub("", asked)):
        return asked
    return _asked("rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}").strip() or asked


def _exists(revision: str) -> bool:
    # A file of a repository can be missing though its name is known: a shallow clone knows parents it has not.
    return bool(_asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"))


def _is_shallow() -> bool:
    return _asked("rev-parse", "--is-shallow-repository").strip() == "true"


def _fetch(revision: str) -> bool:
    """Fetch one commit; with the token where the checkout has kept none. A full clone stays a full one."""
    depth = ("--depth=1",) if _is_shallow() else ()
    command = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *depth, "origin", "--", revision)
    return _run(command) is not None or _run(command, _authorized()) is not None


def _authorized() -> dict[str, str]:
    """Return git's configuration with the token for this server, by the environment: no other process sees it."""
    count = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    basic = base64.b64encode(f"x-access-token:{os.environ.get('TOKEN', '')}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": str(count + 1),
        f"GIT_CONFIG_KEY_{count}": f"http.{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/.extraheader",
        f"GIT_CONFIG_VALUE_{count}": f"AUTHORIZATION: basic {basic}",
    }


def _asked(*arguments: str) -> str:
    return _run(arguments) or ""


def _run(arguments: tuple[str, ...], extra: dict[str, str] | None = None) -> str | None:
    """Return what git prints; None where it fails."""
    git = program("git")
    if git is None:
        return None
    environment = {name: value for name, value in os.environ.items() if name != "TOKEN"}
    quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            [git, "--no-pager", *_NOTHING_RUNS, *arguments],
            env={**environment, **quiet, **(extra or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
