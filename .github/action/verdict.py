"""The end: what went wrong beside the scan is said, and the scan alone decides."""

from __future__ import annotations

import os

from runner import note

_STEPS = {
    "COMMENT": "The comment could not be written",
    "UPLOAD": "The SARIF report could not be uploaded (the job needs `permissions: security-events: write`)",
    "ARTIFACT": "The artifact could not be uploaded",
}


def step() -> int:
    for name, message in _STEPS.items():
        if os.environ.get(f"{name}_OUTCOME") == "failure":
            note(f"{message}: the log of its step says why. The check does not depend on it.", "warning")
    return int(os.environ["EXIT_CODE"])
