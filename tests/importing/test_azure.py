"""Definitions of Azure Policy about tags: the built-in ones, how rules may be written, and what is not understood."""

from __future__ import annotations

import json
from typing import Any

import pytest

from finops_guard.catalog import taggable
from finops_guard.errors import UsageError
from finops_guard.importing import azure, azure_types, json_file
from finops_guard.importing.azure_expressions import ExpressionError, resolved
from finops_guard.importing.json_file import Node
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials import fixtures
from finops_guard.trials.judging import judge

TAG = "[concat('tags[', parameters('tagName'), ']')]"
GROUPS = {"field": "type", "equals": "Microsoft.Resources/subscriptions/resourceGroups"}


def node(document: object, name: str = "definition.json") -> Node:
    return json_file.read(MemoryTree({name: json.dumps(document, indent=1)}), name)


def definition(condition: object, effect: object = "deny", mode: str = "Indexed", **more: Any) -> dict[str, Any]:
    parameters = {"tagName": {"type": "String"}, "tagValue": {"type": "String"}, "tagValues": {"type": "Array"}}
    properties = {"displayName": "Require it", "mode": mode, "parameters": parameters, **more}
    return {"properties": {**properties, "policyRule": {"if": condition, "then": {"effect": effect}}}}


def loaded(document: object, **parameters: str) -> Policy:
    made = azure.imported([node(document)], [], parameters, "ACME")
    tree = MemoryTree({f"p/{name}": text for name, text in made.files.items()})
    (policy,) = [each for each in loader.load(Settings(policy_directories=("p",)), tree) if not each.bundled]
    return policy


RESOURCES = """\
resource "azurerm_resource_group" "none" {
  name = "a"
}
resource "azurerm_resource_group" "right" {
  tags = { ENVIRONMENT = "Production" }
}
resource "azurerm_storage_account" "none" {
  name = "a"
}
resource "azurerm_storage_account" "other" {
  tags = { environment = "moon" }
}
resource "azurerm_key_vault" "right" {
  tags = { Environment = "production" }
}
resource "aws_instance" "none" {
}
"""
GROUP, ACCOUNT, VALUE = 1, 7, 11


def found(policy: Policy) -> list[int]:
    case = fixtures.case(policy.name, "t", RESOURCES, "fixture.tf")
    return sorted(finding.location.line for finding in judge([policy], case).findings)


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        # The four built-in definitions.
        (definition({"field": TAG, "exists": "false"}), [ACCOUNT]),
        (definition({"not": {"field": TAG, "equals": "[parameters('tagValue')]"}}), [ACCOUNT, VALUE]),
        (definition({"allOf": [GROUPS, {"field": TAG, "exists": "false"}]}, mode="All"), [GROUP]),
        (definition({"allOf": [GROUPS, {"field": TAG, "notEquals": "[parameters('tagValue')]"}]}, mode="All"), [GROUP]),
        # The same in other words.
        (definition({"field": "tags['environment']", "exists": False}, mode="All"), [GROUP, ACCOUNT]),
        (definition({"field": "tags.environment", "exists": False}), [ACCOUNT]),
        (definition({"field": "tags[environment]", "notIn": "[parameters('tagValues')]"}), [ACCOUNT, VALUE]),
        (definition({"not": {"field": "tags", "containsKey": "environment"}}), [ACCOUNT]),
        (definition({"field": "tags", "notContainsKey": "environment"}), [ACCOUNT]),
        (definition({"field": TAG, "notLike": "prod*"}), [ACCOUNT, VALUE]),
        (definition({"field": TAG, "notMatchInsensitively": "prod??????"}), [ACCOUNT, VALUE]),
        # Allowed values, where the tag is there.
        (
            definition({"allOf": [{"field": TAG, "exists": "true"}, {"field": TAG, "notIn": ["Production"]}]}),
            [VALUE],
        ),
        # A tag that is there with one of some values.
        (
            definition({"anyOf": [{"field": TAG, "exists": "false"}, {"field": TAG, "notIn": ["Production"]}]}),
            [ACCOUNT, VALUE],
        ),
        # Types.
        (
            definition(
                {
                    "allOf": [
                        {"field": "type", "in": ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"]},
                        {"not": {"field": "type", "equals": "microsoft.keyvault/vaults"}},
                        {"field": TAG, "exists": "false"},
                    ]
                }
            ),
            [ACCOUNT],
        ),
        (
            definition(
                {"allOf": [{"field": "type", "notEquals": GROUPS["equals"]}, {"field": TAG, "exists": "false"}]},
                mode="All",
            ),
            [ACCOUNT],
        ),
    ],
)
def test_imported_policies_find_what_azure_would(document: object, lines: list[int]) -> None:
    policy = loaded(document, tagName="Environment", tagValue="production", tagValues="production, test")
    assert found(policy) == lines


@pytest.mark.parametrize(
    ("effect", "severity"), [("deny", "error"), ("Audit", "warning"), ("[parameters('tagValue')]", "warning")]
)
def test_effects_are_severities(effect: str, severity: str) -> None:
    policy = loaded(definition({"field": "tags.a", "exists": False}, effect), tagValue="audit")
    assert policy.severity == severity


def test_a_disabled_definition_is_none() -> None:
    made = azure.imported([node(definition({"field": "x", "y": 1}, "Disabled"))], [], {}, "ACME")
    assert made.files == {}
    assert "the effect is disabled: this is not imported" in str(made.notes[0])


