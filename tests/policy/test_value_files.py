"""Lists of values that stand in files: read once, within what may be read, with every mistake at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from finops_guard.config import reading
from finops_guard.errors import FinopsGuardError
from finops_guard.policy import loader
from finops_guard.policy.value_files import MAX_PROBLEMS, MAX_SIZE, MAX_VALUES
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree, MemoryTree

POLICY = """\
id: ACME-001
name: own
title: T
description: Why.
severity: warning
capability: Allocation
match: {resources: [aws_instance]}
check:
  {check}
remediation: Do it.
"""
IN = "attribute: {{path: type, operator: in, absent: pass, value: {reference}}}"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def policy(reference: str, check: str = IN) -> str:
    return POLICY.replace("{check}", check.format(reference=reference))


def judged(reference: str, check: str = IN, main: str = "", **files: str) -> Report:
    main = main or 'resource "aws_instance" "good" { type = "a" }\nresource "aws_instance" "bad" { type = "z" }\n'
    tree = MemoryTree({"main.tf": main, "policies/own.yaml": policy(reference, check), **files})
    return scan(tree, [""], Settings(policy_directories=("policies",), select=("own",)))


def problems(reference: str, files: dict[str, str | bytes], check: str = IN) -> list[str]:
    tree = MemoryTree({"policies/own.yaml": policy(reference, check), **files})
    with pytest.raises(FinopsGuardError) as failure:
        loader.load(Settings(policy_directories=("policies",)), tree)
    return [str(problem) for problem in failure.value.problems]


@pytest.mark.parametrize(
    ("reference", "path", "text"),
    [
        ("{file: ids.csv}", "policies/ids.csv", "id,owner\na,x\nb,y\n"),
        ("{file: ids.csv, column: id}", "policies/ids.csv", "owner, id \nx, a \n\n y,b\n"),
        ("{file: ids.csv, column: id}", "policies/ids.csv", '\ufeffowner,id\r\n"x, and\ny","a"\r\n'),
        ("{file: ../shared/ids.csv}", "shared/ids.csv", "id\na\n"),
        ("{file: ids.json}", "policies/ids.json", '["a", "b"]'),
        ("{file: ids.json, key: apps.ids}", "policies/ids.json", '{"apps": {"ids": ["b", "a"]}}'),
        ("{file: ids.yaml}", "policies/ids.yaml", "- a\n- b\n"),
        ("{file: sub/ids.yml, key: ids}", "policies/sub/ids.yml", "ids: [a]\n"),
    ],
)
def test_forms(reference: str, path: str, text: str) -> None:
    report = judged(reference, **{path: text})
    assert [finding.address for finding in report.findings] == ["aws_instance.bad"]


@pytest.mark.parametrize(
    ("check", "main", "failing"),
    [
        ("attribute: {{path: type, operator: not_in, absent: pass, value: {reference}}}", "", ["good"]),
        ("attribute: {{path: type, operator: equals, value: q, absent: pass, except: {reference}}}", "", ["bad"]),
        (
            "tags: {{required: {{app: {{values: {reference}}}}}}}",
            """
            resource "aws_instance" "good" { tags = { app = "a" } }
            resource "aws_instance" "bad" { tags = { app = "z" } }
            """,
            ["bad"],
        ),
        (
            "instance_size: {{environments: {{default: {{allowed: {reference}}}}}}}",
            """
            resource "aws_instance" "good" { instance_type = "t3.micro" }
            resource "aws_instance" "bad" { instance_type = "m5.large" }
            """,
            ["bad"],
        ),
        ("expression: {{require: resource.values.type in params.ids, params: {{ids: {reference}}}}}", "", ["bad"]),
    ],
)
def test_wherever_a_list_is_asked_for(check: str, main: str, failing: list[str]) -> None:
    if "expression" in check:
        pytest.importorskip("cel_expr_python.cel")
    report = judged("{file: ids.json}", check, main, **{"policies/ids.json": '["a", "t3"]'})
    assert [finding.address for finding in report.findings] == [f"aws_instance.{name}" for name in failing]


def test_a_tag_may_be_called_file() -> None:
    check = "tags: {{required: {{file: {{}}, key: {{values: {reference}}}}}}}"
    report = judged("[x]", check, 'resource "aws_instance" "a" { tags = { key = "x" } }')
    assert [finding.key for finding in report.findings] == ["file"]


REF = "policies/own.yaml:9:69: "


@pytest.mark.parametrize(
    ("reference", "files", "expected"),
    [
        ("{file: no.csv}", {}, [f'{REF}the file "policies/no.csv" cannot be read: No such file or directory']),
        ("{file: ../../no.csv}", {}, [f'{REF}the file "../../no.csv" lies outside of what may be read']),
        ("{file: /etc/hosts}", {}, [f'{REF}the file "/etc/hosts" lies outside of what may be read']),
        ("{file: 'C:\\x.csv'}", {}, [f'{REF}the file "C:\\x.csv" lies outside of what may be read']),
        ("{file: a.csv, column: x}", {"a.csv": "app,y\n1,2\n"},
         ['policies/a.csv:1:1: there is no column "x" (columns: app, y)']),
        ("{file: a.csv, column: apps}", {"a.csv": "app,y\n"},
         ['policies/a.csv:1:1: there is no column "apps" (did you mean "app"?)']),
        (
            "{file: a.csv, column: z}",
            {"a.csv": 'x,z\n1,2\n3\n"a\nb",\n4,5\n'},
            [f"policies/a.csv:{line}:1: this row has no value in the column" for line in (3, 4)],
        ),
        ("{file: a.csv}", {"a.csv": 'x\n"a\n'}, ["policies/a.csv:2:1: not valid CSV: unexpected end of data"]),
        ("{file: a.csv}", {"a.csv": "x\n"}, ["policies/a.csv:1:1: this file lists no values"]),
        ("{file: a.csv}", {"a.csv": b"\xff\xfe\x00\xd8"}, [f'{REF}the file "policies/a.csv" cannot be read: ']),
        ("{file: a.csv}", {"a.csv": "x\n" + "y" * MAX_SIZE},
         [f"{REF}the file \"policies/a.csv\" cannot be read: it is larger"]),
        (
            "{file: a.csv}",
            {"a.csv": "x\n" + "".join(f"{n}\n" for n in range(MAX_VALUES + 1))},
            ["policies/a.csv:1:1: more than 100,000 values"],
        ),
        ("{file: a.csv, key: x}", {"a.csv": "x\n1\n"},
         [f"{REF}key is for YAML and JSON, column for CSV (write column instead)"]),
        ("{file: a.json, column: x}", {"a.json": "[1]"},
         [f"{REF}key is for YAML and JSON, column for CSV (write key instead)"]),
        ("{file: a.json}", {"a.json": '{"b": ["a"]}'},
         ["policies/a.json:1:1: this is no list (name the list by key: a.b)"]),
        ("{file: a.json, key: b.c}", {"a.json": '{"b": 1}'}, ['policies/a.json:1:7: there is no list under "b.c"']),
        (
            "{file: a.yaml}",
            {"a.yaml": "- a\n- {b: c}\n- \n- ''\n"},
            [
                "policies/a.yaml:2:3: {b: \"c\"} is no text, number, true or false",
                "policies/a.yaml:3:2: null is no text, number, true or false",
                "policies/a.yaml:4:3: \"\" is no text, number, true or false",
            ],
        ),
        ("{file: a.yaml}", {"a.yaml": "- a\n- [b\n"}, ["policies/a.yaml:2:5: not valid YAML"]),
        ("{file: a.yaml, colum: x}", {"a.yaml": "- a\n"},
         ['policies/own.yaml:9:77: unknown key "colum" (did you mean "column"?)']),
    ],
)  # fmt: skip
def test_mistakes_have_their_place(reference: str, files: dict[str, str | bytes], expected: list[str]) -> None:
    found = problems(reference, {f"policies/{name}": text for name, text in files.items()})
    assert len(found) == len(expected), found
    assert all(each.startswith(start) for each, start in zip(found, expected, strict=True)), found


def test_no_more_problems_than_people_read() -> None:
    found = problems("{file: a.csv, column: z}", {"policies/a.csv": "x,z\n" + "1\n" * 500})
    assert len(found) == MAX_PROBLEMS


def test_configurations_name_files_beside_them() -> None:
    config = """
