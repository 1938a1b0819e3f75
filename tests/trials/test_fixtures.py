"""Fixtures: which policy each belongs to, and what its first line sets."""

from __future__ import annotations

import pytest

from finops_guard.policy import loader
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials import fixtures
from finops_guard.trials.bundled import DIRECTORY, checkout
from finops_guard.trials.fixtures import Conditions
from finops_guard.trials.judging import judge

POLICY = {policy.name: policy for policy in loader.load(Settings(), None)}

NO_PATH = (
    'tests/gp2-volumes.tf:1:24: "path" is no path of a file '
    "(a path of a repository that ends in .tf, .tofu, .yaml, .yml)"
)


def conditions(line: str) -> Conditions | list[str]:
    cases, problems = fixtures.read(MemoryTree({"tests/gp2-volumes.tf": f"{line}\nx = 1\n"}), "tests")
    return cases[0].conditions if cases else list(map(str, problems))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Conditions()),
        ("# finops-guard:ignore FG-STO-001", Conditions()),
        ("# a comment", Conditions()),
        ("# finops-guard: {as-of: 2026-01-01}", Conditions(as_of="2026-01-01")),
        (
            "// finops-guard: {profile: run, path: live/prod/main.tf}",
            Conditions(profile="run", path="live/prod/main.tf"),
        ),
        (
            "# finops-guard: {as_of: 2026-01-01}",
            ['tests/gp2-volumes.tf:1:18: unknown condition "as_of" (did you mean "as-of"?)'],
        ),
        (
            "# finops-guard: {as-of: 2026-02-30}",
            ['tests/gp2-volumes.tf:1:25: "as-of" is no day of the calendar (write it as 2026-12-31)'],
        ),
        (
            "# finops-guard: {profile: rum}",
            ['tests/gp2-volumes.tf:1:27: "profile" is no profile (did you mean "run"?)'],
        ),
        *((f"# finops-guard: {{path: {path}}}", [NO_PATH]) for path in ("../x.tf", "/etc/x.tf", "main.txt", "3")),
    ],
)
def test_the_first_line_sets_conditions(line: str, expected: Conditions | list[str]) -> None:
    assert conditions(line) == expected


def test_a_first_line_that_is_no_mapping_is_told() -> None:
    (problem,) = conditions("# finops-guard: {as-of: [")
    assert problem.startswith("tests/gp2-volumes.tf:1:")


def test_the_path_of_a_fixture_says_which_environment_it_belongs_to() -> None:
    machine = 'resource "aws_db_instance" "d" {\n  instance_class = "db.m5.large"\n  multi_az = true\n}\n'
    policy = POLICY["rds-multi-az-outside-production"]
    found = {}
    for path in ("live/prod/main.tf", "live/dev/main.tf"):
        case = fixtures.case(policy.name, "t.tf", f"# finops-guard: {{path: {path}}}\n{machine}", "fixture.tf")
        found[path] = [finding.location.line for finding in judge([policy], case).findings]
    assert found == {"live/prod/main.tf": [], "live/dev/main.tf": [4]}


def test_a_profile_leaves_out_what_it_does_not_ask_for() -> None:
    repository = checkout()
    assert repository is not None
    policy = next(each for each in POLICY.values() if each.applies_from == "walk")
    text = next(case.text for case in fixtures.read(repository, DIRECTORY)[0] if case.policy == policy.name)
    found = {}
    for profile in ("crawl", "walk", "run"):
        suffix = "yaml" if text.startswith("apiVersion") else "tf"
        case = fixtures.case(policy.name, "t", f"# finops-guard: {{profile: {profile}}}\n{text}", f"fixture.{suffix}")
        found[profile] = bool(judge([policy], case).findings)
    assert found == {"crawl": False, "walk": True, "run": True}


def test_directories_of_fixtures_stand_beside_policies_at_any_depth() -> None:
    tree = MemoryTree({"p/a.yaml": "", "p/tests/a.tf": "", "p/sub/tests/b.tf": "", "p/sub/tests/tests/c.tf": ""})
    assert list(fixtures.directories(tree, "p")) == ["p/sub/tests", "p/tests"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("README.md", "text", []),
        ("a.word.tofu", "", []),
        ("a.tf.json", "{}", ["t/a.tf.json:1:1: marks are comments, which files of this kind have not"]),
        ("a.tf", b"\xff\xfe\xff", ["t/a.tf:1:1: this fixture cannot be read: "]),
        ("a.yaml", "x" * (fixtures.MAX_FILE_SIZE + 1), ["t/a.yaml:1:1: this fixture cannot be read: it is larger"]),
    ],
)
def test_what_cannot_be_a_fixture_is_told(name: str, content: str | bytes, expected: list[str]) -> None:
    _, problems = fixtures.read(MemoryTree({f"t/{name}": content}), "t")
    assert len(problems) == len(expected)
    for problem, begin in zip(map(str, problems), expected, strict=True):
        assert problem.startswith(begin)
