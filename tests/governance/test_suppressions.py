"""Suppressions in scanned code: which findings of a whole scan they let stand, through module calls and by instance."""

from __future__ import annotations

import json
import textwrap

import pytest

from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.suppressions import MAX_LENGTH, MAX_LINES, MAX_WORDS, Request, RequestError, parse
from finops_guard.tree import MemoryTree

BUCKET = """
variable "name" {}
variable "tags" { default = {} }
resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.tags
}
"""
TAGS = "FG-TAG-001"


def judged(files: dict[str, str], policy: str = TAGS, **settings: object) -> Report:
    tree = MemoryTree({path: textwrap.dedent(text) for path, text in files.items()})
    return scan(tree, [""], Settings(select=(policy,), **settings))  # type: ignore[arg-type]


def outcome(report: Report) -> tuple[set[str], set[str]]:
    """Return the addresses of which findings are reported, and of which they are not."""
    return {each.address for each in report.findings}, {each.finding.address for each in report.suppressed}


def said(report: Report) -> list[str]:
    return [notice.message for notice in report.notices if notice.kind.startswith("suppression")]


CALL = """
{comment}
module "bucket" {{
  source   = "./bucket"
  for_each = toset(["logs", "data"])
  name     = each.key{trailing}
}}
"""
LOGS, DATA = ('module.bucket["logs"].aws_s3_bucket.this', 'module.bucket["data"].aws_s3_bucket.this')


@pytest.mark.parametrize(
    ("comment", "reported"),
    [
        ("# finops-guard:ignore FG-TAG-001", set()),
        ("// finops-guard:ignore required-tags -- moved in March", set()),
        ("/* finops-guard:ignore FG-TAG-001 */", set()),
        ('# finops-guard:ignore FG-TAG-001 module.bucket["logs"]', {DATA}),
        ('# finops-guard:ignore FG-TAG-001 module.bucket["logs"].aws_s3_bucket.this', {DATA}),
        ('# finops-guard:ignore FG-TAG-001, gp2-volumes module.bucket["logs"], module.bucket["data"]', set()),
        ('# finops-guard:ignore FG-TAG-001 module.bucket["other"]', {LOGS, DATA}),
        ("# finops-guard:ignore gp2-volumes", {LOGS, DATA}),
        ("# finops-guard:ignore", {LOGS, DATA}),
        ("# finops-guard:ignore *", {LOGS, DATA}),
        ("# finops-guard:ignored FG-TAG-001", {LOGS, DATA}),
        ("# finops-guard:ignore FG-TAG-001\n", {LOGS, DATA}),
        ("# finops-guard:ignore FG-TAG-001\n# why: see the ticket", set()),
        ("# finops-guard:ignore FG-TAG-001" + "\n#" * MAX_LINES, {LOGS, DATA}),
    ],
)
def test_a_comment_on_a_call_reaches_what_it_makes(comment: str, reported: set[str]) -> None:
    files = {"main.tf": CALL.format(comment=comment, trailing=""), "bucket/main.tf": BUCKET}
    assert outcome(judged(files)) == (reported, {LOGS, DATA} - reported)


def test_a_comment_in_a_module_reaches_every_instance_and_its_address_may_be_the_modules_own() -> None:
    commented = BUCKET.replace('resource "aws', '# finops-guard:ignore FG-TAG-001 {}\nresource "aws')
    call = CALL.format(comment="", trailing="")
    for address in ("", "aws_s3_bucket.this"):
        files = {"main.tf": call, "bucket/main.tf": commented.replace("{}", address, 1)}
        assert outcome(judged(files)) == (set(), {LOGS, DATA})


