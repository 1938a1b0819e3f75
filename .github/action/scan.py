"""The scan: once, with every report that the following steps need."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from event import event
from runner import choice, error, given, lines, no_commands, note, output, summarize

REPORTS = {
    "json": "report.json",
    "sarif": "report.sarif",
    "markdown": "report.md",
    "html": "report.html",
    "github": "annotations.txt",
}
VERDICTS = {0: "passed", 1: "failed"}
_ANNOTATION = re.compile(r"::(?:error|warning|notice) [^\r\n]*")
_MAX_TOLD = 50
_MAX_NAME = 100
_TOKENS = {"GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"}


def step() -> int:
    annotations, summary = (choice(name, "true", "false") == "true" for name in ("annotations", "summary"))
    above = Path(os.environ["RUNNER_TEMP"], "finops-guard")
    above.mkdir(parents=True, exist_ok=True)
    reports = Path(tempfile.mkdtemp(prefix="report-", dir=above))
    with no_commands():
        code, told = _scan(reports)
    output("exit-code", str(code))
    output("verdict", VERDICTS.get(code, "error"))
    output("category", f"finops-guard/{name()}".rstrip("/"))
    report = reports / REPORTS["json"]
    if code not in VERDICTS or not report.is_file():
        _could_not(code, told)
        return 0
    found = json.loads(report.read_text(encoding="utf-8"))
    for each, value in outcome(found).items():
        output(each, value)
    output("reports", str(reports))
    for each in ("json", "sarif", "markdown"):
        output(each, str(reports / REPORTS[each]))
    if annotations:
        _annotate(reports / REPORTS["github"])
    if summary:
        summarize((reports / REPORTS["markdown"]).read_text(encoding="utf-8"))
    return 0


def name() -> str:
    """Return what tells this run from others of the same workflow; it stands in an HTML comment, and in a path."""
    wanted = given("name") or given("working-directory")
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._/-]+", "-", wanted)).strip("-./")[:_MAX_NAME]


def arguments(reports: Path) -> list[str]:
    """Return the command line of the scan."""
    options = {option: given(option) for option in ("config", "profile", "severity", "base", "baseline")}
    found = ["scan", *(f"--{option}={value}" for option, value in options.items() if value)]
    # A push has no base to differ from: then everything counts.
    if choice("changed-only", "true", "false") == "true" and given("base"):
        found.append("--changed-only")
    if name():
        found.append(f"--comment-name={name()}")
    found.append(f"--link-base={_link_base()}")
    found += [f"--output={form}={reports / file}" for form, file in REPORTS.items()]
    return [*found, "--output=text=-", *lines("args"), "--", *(lines("paths") or ["."])]


def _link_base() -> str:
    """Return where GitHub shows the files: of a pull request at its head, which stays when its merge is gone."""
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{os.environ['GITHUB_REPOSITORY']}/blob/{event().head or os.environ['GITHUB_SHA']}/"


def _scan(reports: Path) -> tuple[int, str]:
    """Return the exit code, and what was said on standard error.

    -I: nothing that lies in the repository is imported, whatever the environment says. No token that a job has in its
    environment is handed on: charts of a stranger may be rendered.
    """
    command = [os.environ["FINOPS_GUARD_PYTHON"], "-I", "-X", "utf8", "-m", "finops_guard", *arguments(reports)]
    environment = {key: value for key, value in os.environ.items() if key not in _TOKENS}
    # A cache of its own, and empty: what a machine keeps between jobs, a job for a stranger may have written.
    environment["XDG_CACHE_HOME"] = str(reports / "cache")
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    told = done.stderr.decode("utf-8", "replace")
    sys.stdout.write(told)
    return done.returncode, told


def outcome(report: dict[str, Any]) -> dict[str, str]:
    """Return the outputs that tell what a report says; nothing in them is a string of the scanned files."""
    summary, cost, novelty = report["summary"], report["summary"]["cost"], report.get("novelty")
    reported = sum(summary["findings"].values())
    known = [each for each in novelty["known"] if each["finding"]["verdict"] == "fail"] if novelty else []
    change = cost and cost["change"]
    return {
        "findings": str(reported + len(known)),
        "new-findings": str(reported) if novelty else "",
        "blocking": str(summary["blocking"]),
        "cost": cost["monthly"]["expected"] if cost else "",
        "delta": change["delta"] if change else "",
        "currency": cost["currency"] if cost else "",
        "level": report["score"]["level"],
    }


def _annotate(file: Path) -> None:
    """Print the annotations, and no other workflow command that may have got between them."""
    written = file.read_text(encoding="utf-8").split("\n")
    print("\n".join(line for line in written if _ANNOTATION.fullmatch(line)))
    sys.stdout.flush()


def _could_not(code: int, told: str) -> None:
    """Say why there is no report; what was told may quote the repository, so it is shown as code."""
    said = [line for line in told.splitlines() if line.strip()]
    error("\n".join(["The scan could not be done.", *said[:_MAX_TOLD]]))
    if given("summary") != "false":
        block = "\n".join(f"    {line}" for line in said[:_MAX_TOLD])
        summarize(f"### finops-guard\n\nThe scan could not be done (exit code {code}).\n\n{block}\n")
    if code in VERDICTS:
        note("The scan ended without a report.", "error")
