"""Whether the SARIF report is uploaded to code scanning."""

from __future__ import annotations

import os

from event import event
from github_api import RequestError, call
from runner import choice, note, output

_FORBIDDEN = 403


def step() -> int:
    wanted = choice("sarif", "true", "false", "auto")
    reason = _reason_against() if wanted == "auto" else ""
    if reason:
        note(f"The SARIF report is not uploaded: {reason}")
    output("upload", "true" if wanted == "true" or (wanted == "auto" and not reason) else "false")
    return 0


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