def test_a_definition_is_imported_once_an_assignment() -> None:
    document = definition(
        {"field": TAG, "exists": "false"}, displayName="Require a tag on resources", policyType="BuiltIn"
    )
    assignments = [
        node({"properties": {"parameters": {"tagName": {"value": "Owner"}}}}),
        node({"tagname": {"value": "CostCenter"}}),
        node({"$schema": "x", "parameters": {"tagName": {"value": "App"}}}),
    ]
    made = azure.imported([node(document)], assignments, {}, "ACME")
    assert list(made.files) == [
        "azure-require-a-tag-on-resources-owner.yaml",
        "azure-require-a-tag-on-resources-cost-center.yaml",
        "azure-require-a-tag-on-resources-app.yaml",
    ]
    assert all("azure-policy:\n  - Require a tag on resources\n" in text for text in made.files.values())


def test_defaults_count_where_nothing_is_given() -> None:
    parameters = {"tagName": {"type": "String", "defaultValue": "Owner"}}
    document = definition({"field": TAG, "exists": "false"}, parameters=parameters)
    assert loaded(document).parameters == {"required": {"Owner": {}}}
    assert loaded(document, tagname="Team").parameters == {"required": {"Team": {}}}


def test_a_bare_rule_is_a_definition() -> None:
    policy = loaded({"if": {"field": "tags.a", "exists": False}, "then": {"effect": "audit"}})
    assert (policy.name, policy.parameters) == ("azure-tags-a", {"required": {"a": {}}})


MODIFY = 'properties.policyRule.then.effect: the effect "modify" is not understood here'


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, 'the document: this is no policy definition: "policyRule" with "if" and "then" is missing'),
        (definition({"field": "tags.a", "exists": False}, "modify"), MODIFY),
        (
            definition({"field": "location", "notIn": ["x"]}),
            'policyRule.if: the field "location" is not understood here',
        ),
        (definition({"field": "tags.a", "equals": "x"}), 'policyRule.if: "equals" is not understood here'),
        (definition({"field": "tags.a", "notLike": "a", "x": 1}), "a condition with one field and one comparison"),
        (definition({"value": "[length(field('tags'))]", "less": 3}), "a condition with one field and one comparison"),
        (definition({"field": TAG, "exists": False}), 'the parameter "tagName" has no value: give it with --parameter'),
        (
            definition({"field": "[toLower('x')]", "exists": False}),
            "policyRule.if.field: only parameters('name'), concat",
        ),
        (definition({"field": "tags.a", "exists": "maybe"}), "exists is true or false"),
        (
            definition({"allOf": [{"field": "tags.a", "exists": False}, {"field": "tags.b", "exists": False}]}),
            "one condition about tags is understood here, or several joined by anyOf",
        ),
        (
            definition({"anyOf": [{"field": "tags.a", "notIn": ["x"]}, {"field": "tags.a", "notIn": ["y"]}]}),
            'properties.policyRule.if.anyOf[1]: the tag "a" is compared twice',
        ),
        (
            definition({"allOf": [{"field": "type", "equals": "Microsoft.X/y"}, {"field": "tags.a", "exists": False}]}),
            'properties.policyRule.if.allOf[0]: no Terraform type is known for "Microsoft.X/y"',
        ),
        (
            definition({"allOf": [{"field": "type", "like": "Microsoft.*"}, {"field": "tags.a", "exists": False}]}),
            "a type is equal to, in, or not in names of types here",
        ),
        (definition({"allOf": [GROUPS, {"field": "tags.a", "exists": False}]}), "no resource is of the types"),
        (definition({"not": {"field": "tags.a", "less": "x"}}), 'the opposite of "less" is not understood here'),
        (definition({"anyOf": []}), "anyOf holds no conditions"),
    ],
)
def test_what_is_not_understood_is_told_with_its_path(document: object, expected: str) -> None:
    with pytest.raises(UsageError) as failure:
        azure.imported([node(document)], [], {}, "ACME")
    assert len(failure.value.problems) == 1
    assert expected in str(failure.value.problems[0])
    assert str(failure.value.problems[0]).startswith("definition.json:")


def test_parameters_that_there_are_not_are_told() -> None:
    document = node(definition({"field": "tags.a", "exists": False}))
    with pytest.raises(UsageError) as failure:
        azure.imported([document], [node({"tagNam": {"value": "x"}, "tagName": {}})], {"colour": "red"}, "ACME")
    assert [str(problem).partition(": ")[2] for problem in failure.value.problems] == [
        "tagNam: the definition has no such parameter",
        "tagName: this parameter has no value",
        "the definition has no such parameter",
    ]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("plain", "plain"),
        (False, False),
        ("[[literal]", "[literal]"),
        ("[parameters('A')]", "x"),
        ("[concat('it''s ', parameters('a'))]", "it's x"),
        ("[concat(concat('a', 'b'), 'c')]", "abc"),
    ],
)
def test_expressions(raw: object, value: object) -> None:
    assert resolved(raw, {"a": "x"}) == value


@pytest.mark.parametrize(
    "raw",
    [
        "[",
        "[parameters('b')]",
        "[concat()]",
        "[x]",
        "[concat('a'",
        "[concat('a') 'b']",
        "[" + "concat(" * 200 + "]",
        "['a]",
    ],
)
def test_expressions_that_are_not_understood(raw: str) -> None:
    with pytest.raises(ExpressionError):
        resolved(raw, {"a": "x"})


def test_types_of_the_table_carry_tags() -> None:
    types = [type_ for names in azure_types._TYPES.values() for type_ in names]
    assert len(types) == len(set(types))
    assert [type_ for type_ in types if taggable.lookup(type_) is None] == []
