"""Tag policies of AWS Organizations: inheritance as AWS documents it, and what the policies then find."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from finops_guard.catalog import taggable
from finops_guard.errors import UsageError
from finops_guard.importing import aws, aws_types, json_file
from finops_guard.importing.aws_merging import Merged, merge
from finops_guard.importing.json_file import Node
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials import fixtures
from finops_guard.trials.judging import judge

NONE = {"@@operators_allowed_for_child_policies": ["@@none"]}


def node(document: object, name: str = "policy.json") -> Node:
    return json_file.read(MemoryTree({name: json.dumps(document, indent=1)}), name)


def tag(key: str = "costcenter", **settings: Any) -> dict[str, Any]:
    return {"tags": {key: settings}}


def assigned(value: object) -> dict[str, object]:
    return {"@@assign": value}


def effective(merged: Merged) -> dict[str, dict[str, object]]:
    """Return the effective policy as AWS displays it."""
    shown: dict[str, dict[str, object]] = {}
    for key, each in merged.tags.items():
        lists = {name: list(entries) for name, entries in each.lists.items() if entries}
        shown[key] = {"tag_key": each.key, **lists}
    return shown


A = tag(tag_key=assigned("CostCenter"), tag_value=assigned(["Development", "Support"]))
B = tag(
    tag_key=assigned("CostCenter"),
    tag_value=assigned(["Sandbox"]),
    enforced_for=assigned(["redshift:*", "dynamodb:table"]),
)
C = tag(
    tag_key=assigned("CostCenter"),
    tag_value={"@@append": ["Marketing"]},
    enforced_for={"@@append": ["redshift:*", "dynamodb:table"]},
)
D = tag(
    tag_key=assigned("CostCenter"),
    tag_value={"@@remove": ["Development", "Marketing"]},
    enforced_for={"@@remove": ["redshift:*", "dynamodb:table"]},
)
E = tag(
    "project",
    tag_key={**NONE, **assigned("Project")},
    tag_value={"@@operators_allowed_for_child_policies": ["@@append"], "@@assign": ["Maintenance", "Escalations"]},
)
F = tag("project", tag_key=assigned("PROJECT"), tag_value={"@@append": ["Escalations - research"]})
ENFORCED = ["redshift:*", "dynamodb:table"]


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([A], {"costcenter": {"tag_key": "CostCenter", "tag_value": ["Development", "Support"]}}),
        ([A, B], {"costcenter": {"tag_key": "CostCenter", "tag_value": ["Sandbox"], "enforced_for": ENFORCED}}),
        (
            [A, C],
            {
                "costcenter": {
                    "tag_key": "CostCenter",
                    "tag_value": ["Development", "Support", "Marketing"],
                    "enforced_for": ENFORCED,
                }
            },
        ),
        ([A, C, D], {"costcenter": {"tag_key": "CostCenter", "tag_value": ["Support"]}}),
        (
            [E, F],
            {
                "project": {
                    "tag_key": "Project",
                    "tag_value": ["Maintenance", "Escalations", "Escalations - research"],
                }
            },
        ),
        # Keys alone at the root, values below: the documentation's two policies that belong together.
        (
            [
                tag("CostCenter", tag_key={**assigned("CostCenter"), **NONE}),
                tag("costCENTER", tag_value=assigned(["A"])),
            ],
            {"costcenter": {"tag_key": "CostCenter", "tag_value": ["A"]}},
        ),
        # Without a capitalisation, lower case is the one that is asked for.
        ([tag("CostCenter", tag_value=assigned(["A"]))], {"costcenter": {"tag_key": "costcenter", "tag_value": ["A"]}}),
        # What is displayed as effective has no operators.
        ([tag(tag_key="CostCenter", tag_value=["A"])], {"costcenter": {"tag_key": "CostCenter", "tag_value": ["A"]}}),
        # A child may not allow again what the parent does not.
        (
            [
                E,
                tag("project", tag_value={"@@operators_allowed_for_child_policies": ["@@all"]}),
                tag("project", tag_value={"@@remove": ["Maintenance"], "@@append": ["X"]}),
            ],
            {"project": {"tag_key": "Project", "tag_value": ["Maintenance", "Escalations", "X"]}},
        ),
        (
            [{"tags": {**NONE, **A["tags"]}}, F],
            {"costcenter": {"tag_key": "CostCenter", "tag_value": ["Development", "Support"]}},
        ),
    ],
)
def test_policies_are_merged_as_documented(policies: list[object], expected: dict[str, object]) -> None:
    merged = merge([node(policy) for policy in policies])
    assert merged.problems == []
    assert effective(merged) == expected


def test_what_has_no_effect_is_told() -> None:
    merged = merge([node(E, "root.json"), node(F, "unit.json")])
    assert list(map(str, merged.notes)) == [
        "unit.json:5:17: tags.project.tag_key.@@assign: a policy above does not allow this operator: it has no effect"
    ]


def test_controls_do_not_bind_the_policy_that_sets_them() -> None:
    policy = tag(tag_value={**NONE, "@@assign": ["A"]}, tag_key={**NONE, "@@assign": "CostCenter"})
    assert effective(merge([node(policy)])) == {"costcenter": {"tag_key": "CostCenter", "tag_value": ["A"]}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "policy.json:1:1: the document: this is no tag policy"),
        ({"tags": {}, "x": 1}, "policy.json:3:2: x: a tag policy holds nothing but tags"),
        ({"tags": {"a": 1}}, "policy.json:3:8: tags.a: this must be an object"),
        (tag("a", tag_kay={}), "tags.a.tag_kay: this is no setting of a tag policy (did you mean"),
        (
            tag("a", tag_value={"@@asign": []}),
            "tags.a.tag_value.@@asign: this is no inheritance operator (did you mean",
        ),
        (
            tag("a", tag_key=assigned("b")),
            'tags.a.tag_key.@@assign: the tag key must be "a" but for its capitalisation',
        ),
        (tag("a", tag_key={"@@append": "a"}), "tags.a.tag_key.@@append: a tag key is assigned"),
        (tag("a", tag_value=assigned("x")), "tags.a.tag_value.@@assign: this must be a list of texts"),
        (tag("a", tag_value=assigned([1])), "tags.a.tag_value.@@assign[0]: this must be a text in quotes"),
        (tag("a", tag_value=assigned(["*@*.com"])), 'tags.a.tag_value.@@assign[0]: "*@*.com" has more than one *'),
        (tag("a", enforced_for=assigned(["*"])), 'tags.a.enforced_for.@@assign[0]: "*" is no resource type'),
        (tag("a", enforced_for=assigned(["*:instance"])), "is no resource type"),
        (
            tag("a", tag_value={"@@operators_allowed_for_child_policies": ["@@nun"]}),
            '"@@nun" is no operator (did you mean "@@none"?)',
        ),
    ],
)
def test_what_is_no_tag_policy_is_told_with_its_place(document: object, expected: str) -> None:
    with pytest.raises(UsageError) as failure:
        aws.imported([node(document)], "ACME")
    assert any(expected in str(problem) for problem in failure.value.problems), failure.value


def loaded(*policies: object) -> tuple[dict[str, Policy], list[str]]:
    made = aws.imported([node(policy) for policy in policies], "ACME")
    tree = MemoryTree({f"p/{name}": text for name, text in made.files.items()})
    policies_ = loader.load(Settings(policy_directories=("p",)), tree)
    return {policy.name: policy for policy in policies_ if not policy.bundled}, list(map(str, made.notes))


RESOURCES = """\
resource "aws_instance" "right" {
  tags = { CostCenter = "3007" }
}
resource "aws_instance" "value" {
  tags = { CostCenter = "7" }
}
resource "aws_instance" "key" {
  tags = { costcenter = "100" }
}
resource "aws_instance" "none" {
}
resource "aws_sqs_queue" "value" {
  tags = { CostCenter = "7" }
}
resource "azurerm_resource_group" "elsewhere" {
  tags = { costcenter = "7" }
}
"""


def found(policy: Policy) -> list[int]:
    case = fixtures.case(policy.name, "t", RESOURCES, "fixture.tf")
    return sorted(finding.location.line for finding in judge([policy], case).findings)


def test_imported_policies_find_what_aws_would() -> None:
    policies, notes = loaded(
        tag(
            tag_key=assigned("CostCenter"),
            tag_value=assigned(["100", "200", "300*"]),
            enforced_for=assigned(["ec2:instance", "quantum:job"]),
            report_required_tag_for=assigned(["ec2:instance"]),
        )
    )
    assert {name: (policy.severity.value, found(policy)) for name, policy in policies.items()} == {
        "tag-cost-center-enforced": ("error", [5, 8]),
        "tag-cost-center": ("warning", [13]),
        "tag-cost-center-required": ("error", [8, 10]),
    }
    (note,) = notes
    assert 'enforced_for.@@assign[1]: no Terraform type with tags is known for "quantum:job": it is not imp' in note


@pytest.mark.parametrize(
    ("values", "check"),
    [
        (["100", "200"], {"values": ["100", "200"]}),
        (["a.b*", "c"], {"pattern": "a\\.b.*|c"}),
        (["*@example.com"], {"pattern": ".*@example\\.com"}),
    ],
)
def test_wildcards_become_patterns(values: list[str], check: dict[str, object]) -> None:
    made = aws.imported([node(tag("team", tag_value=assigned(values)))], "ACME")
    (text,) = made.files.values()
    assert yaml.safe_load(text)["check"]["tags"]["optional"] == {"team": check}


def test_a_value_that_allows_all_asks_for_the_spelling_alone() -> None:
    (policy,) = loaded(tag("team", tag_key=assigned("Team"), tag_value=assigned(["*"])))[0].values()
    assert policy.parameters == {"forbidden": ["TEAM", "team"]}


def test_services_are_all_of_their_types() -> None:
    assert aws_types.types("dynamodb:*") == ("aws_dynamodb_table",)
    assert aws_types.types("ec2:ALL_SUPPORTED") == aws_types.types("ec2:*")
    assert {"aws_instance", "aws_ebs_volume", "aws_nat_gateway"} <= set(aws_types.types("ec2:*"))
    assert aws_types.types("ec2:nat-gateway") == aws_types.types("ec2:natgateway") == ("aws_nat_gateway",)
    assert aws_types.types("rds:cluster") == ("aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster")
    assert aws_types.types("nothing:*") == aws_types.types("ec2:nothing") == ()


def test_types_of_the_table_carry_tags() -> None:
    types = [type_ for service in aws_types.table().values() for group in service.values() for type_ in group]
    assert len(types) == len(set(types)) > 250
    assert [type_ for type_ in types if taggable.lookup(type_) is None] == []


def test_names_and_ids_are_of_their_own() -> None:
    document = {"tags": {key: {"tag_value": assigned(["x"])} for key in ("Cost-Center", "cost_center", "***")}}
    made = aws.imported([node(document)], "SHOP-A", taken=("SHOP-A-TAG-001", "tag-cost-center"))
    assert list(made.files) == ["tag-cost-center-2.yaml", "tag-cost-center-3.yaml", "tag-key.yaml"]
    ids = [yaml.safe_load(text)["id"] for text in made.files.values()]
    assert ids == ["SHOP-A-TAG-002", "SHOP-A-TAG-003", "SHOP-A-TAG-004"]
