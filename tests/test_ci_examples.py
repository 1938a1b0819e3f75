"""The examples for CI systems: valid by the published schemas, as the pages show them, and their commands run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from support.action.runner import ACTION, ROOT, Machine
from support.stand_in_tools import Tools

CI = ROOT / "examples" / "ci"
PAGES = ROOT / "docs" / "ci"
WORKFLOWS = sorted((CI / "github").glob("*.yml"))
OURS = "OWNER/finops-guard@"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")

TAGS = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { owner = "team-a", environment = "prod", cost-center = "CC-1000", application = "shop" }
  }
}
"""
UNTAGGED = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "resource_changes": [
        {
            "address": "aws_sqs_queue.orders",
            "mode": "managed",
            "type": "aws_sqs_queue",
            "name": "orders",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"name": "orders", "tags": None, "tags_all": {}},
                "after_unknown": {},
            },
        }
    ],
    "configuration": {"root_module": {}},
}


def checker(name: str) -> str:
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed (extra: test)")
    return found


def check(*command: str | Path) -> None:
    run = subprocess.run([checker(str(command[0])), *command[1:]], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a checkout with two commits, the second of which adds a finding."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    path = tmp_path / "repository"
    path.mkdir()
    git(path, "init", "--quiet")
    for name, text in (("main.tf", TAGS), ("queue/main.tf", UNTAGGED)):
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text)
        git(path, "add", "--all")
        git(path, "commit", "--quiet", "--message", "A change")
    return path


def git(directory: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@shop.example", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *identity, "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=True).stdout


def shell(
    script: str, directory: Path, environment: dict[str, str], program: str = "bash"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, "-e", "-c", script],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


# ---- the pages


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.name)
def test_a_page_shows_its_examples_as_they_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"^<!-- (examples/\S+) -->\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert shown
    for path, block in shown:
        assert block == (ROOT / path).read_text(encoding="utf-8"), path
    for link in re.findall(r"\]\(([^)#:]+)", text):
        assert (page.parent / link).exists(), link


def test_every_example_is_on_a_page() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES.glob("*.md"))
    shown = set(re.findall(r"^<!-- (examples/\S+) -->", pages, re.MULTILINE))
    assert shown == {path.relative_to(ROOT).as_posix() for path in CI.rglob("*") if path.is_file()}


def test_the_page_of_the_action_tells_every_input_and_output() -> None:
    text = (PAGES / "github-actions.md").read_text(encoding="utf-8")
    for kind in ("inputs", "outputs"):
        table = text.partition(f"| {kind[:-1]} |")[2].partition("\n\n")[0]
        assert re.findall(r"^\| `([\w-]+)`", table, re.MULTILINE) == list(ACTION[kind])


