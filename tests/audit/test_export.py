"""The files of an export: valid by the published models of their formats, the same bytes anywhere, safely written."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.command_line import Runner
from support.evidence import EXCEPTION, FILES, MAIN
from support.repository import DAY, commit, git

from finops_guard import __version__
from finops_guard.digest import sha256_hex

NAMES = {
    "assessment-results.json", "controls.csv", "controls.json", "exceptions.csv", "manifest.json", "report.json",
    "results.csv", "statement.json",
}  # fmt: skip


def exported(run: Runner, *arguments: str, files: dict[str, str] | None = None) -> str:
    """Export a repository into ``evidence`` beside it, and return its commit."""
    made = commit(Path(), FILES if files is None else files)
    found = run("audit", "export", "--output", "../evidence", *arguments)
    assert found.code == 0, found.err
    return made


@pytest.fixture(name="repository")
def in_repository(run: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    (run.directory / "payments").mkdir()
    monkeypatch.chdir(run.directory / "payments")
    return run


def read(name: str) -> Any:
    return json.loads(Path("../evidence", name).read_text("utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with Path("../evidence", name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_files_and_their_digests(repository: Runner) -> None:
    made = exported(repository)
    assert {each.name for each in Path("../evidence").iterdir()} == NAMES
    manifest = read("manifest.json")
    assert (manifest["commit"], manifest["as_of"]) == (made, DAY)
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        name: sha256_hex(Path("../evidence", name).read_bytes().decode()) for name in NAMES - {"manifest.json"}
    }
    checked = repository("audit", "verify", "../evidence")
    whole = sha256_hex(Path("../evidence/manifest.json").read_text("utf-8"))
    assert (checked.code, checked.out) == (0, f"../evidence: 7 files are those of the manifest, SHA-256 {whole}\n")
    Path("../evidence/more\x1b.csv").write_text("")
    checked = repository("audit", "verify", "../evidence")
    assert checked.code == 0
    assert checked.out.splitlines()[1:] == ["../evidence: more<U+001B>.csv is not in the manifest"]


def test_changes_of_the_files_show(repository: Runner) -> None:
    exported(repository)
    with Path("../evidence/results.csv").open("a") as file:
        file.write("x")
    Path("../evidence/controls.csv").unlink()
    checked = repository("audit", "verify", "../evidence")
    assert checked.code == 1
    assert checked.out == "../evidence: controls.csv is not there\n../evidence: results.csv was changed\n"


@pytest.mark.parametrize("path", ["../payments/live/main.tf", "/etc/passwd", ".", "a\\b"])
def test_a_manifest_leads_nowhere_else(path: str, repository: Runner) -> None:
    exported(repository)
    manifest = {"version": "audit-manifest-v1", "files": [{"path": path, "sha256": "0" * 64}]}
    Path("../evidence/manifest.json").write_text(json.dumps(manifest))
    assert repository("audit", "verify", "../evidence").out.startswith(f"../evidence: {path} is not there\n")


def test_twice_and_elsewhere_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for number, seed in enumerate(("0", "1", "2")):
        place = tmp_path / ("here" if number < 2 else "quite/another place")
        if number != 1:
            place.mkdir(parents=True)
            commit(place, FILES)
        out = tmp_path / f"out{number}"
        command = [sys.executable, "-m", "finops_guard", "audit", "export", "--output", str(out), "--name", "Payments"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=place, check=True, capture_output=True, env=environment)
        found.append({each.name: each.read_bytes() for each in out.iterdir()})
        assert not any(str(tmp_path).encode() in each for each in found[-1].values())
    assert found[0] == found[1] == found[2]


def test_the_report_meets_its_schema(repository: Runner) -> None:
    made = exported(repository)
    report = read("report.json")
    schema = Path(__file__).parents[2] / "schemas" / "report-v1.schema.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(report)
    recorded = report["recorded"]
    assert (recorded["commit"], recorded["uncommitted"], recorded["config"]) == (made, [], ".finops-guard.yaml")
    assert recorded["files"]["live/main.tf"] == sha256_hex(MAIN)
    assert recorded["files"]["policies/small-volumes.yaml"] == sha256_hex(FILES["policies/small-volumes.yaml"])
    assert set(report["digests"]) == {"catalog", "files", "policies", "settings"}


def test_controls_have_owner_and_digest(repository: Runner) -> None:
    exported(repository)
    controls = {each["control"]: each for each in read("controls.json")["controls"]}
    assert list(controls) == sorted(controls)
    own, bundled = controls["ACME-VOL-001"], controls["FG-STO-001"]
    assert (own["owner"], own["source"]) == ("@finops @audit", "policies/small-volumes.yaml")
    assert (bundled["owner"], bundled["source"]) == ("finops-guard", f"finops-guard {__version__}")
    assert [each["control"] for each in rows("controls.csv")] == list(controls)
    configured = FILES[".finops-guard.yaml"] + "policies:\n  gp2-volumes: {enforcement: hard}\n"
    stricter = FILES["policies/small-volumes.yaml"].replace("value: 100", "value: 10")
    exported(repository, "--replace", files={".finops-guard.yaml": configured, "policies/small-volumes.yaml": stricter})
    after = {each["control"]: each for each in read("controls.json")["controls"]}
    changed = {name for name in controls if controls[name]["digest"] != after[name]["digest"]}
    assert changed == {"ACME-VOL-001", "FG-STO-001"}
    assert after["FG-STO-001"]["enforcement"] == "hard"


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (".github", "# none\n", None),
        (".github", "/policies/ @a @b/c # why @d\n", "@a @b/c"),
        (".github", "* @a\n/policies/\n", None),
        (".gitlab", "[One] @a\n/policies/\n[Two][2] @b\n/policies/ @c\n", "@a @c"),
        (".gitlab", "[One]\n/policies/ @a\n^[Two]\n/policies/ @b\n", "@a"),
        # GitHub knows no sections: the last line counts.
        (".github", "[One]\n/policies/ @a\n^[Two]\n/policies/ @b\n", "@b"),
    ],
)
def test_owners_are_all_who_must_review(place: str, text: str, expected: str | None, repository: Runner) -> None:
    others = {path: content for path, content in FILES.items() if not path.endswith("CODEOWNERS")}
    exported(repository, files={**others, f"{place}/CODEOWNERS": text})
    (own,) = [each for each in read("controls.json")["controls"] if each["control"] == "ACME-VOL-001"]
    assert own["owner"] == expected


def test_exceptions_have_a_state(repository: Runner) -> None:
    exported(repository)
    found = {each["id"]: each for each in rows("exceptions.csv")}
    assert {name: (each["state"], each["findings"], each["problem"]) for name, each in found.items()} == {
        "EXC-2026-0001": ("in-force", "1", ""),
        "EXC-2026-0002": ("expired", "0", ""),
        "EXC-2026-0003": ("invalid", "0", "nobody approves an exception of their own"),
    }
    assert found["EXC-2026-0001"]["monthly_cost.cap"] == "20.5"
    assert found["EXC-2026-0001"]["approved_in"].startswith("'=")
    assert (found["EXC-2026-0001"]["cost"], found["EXC-2026-0002"]["cost"]) == ("11", "")
    exported(repository, "--replace", "--as-of", "2026-04-02")
    assert {each["state"] for each in rows("exceptions.csv")} == {"expired", "invalid"}


RENEWED = "renewals: [{on: 2026-03-01, approved_by: a.reader, approved_in: PR-7}]\n"
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "expiring": (EXCEPTION.replace("2026-04-01", "2026-03-05"), ("1", "11", "")),
    "stale": (EXCEPTION.replace(".waived", ".none"), ("0", "", "")),
    "void": (EXCEPTION.replace("20.5", "10.5"), ("0", "11", "")),
    "ended": (EXCEPTION + "ended: {on: 2026-02-20, by: a.third, reason: done}\n", ("0", "11", "")),
    "in-force": (EXCEPTION + RENEWED, ("1", "11", "")),
    "invalid": (
        EXCEPTION.replace("a.reader", "b.other"),
        ("0", "", "the approver is no code owner of this file"),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_the_register_says_what_the_report_says(state: str, repository: Runner) -> None:
    text, expected = STATES[state]
    exported(repository, files={**FILES, ".finops/exceptions/one.yaml": text})
    (row,) = [each for each in rows("exceptions.csv") if each["file"].endswith("one.yaml")]
    assert (row["state"], row["findings"], row["cost"], row["problem"]) == (state, *expected)
    said = {each["location"]["path"]: each["state"] for each in read("report.json")["exceptions"]}
    assert said.get(row["file"], "invalid") == state
    suppressed = [each for each in read("report.json")["suppressed"] if each["exception"] == "EXC-2026-0001"]
    assert len(suppressed) == int(row["findings"])
    if state == "ended":
        assert (row["ended.on"], row["ended.by"], row["ended.reason"]) == ("2026-02-20", "a.third", "done")
    if state == "in-force":
        assert row["renewals"] == "2026-03-01 by a.reader in PR-7"


def test_results_are_told_by_control(repository: Runner) -> None:
    exported(repository)
    found = {(each["control"], each["resource"]): each for each in rows("results.csv")}
    states = {name: found["FG-STO-001", f"aws_ebs_volume.{name}"]["result"] for name in ("old", "waived", "good")}
    assert states == {"old": "fail", "waived": "excepted", "good": "pass"}
    assert found["FG-STO-001", "aws_ebs_volume.waived"]["approved_by"] == "a.reader"
    assert found["FG-TAG-001", "aws_ebs_volume.old"]["blocks"] == "true"
    assert found["FG-K8S-001", ""]["result"] == "not assessed"


def test_oscal_is_valid(repository: Runner) -> None:
    model = pytest.importorskip("trestle.oscal.assessment_results")
    exported(repository, "--name", "Payments")
    document = read("assessment-results.json")
    results = model.Model.model_validate(document).assessment_results
    (result,) = results.results
    findings = {each.target.target_id: each for each in result.findings}
    stated = {name: str(findings[f"{name}_obj"].target.status.state.value) for name in ("FG-STO-001", "FG-TAG-002")}
    assert stated == {"FG-STO-001": "not-satisfied", "FG-TAG-002": "satisfied"}
    (risk,) = result.risks
    assert (risk.title, risk.deadline.isoformat()) == ("Exception EXC-2026-0001", "2026-04-01T23:59:59+00:00")
    assert findings["FG-STO-001_obj"].related_risks[0].risk_uuid == risk.uuid
    assert {each.value for each in result.props if each.name == "verdict"} == {"failed"}
    assert "FG-K8S-001_obj" not in findings
    made = {each.uuid for each in result.observations}
    assert all(each.observation_uuid in made for one in result.findings for each in one.related_observations)
    things = {each.uuid for each in (*result.local_definitions.inventory_items, *result.local_definitions.components)}
    assert all(each.subject_uuid in things for one in result.observations for each in one.subjects)
    assert _unique(_named(document))


VOLUME = 'resource "aws_ebs_volume" "v" {\n  size = 1\n  type = %s\n}\n'
OUTCOMES: dict[str, tuple[str, str, str, str]] = {
    "pass": (VOLUME % '"gp3"', "satisfied", "pass", "passed"),
    "fail": (VOLUME % '"gp2"', "not-satisfied", "fail", "warned"),
    "unresolved": (VOLUME % "var.kind" + 'variable "kind" {}\n', "not-satisfied", "other", "warned"),
    "excepted": (VOLUME.replace('"v"', '"waived"') % '"gp2"', "not-satisfied", "other", "warned"),
    "known": (VOLUME % '"gp2"', "not-satisfied", "other", "warned"),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_is_the_same_in_every_file(outcome: str, repository: Runner) -> None:
    text, state, reason, listed = OUTCOMES[outcome]
    commit(Path(), {**FILES, "live/main.tf": text})
    if outcome == "known":
        assert repository("baseline", "create").code == 0
    exported(repository, "--select", "FG-STO-001", "--select", "FG-K8S-001", files={})
    found = {each["control"]: each["result"] for each in rows("results.csv")}
    assert found == {"FG-STO-001": outcome, "FG-K8S-001": "not assessed"}
    (result,) = read("assessment-results.json")["assessment-results"]["results"]
    (finding,) = result["findings"]
    assert finding["target"]["status"] == {"state": state, "reason": reason}
    assert result["reviewed-controls"]["control-selections"][0]["remarks"].endswith(" about: FG-K8S-001.")
    assert {each["value"] for each in result["props"] if each["name"] == "verdict"} == {"passed"}
    assert ("risks" in result) == (outcome == "excepted")
    predicate = read("statement.json")["predicate"]
    said = [predicate[f"{name}Tests"] for name in ("passed", "warned", "failed")]
    assert said == [["FG-STO-001"] if listed == name else [] for name in ("passed", "warned", "failed")]


def _named(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["uuid"]] if "uuid" in part else []
        return own + [name for value in part.values() for name in _named(value)]
    return [name for value in part for name in _named(value)] if isinstance(part, list) else []


def _unique(names: list[str]) -> bool:
    return len(names) == len(set(names)) > 0


def in_toto_valid(document: dict[str, Any]) -> Any:
    """Return the predicate as the published bindings read it."""
    pytest.importorskip("in_toto_attestation")
    from google.protobuf import json_format
    from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
    from in_toto_attestation.v1 import statement, statement_pb2

    parsed = json_format.ParseDict(document, statement_pb2.Statement())
    statement.Statement.copy_from_pb(parsed).validate()
    assert document["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    return json_format.ParseDict(document["predicate"], test_result_pb2.TestResult())


def test_the_statement_is_valid(repository: Runner) -> None:
    made = exported(repository, "--subject", "live/main.tf")
    document = read("statement.json")
    predicate = in_toto_valid(document)
    assert [each["digest"] for each in document["subject"]] == [{"gitCommit": made}, {"sha256": sha256_hex(MAIN)}]
    assert predicate.result == "FAILED"
    assert "FG-TAG-001" in predicate.failed_tests
    assert "FG-STO-001" in predicate.warned_tests
    assert "ACME-VOL-001" in predicate.passed_tests
    digests = {each["name"]: each.get("digest") for each in document["predicate"]["configuration"]}
    for name in ("policies", "settings", "catalog", "files"):
        assert digests[name] == {"sha256": read("report.json")["digests"][name]}
    listed = "".join(f"{value}  {path}\n" for path, value in read("report.json")["recorded"]["files"].items())
    assert digests["files"] == {"sha256": sha256_hex(listed)}


@pytest.mark.parametrize(
    ("select", "result"), [("FG-TAG-001", "FAILED"), ("FG-STO-001", "WARNED"), ("ACME-VOL-001", "PASSED")]
)
def test_the_result_of_the_statement(select: str, result: str, repository: Runner) -> None:
    files = {path: text for path, text in FILES.items() if not path.startswith(".finops/")}
    exported(repository, "--select", select, files=files)
    predicate = read("statement.json")["predicate"]
    named = {name: bool(predicate[f"{name}Tests"]) for name in ("failed", "warned")}
    assert (predicate["result"], named) == (result, {"failed": result == "FAILED", "warned": result == "WARNED"})


def test_what_is_not_committed_is_no_subject_as_a_commit(repository: Runner) -> None:
    commit(Path(), FILES)
    Path("live/main.tf").write_text(MAIN.replace("gp2", "gp3"))
    Path("policies/small-volumes.yaml").unlink()
    Path("live/new.tf").write_text("# new\n")
    found = repository("audit", "export", "--output", "../evidence")
    assert "no commit: live/main.tf is not as it was committed" in found.err
    assert read("report.json")["recorded"]["uncommitted"] == [
        "live/main.tf",
        "live/new.tf",
        "policies/small-volumes.yaml",
    ]
    document = read("statement.json")
    in_toto_valid(document)
    subjects = {each["name"]: each["digest"] for each in document["subject"]}
    assert subjects["live/new.tf"] == {"sha256": sha256_hex("# new\n")}
    assert not any("gitCommit" in each for each in subjects.values())


MODULES = '{"Modules": [{"Key": "kept", "Source": "x", "Dir": ".terraform/modules/kept"}]}'


@pytest.mark.parametrize(
    "path",
    [
        ".finops-guard.yaml",
        "policies/small-volumes.yaml",
        ".finops/exceptions/one.yaml",
        ".github/CODEOWNERS",
        "live/.terraform/modules/kept/main.tf",
        "modules/volume/main.tf",
        "live/list.txt",
        "elsewhere/main.tf",
    ],
)
@pytest.mark.parametrize("content", [None, "# changed\n"])
def test_the_commit_is_named_only_with_all_that_the_verdict_rests_on(
    path: str, content: str | None, repository: Runner
) -> None:
    more = {
        "live/uses.tf": 'module "a" { source = "../modules/volume" }\nmodule "kept" { source = "x/y/z" }\n',
        "live/reads.tf": 'resource "aws_ebs_volume" "r" { type = file("${path.module}/list.txt") }\n',
        "live/.terraform/modules/modules.json": MODULES,
        "live/.terraform/modules/kept/main.tf": "# kept\n",
        "modules/volume/main.tf": "# small\n",
        "live/list.txt": "x",
        "docs/read.me": "x",
        "elsewhere/main.tf": "# calls nothing\n",
    }
    made = commit(Path(), {**FILES, **more})
    Path("docs/read.me").unlink()
    assert repository("audit", "export", "live", "--output", "../evidence").err == ""
    assert read("statement.json")["subject"][0]["digest"] == {"gitCommit": made}
    before = Path(path).read_text()
    Path(path).unlink()
    if content is not None:
        Path(path).write_text(before + content)
    found = repository("audit", "export", "live", "--output", "../evidence", "--replace")
    assert f"no commit: {path} is not as it was committed" in found.err
    assert not any("gitCommit" in each["digest"] for each in read("statement.json")["subject"])


def test_without_a_commit_the_day_is_asked_for(run: Runner) -> None:
    run.write("live/main.tf", MAIN)
    found = run("audit", "export", "live", "--output", "evidence")
    assert (found.code, found.out) == (2, "")
    assert "--as-of is missing" in found.err
    assert run("audit", "export", "live", "--output", "evidence", "--as-of", "2026-01-01").code == 0
    document = json.loads(Path("evidence/statement.json").read_text())
    assert {"name": "live/main.tf", "digest": {"sha256": sha256_hex(MAIN)}} in document["subject"]


def test_what_is_there_is_kept(repository: Runner) -> None:
    exported(repository)
    before = Path("../evidence/report.json").read_bytes()
    found = repository("audit", "export", "--output", "../evidence", "--as-of", "2027-01-01")
    assert found.code == 2
    assert "is there already" in found.err
    assert Path("../evidence/report.json").read_bytes() == before


@pytest.mark.parametrize("output", ["evidence", "live/kept", "."])
def test_an_export_does_not_judge_the_one_before(output: str, repository: Runner) -> None:
    commit(Path(), FILES)
    assert repository("audit", "export", "--output", output).code == 0
    before = Path(output, "controls.json").read_bytes()
    found = repository("audit", "export", "--output", output, "--replace", "--as-of", "2026-03-09")
    assert found.code == 2
    assert f"error: {output}/assessment-results.json, of an earlier".replace(" ./", " ") in found.err
    assert Path(output, "controls.json").read_bytes() == before
    Path(".gitignore").write_text("evidence\nkept\n/*.json\n")
    assert repository("audit", "export", "--output", output, "--replace").code == 0


def test_a_subject_is_a_file(repository: Runner) -> None:
    commit(Path(), FILES)
    for subject, why in (("none", "no such file"), ("live", "not a regular file")):
        found = repository("audit", "export", "--output", "../evidence", "--subject", subject)
        assert (found.code, found.err) == (2, f"error: --subject {subject}: {why}\n")


def test_nothing_is_written_through_links(repository: Runner) -> None:
    commit(Path(), FILES)
    Path("../elsewhere").mkdir()
    Path("evidence").symlink_to("../elsewhere")
    assert repository("audit", "export", "--output", "evidence").code == 2
    Path("kept").mkdir()
    Path("kept/report.json").symlink_to("../../elsewhere/report.json")
    assert repository("audit", "export", "--output", "kept", "--replace").code == 2
    assert list(Path("../elsewhere").iterdir()) == []


HOSTILE = MAIN.replace('"old"', '"o"').replace("100", '"=1+1\\n\\u202e\\u001b[31m ::error::x"', 1)


def test_hostile_strings_stay_data(repository: Runner) -> None:
    model = pytest.importorskip("trestle.oscal.assessment_results")
    files = {
        **FILES,
        "live/main.tf": HOSTILE,
        'live/=cmd "x"\n::error::.tf': 'resource "aws_ebs_volume" "odd" { type = "gp2\\u202e\\n=1" }\n',
        ".github/CODEOWNERS": '* =HYPERLINK("x")@y\x1b[31m\n',
        ".finops/exceptions/four.yaml": FILES[".finops/exceptions/one.yaml"]
        .replace("0001", "0004")
        .replace("a.writer", '"=1+1\\n\\e[31m\\u202e"'),
    }
    exported(repository, "--name", "=x\n\x1b[31m ::error::", files=files)
    model.Model.model_validate(read("assessment-results.json"))
    in_toto_valid(read("statement.json"))
    for each in Path("../evidence").iterdir():
        text = each.read_bytes().decode("utf-8")
        assert not {"\x1b", "\u202e"} & set(text), each.name
    for name in ("controls.csv", "exceptions.csv", "results.csv"):
        for row in rows(name):
            assert not [value for value in row.values() if value.lstrip().startswith(("=", "+", "-", "@"))], name
            assert not [value for value in row.values() if "\n" in value], name


def test_the_day_is_that_of_the_commit(repository: Runner) -> None:
    exported(repository)
    assert read("assessment-results.json")["assessment-results"]["metadata"]["last-modified"] == f"{DAY}T00:00:00Z"
    assert git(Path(), "status", "--porcelain") == ""
