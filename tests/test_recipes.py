"""docs/recipes.md: its programs run on real reports, and what they make is what the services take."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft6Validator
from support.command_line import Runner
from support.stand_in_tools import Tools

ROOT = Path(__file__).parents[1]
RECIPES = ROOT / "examples" / "recipes"
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
SCHEMAS = ROOT / "tests" / "support" / "data" / "schemas" / "messages"

HOSTILE = '"},{"<!channel> @here [x](https://evil.example) `$(touch pwned)` \\(1+1) </details> \u202e\u0007'
TAG = json.dumps(HOSTILE.replace("\\", ""))
TEXTS = {
    "plain": 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n',
    "tagged": f'resource "aws_sqs_queue" "orders" {{\n  tags = {{ owner = {TAG} }}\n}}\n',
}


def jq(program: str, report: Path, **arguments: str) -> str:
    """Run a program by the command jq, or by the package of that name."""
    command = shutil.which("jq")
    if command:
        given = [part for name, value in arguments.items() for part in ("--arg", name, value)]
        run = subprocess.run(
            [command, "--raw-output", *given, program, report], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        return run.stdout
    package = pytest.importorskip("jq", reason="neither jq nor its package is installed (extra: test)")
    found = package.compile(program, args=arguments).input_value(json.loads(report.read_text())).all()
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in found)


def message(name: str, report: Path, **arguments: str) -> Any:
    return json.loads(jq((RECIPES / f"{name}.jq").read_text(encoding="utf-8"), report, **arguments))


@pytest.fixture(params=["plain", "hostile", "many", "clean", "priced"])
def report(request: pytest.FixtureRequest, run: Runner) -> Path:
    """Return a report of finops-guard on a small tree."""
    match request.param:
        case "plain":
            run.write("main.tf", TEXTS["plain"])
        case "hostile":
            run.write(f"{HOSTILE.replace('/', '-')} ::error::/main.tf", TEXTS["tagged"])
        case "many":
            run.write("main.tf", "".join(TEXTS["plain"].replace("orders", f"orders{n}") for n in range(80)))
        case "clean":
            run.write("notes.tf", "locals {\n  a = 1\n}\n")
        case "priced":
            before = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
            run.write("before/main.tf", before)
            run.write("main.tf", f'{before}resource "aws_instance" "web" {{\n  instance_type = "m7g.large"\n}}\n')
    target = run.directory.parent / f"{run.directory.name}.json"
    base = ["--base", "./before"] if request.param == "priced" else []
    assert run("scan", ".", "--exclude", "before", "--format", "json", "--output", str(target), *base).code in {0, 1}
    return target


WHERE = f"acme/shop {HOSTILE}" + "x" * 400


def test_slack_takes_the_message(report: Path) -> None:
    """The limits are those of Slack's reference of blocks and of its text object."""
    told = message("slack", report, where=WHERE)
    assert set(told) == {"text", "blocks"}
    assert 1 <= len(told["blocks"]) <= 50
    # Slack reads markup in this text: nothing of a file is in it.
    assert re.fullmatch(r"finops-guard: (Failed: \d+ findings block|Passed: \d+ findings)", told["text"])
    for block in told["blocks"]:
        assert block["type"] in {"header", "section", "context"}
        for text in block["elements"] if block["type"] == "context" else [block["text"]]:
            assert text["type"] == "plain_text"
            assert text["emoji"] is False
            assert 1 <= len(text["text"]) <= (150 if block["type"] == "header" else 3000)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text["text"])
    assert len(json.dumps(told["blocks"], ensure_ascii=False)) < 13_000


def test_teams_takes_the_card(report: Path) -> None:
    told = message("teams", report, where=WHERE)
    assert told["type"] == "message"
    (attachment,) = told["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    schema = json.loads((SCHEMAS / "adaptive-card-1.5.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft6Validator(schema).iter_errors(attachment["content"])] == []
    assert len(json.dumps(told).encode()) < 28 * 1024
    for element in attachment["content"]["body"]:
        # A TextBlock reads Markdown: nothing of a file is in one.
        assert element["type"] != "TextBlock" or re.fullmatch(r"and \d+ more", element["text"])
        assert element["type"] != "FactSet" or all(
            re.fullmatch(r"[-+\d.e]+( [A-Z]{3})?", f["value"]) for f in element["facts"]
        )


def test_jira_takes_the_issue(report: Path) -> None:
    fields = message("jira", report, where=WHERE, project="COST")["fields"]
    assert fields["project"] == {"key": "COST"}
    assert 1 <= len(fields["summary"]) <= 255
    assert not re.search(r"[\r\n]", fields["summary"])
    schema = json.loads((SCHEMAS / "atlassian-document.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft4Validator(schema).iter_errors(fields["description"])] == []
    # The limit of Jira's fields of text.
    assert len(json.dumps(fields["description"])) < 32_767 * 4


def test_the_schemas_refuse_what_is_wrong() -> None:
    card = json.loads((SCHEMAS / "adaptive-card-1.5.json").read_text(encoding="utf-8"))
    assert not Draft6Validator(card).is_valid({"type": "AdaptiveCard", "body": [{"type": "TextBlock", "txt": "x"}]})
    document = json.loads((SCHEMAS / "atlassian-document.json").read_text(encoding="utf-8"))
    wrong = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]}
    assert not Draft4Validator(document).is_valid(wrong)


