"""A stand-in for the machine that runs an action: it does the steps of action.yml in order, as a runner does."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{ ([^}]+) \}\}")
_HERE = Path(__file__).parent
TOKEN = "the-token-of-the-job"


@dataclass(frozen=True)
class Step:
    """What one step left behind."""

    outcome: str
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """What one run of the action left behind: it failed with ``code``, or it is 0."""

    code: int
    steps: dict[str, Step]
    outputs: dict[str, str]
    summary: str
    calls: list[dict[str, Any]]

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps.values())

    def commands(self) -> list[str]:
        """Return the workflow commands of the log, as the runner would follow them."""
        return commands(self.log)


def commands(log: str) -> list[str]:
    """Return the lines that a runner takes for commands; it reads the old form ``##[name]`` anywhere in a line."""
    found, stopped = [], ""
    for line in log.splitlines():
        told = line.lstrip()
        if stopped:
            stopped = "" if told == f"::{stopped}::" else stopped
        elif told.startswith("::stop-commands::"):
            stopped = told.removeprefix("::stop-commands::")
        elif re.match(r"::[\w-]+( [^:]*)?::", told) or re.search(r"##\[[\w-]+[^]]*\]", told):
            found.append(line)
    return found


class Machine:
    """A workspace, a scratch directory, GitHub's files, and a ``gh`` that answers for GitHub."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workspace, self.temp, self.bin = path / "workspace", path / "temp", path / "bin"
        for directory in (self.workspace, self.temp, self.bin, path / "home"):
            directory.mkdir()
        self.event: dict[str, Any] = {}
        self.event_name = "push"
        self.environment: dict[str, str] = {}
        self.action_path = ROOT
        self.python = self._program("python", _HERE / "finops_guard_python.py")
        self._program("gh", _HERE / "gh.py")
        self.github: dict[str, Any] = {"comments": [], "refused": {}}
        self.failing: set[str] = set()

    def _program(self, name: str, script: Path) -> Path:
        program = self.bin / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return program

    def write(self, path: str, text: str) -> Path:
        target = self.workspace / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def pull_request(self, *, base: str = "", head: str = "", fork: bool = False, **more: Any) -> None:
        """Let the run be started by a pull request."""
        theirs = "stranger/shop" if fork else "acme/shop"
        self.event_name = "pull_request"
        self.event = {
            "pull_request": {
                "number": 7,
                "title": "::error::title",
                "base": {"sha": base, "ref": "main", "repo": {"full_name": "acme/shop"}},
                "head": {"sha": head, "ref": "$(touch pwned)", "repo": {"full_name": theirs, "fork": fork}},
            },
            **more,
        }

    def run(self, **inputs: str) -> Ran:
        """Do all steps with the inputs' defaults and these over them (``working_directory`` for working-directory)."""
        given = {key: value["default"] for key, value in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}
        given = {key: value.replace("${{ github.token }}", TOKEN) for key, value in given.items()}
        (self.path / "event.json").write_text(json.dumps(self.event), encoding="utf-8")
        (self.path / "github.json").write_text(json.dumps(self.github), encoding="utf-8")
        (self.path / "calls").write_text("")
        steps: dict[str, Step] = {}
        code, summary = 0, ""
        for step in STEPS:
            key = step.get("id", step["name"])
            if code or not self._wanted(step.get("if", "true"), given, steps):
                steps[key] = Step("skipped")
                continue
            steps[key], told, failed = self._step(step, given, steps)
            summary += told
            code = 0 if step.get("continue-on-error") else failed
        outputs = {key: self._filled(each["value"], given, steps) for key, each in ACTION["outputs"].items()}
        calls = [json.loads(line) for line in (self.path / "calls").read_text(encoding="utf-8").splitlines()]
        self.github = json.loads((self.path / "github.json").read_text(encoding="utf-8"))
        return Ran(code, steps, outputs, summary, calls)

    def _step(self, step: dict[str, Any], given: dict[str, str], steps: dict[str, Step]) -> tuple[Step, str, int]:
        if "uses" in step:
            filled = {key: self._filled(str(value), given, steps) for key, value in step["with"].items()}
            failed = any(step["uses"].startswith(f"{each}@") for each in self.failing)
            outputs = {"python-path": sys.executable, "python-version": "3.13.0"}
            return Step("failure" if failed else "success", "", outputs, filled), "", int(failed)
        if step.get("id") == "install" and self.action_path == ROOT:
            return Step("success", "", {"python": str(self.python)}), "", 0
        environment = {key: self._filled(str(value), given, steps) for key, value in step["env"].items()}
        code, log, outputs, summary = self._bash(step, environment, given)
        return Step("failure" if code else "success", log, outputs, environment), summary, code

    def _bash(
        self, step: dict[str, Any], environment: dict[str, str], given: dict[str, str]
    ) -> tuple[int, str, dict[str, str], str]:
        script, outputs, summary = (self.temp / f"_{name}" for name in ("step.sh", "outputs", "summary"))
        script.write_text(step["run"], encoding="utf-8")
        outputs.write_text("")
        summary.write_text("")
        directory = self._filled(step.get("working-directory", "."), given, {})
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace / directory,
            env={**self._environment(outputs, summary), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        told = summary.read_text(encoding="utf-8")
        return run.returncode, run.stdout.decode(errors="replace"), _outputs(outputs.read_text(encoding="utf-8")), told

    def _environment(self, outputs: Path, summary: Path) -> dict[str, str]:
        return {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.path / "home"),
            "PIP_NO_INDEX": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "FAKE_GITHUB": str(self.path),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(self.action_path),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_ACTOR": "somebody",
            "GITHUB_SHA": "c" * 40,
            "GITHUB_TOKEN": "that-a-workflow-gives-to-all-steps",
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(self.path / "event.json"),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(summary),
            **self.environment,
        }

    def _wanted(self, condition: str, given: dict[str, str], steps: dict[str, Step]) -> bool:
        """Evaluate what the conditions of action.yml are made of: comparisons with a text, and ``&&``."""
        if condition == "true":
            return True
        return all(self._holds(part, given, steps) for part in condition.split(" && "))

    def _holds(self, comparison: str, given: dict[str, str], steps: dict[str, Step]) -> bool:
        found = re.fullmatch(r"(\S+) (==|!=) '(.*)'", comparison)
        assert found, comparison
        return (self._value(found[1], given, steps) == found[3]) == (found[2] == "==")

    def _filled(self, text: str, given: dict[str, str], steps: dict[str, Step]) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1], given, steps), text)

    def _value(self, expression: str, given: dict[str, str], steps: dict[str, Step]) -> str:
        context, _, rest = expression.partition(".")
        if context == "inputs":
            return given[rest]
        if context == "steps":
            key, _, name = rest.partition(".")
            step = steps.get(key, Step(""))
            return step.outcome if name == "outcome" else step.outputs.get(name.removeprefix("outputs."), "")
        return {"runner.os": "Linux", "runner.arch": "X64", "runner.temp": str(self.temp), "github.token": TOKEN}[
            expression
        ]


def _outputs(text: str) -> dict[str, str]:
    """Return what a step wrote to GITHUB_OUTPUT, as the runner reads it."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        name, equals, value = line.partition("=")
        many = re.fullmatch(r"([\w-]+)<<(\S+)", line)
        if many:
            told = []
            while (each := next(lines)) != many[2]:
                told.append(each)
            found[many[1]] = "\n".join(told)
        elif equals:
            found[name] = value
    return found
