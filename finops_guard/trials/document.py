"""Trials as JSON: ``policy-test-v1`` (schemas/policy-test-v1.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from finops_guard import __version__
from finops_guard.trials.judging import Difference, Trial
from finops_guard.trials.running import Ran

VERSION = "policy-test-v1"
SCHEMA = "urn:finops-guard:schema:policy-test-v1"


def render(ran: Ran) -> str:
    """Return the document, ending in a newline; strings are ASCII with escapes."""
    document = {
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": __version__},
        "trials": list(map(_trial, ran.trials)),
        "untried": [{"id": policy.id, "name": policy.name} for policy in ran.untried],
        "problems": list(map(str, ran.problems)),
    }
    return json.dumps(document, indent=2) + "\n"


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "policy": {"id": trial.policy.id, "name": trial.policy.name},
        "fixture": trial.case.shown,
        "passed": trial.passed,
        "differences": list(map(_difference, trial.differences)),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "policy": difference.policy,
        "line": difference.line,
        "column": difference.column,
        "expected": difference.expected.value if difference.expected else "pass",
        "found": difference.found.value if difference.found else "pass",
        "text": difference.text,
        "message": difference.message,
    }
