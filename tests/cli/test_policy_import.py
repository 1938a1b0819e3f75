"""``finops-guard policy import``: files in, files out, and nothing lost without a word."""

from __future__ import annotations

import json

import pytest
from support.command_line import Runner

ROOT = {"tags": {"Team": {"tag_key": {"@@assign": "Team"}, "tag_value": {"@@assign": ["web", "data"]}}}}
UNIT = {"tags": {"team": {"tag_value": {"@@append": ["ml"]}, "enforced_for": {"@@assign": ["s3:bucket", "x:y"]}}}}
AZURE = {
    "properties": {
        "displayName": "Require a tag on resources",
        "policyType": "BuiltIn",
        "mode": "Indexed",
        "parameters": {"tagName": {"type": "String"}},
        "policyRule": {
            "if": {"field": "[concat('tags[', parameters('tagName'), ']')]", "exists": "false"},
            "then": {"effect": "deny"},
        },
    }
}


@pytest.fixture
def given(run: Runner) -> Runner:
    run.write("root.json", json.dumps(ROOT, indent=1))
    run.write("unit.json", json.dumps(UNIT, indent=1))
    run.write("azure.json", "\ufeff" + json.dumps(AZURE, indent=1))  # as PowerShell writes it
    return run


def test_tag_policies_become_policies_that_load(given: Runner) -> None:
    ran = given("policy", "import", "aws-tag-policy", "root.json", "unit.json", "--id-prefix", "SHOP")
    assert (ran.code, ran.out) == (0, "Wrote policies/tag-team-enforced.yaml\nWrote policies/tag-team.yaml\n")
    (note,) = ran.err.splitlines()
    assert note.startswith("note: unit.json:12:6: tags.team.enforced_for.@@assign[1]: no Terraform type with tags is")
    assert given("policy", "validate", "policies").out == "2 policies are valid\n"
    text = (given.directory / "policies/tag-team-enforced.yaml").read_text()
    assert text.startswith("# Imported from a tag policy of AWS Organizations.\nid: SHOP-TAG-001\n")
    given.write("main.tf", 'resource "aws_s3_bucket" "b" {\n  tags = { Team = "Web" }\n}\n')
    report = json.loads(given("scan", "--policy-dir", "policies", "--select", "tag-team*", "--format", "json").out)
    assert [(each["policy"], each["location"]["line"]) for each in report["findings"]] == [("SHOP-TAG-001", 2)]


def test_definitions_of_azure_become_policies_that_load(given: Runner) -> None:
    ran = given("policy", "import", "azure-policy", "azure.json", "--parameter", "tagName=Owner", "--output", "mine")
    assert (ran.code, ran.out) == (0, "Wrote mine/azure-require-a-tag-on-resources-owner.yaml\n")
    assert given("policy", "validate", "mine").code == 0
    given.write("one.json", '{"tagName": {"value": "App"}}')
    ran = given("policy", "import", "azure-policy", "azure.json", "--assignment", "one.json", "--output", "mine")
    assert ran.out == "Wrote mine/azure-require-a-tag-on-resources-app.yaml\n"
    assert given("policy", "validate", "mine").out == "2 policies are valid\n"
    assert given("explain", "require a tag on resources", "--policy-dir", "mine").out.startswith(
        "2 policies are called"
    )


def test_what_is_there_is_replaced_on_demand_only(given: Runner) -> None:
    command = ("policy", "import", "aws-tag-policy", "root.json")
    assert given(*command).code == 0
    before = (given.directory / "policies/tag-team.yaml").read_text()
    assert given(*command, "--replace").code == 0
    assert (given.directory / "policies/tag-team.yaml").read_text() == before
    ran = given(*command)
    assert ran.code == 0, "a policy of the same name is another one"
    assert ran.out == "Wrote policies/tag-team-2.yaml\n"
    assert given("policy", "validate", "policies").code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"tags": }', "x.json:1:10: not valid JSON"),
        ("[]", "x.json:1:1: this file does not hold one JSON object"),
        ("", "x.json:1:1: this file does not hold one JSON object"),
        ('{"tags": {}, "tags": {}}', 'the key "tags" is written twice'),
        ('{"a":' * 60 + "1" + "}" * 60, "nested deeper than 40 levels"),
        ("{" + " " * 1024 * 1024 + "}", "this file cannot be read: it is larger than"),
        (b"\xff\xfe\xff", "this file cannot be read: "),
        ('{"tags": {"\\u001b[31m##[error]": {"x": {}}}}', "this is no setting of a tag policy"),
    ],
)
def test_bad_input_is_told_with_its_place(given: Runner, content: str | bytes, message: str) -> None:
    given.write("x.json", content)
    for command in ("aws-tag-policy", "azure-policy"):
        ran = given("policy", "import", command, "x.json")
        assert ran.code == 2
        assert message in ran.err or command == "azure-policy"
        assert "\x1b" not in ran.err
        assert "##[" not in ran.err
        assert "Traceback" not in ran.err
    assert not (given.directory / "policies").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["aws-tag-policy"], "Missing argument"),
        (["aws-tag-policy", "nowhere.json"], "nowhere.json: no such file"),
        (["aws-tag-policy", "root.json", "--id-prefix", "shop"], "--id-prefix shop: capital letters and digits"),
        (["aws-tag-policy", "root.json", "--id-prefix", "FG"], "ids that begin with FG- are reserved"),
        (["azure-policy", "azure.json"], 'the parameter "tagName" has no value'),
        (["azure-policy", "azure.json", "--parameter", "tagName"], "write it as NAME=VALUE"),
    ],
)
def test_wrong_usage(given: Runner, arguments: list[str], message: str) -> None:
    ran = given("policy", "import", *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_nothing_is_written_through_a_link(given: Runner, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (given.directory / "policies").symlink_to(outside)
    assert given("policy", "import", "aws-tag-policy", "root.json").code == 2
    assert list(outside.iterdir()) == []