def test_calls_in_calls() -> None:
    outer = """
        module "inner" {
          source   = "../bucket"
          for_each = toset(["x", "y"]) # finops-guard:ignore gp2-volumes
          name     = each.key
        }
    """
    root = """
        # finops-guard:ignore FG-TAG-001 module.outer[0].module.inner["x"]
        module "outer" {
          source = "./outer"
          count  = 2
        }
    """
    report = judged({"main.tf": root, "outer/main.tf": outer, "bucket/main.tf": BUCKET})
    made = {f'module.outer[{n}].module.inner["{key}"].aws_s3_bucket.this' for n in (0, 1) for key in "xy"}
    silent = 'module.outer[0].module.inner["x"].aws_s3_bucket.this'
    assert outcome(report) == (made - {silent}, {silent})


# The comment behind {} in each; aws_instance.a and .b have the same mistake.
PLACES = [
    ('resource "aws_instance" "a" {{ {}\n  ami = "x"\n}}', {"aws_instance.a"}),
    ('{}\nresource "aws_instance" "a" {{\n  ami = "x"\n}}', {"aws_instance.a"}),
    ('resource "aws_instance" "a" {{\n  ami = "x"\n}} {}', set()),
    ('resource "aws_instance" "a" {{\n  {}\n  ami = "x"\n}}', set()),
    ('resource "aws_instance" "a" {{\n  ami = "{}"\n}}', set()),
    ('resource "aws_instance" "a" {{\n  ami = <<-E\n{}\nE\n}}', set()),
    ('variable "{}" {{}}\nresource "aws_instance" "a" {{}}', set()),
    ('locals {{\n  x = [ {}\n  ]\n}}\nresource "aws_instance" "a" {{}}', set()),
]


@pytest.mark.parametrize(("text", "silent"), PLACES)
def test_what_a_comment_is_about(text: str, silent: set[str]) -> None:
    comment = "# finops-guard:ignore FG-TAG-001"
    files = {"main.tf": text.format(comment) + '\nresource "aws_instance" "b" {}\n'}
    assert outcome(judged(files)) == ({"aws_instance.a", "aws_instance.b"} - silent, silent)


GP2 = """
resource "aws_instance" "a" {{
  {0}
  root_block_device {{
    {1}
    volume_type = "gp2" {2}
  }}
  ebs_block_device {{
    device_name = "x"
    volume_type = "gp2"
  }}
}}
"""


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_comment_on_a_part_leaves_the_others(place: int) -> None:
    comments = ["", "", ""]
    comments[place] = "# finops-guard:ignore gp2-volumes"
    report = judged({"main.tf": GP2.format(*comments)}, "FG-STO-001")
    assert [each.location.line for each in report.findings] == [10]
    assert [each.finding.location.line for each in report.suppressed] == [6]


@pytest.mark.parametrize(
    ("tags", "keys"),
    [
        ("{\n    owner = 5 # finops-guard:ignore placeholder-tag-values\n    cost-center = 6\n  }", set()),
        (
            '{\n    # finops-guard:ignore placeholder-tag-values\n    owner = "tbd"\n    cost-center = "todo"\n  }',
            {"cost-center"},
        ),
        (
            'merge({\n # finops-guard:ignore placeholder-tag-values\n owner = "tbd"\n }, {\n cost-center = "todo" })',
            {"cost-center"},
        ),
        (
            '{\n    owner = "tbd" # finops-guard:ignore placeholder-tag-values\n    cost-center = "todo"\n  }',
            {"cost-center"},
        ),
    ],
)
def test_a_comment_on_an_entry_of_an_object(tags: str, keys: set[str]) -> None:
    report = judged({"main.tf": f'resource "aws_instance" "a" {{\n  tags = {tags}\n}}'}, "placeholder-tag-values")
    assert {each.key for each in report.findings} == keys


