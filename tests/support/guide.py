"""Pages of docs/ as tests read them: their blocks of code, the commands that they show, and their links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from support.command_line import Runner

DOCS = Path(__file__).parents[2] / "docs"


class Guide:
    """One page of the documentation."""

    def __init__(self, name: str) -> None:
        self.text = (DOCS / name).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Return what the blocks of a language hold, in order."""
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.MULTILINE | re.DOTALL)

    def ran(self, run: Runner) -> Iterator[tuple[str, str]]:
        """Yield what each command prints, and what the page shows of it."""
        for block in self.blocks("console"):
            yield from ran(run, block)

    def broken_links(self) -> list[str]:
        """Return the links to files that are not there."""
        return [link for link in re.findall(r"\]\(([^)#:]+)\)", self.text) if not (DOCS / link).exists()]


def ran(run: Runner, block: str) -> Iterator[tuple[str, str]]:
    """Yield what each command of a block prints, and what stands below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "finops-guard"
        yield run(*arguments).out, output
