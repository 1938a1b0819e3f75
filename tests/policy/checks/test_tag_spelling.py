"""Keys written twice, nearly right, in another style, or otherwise elsewhere in a root."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from policy.building import judge, matched, resource, verdicts

from finops_guard.policy.model import MatchedRoot
from finops_guard.resources import Resource, TagOrigin
from finops_guard.values import SENSITIVE, Value


@pytest.mark.parametrize(
    ("tagged", "found"),
    [
        ({"owner": "a", "Owner": "a"}, ["Owner"]),
        ({"cost-center": "a", "CostCenter": "b", "cost_center": "c"}, ["CostCenter", "cost_center"]),
        ({"owner": "a", "owners": "a"}, []),
        ({"owner": "a", "Owner": None}, []),
        ({"Name": "a", "name": "a"}, []),
        ({"owner": "a", "Owner": Value("a", None, SENSITIVE)}, []),
        ({"a/owner": "a", "owner": "b"}, []),
    ],
)
def test_duplicates(tagged: dict[str, object], found: list[str]) -> None:
    parameters = {"duplicates": {"except": ["Name"]}}
    assert verdicts("tags", parameters, resource(tagged=tagged)) == [("fail", key) for key in found]


def test_duplicates_tell_what_they_do() -> None:
    tagged: dict[str, object] = {"owner": "a", "Owner": "a"}
    (outcome,) = judge("tags", {"duplicates": {}}, resource(tagged=tagged)) or []
    assert outcome.message.endswith('has the tags "owner" and "Owner": two columns of a report for one meaning')
    (outcome,) = judge("tags", {"duplicates": {}}, resource("azurerm_resource_group", tagged=tagged)) or []
    assert "Azure takes for the same" in outcome.message


def test_duplicates_among_labels_of_a_namespace_are_its_own() -> None:
    judged = resource("Deployment", tagged={"owner": "a", "Owner": "b"})
    assert judged.tags is not None
    inherited = {key: replace(tag, origin=TagOrigin.NAMESPACE) for key, tag in judged.tags.tags.items()}
    assert verdicts("tags", {"duplicates": {}}, replace(judged, tags=replace(judged.tags, tags=inherited))) == []
    mixed = {**inherited, "owner": judged.tags.tags["owner"]}
    found = verdicts("tags", {"duplicates": {}}, replace(judged, tags=replace(judged.tags, tags=mixed)))
    assert found == [("fail", "Owner")]


BESIDE = {"near_misses": {"beside": ["owner", "environment"]}, "aliases": {"owner": ["team"], "environment": ["stage"]}}
ANYWHERE = {"near_misses": {"keys": ["owner", "environment", "cost-center", "project"]}}


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("onwer", True),
        ("Onwer", True),
        ("ower", True),
        ("oowner", False),  # what begins or ends otherwise may have a meaning of its own
        ("owners", False),
        ("owner-id", False),
        ("owned", False),
        ("over", False),
        ("enviroment", True),
        ("envirnoment", True),
        ("environmant", True),
        ("environments", False),
        ("costcentre", True),
        ("cost_centr", True),
        ("costs-center", True),
        ("project-id", False),
        ("projekt", False),
        ("proejct", True),
        ("owner", False),
        ("Owner", False),
        ("", False),
    ],
)
def test_near_misses(key: str, found: bool) -> None:
    assert verdicts("tags", ANYWHERE, resource(tagged={key: "a"})) == ([("fail", key)] if found else [])


@pytest.mark.parametrize(
    ("tagged", "found"),
    [
        ({"onwer": "a"}, []),  # that owner is missing is for another policy to say
        ({"onwer": "a", "owner": "b"}, ["onwer"]),
        ({"onwer": "a", "team": "b"}, ["onwer"]),
        ({"taem": "a", "owner": "b"}, ["taem"]),
        ({"stage": "a", "storage": "b"}, []),
        ({"owner": "a", "onwer": Value("b", None, SENSITIVE)}, []),
    ],
)
def test_near_misses_beside_the_right_key(tagged: dict[str, object], found: list[str]) -> None:
    assert verdicts("tags", BESIDE, resource(tagged=tagged)) == [("fail", key) for key in found]


@pytest.mark.parametrize(
    ("style", "key", "suggestion"),
    [
        ("kebab", "cost-center", None),
        ("kebab", "CostCenter", "cost-center"),
        ("kebab", "cost_center", "cost-center"),
        ("kebab", "HTTPServer2", "http-server2"),
        ("kebab", "example.org/CostCenter", "cost-center"),
        ("kebab", "example.org/cost-center", None),
        ("kebab", "ß", ""),
        ("snake", "Cost Center", "cost_center"),
        ("camel", "cost-center", "costCenter"),
        ("camel", "costCenter", None),
        ("pascal", "costCenter", "CostCenter"),
        ("pascal", "Name", None),
    ],
)
def test_styles(style: str, key: str, suggestion: str | None) -> None:
    outcomes = judge("tags", {"keys": {"style": style}}, resource(tagged={key: "a"})) or []
    assert [outcome.fields["suggestion"] for outcome in outcomes] == ([] if suggestion is None else [suggestion])


def test_keys_by_a_pattern_and_those_left_out() -> None:
    parameters = {"keys": {"pattern": "acme-.*", "except": ["Name"]}}
    tagged: dict[str, object] = {"acme-owner": "a", "Name": "b", "owner": "c"}
    assert verdicts("tags", parameters, resource(tagged=tagged)) == [("fail", "owner")]


def test_google_labels_are_not_held_to_upper_case() -> None:
    judged = resource("google_storage_bucket", tagged={"cost-center": "a"})
    assert verdicts("tags", {"keys": {"style": "pascal"}}, judged) == []
    assert verdicts("tags", {"keys": {"style": "snake"}}, judged) == [("fail", "cost-center")]


def tagged(name: str, *keys: str, type_: str = "aws_instance") -> Resource:
    return resource(type_, name=name, tagged=dict.fromkeys(keys, "a"))


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ([tagged("a", "owner"), tagged("b", "owner"), tagged("c", "Owner")], ["Owner"]),
        ([tagged("a", "Owner"), tagged("b", "owner"), tagged("c", "owner")], ["Owner"]),
        ([tagged("a", "Owner"), tagged("b", "owner")], ["owner"]),  # of equals the first is right
        (
            [tagged("a", "cost-center"), tagged("b", "CostCenter"), tagged("c", "cost_center")],
            ["CostCenter", "cost_center"],
        ),
        ([tagged("a", "owner"), tagged("b", "owner")], []),
        ([tagged("a", "owner"), tagged("b", "owner", "Owner")], []),  # for the check for duplicates
        ([tagged("a", "CostCenter"), tagged("b", "cost_center", type_="google_storage_bucket")], []),
        ([tagged("a", "Name"), tagged("b", "name")], []),
        ([], []),
    ],
)
def test_consistency_of_a_root(resources: list[Resource], found: list[str]) -> None:
    judged = MatchedRoot(matched().root, tuple(resources))
    parameters = {"consistent": {"except": ["Name"]}}
    assert verdicts("tags", parameters, judged) == [("fail", key) for key in found]


def test_consistency_tells_where_and_how_often() -> None:
    resources = [
        tagged("a", "owner"),
        tagged("b", "owner"),
        tagged("c", "owner"),
        tagged("d", "Owner"),
        tagged("e", "Owner"),
    ]
    (outcome,) = judge("tags", {"consistent": {}}, MatchedRoot(matched().root, tuple(resources))) or []
    assert outcome.message == ('"Owner" on aws_instance.d and 1 more is "owner" on 3: cost reports show two columns')
    assert verdicts("tags", {"consistent": {}}, resources[0]) is None
