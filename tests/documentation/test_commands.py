"""Every command that a page shows is run and prints what is shown, or the page says why it is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.command_line import Runner
from support.guide import DOCS, ROOT, SHELLS, Guide, misunderstood

# Pages whose commands a test of their own runs, because they need more than files beside them.
ELSEWHERE = {
    "README.md": "tests/test_readme.py",
    "docs/prices.md": "tests/test_prices_guide.py",
}
PAGES = [Guide("README.md", ROOT), Guide("CONTRIBUTING.md", ROOT), Guide("README.md", ROOT / "examples")]
PAGES += [Guide(path.relative_to(DOCS).as_posix()) for path in sorted(DOCS.rglob("*.md"))]
WITH_COMMANDS = [page for page in PAGES if any(block.language in SHELLS for block in page.pieces())]


def name(page: Guide) -> str:
    return page.name


@pytest.mark.parametrize("page", [each for each in WITH_COMMANDS if each.name not in ELSEWHERE], ids=name)
def test_commands_do_what_is_shown(page: Guide, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = page.perform(run, monkeypatch)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(("page", "test"), ELSEWHERE.items())
def test_what_is_run_elsewhere_is(page: str, test: str) -> None:
    assert Path(page).name in (ROOT / test).read_text(encoding="utf-8")


def piped(command: str) -> list[list[str]]:
    """Return the words of each program of a command line."""
    reader = shlex.shlex(command, posix=True, punctuation_chars="|&")
    reader.whitespace_split = True
    found: list[list[str]] = [[]]
    for word in reader:
        if word in {"|", "||", "&", "&&"}:
            found.append([])
        else:
            found[-1].append(word)
    return [each for each in found if each]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_and_options_exist(page: Guide) -> None:
    shown = [command for block in page.pieces() if block.language in SHELLS for command, _ in block.commands()]
    shown += [" ".join(text.split()) for text in re.findall(r"(?<!`)`(finops-guard [^`]+)`(?!`)", page.text)]
    for command in shown:
        for program, *words in piped(command):
            problem = misunderstood(words) if program == "finops-guard" else ""
            assert not problem, f"{page.name}: {command}: {problem}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_stand_in_blocks_that_are_looked_at(page: Guide) -> None:
    for block in page.pieces():
        where = f"{page.name}:{block.line}"
        is_script = block.text.startswith("#!")  # a file of examples/, which a test of its own runs
        of_others = {"shell", "zsh", "shell-session"} if is_script else {"bash", "shell", "zsh", "shell-session"}
        assert block.language not in of_others, f"{where}: call it console or sh"
        assert block.language not in SHELLS or list(block.commands()), f"{where}: no command in it"
    hidden = re.findall(r"^(?: {4}|\t)\$? ?finops-guard .*", page.text, re.MULTILINE)
    fenced = "".join(block.text for block in page.pieces())
    assert [line for line in hidden if line not in fenced] == []


def test_the_map_leads_to_every_page() -> None:
    text = Guide("README.md").text
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page}" not in text} == set()


def test_what_is_misunderstood_is_noticed() -> None:
    assert misunderstood(["scna"]) == "no command scna"
    assert misunderstood(["scan", ".", "--profle=walk"]) == "no option --profle=walk"
    assert misunderstood(["policy", "show", "--severity"]) == "no option --severity"
    assert misunderstood(["policy", "list", "--severity", "error"]) == ""


def test_what_a_page_shows_wrongly_is_noticed(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Guide("quick-start.md")
    page.text = (
        "<!-- file: main.tf -->\n```hcl\n```\n```console\n$ finops-guard scan --select nothing-*\nAll is well.\n```\n"
        "<!-- not run: why -->\n```sh\nterraform apply\n```\n```sh\nfinops-guard cost nowhere\n```\n"
    )
    wrong = page.perform(run, monkeypatch)
    assert [each.partition("\n---")[0] for each in wrong] == [
        "docs/quick-start.md:4: $ finops-guard scan --select nothing-*\nnot printed there: All is well.",
        "docs/quick-start.md:12: $ finops-guard cost nowhere\nexit code 2",
    ]
    page.text = "```sh\nterraform apply\n```\n"
    with pytest.raises(AssertionError, match="mark the block"):
        page.perform(run, monkeypatch)
