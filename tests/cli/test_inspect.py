"""``inspect``: what the engine sees, in a published format, without secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.command_line import Ran, Runner
from support.plans import change, plan

ROOT = Path(__file__).parent.parent.parent
SCHEMA = json.loads((ROOT / "schemas/inspect-v1.schema.json").read_text(encoding="utf-8"))
SECRET = "hunter2swordfish"

MAIN = """\
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { owner = "ops" }
  }
}
variable "team" {}
resource "aws_instance" "web" {
  instance_type = "t3.micro"
  ami           = data.aws_ami.x.id
  tags          = { team = var.team, "a.b" = "c" }
  root_block_device {
    volume_size = 20
  }
}
data "aws_ami" "x" {}
resource "aws_sqs_queue" "q" {}
"""
MANIFEST = """\
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop, labels: {app: x}}
stringData: {password: hunter2swordfish}
data: {other: hunter2swordfish}
"""


def document(ran: Ran) -> dict[str, Any]:
    """Return what was printed, after the schema has accepted it."""
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(found)
    return found  # type: ignore[no-any-return]


def inspected(run: Runner, *arguments: str) -> dict[str, dict[str, Any]]:
    found = document(run("inspect", "resources", "--format", "json", *arguments))
    return {each["address"]: each for each in found["resources"]}


def test_the_schema_is_one_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert not Draft202012Validator(SCHEMA).is_valid({"version": "inspect-v1"})


def test_a_resource_with_all_that_is_seen_of_it(run: Runner) -> None:
    run.write("live/prod/main.tf", MAIN)
    web = inspected(run)["aws_instance.web"]
    assert (web["type"], web["provider"], web["root"], web["change"]) == ("aws_instance", "aws", "live/prod", None)
    assert web["environment"] == {"name": "prod", "known_by": "path"}
    assert web["region"]["value"] == "eu-west-1"
    tags = {key: (tag["state"], tag["value"], tag["origin"]) for key, tag in web["tags"].items()}
    assert tags == {
        "owner": ("known", "ops", "default_tags"),
        "team": ("unknown", None, "resource"),
        "a.b": ("known", "c", "resource"),
    }
    assert web["tags"]["owner"]["location"]["line"] == 4
    attributes = {each["path"]: (each["value"], each["location"]["line"]) for each in web["attributes"]}
    assert attributes == {
        "instance_type": ("t3.micro", 9),
        "ami": (None, 10),
        "tags.team": (None, 7),
        'tags["a.b"]': ("c", 11),
        "root_block_device[0].volume_size": (20, 13),
    }
    assert [(each["kind"], each["name"]) for each in web["children"]] == [("volume", "root_block_device[0]")]
    unknowns = {each["path"]: [cause["text"] for cause in each["causes"]] for each in web["unknowns"]}
    assert unknowns == {
        "ami": ["data.aws_ami.x.id is read from the cloud"],
        "tags.team": ["var.team has no value"],
    }


def test_the_text_says_the_same(run: Runner) -> None:
    run.write("live/prod/main.tf", MAIN)
    ran = run("inspect", "resources", "--type", "aws_instance")
    assert ran.out.splitlines() == [
        "aws_instance.web  live/prod/main.tf:8:1",
        '  aws, root live/prod, environment prod (by path), region "eu-west-1"',
        "  tags",
        '    owner  "ops"  default_tags  live/prod/main.tf:4:22',
        "    team   (not known)  resource  live/prod/main.tf:7:1",
        '    a.b    "c"  resource  live/prod/main.tf:11:46',
        "  attributes",
        '    instance_type                     "t3.micro"  live/prod/main.tf:9:19',
        "    ami                               (not known)  live/prod/main.tf:10:19",
        "    root_block_device[0].volume_size  20  live/prod/main.tf:13:19",
        "  volume root_block_device[0]  live/prod/main.tf:12:3",
        "  unknown",
        "    ami",
        "      data.aws_ami.x.id is read from the cloud  live/prod/main.tf:10:19",
        "    tags.team",
        "      var.team has no value  live/prod/main.tf:7:1",
        "",
        "1 resource.",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["aws_instance.web", "aws_sqs_queue.q"]),
        (("--type", "aws_sqs_*"), ["aws_sqs_queue.q"]),
        (("--type", "aws_sqs_*", "--type=aws_instance"), ["aws_instance.web", "aws_sqs_queue.q"]),
        (("--address", "*.web"), ["aws_instance.web"]),
        (("--address", "*.web", "--type", "aws_sqs_queue"), []),
        (("--address", "aws_[a-z]*"), []),
    ],
)
def test_filters(run: Runner, arguments: tuple[str, ...], expected: list[str]) -> None:
    run.write("main.tf", MAIN)
    assert list(inspected(run, *arguments)) == expected


def test_a_plan(run: Runner) -> None:
    entry = change("aws_sqs_queue.q", {"name": "jobs"}, actions=["update"], unknown={"tags_all": True})
    run.write("plan.json", plan(entry))
    found = inspected(run, "--plan", "plan.json")["aws_sqs_queue.q"]
    assert found["change"] == "update"
    assert {each["path"] for each in found["unknowns"]} == {"tags_all"}


def test_manifests(run: Runner) -> None:
    run.write("k8s.yaml", MANIFEST)
    ran = run("inspect", "resources", "--format", "json")
    [secret] = document(ran)["resources"]
    assert secret["namespace"] == "shop"
    assert {each["path"]: each["value"] for each in secret["attributes"]}["stringData"] == "(sensitive)"
    assert SECRET not in ran.out + run("inspect", "resources").out


def test_nothing_to_inspect(run: Runner) -> None:
    assert run("inspect", "resources").code == 2
    assert run("inspect", "roots").code == 2
    assert run("inspect").code == 2


def test_a_broken_file_is_said(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_sqs_queue" "q" {\n')
    found = document(run("inspect", "resources", "--format", "json"))
    assert [(each["level"], each["kind"]) for each in found["diagnostics"]] == [("error", "syntax")]
    assert run("inspect", "resources").out.startswith("aws_sqs_queue.q")


DECLARED = 'variable "s" {\n  sensitive = true\n}\n'
INSTANCE = 'resource "aws_instance" "i" {}\n'
PROVIDER = 'provider "aws" {\n  BODY\n}\n' + INSTANCE
LEAKS: dict[str, str] = {
    "value": 'resource "aws_instance" "i" { ami = var.s }\n',
    "in a text": 'resource "aws_instance" "i" { ami = "x-${var.s}" }\n',
    "in a list": 'resource "aws_instance" "i" { x = [[var.s]] }\n',
    "tag": 'resource "aws_instance" "i" { tags = { owner = var.s } }\n',
    "key": 'resource "aws_instance" "i" { tags = { (var.s) = "x" } }\n',
    "map": 'resource "aws_instance" "i" { tags = jsondecode(var.s) }\n',
    "default tags": PROVIDER.replace("BODY", 'default_tags { tags = { (var.s) = "x" } }'),
    "default map": PROVIDER.replace("BODY", "default_tags { tags = var.s }"),
    "region": PROVIDER.replace("BODY", "region = var.s"),
    "block": 'resource "aws_instance" "i" {\n  root_block_device { kms_key_id = var.s }\n}\n',
    "fails": 'resource "aws_instance" "i" { ami = tonumber(var.s) }\n',
    "for_each": 'resource "aws_instance" "i" { for_each = toset([var.s]) }\n',
    "environment": 'variable "environment" {\n  sensitive = true\n  default = "hunter2swordfish"\n}\n' + INSTANCE,
}


@pytest.mark.parametrize("value", ['"hunter2swordfish"', '{ hunter2swordfish = "hunter2swordfish" }'])
@pytest.mark.parametrize("text", LEAKS.values(), ids=LEAKS)
def test_a_secret_stays_one(run: Runner, text: str, value: str) -> None:
    run.write("main.tf", DECLARED + text)
    run.write("terraform.tfvars", f"s = {value}\n")
    for arguments in (["resources"], ["resources", "--format", "json"], ["roots"], ["roots", "--format", "json"]):
        ran = run("inspect", *arguments)
        assert ran.code == 0, ran.err
        assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("sensitive", [{"ami": True, "tags": True, "tags_all": True}, True])
def test_a_secret_of_a_plan_stays_one(run: Runner, sensitive: Any) -> None:
    after = {"ami": SECRET, "tags": {SECRET: SECRET}, "tags_all": {SECRET: SECRET}}
    run.write("plan.json", plan(change("aws_instance.i", after, sensitive=sensitive)))
    for arguments in ([], ["--format", "json"]):
        ran = run("inspect", "resources", "--plan", "plan.json", *arguments)
        assert ran.code == 0, ran.err
        assert SECRET not in ran.out + ran.err


def test_what_is_printed_does_no_harm(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_vpc" "v" {\n  cidr_block = "\\u001b[31m::error::x"\n}\n')
    out = run("inspect", "resources").out
    assert "\x1b" not in out
    assert "\n::" not in out


def test_deep_and_wide_values_are_cut(run: Runner) -> None:
    deep = "[" * 80 + "1" + "]" * 80
    text = "x" * 5000
    run.write(
        "main.tf",
        f'resource "a_b" "c" {{\n  text = "{text}"\n  deep = {deep}\n  wide = [for at in range(1000) : [at, at]]\n}}\n',
    )
    [found] = inspected(run).values()
    assert len(found["attributes"]) == 1000
    assert found["attributes_cut"] is True
    assert found["attributes"][0]["value"] == "x" * 1000 + "…"
    assert (found["attributes"][1]["path"], found["attributes"][1]["value"]) == ("deep" + "[0]" * 49, "…")
    assert run("inspect", "resources").code == 0


TREE = {
    "live/prod/main.tf": 'terraform {\n  backend "s3" {}\n}\nvariable "a" {}\nvariable "b" {}\nvariable "c" {}\n'
    'variable "d" { default = 1 }\nmodule "net" { source = "../../modules/net" }\n',
    "live/prod/z.auto.tfvars": 'a = "1"\n',
    "live/prod/terraform.tfvars": 'a = "2"\n',
    "live/dev/main.tf": 'provider "aws" {}\nmodule "net" { source = "../../modules/net" }\n',
    "modules/net/main.tf": 'resource "aws_vpc" "v" {}\n',
    "modules/old/main.tf": 'variable "x" {}\nresource "aws_vpc" "v" {}\n',
    "circle/a/main.tf": 'module "b" { source = "../b" }\n',
    "circle/b/main.tf": 'module "a" { source = "../a" }\n',
    "given.tfvars": "b = 1\n",
}


def test_what_waits_for_the_same_is_said_once_and_open_tags_are_not_none(run: Runner) -> None:
    run.write(
        "main.tf",
        """
