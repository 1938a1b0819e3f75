"""Make the pictures of the documentation: what commands print, as SVG, into ``docs/pictures``.

    python -m tools.pictures

Each command is really run in a copy of ``examples/terraform/live/staging``, in colour and on a fixed day; left out
is the time that it took. A test fails while a picture is not what is printed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from tools.pages import DOCS
from tools.terminal_picture import svg

ROOT = Path(__file__).parents[1]
PICTURES = DOCS / "pictures"
WIDTH = 100
DAY = "2026-11-29"
_SECONDS = re.compile(r" in \d+\.\d+ s\b")


class Picture(Struct, frozen=True):
    """A picture's name, its command, and what it shows in words."""

    name: str
    command: str
    description: str


_STAGING = "examples/terraform/live/staging"
ALL = (
    Picture(
        "scan",
        "finops-guard scan",
        "A report of a scan: two findings, each with the line that decides it, what it saves and how to fix it; "
        "what is undecided and why; then the score of maturity, the cost a month, budgets, and the verdict.",
    ),
    Picture(
        "cost",
        "finops-guard cost",
        "What each resource costs a month, by its parts with quantity and unit price; what depends on use; the total.",
    ),
    Picture(
        "diff",
        "finops-guard diff --base main",
        "What a change costs a month, part by part: a larger machine and a cheaper kind of volume; before and after.",
    ),
    Picture(
        "explain",
        "finops-guard explain cloudwatch-log-retention",
        "What a policy asks for, why, how to put a finding right, and what other tools call the same.",
    ),
)


def main() -> int:
    """Write all pictures anew, and remove those that are no longer made."""
    PICTURES.mkdir(exist_ok=True)
    made = dict(rendered())
    for path in PICTURES.glob("*.svg"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PICTURES / name).write_text(text, encoding="utf-8")
        print(f"wrote {PICTURES / name}")
    return 0


def rendered() -> Iterator[tuple[str, str]]:
    """Yield the file name of each picture and what must be in it."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        commit(directory)
        for picture in sorted(ALL, key=lambda each: "--base" in each.command):
            if "--base" in picture.command:
                change(directory)
            shown = printed(picture, directory)
            yield f"{picture.name}.svg", svg(shown, picture.command, picture.description, WIDTH)


def commit(directory: Path) -> None:
    """Make a repository of the examples, with one commit on a branch main; its name follows from what is in it."""
    shutil.copytree(ROOT / "examples", directory / "examples")
    environment = {"PATH": os.environ.get("PATH", ""), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        who = {"NAME": "A. Writer", "EMAIL": "a.writer@example.com", "DATE": f"{DAY}T12:00:00Z"}
        environment |= {f"GIT_{role}_{key}": value for key, value in who.items()}
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "The shop"]):
        subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True)


def change(directory: Path) -> None:
    """Change what a diff is to show."""
    _replace(directory / _STAGING / "terraform.tfvars", "t3.medium", "m6a.large")
    _replace(directory / _STAGING / "main.tf", 'volume_type = "gp2"', 'volume_type = "gp3"')


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name} has no {old}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def printed(picture: Picture, directory: Path) -> str:
    """Return what a command prints in colour, without the time."""
    program, *arguments = shlex.split(picture.command)
    if program != "finops-guard":
        raise ValueError(f"{program} is not what pictures are of")
    day = ["--as-of", DAY] if arguments[0] == "scan" else []
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "finops_guard", *arguments, *day],
        cwd=directory / _STAGING,
        env={**kept, "PYTHONPATH": str(ROOT), "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in {0, 1} or done.stderr:
        raise ValueError(f"{picture.command} ends with {done.returncode}: {done.stderr}")
    return _SECONDS.sub("", done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
