"""A git repository that the command line is run in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# The moment of every commit: 2026-03-01, half past ten in the evening in New York, the next day in UTC.
MOMENT = "1772422200 -0500"
DAY = "2026-03-02"


def git(directory: Path, *arguments: str) -> str:
    """Run git, always at the same moment, and return what it prints."""
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    environment = {**os.environ, "GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT}
    done = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def commit(directory: Path, files: Mapping[str, str]) -> str:
    """Write files, commit all there are, in a repository that is made where there is none, and return the commit."""
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(text.encode())
    if not (directory / ".git").exists():
        git(directory, "init", "-q", "-b", "main")
    git(directory, "add", "-A")
    git(directory, "commit", "-q", "--allow-empty", "-m", "change")
    return git(directory, "rev-parse", "HEAD")
