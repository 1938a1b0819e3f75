"""The pipeline of docs/quick-start.md uses the action as it is; its commands are run by test_commands."""

from __future__ import annotations

import shlex

import yaml
from support.guide import ROOT, Guide, misunderstood

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(WORKFLOW,) = (yaml.safe_load(text) for text in Guide("quick-start.md").blocks("yaml") if "runs-on:" in text)


def test_the_workflow_gives_inputs_that_exist() -> None:
    checkout, guard = WORKFLOW["jobs"]["cost"]["steps"]
    assert set(guard["with"]) <= set(ACTION["inputs"])
    assert misunderstood(["scan", *shlex.split(guard["with"]["args"])]) == ""
    assert checkout["with"]["fetch-depth"] == 0
    assert WORKFLOW[True] == "pull_request"