@pytest.mark.parametrize("script", sorted((ROOT / "examples").rglob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_have_no_known_mistakes(script: Path) -> None:
    check("shellcheck", script)


# ---- GitHub Actions


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_valid_and_safe(workflow: Path) -> None:
    check("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
    check("zizmor", "--offline", "--no-progress", "--persona=pedantic", workflow)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_does_what_it_says(workflow: Path, machine: Machine) -> None:
    told = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    job = next(iter(told["jobs"].values()))
    (step,) = [each for each in job["steps"] if each.get("uses", "").startswith(OURS)]
    given = {key: str(value).lower() if isinstance(value, bool) else value for key, value in step["with"].items()}
    assert set(given) <= set(ACTION["inputs"])
    machine.pull_request()
    for directory in job.get("strategy", {}).get("matrix", {}).get("directory", ["."]):
        machine.write(f"{directory}/main.tf", UNTAGGED)
        inputs = {key.replace("-", "_"): value for key, value in given.items()}
        ran = machine.run(**{key: value.replace("${{ matrix.directory }}", directory) for key, value in inputs.items()})
        assert ran.code == 1, ran.log
        # What the job grants is what it needs.
        permissions = job["permissions"]
        assert bool(machine.github["comments"]) == (permissions.get("pull-requests") == "write")
        assert (ran.steps["upload"].outcome == "success") == (permissions.get("security-events") == "write")
    directories = job.get("strategy", {}).get("matrix", {}).get("directory", ["."])
    assert len(machine.github["comments"]) in (0, len(directories))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "machine").mkdir()
    return Machine(tmp_path / "machine")


@pytest.mark.parametrize(("result", "code"), [("success", 0), ("failure", 1), ("cancelled", 1), ("skipped", 1)])
def test_the_required_check_of_a_monorepo_passes_only_if_all_pass(tmp_path: Path, result: str, code: int) -> None:
    job = yaml.safe_load((CI / "github" / "monorepo.yml").read_text())["jobs"]["cost-policies"]
    assert (job["needs"], job["if"]) == ("scan", "always()")
    (step,) = job["steps"]
    assert shell(step["run"], tmp_path, {"PATH": os.environ["PATH"], "RESULT": result}).returncode == code


# ---- GitLab CI


def test_the_gitlab_job_is_valid() -> None:
    pipeline = CI / "gitlab" / "gitlab-ci.yml"
    check("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", pipeline)


@pytest.mark.parametrize("in_a_merge_request", [True, False])
def test_the_gitlab_job_runs(tools: Tools, repository: Path, in_a_merge_request: bool) -> None:
    job = yaml.safe_load((CI / "gitlab" / "gitlab-ci.yml").read_text())["finops-guard"]
    tools.add("pip")
    (repository / "finops-guard").symlink_to(repository.parent)
    base = git(repository, "rev-parse", "HEAD^").strip()
    environment = tools.environment(**({"CI_MERGE_REQUEST_DIFF_BASE_SHA": base} if in_a_merge_request else {}))
    ran = shell("\n".join([*job["before_script"], *job["script"]]), repository, environment)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "queue/main.tf" in ran.stdout
    reports = {path.name for path in (repository / "finops-guard").iterdir()}
    assert reports == {"codequality.json", "junit.xml", "report.html", "report.json", "report.md"}
    assert not (repository / "finops-guard").is_symlink()
    assert set(job["artifacts"]["reports"].values()) == {"finops-guard/codequality.json", "finops-guard/junit.xml"}
    assert isinstance(json.loads((repository / "finops-guard" / "codequality.json").read_text()), list)
    ET.parse(repository / "finops-guard" / "junit.xml")
    change = json.loads((repository / "finops-guard" / "report.json").read_text())["summary"]["cost"]["change"]
    assert bool(change) == in_a_merge_request
    (call,) = tools.calls("pip")
    assert call.arguments[-1].startswith("finops-guard-cli @ git+https://")


GITLAB = {
    "CI_API_V4_URL": "https://git.example/api/v4",
    "CI_PROJECT_ID": "12",
    "CI_MERGE_REQUEST_IID": "7",
    "COMMENT_TOKEN": "secret",
}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize(
    ("notes", "method", "address"),
    [
        ([], "POST", "/notes"),
        ([{"id": 5, "author": {"id": 3}, "body": "<!-- finops-guard: x -->\nforged"}], "POST", "/notes"),
        ([{"id": 6, "author": {"id": 9}, "body": "<!-- finops-guard: x -->\nold"}], "PUT", "/notes/6"),
    ],
)
def test_the_gitlab_note_is_written_once(tools: Tools, tmp_path: Path, notes: list, method: str, address: str) -> None:
    answer = f"""
path = arguments[-1]
print(json.dumps({{"id": 9}} if path.endswith("/user") else {notes!r} if "per_page" in path else {{}}))
"""
    tools.add("curl", answer)
    (tmp_path / "report.md").write_text('<!-- finops-guard: x -->\n"; rm -rf / $(touch pwned)\n')
    command = ["bash", CI / "gitlab" / "comment.sh", "report.md"]
    environment = tools.environment(**GITLAB)
    run = subprocess.run(command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, check=False)
    assert run.returncode == 0
    last = tools.calls("curl")[-1]
    assert last.arguments[-1] == f"https://git.example/api/v4/projects/12/merge_requests/7{address}"
    assert last.arguments[last.arguments.index("--request") + 1] == method
    assert json.loads(last.input) == {"body": (tmp_path / "report.md").read_text()}
    assert "secret" not in " ".join(last.arguments)
    assert last.told == 'header = "PRIVATE-TOKEN: secret"\n'
    assert not list(tmp_path.rglob("pwned"))


# ---- Azure Pipelines


def test_the_azure_pipeline_is_valid() -> None:
    # Its schema has patterns that are none of ECMAScript.
    options = ("--regex-variant", "python", "--data-transform", "azure-pipelines")
    pipeline = CI / "azure" / "azure-pipelines.yml"
    check("check-jsonschema", "--builtin-schema", "vendor.azure-pipelines", *options, pipeline)


@pytest.mark.parametrize(("reason", "compared"), [("PullRequest", True), ("IndividualCI", False)])
def test_the_azure_pipeline_runs(tools: Tools, repository: Path, reason: str, compared: bool) -> None:
    steps = yaml.safe_load((CI / "azure" / "azure-pipelines.yml").read_text())["steps"]
    tools.add("pip")
    temp = repository.parent / "temp"
    temp.mkdir()
    environment = tools.environment(AGENT_TEMPDIRECTORY=str(temp), BUILD_REASON=reason)
    ran = {step["displayName"]: shell(step["bash"], repository, environment) for step in steps if "bash" in step}
    assert {name: run.returncode for name, run in ran.items()} == {
        "Install finops-guard": 0,
        "Cost policies": 1,
        "Summary": 0,
    }
    assert "queue/main.tf" in ran["Cost policies"].stdout
    assert ("commit " in ran["Cost policies"].stdout) == compared
    reports = temp / "finops-guard"
    assert {path.name for path in reports.iterdir()} == {"junit.xml", "finops-guard.sarif", "report.html", "summary.md"}
    (publish,) = [step for step in steps if step.get("task") == "PublishTestResults@2"]
    where = publish["inputs"]["searchFolder"].replace("$(Agent.TempDirectory)", str(temp))
    ET.parse(Path(where, publish["inputs"]["testResultsFiles"]))
    assert ran["Summary"].stdout == f"##vso[task.uploadsummary]{reports}/summary.md\n"


# ---- Jenkins


@pytest.mark.parametrize("target", ["main", ""])
def test_the_scripts_of_the_jenkinsfile_run(tools: Tools, repository: Path, target: str) -> None:
    text = (CI / "jenkins" / "Jenkinsfile").read_text()
    assert text.count("{") == text.count("}")
    install, scan = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    assert "\\" not in re.sub(r"\\\n", "", text)
    # The environment that venv would make.
    made = f"""
environment = Path(arguments[-1], "bin")
environment.mkdir(parents=True)
for name in ("pip", "finops-guard"):
    (environment / name).symlink_to({str(tools.bin)!r} + "/" + name)
"""
    tools.add("python3", made)
    tools.add("pip")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD^")
    environment = tools.environment(WORKSPACE_TMP=f"{repository}@tmp", **({"CHANGE_TARGET": target} if target else {}))
    run = shell(install, repository, environment, "sh")
    assert run.returncode == 0, run.stderr
    (call,) = tools.calls("python3")
    assert call.arguments[:3] == ["-I", "-m", "venv"]
    run = shell(scan, repository, environment, "sh")
    assert run.returncode == 1, run.stderr
    assert ("(origin/main)" in run.stdout) == bool(target)
    reports = {f"finops-guard-reports/{path.name}" for path in (repository / "finops-guard-reports").iterdir()}
    for named in re.findall(r"(?:testResults|pattern): '([^']+)'", text):
        assert named in reports


# ---- Atlantis


def test_the_atlantis_configuration_has_the_documented_keys() -> None:
    """There is no published schema; the keys are those of Atlantis' pages on server-side and custom workflows."""
    told = yaml.safe_load((CI / "atlantis" / "repos.yaml").read_text())
    assert set(told) == {"repos", "workflows"}
    for repo in told["repos"]:
        assert set(repo) == {"id", "workflow"}
        assert repo["workflow"] in told["workflows"]
    for workflow in told["workflows"].values():
        for stage, parts in workflow.items():
            assert stage in {"plan", "apply", "import", "state_rm", "policy_check"}
            for step in parts["steps"]:
                assert step in ("init", "plan", "apply") or set(step) == {"run"}


def test_the_atlantis_steps_run(tools: Tools, tmp_path: Path) -> None:
    steps = yaml.safe_load((CI / "atlantis" / "repos.yaml").read_text())["workflows"]["finops-guard"]["plan"]["steps"]
    tools.add("terraform", f"print({json.dumps(PLAN)!r})")
    project = tmp_path / "project"
    project.mkdir()
    environment = tools.environment(PLANFILE=f"{project}/plan tf", SHOWFILE=f"{project}/show file.json")
    show, scan = (shell(step["run"], project, environment, "sh") for step in steps if isinstance(step, dict))
    assert show.returncode == 0, show.stderr
    assert scan.returncode == 1, scan.stderr
    assert scan.stdout.startswith("<!-- finops-guard")


# ---- HCP Terraform


def test_a_saved_plan_is_judged_before_it_is_applied(tools: Tools, tmp_path: Path) -> None:
    tools.add("terraform", f"print({json.dumps(PLAN)!r} if arguments[0] == 'show' else '')")
    script = CI / "terraform-cloud" / "judge-saved-plan.sh"
    run = subprocess.run(["bash", script], cwd=tmp_path, env=tools.environment(NO_STDIN="1"), check=False)
    assert run.returncode == 1
    assert [call.arguments[0] for call in tools.calls("terraform")] == ["init", "plan", "show"]


def test_the_plan_of_a_run_is_judged(tools: Tools, tmp_path: Path) -> None:
    tools.add("curl", f"Path(arguments[arguments.index('--output') + 1]).write_text({json.dumps(PLAN)!r})")
    environment = tools.environment(TFE_TOKEN="secret", RUN_ID="run-1", NO_STDIN="1")
    run = subprocess.run(["bash", CI / "terraform-cloud" / "judge-run.sh"], cwd=tmp_path, env=environment, check=False)
    assert run.returncode == 1
    (call,) = tools.calls("curl")
    assert call.arguments[-1] == "https://app.terraform.io/api/v2/runs/run-1/plan/json-output"
    assert "secret" not in " ".join(call.arguments)
    assert call.told == 'header = "Authorization: Bearer secret"\n'