policies:
  required-tags: {parameters: {required: {owner: {values: {file: data/teams.csv, column: team}}}}}
select: [required-tags]
"""
    tags = 'owner = "wbe", environment = "dev", application = "x", cost-center = "1"'
    main = f'resource "aws_instance" "a" {{ tags = {{ {tags} }} }}'
    files = {"sub/data/teams.csv": "lead,team\nx,web\n", "sub/.finops-guard.yaml": config, "sub/main.tf": main}
    tree = MemoryTree(files)
    report = scan(tree, ["sub"], reading.load(tree, "sub/.finops-guard.yaml"))
    assert [finding.message for finding in report.findings] == [
        '"owner" on aws_instance.a is "wbe", none of "web" (did you mean "web"?)'
    ]
    again = MemoryTree({**files, "sub/data/teams.csv": "lead,team\nx,wbe\n"})
    other = scan(again, ["sub"], reading.load(again, "sub/.finops-guard.yaml"))
    assert other.findings == ()
    assert report.digests["policies"] != other.digests["policies"], "other values are another policy"


def test_policies_of_another_directory_stay_in_it(tmp_path: Path, run) -> None:
    policies = tmp_path.parent / f"{tmp_path.name}-policies"
    (policies / "own").mkdir(parents=True)
    (policies / "ids.csv").write_text("id\na\n")
    (tmp_path / "main.tf").write_text('resource "aws_instance" "bad" { type = "z" }\n')
    secret = tmp_path.parent / f"{tmp_path.name}-secret.csv"
    secret.write_text("id\nz\n")
    arguments = ("scan", "--policy-dir", str(policies), "--select", "own", "--format", "json")
    (policies / "own" / "own.yaml").write_text(policy("{file: ../ids.csv}"))
    assert '"aws_instance.bad"' in run(*arguments).out
    for name in (f"../../{secret.name}", str(secret), f"../../{tmp_path.name}/main.tf"):
        (policies / "own" / "own.yaml").write_text(policy(f"{{file: '{name}'}}"))
        done = run(*arguments)
        assert done.code == 2
        assert "lies outside of what may be read" in done.err
    (policies / "own" / "link.csv").symlink_to(secret)
    (policies / "own" / "own.yaml").write_text(policy("{file: link.csv}"))
    assert "cannot be read: it lies outside" in run(*arguments).err


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "tree" / "policies").mkdir(parents=True)
    (tmp_path / "ids.csv").write_text("id\na\n")
    (tmp_path / "tree" / "policies" / "ids.csv").symlink_to(tmp_path / "ids.csv")
    (tmp_path / "tree" / "policies" / "own.yaml").write_text(policy("{file: ids.csv}"))
    with pytest.raises(FinopsGuardError, match="cannot be read: it lies outside the scan root"):
        loader.load(Settings(policy_directories=("policies",)), DirectoryTree(tmp_path / "tree"))


def test_a_policy_stays_one_where_values_are_taken_from_it() -> None:
    """Else one policy could silence another, or itself."""
    report = judged("{file: own.yaml, key: match.resources}")
    assert [finding.address for finding in report.findings] == ["aws_instance.good", "aws_instance.bad"]
    other = policy("[a]").replace("ACME-001", "ACME-002").replace("name: own", "name: other")
    (found,) = problems(
        "{file: other.yaml, key: match.resources}",
        {"policies/other.yaml": other.replace("severity: warning", "severity: eror")},
    )
    assert found.startswith("policies/other.yaml:5:11: ")


def test_cells_that_are_not_separated_by_commas_are_told() -> None:
    (found,) = problems("{file: a.csv, column: id}", {"policies/a.csv": "id;name\n1;x\n"})
    assert found.endswith("(cells are separated by commas)")