def test_a_comment_where_the_value_is_given() -> None:
    """The finding points at the argument of the call, or at the variable's value: a comment there is enough."""
    volume = """
        variable "kind" {}
        resource "aws_ebs_volume" "v" {
          type = var.kind
        }
    """
    call = 'module "v" {\n  source = "./v"\n  kind = "gp2" # finops-guard:ignore FG-STO-001\n}'
    assert outcome(judged({"main.tf": call, "v/main.tf": volume}, "FG-STO-001")) == (
        set(),
        {"module.v.aws_ebs_volume.v"},
    )
    values = 'kind = "gp2" # finops-guard:ignore FG-STO-001\n'
    found = outcome(judged({"main.tf": volume, "terraform.tfvars": values}, "FG-STO-001"))
    assert found == (set(), {"aws_ebs_volume.v"})


def test_a_plan_with_its_configuration() -> None:
    comment = "# finops-guard:ignore FG-TAG-001 aws_instance.a[0] -- gone soon"
    main = f'{comment}\nresource "aws_instance" "a" {{\n  count = 2\n}}\n'
    changes = [
        {
            "address": f"aws_instance.a[{index}]",
            "mode": "managed",
            "type": "aws_instance",
            "name": "a",
            "index": index,
            "change": {"actions": ["create"], "before": None, "after": {}, "after_unknown": {}},
        }
        for index in (0, 1)
    ]
    plan = json.dumps({"format_version": "1.2", "resource_changes": changes, "configuration": {"root_module": {}}})
    report = judged({"main.tf": main, "plan.json": plan}, plans=("plan.json",))
    assert outcome(report) == ({"aws_instance.a[1]"}, {"aws_instance.a[0]"})


def test_terragrunt_units() -> None:
    files = {
        "bucket/main.tf": BUCKET.replace("resource", "# finops-guard:ignore FG-TAG-001\nresource", 1),
        "live/terragrunt.hcl": 'terraform {\n  source = "../bucket"\n}\ninputs = { name = "x" }\n',
    }
    assert outcome(judged(files)) == (set(), {"aws_s3_bucket.this"})


MANIFEST = """\
{0}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations: {{{1}}}
spec:
  template:
    spec:
      containers:
        {2}
        - name: web {3}
        - name: log
"""


@pytest.mark.parametrize(
    ("comments", "reported"),
    [
        (("# finops-guard:ignore container-requests", "", "", ""), set()),
        (("", 'finops-guard/ignore: "FG-K8S-001, container-limits -- a trial"', "", ""), set()),
        (("", "", "# finops-guard:ignore container-requests", ""), {"log"}),
        (("", "", "", "# finops-guard:ignore container-requests"), {"log"}),
        (("", "", "", "#finops-guard:ignore container-requests"), {"log"}),
        (("", "", "", "finops-guard:ignore container-requests"), {"web finops-guard:ignore container-requests", "log"}),
        (("", "finops-guard/ignore: 5", "", ""), {"web", "log"}),
        (("", "finops-guard/ignore: ''", "", ""), {"web", "log"}),
        (("# finops-guard:ignore container-requests\n", "", "", ""), {"web", "log"}),
    ],
)
def test_manifests(comments: tuple[str, str, str, str], reported: set[str]) -> None:
    report = judged({"app.yaml": MANIFEST.format(*comments)}, "container-requests")
    assert {each.key.rpartition("/")[0] for each in report.findings} == reported


def test_json_has_no_comments() -> None:
    quoted = (
        '{"findings": [{"excerpt": "resource \\"aws_instance\\" \\"a\\" { # finops-guard:ignore FG-TAG-001 -- yes"}]}\n'
    )
    report = judged({"main.tf": 'resource "aws_instance" "a" {}\n', "report.json": quoted})
    assert said(report) == []
    assert report.findings