def test_what_is_hostile_stays_text(run: Runner) -> None:
    run.write(f"{HOSTILE.replace('/', '-')}/main.tf", TEXTS["tagged"])
    target = run.directory.parent / "report.json"
    run("scan", ".", "--format", "json", "--output", str(target))
    for name in ("slack", "teams", "jira"):
        text = json.dumps(message(name, target, where="x", **({"project": "COST"} if name == "jira" else {})))
        assert "<!channel>" in text  # it is shown, as what it is
        assert "(1+1)" in text
    assert not list(run.directory.parent.rglob("pwned"))


@pytest.mark.parametrize("program", re.findall(r"^jq --raw-output '(.+)' report.json$", PAGE, re.MULTILINE))
def test_the_programs_of_the_page_run(report: Path, program: str) -> None:
    assert jq(program, report) or json.loads(report.read_text())["findings"] == [] or "cost" in program


def test_the_page_shows_the_files() -> None:
    shown = re.findall(r"^<!-- (examples/\S+) -->\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert {path for path, _ in shown} == {path.relative_to(ROOT).as_posix() for path in RECIPES.iterdir()}
    for path, block in shown:
        assert block == (ROOT / path).read_text(encoding="utf-8"), path
    assert len(re.findall(r"^jq --raw-output '(.+)' report.json$", PAGE, re.MULTILINE)) == 4


# ---- the scripts

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
SECRETS = {
    "SLACK_WEBHOOK": "https://hooks.example/secret",
    "TEAMS_WEBHOOK": "https://teams.example/secret",
    "JIRA_SITE": "acme.example",
    "JIRA_USER": "bot@acme.example",
    "JIRA_TOKEN": "secret",
    "JIRA_PROJECT": "COST",
    "MAIL_TO": "finops@acme.example",
}


def script(name: str, directory: Path, tools: Tools) -> int:
    command = ["bash", RECIPES / f"{name}.sh"]
    environment = tools.environment(**SECRETS)
    return subprocess.run(command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


@pytest.fixture
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return Tools(tmp_path_factory.mktemp("tools"))


@needs_jq
@pytest.mark.parametrize("name", ["slack", "teams"])
def test_a_channel_is_told_what_blocks(run: Runner, tools: Tools, name: str) -> None:
    tools.add("curl")
    run.write("main.tf", TEXTS["plain"])
    assert script(name, run.directory, tools) == 1
    (call,) = tools.calls("curl")
    assert "secret" not in " ".join(call.arguments)
    assert call.told == f'url = "{SECRETS[f"{name.upper()}_WEBHOOK"]}"\n'
    assert json.loads(call.input)


@needs_jq
@pytest.mark.parametrize(("issues", "requests"), [([], ["search/jql", "issue"]), ([{"key": "COST-1"}], ["search/jql"])])
def test_an_issue_is_opened_once(run: Runner, tools: Tools, issues: list, requests: list[str]) -> None:
    tools.add("curl", f"print(json.dumps({{'issues': {issues!r}}}))")
    run.write("main.tf", TEXTS["plain"])
    assert script("jira", run.directory, tools) == 1
    calls = tools.calls("curl")
    assert [call.arguments[-1] for call in calls] == [f"https://acme.example/rest/api/3/{each}" for each in requests]
    assert all("secret" not in " ".join(call.arguments) for call in calls)
    assert calls[0].told == 'user = "bot@acme.example:secret"\n'


@pytest.mark.parametrize("name", ["slack", "teams", "jira"])
@pytest.mark.parametrize(("configuration", "code"), [("profile: crawl\n", 0), ("profile: x\n", 2)])
def test_nobody_is_told_where_nothing_blocks(
    run: Runner, tools: Tools, name: str, configuration: str, code: int
) -> None:
    tools.add("curl")
    run.write("notes.tf", "locals {\n  a = 1\n}\n")
    run.write(".finops-guard.yaml", configuration)
    assert script(name, run.directory, tools) == code
    assert tools.calls("curl") == []


@pytest.mark.parametrize(("text", "subject", "code"), [(TEXTS["plain"], "failed", 1), ("locals {}\n", "passed", 0)])
def test_a_mail_is_sent_whatever_comes_of_it(run: Runner, tools: Tools, text: str, subject: str, code: int) -> None:
    tools.add("mail")
    run.write("main.tf", text)
    assert script("mail", run.directory, tools) == code
    (call,) = tools.calls("mail")
    assert call.arguments == ["-s", f"finops-guard: {subject}", "finops@acme.example"]
    assert "Scanned" in call.input
