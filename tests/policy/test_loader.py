from __future__ import annotations

import os
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from finops_guard.errors import ConfigError, FinopsGuardError, PolicyError
from finops_guard.findings import Severity
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.policy.parameters import as_value, merged
from finops_guard.policy.reading import MAX_FILE_SIZE, read_directory
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import MemoryTree
from finops_guard.values import plain

GOOD = """\
id: ACME-001
name: no-spot
title: No spot instances
description: Why not.
severity: error
capability: Usage Optimization
match:
  resources: [aws_spot_instance_request]
check:
  attribute:
    path: spot_price
    operator: absent
message: "{{ address }} bids {{ value }}"
remediation: Use an instance.
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def load(files: dict[str, str], **settings: object) -> dict[str, Policy]:
    chosen = Settings(policy_directories=("policies",), **settings)  # type: ignore[arg-type]
    tree = MemoryTree({f"policies/{name}": text for name, text in files.items()})
    return {policy.name: policy for policy in loader.load(chosen, tree)}


def problems(files: dict[str, str], **settings: object) -> list[str]:
    with pytest.raises(FinopsGuardError) as failure:
        load(files, **settings)
    return [str(problem) for problem in failure.value.problems]


def test_own_policy_beside_the_bundled_ones() -> None:
    policies = load({"sub/no-spot.yaml": GOOD, "README.md": "no policy"})
    own = policies["no-spot"]
    assert len(policies) == len(loader.load(Settings(), None)) + 1
    assert (own.id, own.path, own.bundled) == ("ACME-001", "policies/sub/no-spot.yaml", False)
    assert own.severity is Severity.ERROR, "without blocks_from, an error fails in every profile"
    assert policies["gp2-volumes"].bundled
    assert policies["gp2-volumes"].path == "aws/gp2-volumes.yaml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "remediation:",
            "remedation:",
            [
                ('policies/no-spot.yaml:1:1: the key "remediation" is missing (What to do, for the engineer who reads '
                "the finding.)"),
                'policies/no-spot.yaml:14:1: unknown key "remedation" (did you mean "remediation"?)',
            ],
        ),
        (
            "severity: error",
            "severity: eror",
            [
                ('policies/no-spot.yaml:5:11: "severity" must be one of error, warning, info, not "eror" '
                '(did you mean "error"?)')
            ],
        ),
        (
            "  attribute:",
            "  atribute:",
            ['policies/no-spot.yaml:10:3: unknown key "atribute" (did you mean "attribute"?)'],
        ),
        (
            "aws_spot_instance_request",
            "aws_spot_instance_reqest",
            [
                ('policies/no-spot.yaml:8:15: "aws_spot_instance_reqest" is no known resource type '
                '(did you mean "aws_spot_instance_request"?)')
            ],
        ),
        (
            "id: ACME-001",
            "id: FG-ACME-001",
            [
                ("policies/no-spot.yaml:1:5: ids that begin with FG- are reserved for the bundled policies "
                "(choose a prefix of your own, such as ACME-)")
            ],
        ),
        (
            "name: no-spot",
            "name: no-sopt",
            [
                ('policies/no-spot.yaml:2:7: the policy is named "no-sopt" and its file "no-spot" '
                "(give both the same name)")
            ],
        ),
        (
            "{{ value }}",
            "{{ valu }}",
            [
                ("policies/no-spot.yaml:13:10: the message has the unknown field {{ valu }} "
                '(did you mean "value"?)')
            ],
        ),
        (
            "operator: absent",
            "operator: matches\n    absent: pass\n    value: (",
            [
                ('policies/no-spot.yaml:14:12: "value": this is no regular expression: missing ), unterminated '
                "subpattern at position 0")
            ],
        ),
        (
            "path: spot_price",
            "path: derived.replicas.mots",
            [
                ('policies/no-spot.yaml:11:11: "path": nothing that is called "replicas.mots" follows about a '
                'resource or object (did you mean "replicas.most"?)')
            ],
        ),
        (
            "[aws_spot_instance_request]",
            "all\n  unless: {name: [kube-system]}",
            ['policies/no-spot.yaml:9:12: unknown key "name" (did you mean "names"?)'],
        ),
        ("title: No", "title: [No", None),
        ("operator: absent", "operator: equals", None),
        ("operator: absent", "operator: present\n    absent: pass", None),
        ("operator: absent", "operator: in\n    absent: pass\n    value: x", None),
        ("path: spot_price", "path: spot price", None),
        ("path: spot_price", "paths: []", None),
        ("[aws_spot_instance_request]", "[aws_spot*_no_such]", None),
        ("[aws_spot_instance_request]", "everything", None),
        ("[aws_spot_instance_request]", "[]", None),
        ("severity: error", "severity: error\nseverity: info", None),
        ("id: ACME-001", "id: acme", None),
        ("id: ACME-001", "id: 1", None),
        ("Usage Optimization", "Usage", None),
        ("{{ address }}", "{{ }}", None),
    ],
)  # fmt: skip
def test_every_problem_has_its_place(old: str, new: str, expected: list[str] | None) -> None:
    assert old in GOOD
    found = problems({"no-spot.yaml": GOOD.replace(old, new, 1)})
    assert found
    assert all(problem.startswith("policies/no-spot.yaml:") for problem in found)
    if expected is not None:
        assert found == expected


def test_what_is_left_out() -> None:
    left_out = "unless: {names: [default, kube-*], unnamed_environment: true}"
    policy = load({"no-spot.yaml": GOOD.replace("resources: [aws", f"{left_out}\n  resources: [aws")})["no-spot"]
    assert (policy.match.not_names, policy.match.named_environments) == (("default", "kube-*"), True)


def test_problems_of_all_files_come_at_once() -> None:
    found = problems(
        {"a.yaml": "id: 1", "b.yaml": "- list", "c.yaml": "a: [", "d.yaml": "a: 1\n---\nb: 2", "e.yaml": ""}
    )
    assert {problem.split(":")[0] for problem in found} == {f"policies/{name}.yaml" for name in "abcde"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("ACME-001", "ACME-002", 'the name "no-spot"'), ("name: no-spot", "name: other", 'the id "ACME-001"')],
)
def test_ids_and_names_are_unique(old: str, new: str, what: str) -> None:
    name = "other.yaml" if "other" in new else "again/no-spot.yaml"
    (found,) = problems({"no-spot.yaml": GOOD, name: GOOD.replace(old, new)})
    assert what in found


def test_bundled_name_is_taken() -> None:
    (found,) = problems({"gp2-volumes.yaml": GOOD.replace("no-spot", "gp2-volumes")})
    assert 'the name "gp2-volumes" is already that of the bundled policy gp2-volumes' in found


def test_policies_need_their_directory() -> None:
    with pytest.raises(PolicyError, match='the policy directory "nowhere" does not exist'):
        loader.load(Settings(policy_directories=("nowhere",)), MemoryTree({}))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8", b"#" * (MAX_FILE_SIZE + 1)])
def test_unreadable_policy(data: bytes) -> None:
    files, found = read_directory(MemoryTree({"p/a.yaml": data}), "p")
    assert files == []
    assert len(found) == 1
    assert str(found[0].location) == "p/a.yaml:1:1"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"select": ("FG-TAG-001",)}, {"required-tags"}),
        ({"select": ("required-tags", "gp2-*")}, {"required-tags", "gp2-volumes"}),
        ({"select": ("FG-LOG-00*",)}, {"cloudwatch-log-retention", "log-analytics-retention"}),
        ({"select": ("FG-LOG-00*",), "ignore": ("FG-LOG-002",)}, {"cloudwatch-log-retention"}),
        ({"select": ("FG-LOG-00*",), "policies": {"cloudwatch-log-retention": PolicyOverride(enabled=False)}}, {
            "log-analytics-retention"
        }),
    ],
)  # fmt: skip
def test_selection(settings: dict[str, object], expected: set[str]) -> None:
    policies = loader.load(Settings(**settings), None)  # type: ignore[arg-type]
    assert {policy.name for policy in policies} == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"select": ("required-tag",)}, 'select: no policy is "required-tag" (did you mean "required-tags"?)'),
        ({"ignore": ("FG-TGA-001",)}, 'ignore: no policy is "FG-TGA-001" (did you mean "FG-TAG-001"?)'),
        ({"ignore": ("XX-*",)}, 'ignore: no policy is "XX-*"'),
        (
            {"policies": {"gp2-volume": PolicyOverride()}},
            'policies: no policy is "gp2-volume" (did you mean "gp2-volumes"?)',
        ),
        ({"policies": {"gp2-*": PolicyOverride()}}, 'policies: no policy is "gp2-*"'),
        ({"profile": "wlak"}, 'there is no profile "wlak" (did you mean "walk"?)'),
    ],
)
def test_settings_that_name_nothing(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as failure:
        loader.load(Settings(**settings), None)  # type: ignore[arg-type]
    assert [str(problem) for problem in failure.value.problems] == [message]


@pytest.mark.parametrize(
    ("profile", "severity"),
    [("crawl", Severity.WARNING), ("walk", Severity.ERROR), ("run", Severity.ERROR)],
)
def test_errors_block_from_their_profile(profile: str, severity: Severity) -> None:
    (policy,) = loader.load(Settings(profile=profile, select=("container-requests",)), None)
    assert (policy.severity, policy.declared_severity) == (severity, Severity.ERROR)


def override(name: str, **changes: object) -> Policy:
    settings = Settings(select=(name,), policies={name: PolicyOverride(**changes)})  # type: ignore[arg-type]
    (policy,) = loader.load(settings, None)
    return policy


def test_severity_of_the_configuration_is_final() -> None:
    assert override("container-requests", severity=Severity.ERROR).severity is Severity.ERROR
    assert override("FG-TAG-001", severity=Severity.INFO).severity is Severity.INFO


def test_parameters_are_merged() -> None:
    changes = {
        "required": {"cost-center": {"pattern": r"CC-\d{4}"}, "application": None, "tier": {"values": ["1", "2"]}},
        "aliases": {"owner": ["Contact"]},
    }
    policy = override("required-tags", parameters=changes)
    required = policy.parameters["required"]
    assert isinstance(required, dict)
    assert list(required) == ["owner", "environment", "cost-center", "tier"]
    assert required["cost-center"] == {"meaning": "where the cost is charged", "pattern": r"CC-\d{4}"}
    assert policy.parameters["aliases"]["owner"] == ["Contact"]  # type: ignore[index]


def test_merging_leaves_what_it_merges_alone() -> None:
    before = as_value({"a": {"b": 1, "c": 2}, "d": [1]})
    after = merged(before, as_value({"a": {"b": None, "e": {"f": None}}, "d": [2]}))
    assert plain(after) == {"a": {"c": 2, "e": {}}, "d": [2]}
    assert plain(before) == {"a": {"b": 1, "c": 2}, "d": [1]}


def test_numbers_of_a_configuration() -> None:
    limits = {"environments": {"default": {"max_vcpu": Decimal("2.5")}}}
    assert override("oversized-instances-outside-production", parameters=limits)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        (
            "required-tags",
            {"requird": {}},
            'policies.required-tags.parameters: requird: unknown key "requird" (did you mean "required"?)',
        ),
        (
            "required-tags",
            {"required": {"owner": {"values": "me"}}},
            ('policies.required-tags.parameters: required.owner.values: "values" must be a list, not a text'),
        ),
        (
            "required-tags",
            {"required": {"owner": {"pattern": "["}}},
            (
                "policies.required-tags.parameters.required.owner.pattern: this is no regular expression: "
                "unterminated character set at position 0"
            ),
        ),
        (
            "container-quantity-slips",
            {"minimum": {"memory": "1MB"}},
            (
                'policies.container-quantity-slips.parameters.minimum.memory: "1MB" is no Kubernetes quantity '
                "(write it as 500m, 2 or 1.5Gi)"
            ),
        ),
    ],
)
def test_wrong_parameters_of_a_configuration(name: str, parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as failure:
        override(name, parameters=parameters)
    assert [str(problem) for problem in failure.value.problems] == [message]


def test_policies_can_be_sent_to_another_process() -> None:
    policies = loader.load(Settings(), None)
    again = pickle.loads(pickle.dumps(policies))
    assert [policy.id for policy in again] == [policy.id for policy in policies]


def test_bundled_policies_load_without_slow_modules() -> None:
    code = (
        "import sys\n"
        "from finops_guard.policy.loader import load\n"
        "from finops_guard.settings import Settings\n"
        "load(Settings(), None)\n"
        "print(sorted({'jsonschema', 'difflib', 'hcl2'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("settings", "applies"),
    [
        (Settings(), False),
        (Settings(profile="walk"), False),
        (Settings(profile="run"), True),
        (Settings(select=("ephemeral-*",)), True),
        (Settings(select=("FG-K8S-012",)), True),
        (Settings(policies={"ephemeral-storage-limits": PolicyOverride(severity=Severity.ERROR)}), True),
        (Settings(policies={"FG-K8S-012": PolicyOverride()}), True),
        (Settings(policies={"FG-K8S-012": PolicyOverride(enabled=False)}, profile="run"), False),
    ],
)
def test_policies_that_apply_from_a_profile_on(settings: Settings, applies: bool) -> None:
    policies = loader.in_profile(loader.load(settings, None), settings)
    assert ("ephemeral-storage-limits" in {policy.name for policy in policies}) is applies


def test_a_name_that_is_no_text_is_told_once() -> None:
    found = problems({"no-spot.yaml": GOOD.replace("name: no-spot", "name: null")})
    (only,) = found
    assert only.startswith('policies/no-spot.yaml:2:7: "name" must be a text, not null')


def test_a_key_that_stands_twice_hides_nothing_else() -> None:
    found = problems({"no-spot.yaml": GOOD.replace("severity: error", "title: Again\nseverity: eror")})
    assert [each.split(" (")[0] for each in found] == [
        'policies/no-spot.yaml:5:1: the key "title" is written twice in one mapping; the last one counts',
        'policies/no-spot.yaml:6:11: "severity" must be one of error, warning, info, not "eror"',
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"select": ("ACME-*",)}, []),
        ({"select": ("ACME-001",)}, []),
        ({"select": ("bro*",)}, []),
        ({"policies": {"broken": PolicyOverride()}}, []),
        ({"select": ("FG-NO-*",)}, ['select: no policy is "FG-NO-*"']),
        ({"policies": {"brokn": PolicyOverride()}}, ['policies: no policy is "brokn"']),
    ],
)
def test_a_policy_that_cannot_be_read_may_be_the_one_that_is_named(
    settings: dict[str, object], expected: list[str]
) -> None:
    found = problems({"broken.yaml": "id: [ACME-001"}, **settings)
    assert [each.partition(" (")[0] for each in found if "broken.yaml" not in each] == expected


def test_one_policy_is_not_configured_under_two_names() -> None:
    found = problems({"no-spot.yaml": GOOD}, policies={"ACME-001": PolicyOverride(), "no-spot": PolicyOverride()})
    assert found == ['policies: "no-spot" and "ACME-001" are the same policy (say all of it in one place)']


def test_a_configuration_among_policies_is_none() -> None:
    configuration = "policy-directories: [.]"
    tree = MemoryTree({".finops-guard.yaml": configuration, "no-spot.yaml": GOOD, "x/.finops-guard.yml": configuration})
    files, found = read_directory(tree, "")
    assert ([file.path for file in files], found) == (["no-spot.yaml"], [])