def test_what_is_said_about_comments() -> None:
    text = """
        # finops-guard:ignore FG-TAG-9
        resource "aws_instance" "a" {}
        # finops-guard:ignore FG-STO-001
        resource "aws_instance" "b" { # finops-guard:ignore
          tags = { owner = "a", environment = "dev", cost-center = "c", application = "d" }
        }
        # finops-guard:ignore FG-TAG-001
        resource "aws_iam_role_policy_attachment" "c" {}
        # finops-guard:ignore FG-TAG-*
        # finops-guard:ignore FG-TAG-001 EXC-1 EXC-2
        # finops-guard:ignore FG-TAG-001
    """
    assert said(judged({"main.tf": text})) == [
        'finops-guard:ignore: no policy is "FG-TAG-9"',
        "this comment names no policy, so nothing is ignored",
        "finops-guard:ignore FG-TAG-001 is not needed: the policy finds nothing here",
        "this comment names policies by a pattern, so nothing is ignored",
        "this comment names more than one exception, so nothing is ignored",
        "this comment stands above nothing, so nothing is ignored",
    ]


def test_a_part_of_a_tree_says_nothing_about_what_is_not_needed() -> None:
    tree = MemoryTree({"a/main.tf": "# finops-guard:ignore FG-TAG-001\nlocals {}\n", "b/main.tf": ""})
    settings = Settings(select=(TAGS,))
    assert said(scan(tree, ["a"], settings)) == []
    assert said(scan(tree, [""], settings)) != []


@pytest.mark.parametrize(
    ("inline", "reported"), [("any", set()), ("registered", {"aws_instance.a"}), ("none", {"aws_instance.a"})]
)
def test_comments_can_be_refused(inline: str, reported: set[str]) -> None:
    text = '# finops-guard:ignore FG-TAG-001\nresource "aws_instance" "a" {}\n'
    report = judged({"main.tf": text}, inline_ignores=inline)
    assert outcome(report)[0] == reported
    refused = ["finops-guard:ignore names no exception, so it is not followed"]
    assert said(report) == (refused if reported else [])


def test_what_cannot_be_read_cannot_be_ignored() -> None:
    text = '# finops-guard:ignore FG-SRC-001\nresource "aws_instance" "a" {\n  ami =\n}\n'
    report = judged({"main.tf": text}, "readable-source")
    assert [each.policy for each in report.findings] == ["FG-SRC-001"]
    assert report.suppressed == ()


def test_what_is_suppressed_still_counts_in_evaluations_and_score() -> None:
    plain = judged({"main.tf": 'resource "aws_instance" "a" {}\n'})
    silent = judged({"main.tf": 'resource "aws_instance" "a" {} # finops-guard:ignore FG-TAG-001\n'})
    assert silent.verdicts == plain.verdicts
    # Nobody granted it: that is seen, and nothing is gained.
    assert silent.score.low <= plain.score.low
    assert not silent.failed
    assert plain.failed


def test_too_many_comments_are_bounded() -> None:
    lines = '  a = "b" # finops-guard:ignore FG-TAG-001\n' * 3_000
    report = judged({"main.tf": f'resource "aws_instance" "a" {{\n{lines}}}\n'})
    assert any("more than 1,000 comments finops-guard:ignore in a file" in text for text in said(report))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FG-TAG-001", Request(("FG-TAG-001",))),
        ("FG-TAG-001,gp2-volumes", Request(("FG-TAG-001", "gp2-volumes"))),
        ("gp2-volumes EXC-2026-0007", Request(("gp2-volumes",), (), "EXC-2026-0007")),
        (
            'a module.b["x, y"].c -- as agreed -- twice',
            Request(("a",), ('module.b["x, y"].c',), None, "as agreed -- twice"),
        ),
        ("a a b b", Request(("a", "b"))),
        ("a --", Request(("a",))),
        ("a --not-a-reason", Request(("a", "--not-a-reason"))),
    ],
)
def test_requests(text: str, expected: Request) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-- only a reason",
        "EXC-1",
        "a.b",
        "*",
        "FG-*",
        "a EXC-1 EXC-2",
        "a " * (MAX_WORDS + 1),
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_requests_for_nothing(text: str) -> None:
    with pytest.raises(RequestError):
        parse(text)
