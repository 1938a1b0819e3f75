"""What docs/baseline.md shows is what happens."""

from __future__ import annotations

import re

from support.command_line import Runner
from support.guide import Guide, ran

GUIDE = Guide("baseline.md")


def test_commands_print_what_is_shown(run: Runner) -> None:
    (run.directory / ".git").mkdir()
    told = re.findall(r"^```(hcl|console)\n(.*?)^```", GUIDE.text, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in told] == ["hcl", "console", "console", "hcl", "console"]
    for language, block in told:
        if language == "hcl":
            run.write("main.tf", block)
        else:
            for printed, shown in ran(run, block):
                assert printed.strip() == shown.strip()


def test_options_and_links_exist(run: Runner) -> None:
    known = "".join(
        run(*command, "--help").out for command in (("scan",), ("baseline", "create"), ("baseline", "prune"))
    )
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE.text)) - {"--depth"}:
        assert option in known
    assert GUIDE.broken_links() == []
