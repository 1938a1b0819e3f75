"""What README.md shows is what happens: its commands, outputs, policy and configuration blocks."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from support.command_line import Runner
from support.guide import in_order, shown

from finops_guard.cli.main import COMMANDS, guarded
from finops_guard.policy.checks import NAMES
from finops_guard.policy.model import Profile
from finops_guard.sources.terraform import functions

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
CONSOLE = [text for language, text in BLOCKS if language == "console"]


@pytest.mark.parametrize("block", CONSOLE, ids=[block.splitlines()[0] for block in CONSOLE])
def test_a_command_prints_what_is_shown(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *expected = block.splitlines()
    prompt, program, *arguments = shlex.split(command)
    assert (prompt, program) == ("$", "finops-guard")
    directory = ROOT
    if "policies" in arguments:
        directory = tmp_path
        (tmp_path / "main.tf").write_text('resource "aws_ebs_volume" "v" { type = "standard" }\n', encoding="utf-8")
        (tmp_path / "policies").mkdir()
        name, policy = example_policy()
        (tmp_path / "policies" / name).write_text(policy, encoding="utf-8")
    for name in ("FORCE_COLOR", "COLUMNS", "TF_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(directory)
    assert guarded(arguments) in {0, 1}
    output = capsys.readouterr().out
    if expected:
        assert in_order(shown("\n".join(expected)), shown(output)) == ""
    else:
        assert "ACME-STO-001" in output


def example_policy() -> tuple[str, str]:
    text = next(text for language, text in BLOCKS if language == "yaml" and text.startswith("# policies/"))
    return text.splitlines()[0].removeprefix("# policies/"), text


def test_the_pre_commit_block_names_a_hook_that_exists() -> None:
    configured = next(yaml.safe_load(text) for language, text in BLOCKS if language == "yaml" and "hooks:" in text)
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for repository in configured["repos"] for hook in repository["hooks"]} <= hooks


def test_the_action_block_gives_inputs_that_exist() -> None:
    workflow = next(yaml.safe_load(text) for language, text in BLOCKS if language == "yaml" and "runs-on:" in text)
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = workflow["jobs"]["cost"]["steps"][-1]
    assert set(step["with"]) <= set(action["inputs"])
    assert workflow[True] == "pull_request"


def test_what_the_text_names_exists(run: Runner) -> None:
    for command in re.findall(r"`finops-guard ([^`]+)`", TEXT):
        words = shlex.split(command)
        assert words[0] in COMMANDS
        shutil.rmtree(run.directory / ".finops-guard.yaml", ignore_errors=True)
        if words[0] == "baseline":
            run.write("main.tf", "# a root module\n")
        assert run(*words).code == 0, command
    for name in re.findall(r"`(\w+)`", re.search(r"The checks are (.+?)\(CEL", TEXT, re.DOTALL)[1]):
        assert name.strip() in NAMES
    assert f"`{Profile.CRAWL}`" in TEXT
    for name in functions.UNSUPPORTED:
        assert f"`{name}`" in TEXT


def test_no_text_installs_a_stranger_s_package() -> None:
    for path in ROOT.rglob("*"):
        if path.suffix in {".md", ".yml", ".yaml", ".toml", ".py"} and not {".venv", ".git"} & set(path.parts):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(r"pip install (?:-\S+ )*finops-guard(?!-cli)\b", text), path