variable "x" {}
resource "aws_eip" "open" {
  tags     = var.x
  instance = var.x
}
resource "aws_eip" "partly" { tags = merge(var.x, { a = 1 }) }
resource "aws_eip" "none" {}
""",
    )
    assert run("inspect", "resources").out.splitlines() == [
        "aws_eip.open  main.tf:3:1",
        "  aws, root .",
        "  tags: not known",
        "  attributes",
        "    tags      (not known)  main.tf:2:1",
        "    instance  (not known)  main.tf:2:1",
        "  unknown",
        "    tags, instance, tags.*",
        "      var.x has no value  main.tf:2:1",
        "",
        "aws_eip.partly  main.tf:7:1",
        "  aws, root .",
        "  tags",
        "    a  1  resource  main.tf:7:57",
        "    … and maybe others",
        "  unknown",
        "    tags.*",
        "      var.x has no value  main.tf:2:1",
        "",
        "aws_eip.none  main.tf:8:1",
        "  aws, root .",
        "  tags: none",
        "",
        "3 resources.",
    ]


def test_roots(run: Runner) -> None:
    for path, text in TREE.items():
        run.write(path, text)
    arguments = ("inspect", "roots", "--var-file", "given.tfvars", "--var", "d=2", "--workspace", "blue")
    found = document(run(*arguments, "--format", "json"))["roots"]
    assert {each["path"]: (each["role"], *each["reasons"]) for each in found} == {
        "circle/a": ("root", "circle"),
        "circle/b": ("module", "called"),
        "live/dev": ("root", "not-called", "provider"),
        "live/prod": ("root", "not-called", "backend"),
        "modules/net": ("module", "called"),
        "modules/old": ("library", "not-called", "below-modules"),
    }
    prod, net = found[3], found[4]
    assert prod["variable_files"] == ["live/prod/terraform.tfvars", "live/prod/z.auto.tfvars", "given.tfvars"]
    assert (prod["variables_given"], prod["variables_missing"], prod["workspace"]) == (["d"], ["c"], "blue")
    assert (net["called_by"], net["workspace"]) == (["live/dev", "live/prod"], None)
    assert (
        "\nlive/prod  root module\n"
        "  because    nothing here calls it; it configures a backend\n"
        "  calls      modules/net\n"
        "  workspace  blue\n"
        "  values in  live/prod/terraform.tfvars, live/prod/z.auto.tfvars, given.tfvars\n"
        "  given      d\n"
        "  no value   c\n\n"
    ) in run(*arguments).out


def test_roots_that_reach_a_part(run: Runner) -> None:
    run.write(".git/HEAD", "")
    for path, text in TREE.items():
        run.write(path, text)
    found = document(run("inspect", "roots", "modules/net", "--format", "json"))["roots"]
    assert [each["path"] for each in found] == ["live/dev", "live/prod", "modules/net"]


def test_what_follows_about_an_object_is_shown(run: Runner) -> None:
    run.write(
        "a.yaml",
        """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: web, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}}
""",
    )
    run.write(
        "b.yaml",
        """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 4}
""",
    )
    for arguments in (["."], ["a.yaml"]):
        (shown,) = json.loads(run("inspect", "resources", *arguments, "--type", "Deployment", "--format", "json").out)[
            "resources"
        ]
        found = {each["path"]: each for each in shown["attributes"]}
        assert found["derived.replicas.most"]["value"] == 4
        assert found["derived.replicas.most"]["location"]["path"] == "b.yaml"
        assert found["derived.cost.least"]["value"] == 26.17
