"""Git repositories whose commits have the dates that a test gives them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from finops_guard.history import Repository
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree

GIT = shutil.which("git") or "git"
TODAY = "2026-11-29"
# Of more than 90 days ago, and of less.
OLD, NEW = "2026-08-01", "2026-11-01"

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\n'
TAGS = 'tags = { owner = "a", environment = "prod", cost-center = "b", application = "c" }'
GUARDED = """\
on: pull_request
jobs:
  guard:
    steps:
      - run: finops-guard scan
"""


def volume(name: str, size: str = "1000", kind: str = '"gp2"', more: str = "") -> str:
    """Return a volume; one of gp2 would save 2 cents a GB and month with gp3."""
    return f'resource "aws_ebs_volume" "{name}" {{\n  type = {kind}\n  size = {size}\n  {more}\n}}\n'


def settings(*select: str, as_of: str = TODAY, profile: str = "run") -> Settings:
    return Settings(select=select or ("FG-STO-001",), as_of=as_of, profile=profile)


class History:
    """A repository in the making; each step is a commit with the date of noon of a day."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, on: str = "", stdin: bytes | None = None) -> str:
        who = {"NAME": "a", "EMAIL": "a@example.org"}
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        if on:
            environment |= {f"GIT_{role}_DATE": f"{on}T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
        environment |= {"PATH": os.environ["PATH"], "HOME": str(self.directory), "GIT_CONFIG_NOSYSTEM": "1"}
        command = [GIT, *arguments]
        ran = subprocess.run(command, cwd=self.directory, check=True, capture_output=True, env=environment, input=stdin)
        return ran.stdout.decode().strip()

    def write(self, files: dict[str, str | None]) -> None:
        for path, text in files.items():
            target = self.directory / path
            if text is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)

    def commit(self, on: str, files: dict[str, str | None] | None = None, subject: str = "Change") -> str:
        """Write files (None: remove), commit all, and return the commit's name."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject, on=on)
        return self.git("rev-parse", "HEAD")

    def merge(self, on: str, files: dict[str, str | None], subject: str = "Merge") -> None:
        """Commit files on a branch of their own and merge that."""
        self.git("checkout", "-q", "-b", "side")
        self.commit(on, files)
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", subject, "side", on=on)
        self.git("branch", "-q", "-D", "side")

    def commit_dated(self, seconds: str) -> str:
        """Add a commit to the branch with the seconds that are given, whatever they are."""
        lines = [
            f"tree {self.git('rev-parse', 'HEAD^{tree}')}",
            f"parent {self.git('rev-parse', 'HEAD')}",
            *(f"{role} a <a@example.org> {seconds} +0000" for role in ("author", "committer")),
            "\nChange",
        ]
        made = self.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin="\n".join(lines).encode())
        self.git("update-ref", "refs/heads/main", made)
        return made

    def repository(self, git: str = GIT) -> Repository:
        return Repository(git, str(self.directory), DirectoryTree(self.directory), ("",), lambda tree: tree)
