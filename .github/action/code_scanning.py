"""Whether the SARIF report is uploaded to code scanning."""

from __future__ import annotations

import json
import os
from pathlib import Path

from event import event
from github_api import RequestError, call
from runner import choice, note, output

_FORBIDDEN = 403


def step() -> int:
    wanted = choice("sarif", "true", "false", "auto")
    reason = _reason_against() if wanted == "auto" else ""
    if reason:
        note(f"The SARIF report is not uploaded: {reason}")
    is_wanted = wanted == "true" or (wanted == "auto" and not reason)
    if is_wanted:
        output("file", str(_without_suppressed(Path(os.environ["SARIF"]))))
    output("upload", "true" if is_wanted else "false")
    return 0


def _without_suppressed(report: Path) -> Path:
    """Write the report without what is let stand beside it, and return where: code scanning would show it as open."""
    found = json.loads(report.read_text(encoding="utf-8"))
    for run in found["runs"]:
        run["results"] = [result for result in run["results"] if not result.get("suppressions")]
    written = report.with_name("code-scanning.sarif")
    written.write_text(json.dumps(found), encoding="utf-8")
    return written


def _reason_against() -> str:
    if event().only_reads:
        return "the pull request comes from a fork, so the token of this run only reads."
    try:
        # To be asked without harm; what answers "forbidden" to reading will not let write.
        call(f"repos/{os.environ['GITHUB_REPOSITORY']}/code-scanning/analyses?per_page=1")
    except RequestError as failure:
        if failure.status == _FORBIDDEN:
            return f"{failure}. The job needs `permissions: security-events: write`, and the repository code scanning."
    return ""
