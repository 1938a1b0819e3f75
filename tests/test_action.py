"""action.yml: its steps, run as a runner runs them, for every kind of event, on hostile repositories too."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.action.runner import ACTION, ROOT, STEPS, TOKEN, Machine, commands

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")

CLEAN = """
provider "aws" {
  default_tags {
    tags = { owner = "team-a", environment = "prod", cost-center = "CC-1000", application = "shop" }
  }
}

resource "aws_budgets_budget" "all" {
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    notification_type          = "FORECASTED"
    threshold                  = 90
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = ["finops@shop.example"]
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
"""
UNTAGGED = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'
MACHINE = '\nresource "aws_instance" "web" {\n  instance_type = "m7g.large"\n  ami = "ami-1"\n}\n'
REGION = CLEAN.replace('provider "aws" {', 'provider "aws" {\n  region = "eu-west-1"')

# A project that installs without any index: its build backend lies in its own directory and needs nothing.
BACKEND = """
import zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = "stand_in-1.0.dist-info"
    with zipfile.ZipFile(f"{wheel_directory}/stand_in-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("finops_guard.py", "print('installed')\\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: stand-in\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return "stand_in-1.0-py3-none-any.whl"
"""
FORBIDDEN = [403, "Resource not accessible by integration"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def git(directory: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@shop.example", "-c", "commit.gpgsign=false")
    command = ["git", *identity, "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Origin:
    """A repository with a change of it, checked out as actions/checkout does: the newest commit only."""

    def __init__(self, machine: Machine) -> None:
        self.path = machine.path / "origin"
        self.path.mkdir()
        git(self.path, "init", "--quiet")
        self.machine = machine

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            (self.path / f"{name}.tf").write_text(text)
        git(self.path, "add", "--all")
        git(self.path, "commit", "--quiet", "--allow-empty", "--message", "A change")
        return git(self.path, "rev-parse", "HEAD")

    def merge(self, base: str, head: str) -> str:
        """Make what GitHub makes of a pull request: a merge of its head into its base."""
        git(self.path, "checkout", "--quiet", "--detach", base)
        git(self.path, "merge", "--quiet", "--no-ff", "--message", "Merge", head)
        return git(self.path, "rev-parse", "HEAD")

    def check_out(self, commit: str, *depth: str) -> None:
        workspace = self.machine.workspace
        git(workspace, "init", "--quiet")
        git(workspace, "remote", "add", "origin", self.path.as_uri())
        git(workspace, "fetch", "--quiet", *(depth or ("--depth=1",)), "origin", commit)
        git(workspace, "checkout", "--quiet", "--detach", "FETCH_HEAD")


@pytest.fixture
def origin(machine: Machine) -> Origin:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    return Origin(machine)


# ---- what action.yml says


def test_no_expression_is_pasted_into_a_script_and_every_script_stops_at_a_failure() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 7
    for script in scripts:
        assert "${{" not in script
        assert script.startswith("set -euo pipefail\n")
        # One command: nothing that the bash 3.2 of macOS could read in another way.
        assert re.fullmatch(
            r'set .*\n"\$PYTHON" -I -B -X utf8 "\$GITHUB_ACTION_PATH/\.github/action" [a-z-]+\n', script
        )


def test_every_other_action_is_pinned_by_its_commit() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.+)", text)
    assert len(uses) == 4
    for each in uses:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)


def test_every_input_is_used_and_every_output_is_set(machine: Machine) -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\binputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    machine.write("main.tf", UNTAGGED)
    written = {f"{key}.outputs.{name}" for key, step in machine.run().steps.items() for name in step.outputs}
    for each in ACTION["outputs"].values():
        assert each["value"][len("${{ steps.") : -len(" }}")] in written


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        ["zizmor", "--offline", "--no-progress", "--persona=pedantic", "action.yml", ".github/workflows"],
    ],
    ids=lambda command: command[0],
)
def test_checkers_of_actions_have_no_objection(command: list[str]) -> None:
    program = shutil.which(command[0], path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip(f"{command[0]} is not installed (extra: test)")
    run = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# ---- the installation


def project(machine: Machine) -> Path:
    path = machine.path / "project"
    shutil.copytree(ROOT / ".github" / "action", path / ".github" / "action")
    (path / "backend.py").write_text(BACKEND)
    (path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    return path


def test_the_installation_imports_nothing_from_the_workspace(machine: Machine) -> None:
    machine.action_path = project(machine)
    for name in ("venv", "pip", "ensurepip", "zipfile", "finops_guard", "event", "runner", "json"):
        machine.write(f"{name}.py", "raise SystemExit('imported from the workspace')\n")
    ran = machine.run()
    python = ran.steps["install"].outputs["python"]
    assert Path(python).is_relative_to(machine.temp)
    assert "imported from the workspace" not in ran.log
    assert "installed" in ran.steps["scan"].log
    assert ran.steps["Cache"].given["path"] == f"{machine.temp}/finops-guard/pip"
    assert re.fullmatch(r"finops-guard-Linux-X64-3\.13\.0-[0-9a-f]{32}", ran.steps["Cache"].given["key"])


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("{workspace}/tools", "a pull request can change it"),
        ("tools", "is not installed"),
        ("1.2.3", "is not installed"),
        ("finops-guard-cli==1.2.3", "is not installed"),
        ("git+https://git.example/acme/finops-guard@main", "is not installed"),
        ("--index-url=https://evil.example", "is not installed"),
    ],
)
def test_what_a_stranger_could_change_is_not_installed(machine: Machine, version: str, said: str) -> None:
    machine.action_path = project(machine)
    shutil.copytree(machine.action_path, machine.workspace / "tools")
    ran = machine.run(version=version.format(workspace=machine.workspace))
    assert ran.code == 2
    assert said in ran.log
    assert ran.steps["scan"].outcome == "skipped"


def test_another_version_is_installed_from_outside_of_the_workspace(machine: Machine) -> None:
    source = project(machine)
    (source / "backend.py").write_text(BACKEND.replace("print('installed')", "print('another')"))
    shutil.copytree(source, machine.path / "another")
    (source / "backend.py").write_text(BACKEND)
    machine.action_path = source
    assert "another" in machine.run(version=str(machine.path / "another")).steps["scan"].log


# ---- pushes


def test_findings_fail_the_run_and_are_counted(machine: Machine) -> None:
    machine.write("main.tf", UNTAGGED)
    ran = machine.run()
    assert ran.code == 1, ran.log
    outputs = ran.outputs
    assert (outputs["verdict"], outputs["exit-code"]) == ("failed", "1")
    report = json.loads(Path(outputs["report"]).read_text())
    failing = [finding for finding in report["findings"] if finding["verdict"] == "fail"]
    assert int(outputs["findings"]) == len(failing) > 0
    assert outputs["blocking"] == str(report["summary"]["blocking"])
    assert outputs["level"] == report["score"]["level"]
    assert (outputs["new-findings"], outputs["delta"], outputs["cost"]) == ("", "", "0")
    assert "main.tf" in ran.steps["scan"].log
    assert [line for line in ran.commands() if line.startswith("::error file=main.tf,line=1")]
    assert ran.summary.startswith(Path(outputs["markdown"]).read_text())
    assert Path(outputs["sarif"]).is_file()
    assert not list(machine.workspace.glob("report*"))
    # A push has no pull request to comment on; the SARIF report goes to code scanning.
    assert ran.steps["upload"].outcome == "success"
    uploaded = str(Path(outputs["sarif"]).with_name("code-scanning.sarif"))
    assert ran.steps["upload"].given == {"sarif_file": uploaded, "category": "finops-guard"}
    assert [call["arguments"][1] for call in ran.calls] == ["repos/acme/shop/code-scanning/analyses?per_page=1"]
    assert ran.steps["artifact"].outcome == "skipped"


def test_nothing_that_blocks_passes(machine: Machine) -> None:
    machine.write("main.tf", REGION + MACHINE)
    ran = machine.run(artifact="reports", cache="false")
    assert ran.code == 0, ran.log
    assert ran.outputs["verdict"] == "passed"
    assert float(ran.outputs["cost"]) > 10
    assert ran.outputs["currency"] == "USD"
    uploaded = ran.steps["artifact"].given
    assert uploaded["name"] == "reports"
    files = {path.suffix for path in Path(uploaded["path"].strip()).parent.glob("report.*")}
    assert files == {".json", ".sarif", ".html", ".md"}
    assert ran.steps["Cache"].outcome == "skipped"


def test_a_scan_that_cannot_be_done_says_why(machine: Machine) -> None:
    machine.write("main.tf", CLEAN)
    ran = machine.run(config="nowhere.yaml", artifact="reports", comment="true")
    assert ran.code == 2, ran.log
    assert (ran.outputs["verdict"], ran.outputs["exit-code"]) == ("error", "2")
    assert {ran.outputs[each] for each in ("findings", "cost", "delta", "level", "report", "sarif")} == {""}
    assert "nowhere.yaml: no such file" in ran.summary
    (command,) = ran.commands()
    assert command.startswith("::error title=finops-guard::The scan could not be done.%0A")
    for each in ("comment", "code-scanning", "upload", "artifact"):
        assert ran.steps[each].outcome == "skipped"


@pytest.mark.parametrize(("name", "value"), [("annotations", "yes"), ("summary", ""), ("changed-only", "1")])
def test_a_switch_that_is_none_is_refused(machine: Machine, name: str, value: str) -> None:
    machine.write("main.tf", CLEAN)
    ran = machine.run(**{name: value})
    assert ran.code == 2
    assert f"{name}: {value!r} is none of true, false" in ran.log
    assert ran.outputs["verdict"] == "error"


def test_what_is_not_wanted_is_not_done(machine: Machine) -> None:
    machine.write("main.tf", UNTAGGED)
    machine.pull_request()
    ran = machine.run(annotations="false", summary="false", sarif="false", comment="false")
    assert ran.code == 1
    assert (ran.commands(), ran.summary, ran.calls) == ([], "", [])


def test_severity_decides_what_fails(machine: Machine) -> None:
    volume = 'resource "aws_ebs_volume" "data" {\n  availability_zone = "eu-west-1a"\n  type = "gp2"\n  size = 10\n}\n'
    machine.write("main.tf", CLEAN + volume)
    assert machine.run().code == 0
    assert machine.run(severity="info").code == 1


def test_paths_and_arguments_are_taken_line_by_line_and_never_executed(machine: Machine) -> None:
    hostile = "a $(touch pwned) 'b\" `touch pwned`; touch pwned"
    for directory in (hostile, "other", "left-out", "--config=x"):
        machine.write(f"{directory}/main.tf", UNTAGGED)
    ran = machine.run(paths=f"{hostile}\r\n\nother\n--config=x", args="--profile=run\n--sort\ncost\n")
    assert ran.code == 1, ran.log
    assert not list(machine.path.rglob("pwned"))
    report = json.loads(Path(ran.outputs["report"]).read_text())
    text = json.dumps(report["findings"])
    assert "touch pwned" in text
    assert "other" in text
    assert "--config=x/main.tf" in text
    assert "left-out" not in text
    assert report["settings"]["profile"] == "run"


# ---- hostile repositories


def test_no_file_injects_a_command_or_an_output(machine: Machine) -> None:
    names = ("::error::x", "##[add-mask]y", "##[error]z", "::set-output name=verdict::passed", "%0A::error::q")
    for name in names:
        machine.write(f"{name}/::stop-commands::t.tf", UNTAGGED.replace("orders", "::error::pwned\\n::warning::pwned"))
    for name in ("report.json", "report.sarif", "annotations.txt"):
        machine.write(name, "::error::pwned")
    machine.write(".github/action/__main__.py", "raise SystemExit('run from the workspace')\n")
    ran = machine.run()
    assert ran.code == 1, ran.log
    for command in ran.commands():
        assert re.match(r"::(error|warning|notice) (file|title)=", command), command
        assert "::pwned" not in command.partition("::")[2].partition("::")[0]
    assert "run from the workspace" not in ran.log
    assert ran.outputs["verdict"] == "failed"


def test_an_error_cannot_inject_a_command_either(machine: Machine) -> None:
    machine.write(".finops-guard.yaml", 'profile: "x\\n::error::pwned\\n##[add-mask]pwned"\n')
    machine.write("main.tf", CLEAN)
    ran = machine.run()
    assert ran.code == 2
    for command in ran.commands():
        assert command.startswith("::error title=finops-guard::The scan could not be done.%0A")
    assert not re.search(r"^\S*::error::pwned", ran.summary, re.MULTILINE)


def test_the_harness_reads_commands_as_a_runner_does() -> None:
    told = ["a ::error::no", "  ::error::yes", "file ##[add-mask]yes", "::stop-commands::t", "::error::no", " ::t::"]
    log = "\n".join([*told, "::warning a=b::yes"])
    assert commands(log) == ["  ::error::yes", "file ##[add-mask]yes", "::warning a=b::yes"]


def test_programs_of_the_repository_are_not_run(machine: Machine) -> None:
    for name in ("git", "gh"):
        machine.write(f"bin/{name}", "#!/bin/sh\necho '{}'\ntouch pwned\n").chmod(0o755)
    machine.environment["PATH"] = os.pathsep.join(
        [str(machine.workspace / "bin"), "bin", str(machine.bin), os.environ["PATH"]]
    )
    machine.write("main.tf", UNTAGGED)
    machine.pull_request(base="0" * 40)
    assert machine.run().code == 1
    assert not list(machine.path.rglob("pwned"))


def test_the_summary_is_cut_where_the_runner_would_refuse_it(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".github" / "action"))
    import runner

    summary = machine.path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    runner.summarize("| Überschuss |\n" * 100_000)
    runner.summarize("more")
    assert 1_000_000 < summary.stat().st_size <= 1024 * 1024
    assert summary.read_text(encoding="utf-8").count("holds 1 MiB") == 1


def test_the_scan_has_no_token(machine: Machine) -> None:
    assert [step["name"] for step in STEPS if "TOKEN" in step.get("env", {})] == ["Base", "Comment", "Code scanning"]
    machine.write("main.tf", CLEAN)
    ran = machine.run()
    assert TOKEN not in ran.log
    assert TOKEN not in json.dumps(ran.outputs)


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
def test_nothing_that_an_earlier_job_left_decides(machine: Machine, variable: str) -> None:
    kept = machine.path / "kept"
    kept.mkdir()
    machine.environment.pop("XDG_CACHE_HOME", None)
    machine.environment[variable] = str(kept)
    machine.write("main.tf", UNTAGGED)
    for _ in range(2):
        ran = machine.run()
        assert ran.code == 1, ran.log
        assert "nothing has changed" not in ran.log
    assert [path.name for path in kept.rglob("finops-guard")] == []


# ---- pull requests


def test_a_pull_request_gets_one_comment_that_is_kept_up_to_date(machine: Machine) -> None:
    machine.pull_request()
    machine.write("main.tf", UNTAGGED)
    first = machine.run()
    assert first.code == 1
    (comment,) = machine.github["comments"]
    assert comment["body"] == Path(first.outputs["markdown"]).read_text()
    machine.write("main.tf", CLEAN)
    second = machine.run()
    assert second.code == 0, second.log
    (comment,) = machine.github["comments"]
    assert (
        comment["body"] == Path(second.outputs["markdown"]).read_text() != Path(first.outputs["markdown"]).read_text()
    )
    written = [call for call in second.calls if "--method" in call["arguments"]]
    assert written[0]["arguments"][:3] == ["api", "--method", "PATCH"]
    assert written[0]["environment"] == {"GH_TOKEN": TOKEN, "GH_ENTERPRISE_TOKEN": None, "GH_HOST": "github.com"}


def test_a_comment_is_found_on_the_second_page_and_a_stranger_s_is_left_alone(machine: Machine) -> None:
    machine.pull_request()
    machine.write("main.tf", UNTAGGED)
    machine.run()
    (own,) = machine.github["comments"]
    forged = {"id": 1, "mine": False, "body": own["body"].partition("\n")[0] + "\nPassed, really\n"}
    chat = [{"id": 2 + number, "mine": number % 2 == 0, "body": f"> {own['body']}"} for number in range(150)]
    machine.github["comments"] = [forged, *chat, {**own, "body": own["body"].partition("\n")[0] + "\nold\n"}]
    machine.run()
    assert len(machine.github["comments"]) == 152
    assert machine.github["comments"][0] == forged
    assert machine.github["comments"][-1] == own


@pytest.mark.parametrize(("comment", "comments"), [("auto", 0), ("true", 1)])
def test_where_there_is_nothing_to_say_a_comment_is_written_only_if_it_must_be(
    machine: Machine, comment: str, comments: int
) -> None:
    machine.pull_request()
    machine.write("main.tf", CLEAN)
    assert machine.run(comment=comment).code == 0
    assert len(machine.github["comments"]) == comments


def test_directories_of_a_monorepo_have_a_comment_each(machine: Machine) -> None:
    machine.pull_request()
    for directory in ("live/shop", "live/--> <b>blog"):
        machine.write(f"{directory}/main.tf", UNTAGGED)
    assert len(machine.run(name="x" * 300, comment="false").steps["upload"].given["category"]) < 128
    for _ in range(2):
        categories = [
            machine.run(working_directory=each).steps["upload"].given["category"]
            for each in ("live/shop", "live/--> <b>blog")
        ]
    assert categories == ["finops-guard/live/shop", "finops-guard/live/-b-blog"]
    markers = [comment["body"].partition("\n")[0] for comment in machine.github["comments"]]
    assert markers == ["<!-- finops-guard: live/shop -->", "<!-- finops-guard: live/-b-blog -->"]


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ({"POST comments": FORBIDDEN}, "The job needs `permissions: pull-requests: write`"),
        ({"graphql": FORBIDDEN}, "The job needs `permissions: pull-requests: write`"),
        ({"POST comments": [502, "Bad Gateway\n::error::pwned"]}, "Bad Gateway"),
    ],
)
@pytest.mark.parametrize("comment", ["auto", "true"])
def test_a_comment_that_is_refused_is_said_and_fails_nothing(
    machine: Machine, refused: dict[str, list], said: str, comment: str
) -> None:
    """As it is for Dependabot, whose token only reads unless the workflow says otherwise."""
    machine.environment["GITHUB_ACTOR"] = "dependabot[bot]"
    machine.pull_request()
    machine.github["refused"] = refused
    machine.write("main.tf", UNTAGGED)
    ran = machine.run(comment=comment, args="--exit-zero")
    assert ran.code == 0, ran.log
    assert said in ran.summary
    (command,) = [line for line in ran.steps["comment"].log.splitlines() if line.startswith("::")]
    assert command.startswith("::warning" if comment == "true" else "::notice")


def test_a_pull_request_from_a_fork_has_annotations_and_a_summary(machine: Machine) -> None:
    machine.pull_request(fork=True)
    machine.write("main.tf", UNTAGGED)
    ran = machine.run()
    assert ran.code == 1
    assert ran.calls == []
    assert ran.steps["upload"].outcome == "skipped"
    assert [line for line in ran.commands() if line.startswith("::error file=main.tf")]
    assert "There is no comment: the pull request comes from a fork" in ran.summary
    assert "The SARIF report is not uploaded: the pull request comes from a fork" in ran.summary


def test_a_deleted_fork_is_a_fork(machine: Machine) -> None:
    machine.pull_request(fork=True)
    machine.event["pull_request"]["head"]["repo"] = None
    machine.write("main.tf", UNTAGGED)
    assert machine.run().calls == []


def test_a_branch_of_a_repository_that_is_a_fork_itself_is_none(machine: Machine) -> None:
    machine.pull_request()
    machine.event["pull_request"]["head"]["repo"]["fork"] = True
    machine.write("main.tf", UNTAGGED)
    machine.run()
    assert len(machine.github["comments"]) == 1


def test_code_scanning_that_may_not_be_read_is_not_written(machine: Machine) -> None:
    machine.github["refused"] = {"GET analyses": FORBIDDEN}
    machine.write("main.tf", CLEAN)
    ran = machine.run()
    assert ran.code == 0
    assert ran.steps["upload"].outcome == "skipped"
    assert "`permissions: security-events: write`" in ran.summary
    assert machine.run(sarif="true").steps["upload"].outcome == "success"


def test_a_repository_without_any_analysis_gets_its_first(machine: Machine) -> None:
    machine.github["refused"] = {"GET analyses": [404, "no analysis found"]}
    machine.write("main.tf", CLEAN)
    assert machine.run().steps["upload"].outcome == "success"


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("github/codeql-action/upload-sarif", "The SARIF report could not be uploaded"),
        ("actions/upload-artifact", "The artifact could not be uploaded"),
    ],
)
def test_an_upload_that_fails_is_said_and_fails_nothing(machine: Machine, action: str, said: str) -> None:
    machine.failing = {action}
    machine.write("main.tf", CLEAN)
    ran = machine.run(artifact="reports")
    assert ran.code == 0
    assert said in ran.summary


def test_without_gh_there_is_no_comment(machine: Machine) -> None:
    if shutil.which("gh"):
        pytest.skip("gh is installed beside what the shell needs")
    (machine.bin / "gh").unlink()
    machine.pull_request()
    machine.write("main.tf", UNTAGGED)
    ran = machine.run()
    assert ran.code == 1
    assert "gh, the command of GitHub, is not installed" in ran.summary


def test_a_company_s_own_server_gets_its_token_by_its_own_name(machine: Machine) -> None:
    machine.environment["GITHUB_SERVER_URL"] = "https://git.acme.example"
    machine.pull_request()
    machine.write("main.tf", UNTAGGED)
    ran = machine.run()
    for call in ran.calls:
        assert call["environment"] == {"GH_TOKEN": None, "GH_ENTERPRISE_TOKEN": TOKEN, "GH_HOST": "git.acme.example"}


# ---- the base


def test_a_pull_request_is_compared_with_what_it_is_merged_into(machine: Machine, origin: Origin) -> None:
    old = origin.commit(main=REGION)
    git(origin.path, "checkout", "--quiet", "-b", "change")
    head = origin.commit(web=MACHINE)
    git(origin.path, "checkout", "--quiet", "main")
    newer = origin.commit(other=MACHINE.replace('"web"', '"other"'))
    origin.check_out(origin.merge(newer, head))
    machine.pull_request(base=old, head=head)
    ran = machine.run()
    assert ran.code == 0, ran.log
    # Not with the older base of the event: the machine of the other change is none of this one.
    assert ran.steps["base"].outputs == {"base": newer}
    assert float(ran.outputs["delta"]) == pytest.approx(float(ran.outputs["cost"]) / 2)
    assert ("novelty" in json.loads(Path(ran.outputs["report"]).read_text())) == bool(ran.outputs["new-findings"])
    assert git(machine.workspace, "rev-parse", "--is-shallow-repository") == "true"


def test_only_what_is_new_is_reported_and_all_is_counted(machine: Machine, origin: Origin) -> None:
    base = origin.commit(main=UNTAGGED)
    head = origin.commit(web=UNTAGGED.replace("orders", "new"))
    origin.check_out(head)
    machine.pull_request(base=base, head=head)
    ran = machine.run(changed_only="false")
    if "novelty" not in json.loads(Path(ran.outputs["report"]).read_text()):
        pytest.skip("this finops-guard does not tell what is new")
    assert ran.code == 1
    assert 0 < int(ran.outputs["new-findings"]) < int(ran.outputs["findings"])
    assert {line.partition("file=")[2].partition(",")[0] for line in ran.commands()} == {"web.tf"}


@pytest.mark.parametrize("event", ["push", "pull_request"])
def test_changed_files_need_something_to_differ_from(machine: Machine, origin: Origin, event: str) -> None:
    base = origin.commit(main=UNTAGGED)
    head = origin.commit(web=UNTAGGED.replace("orders", "new"))
    origin.check_out(head)
    if event == "pull_request":
        machine.pull_request(base=base, head=head)
    ran = machine.run(changed_only="true")
    assert ran.code == 1, ran.log


def test_a_branch_that_is_checked_out_itself_is_compared_with_where_it_began(machine: Machine, origin: Origin) -> None:
    began = origin.commit(main=REGION)
    git(origin.path, "checkout", "--quiet", "-b", "change")
    head = origin.commit(web=MACHINE)
    git(origin.path, "checkout", "--quiet", "main")
    newer = origin.commit(main=REGION + "# more\n")
    origin.check_out(head, "--no-tags")
    git(machine.workspace, "fetch", "--quiet", "origin", "main")
    machine.pull_request(base=newer, head=head)
    assert machine.run().steps["base"].outputs == {"base": began}
    assert git(machine.workspace, "rev-parse", "--is-shallow-repository") == "false"


def test_a_shallow_branch_is_compared_with_the_base_of_the_event(machine: Machine, origin: Origin) -> None:
    base = origin.commit(main=REGION)
    head = origin.commit(web=MACHINE)
    origin.check_out(head)
    machine.pull_request(base=base, head=head)
    ran = machine.run()
    assert ran.steps["base"].outputs == {"base": base}
    assert ran.outputs["delta"] == ran.outputs["cost"] != ""


def test_a_merge_group_is_compared_with_its_base(machine: Machine, origin: Origin) -> None:
    base = origin.commit(main=REGION)
    origin.check_out(origin.commit(web=MACHINE))
    machine.event_name, machine.event = "merge_group", {"merge_group": {"base_sha": base, "head_sha": "f" * 40}}
    assert machine.run().steps["base"].outputs == {"base": base}


def test_a_base_that_cannot_be_had_is_said_and_everything_is_reported(machine: Machine, origin: Origin) -> None:
    origin.check_out(origin.commit(main=UNTAGGED))
    machine.pull_request(base="1" * 40, head="2" * 40)
    ran = machine.run()
    assert ran.code == 1
    assert int(ran.outputs["findings"]) > 0
    assert ran.outputs["new-findings"] == ""
    assert "The base 111111111111 cannot be read here" in ran.summary
    assert [line for line in ran.commands() if line.startswith("::warning title=finops-guard::The base")]


@pytest.mark.parametrize("base", ["main", "origin/main", "refs/remotes/origin/main", "before"])
def test_a_named_base_is_fetched_where_it_is_missing(machine: Machine, origin: Origin, base: str) -> None:
    commit = origin.commit(main=REGION)
    git(origin.path, "tag", "before")
    git(origin.path, "checkout", "--quiet", "-b", "change")
    origin.check_out(origin.commit(web=MACHINE))
    ran = machine.run(base=base)
    assert ran.steps["base"].outputs == {"base": commit}
    assert ran.outputs["delta"] == ran.outputs["cost"] != ""


@pytest.mark.parametrize("base", ["nowhere", "--upload-pack=touch pwned", "-q"])
def test_a_named_base_that_does_not_exist_is_an_error(machine: Machine, origin: Origin, base: str) -> None:
    origin.check_out(origin.commit(main=CLEAN))
    ran = machine.run(base=base)
    assert ran.code == 2
    assert ran.outputs["verdict"] == "error"
    assert not list(machine.path.rglob("pwned"))


@pytest.mark.parametrize("base", ["", "./before"])
def test_no_base_and_a_directory_need_no_git(machine: Machine, base: str) -> None:
    machine.write("before/main.tf", REGION)
    machine.write("after/main.tf", REGION + MACHINE)
    machine.pull_request(base="1" * 40)
    ran = machine.run(base=base, paths="after")
    assert ran.steps["base"].outputs == {"base": base}
    assert bool(ran.outputs["delta"]) == bool(base)


def test_the_token_is_sent_where_the_checkout_has_kept_none_and_nowhere_else(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".github" / "action"))
    import base as step

    monkeypatch.setenv("TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(machine.workspace))
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.acme.example")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    asked = ("config", "--get-urlmatch", "http.extraheader")
    found = step._run((*asked, "https://git.acme.example/acme/shop"), step._authorized())
    assert found
    assert found.startswith("AUTHORIZATION: basic ")
    assert step._run((*asked, "https://elsewhere.example/acme/shop"), step._authorized()) is None
    assert step._run(("config", "safe.directory"), step._authorized()) == "*\n"


def test_what_is_let_stand_is_no_alert(machine):
    """Code scanning shows suppressed results as open: the report has them, what is uploaded has not."""
    machine.write("main.tf", "# finops-guard:ignore FG-TAG-001 -- it goes next week\n" + UNTAGGED)
    ran = machine.run(severity="info")
    report = json.loads(Path(ran.outputs["sarif"]).read_text())
    uploaded = json.loads(Path(ran.steps["upload"].given["sarif_file"]).read_text())
    suppressed = [each for each in report["runs"][0]["results"] if each.get("suppressions")]
    assert suppressed
    kept = [each for each in report["runs"][0]["results"] if each not in suppressed]
    assert uploaded["runs"][0]["results"] == kept
