"""Pages of the documentation as tests read them: their blocks of code, the commands that they show, their options.

A comment right above a block says what it is to a test, and shows nowhere:

    <!-- file: live/main.tf -->      the block is that file, from here on
    <!-- not run: it needs a cloud -->   the commands of the block are not run, and why
    <!-- in a clone -->              (anywhere in the page) the directory holds the examples of the repository

``<!-- file: main.tf`` with the text in the comment itself is a file that the reader is not shown.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from support.command_line import Ran, Runner

from finops_guard.cli.main import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHELLS = ("console", "sh")

_PIECE = re.compile(
    r"^<!-- (?P<hidden>file: [^\n]*[^->\s])\n(?P<content>.*?)^-->$"
    r"|(?P<marks>(?:^<!-- [^\n]* -->\n)*)^```(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_MARK = re.compile(r"<!-- (file|not run): (.*?) -->")
# What differs from run to run and from commit to commit.
_VARYING = (
    (re.compile(r"\bin \d+\.\d+ s"), "in N s"),
    (re.compile(r"\bcommit [0-9a-f]{12}\b"), "commit HASH"),
    (re.compile(r"\bfinops-guard(, version)? \d+\.\d+\.\d+\S*"), "finops-guard VERSION"),
)


@dataclass(frozen=True)
class Block:
    """A block of code: its language, the file that it is, if any, and why its commands are not run, if they are not."""

    line: int
    language: str
    text: str
    file: str = ""
    not_run: str = ""

    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield each command with what is shown below it."""
        text = self.text.replace("\\\n", "")
        if self.language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield command, output
        elif self.language == "sh":
            for line in text.splitlines():
                if line.strip() and not line.startswith("#"):
                    yield line, ""


class Guide:
    """One page of the documentation, in docs/ or another directory."""

    def __init__(self, name: str, directory: Path = DOCS) -> None:
        path = directory / name
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Return what the blocks of a language hold, in order."""
        return [block.text for block in self.pieces() if block.language == language]

    def pieces(self) -> Iterator[Block]:
        """Yield the blocks of the page, in order."""
        for found in _PIECE.finditer(self.text):
            line = self.text.count("\n", 0, found.start()) + 1
            if found["hidden"]:
                yield Block(line, "", found["content"], file=found["hidden"].removeprefix("file: "))
            else:
                marks = dict(_MARK.findall(found["marks"]))
                text, language = found["text"], found["language"]
                yield Block(line, language, text, marks.get("file", ""), marks.get("not run", ""))

    def ran(self, run: Runner) -> Iterator[tuple[str, str]]:
        """Yield what each command of the page prints, and what the page shows of it."""
        for block in self.pieces():
            for command, output in block.commands() if block.language == "console" else ():
                program, *arguments = shlex.split(command)
                assert program == "finops-guard"
                yield run(*arguments).out, output

    def perform(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Write the files and run the commands of the page in order; return where it prints other than is shown."""
        monkeypatch.setenv("COLUMNS", "100")
        if "<!-- in a clone -->" in self.text:
            clone(run.directory)
        shell = Shell(run, monkeypatch)
        wrong = []
        for block in self.pieces():
            if block.file:
                run.write(block.file, block.text)
            elif block.language in SHELLS and not block.not_run:
                for command, expected in block.commands():
                    ran = shell(command)
                    problem = unlike(expected, ran)
                    if problem:
                        wrong.append(
                            f"{self.name}:{block.line}: $ {command}\n{problem}\n--- printed:\n{ran.out}{ran.err}"
                        )
        return wrong


def clone(directory: Path) -> None:
    """Make a directory what a scan takes for a clone of this repository: its examples, and what runs the guard."""
    (directory / ".git").mkdir()
    for name in ("examples", ".github"):
        shutil.copytree(ROOT / name, directory / name)
    shutil.copy(ROOT / ".pre-commit-config.yaml", directory)


class Shell:
    """Runs the few commands that pages show, in the directory of a runner; anything else is refused."""

    def __init__(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run, self._monkeypatch = run, monkeypatch
        self._code = 0

    def __call__(self, command: str) -> Ran:
        if command == "echo $?":
            return Ran(0, f"{self._code}\n", "")
        words = [word for word in shlex.split(command, comments=True) if word not in ("<", ">")]
        source, target = (_redirected(command, sign) for sign in "<>")
        words = [word for word in words if word not in (source, target)]
        program, *arguments = words
        if program == "git":
            ran = self._git(arguments)
        elif program == "finops-guard":
            given = Path(source).read_bytes() if source else b""
            self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
            ran = self._run(*arguments)
        else:
            raise AssertionError(f"{command}: only finops-guard and git are run; mark the block: <!-- not run: why -->")
        self._code = ran.code
        if target:
            self._run.write(target, ran.out)
            return Ran(ran.code, "", ran.err)
        return ran

    def _git(self, arguments: list[str]) -> Ran:
        """Run git with nobody's configuration."""
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _AUTHOR.items()}
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=self._run.directory,
            env={**os.environ, **who, **nothing},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)


_AUTHOR = {"NAME": "A. Writer", "EMAIL": "a.writer@example.com"}


def _redirected(command: str, sign: str) -> str:
    found = re.search(rf"\s{sign}\s*(\S+)", command)
    return found[1] if found else ""


def unlike(expected: str, ran: Ran) -> str:
    """Return how what a command did differs from what a page shows of it; empty where it does not.

    A page that shows nothing asks for no more than that the command works: 0, or 1 where something is found. One that
    shows an error shows all of it.
    """
    if not expected.strip():
        return "" if ran.code in {0, 1} else f"exit code {ran.code}"
    first = in_order(shown(expected), shown(ran.out + ran.err))
    return f"not printed there: {first}" if first else ""


def shown(output: str) -> list[str]:
    """Return lines without what varies."""
    for pattern, word in _VARYING:
        output = pattern.sub(word, output)
    return [line.rstrip() for line in output.splitlines()]


def in_order(expected: list[str], lines: list[str]) -> str:
    """Return the first expected line that does not follow; a line ``...`` stands for any number of lines."""
    at = 0
    free = False
    for line in expected:
        if line == "...":
            free = True
            continue
        found = next((index for index in range(at, len(lines)) if lines[index] == line), None)
        if found is None or (found != at and not free):
            return line
        at = found + 1
        free = False
    return "" if free or at == len(lines) else f"(not shown) {lines[at]}"


def misunderstood(words: list[str]) -> str:
    """Return what of a command line finops-guard does not know: a command or an option; empty where it knows all."""
    at: click.Command = main
    context = click.Context(main)
    while words and isinstance(at, click.Group):
        name = words[0]
        if name.startswith("-"):
            break
        found = at.get_command(context, name)
        if found is None:
            return f"no command {name}"
        at, words = found, words[1:]
    known = {"--help", "-h", *(option for each in at.params for option in (*each.opts, *each.secondary_opts))}
    if at is main:
        known |= {"--version"}
    return next((f"no option {word}" for word in words if _option(word) and word.partition("=")[0] not in known), "")


def _option(word: str) -> bool:
    return bool(re.fullmatch(r"--[a-z][a-z-]*(=.*)?", word, re.DOTALL))
