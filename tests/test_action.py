"""action.yml: its bash steps, run as a runner runs them, on small directories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
PYTHON_PATH = "${{ steps.python.outputs.python-path }}"

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

# A project that installs without any index: its build backend lies in its own directory and needs nothing.
BACKEND = """
import zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = "stand_in-1.0.dist-info"
    with zipfile.ZipFile(f"{wheel_directory}/stand_in-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("stand_in.py", "def run():\\n    print('installed')\\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: stand-in\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\nfinops-guard = stand_in:run\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return "stand_in-1.0-py3-none-any.whl"
"""


@dataclass(frozen=True)
class Ran:
    """What one step left behind."""

    code: int
    output: str
    outputs: dict[str, str]
    summary: str


@dataclass(frozen=True)
class Runner:
    """A stand-in for the machine that runs an action: a workspace, a scratch directory, GitHub's files."""

    workspace: Path
    temp: Path

    def environment_bin(self) -> Path:
        return self.temp / "finops-guard" / "environment" / "bin"

    def use_the_running_environment(self) -> None:
        """Put what these tests run on where the install step would have put it."""
        self.environment_bin().mkdir(parents=True)
        for name in ("finops-guard", "python"):
            (self.environment_bin() / name).symlink_to(Path(sys.executable).with_name(name))

    def run(self, name: str, action_path: Path = ROOT, **inputs: str) -> Ran:
        """Run one step with the inputs' defaults and these over them (``working_directory`` for working-directory)."""
        step = STEPS[name]
        given = {key: value["default"] for key, value in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}

        def filled(text: str) -> str:
            text = text.replace(PYTHON_PATH, sys.executable)
            return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], text)

        script, outputs, summary = (self.temp / file for file in ("step.sh", "outputs", "summary"))
        script.write_text(step["run"])
        outputs.write_text("")
        summary.write_text("")
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace / filled(step.get("working-directory", ".")),
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temp),
                "PIP_NO_INDEX": "1",
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ACTION_PATH": str(action_path),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_OUTPUT": str(outputs),
                "GITHUB_STEP_SUMMARY": str(summary),
                **{key: filled(value) for key, value in step["env"].items()},
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pairs = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
        return Ran(run.returncode, run.stdout, pairs, summary.read_text())


@pytest.fixture
def machine(tmp_path) -> Runner:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "temp").mkdir()
    return Runner(tmp_path / "workspace", tmp_path / "temp")


@pytest.fixture
def runner(machine) -> Runner:
    """Return a machine on which finops-guard is installed already."""
    machine.use_the_running_environment()
    return machine


def test_no_expression_is_pasted_into_a_script():
    scripts = [step["run"] for step in STEPS.values() if "run" in step]
    assert len(scripts) == 2
    assert [script for script in scripts if "${{" in script] == []


def test_every_input_is_used_and_every_output_is_set():
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) == set(ACTION["inputs"])
    written = set(re.findall(r'(?:echo "|f")([\w-]+)=', STEPS["Scan"]["run"]))
    assert written == set(ACTION["outputs"])


def test_the_install_step_imports_nothing_from_the_workspace(machine):
    project = machine.temp / "action"
    project.mkdir()
    (project / "backend.py").write_text(BACKEND)
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    for name in ("venv", "pip", "ensurepip", "zipfile"):
        (machine.workspace / f"{name}.py").write_text("raise SystemExit('imported from the workspace')\n")
    ran = machine.run("Install finops-guard", action_path=project)
    assert ran.code == 0, ran.output
    command = machine.environment_bin() / "finops-guard"
    assert subprocess.run([command], capture_output=True, text=True, check=True).stdout == "installed\n"


def test_findings_fail_the_step_and_are_counted(runner):
    (runner.workspace / "main.tf").write_text(UNTAGGED)
    ran = runner.run("Scan")
    assert ran.code == 1, ran.output
    assert "main.tf" in ran.output
    assert ran.outputs["exit-code"] == "1"
    report = json.loads(Path(ran.outputs["report"]).read_text())
    failing = [finding for finding in report["findings"] if finding["verdict"] == "fail"]
    assert int(ran.outputs["findings"]) == len(failing) > 0
    errors = sum(finding["severity"] == "error" for finding in failing)
    assert f"Findings that block: {errors}." in ran.summary
    assert f"| error | {errors} |" in ran.summary


def test_nothing_that_blocks_passes(runner):
    (runner.workspace / "main.tf").write_text(CLEAN)
    ran = runner.run("Scan")
    assert ran.code == 0, ran.output
    assert ran.outputs["exit-code"] == "0"
    assert "Nothing blocks." in ran.summary


def test_a_scan_that_cannot_be_done_keeps_its_exit_code(runner):
    (runner.workspace / "main.tf").write_text(CLEAN)
    ran = runner.run("Scan", config="nowhere.yaml")
    assert ran.code == 2, ran.output
    assert ran.outputs == {"exit-code": "2"}
    assert "could not do the scan" in ran.summary


def test_a_report_is_written_where_it_is_asked_for(runner):
    live = runner.workspace / "live"
    live.mkdir()
    (live / "main.tf").write_text(UNTAGGED)
    ran = runner.run("Scan", working_directory="live", format="json", output="report.json")
    assert ran.code == 1, ran.output
    written = json.loads((live / "report.json").read_text())
    assert written == json.loads(Path(ran.outputs["report"]).read_text())


def test_severity_decides_what_fails(runner):
    (runner.workspace / "main.tf").write_text(
        CLEAN
        + 'resource "aws_ebs_volume" "data" {\n  availability_zone = "eu-west-1a"\n  type = "gp2"\n  size = 10\n}\n'
    )
    assert runner.run("Scan").code == 0
    ran = runner.run("Scan", severity="info")
    assert ran.code == 1, ran.output


def test_paths_and_arguments_are_taken_line_by_line_and_never_executed(runner):
    hostile = "a $(touch pwned) 'b\" `touch pwned`; touch pwned"
    (runner.workspace / hostile).mkdir()
    (runner.workspace / hostile / "main.tf").write_text(UNTAGGED)
    (runner.workspace / "other").mkdir()
    (runner.workspace / "other" / "main.tf").write_text(UNTAGGED)
    (runner.workspace / "left-out").mkdir()
    (runner.workspace / "left-out" / "main.tf").write_text(UNTAGGED)
    ran = runner.run("Scan", paths=f"{hostile}\r\n\nother\n", args="--profile=run\n")
    assert ran.code == 1, ran.output
    assert not list(runner.workspace.rglob("pwned"))
    report = json.loads(Path(ran.outputs["report"]).read_text())
    text = json.dumps(report["findings"])
    assert "touch pwned" in text
    assert "other" in text
    assert "left-out" not in text
    assert report["settings"]["profile"] == "run"
