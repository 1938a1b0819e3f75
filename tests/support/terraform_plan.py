"""Runs the real Terraform on a directory, with the stand-in for the cloud providers, and returns the plan it makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

TERRAFORM = shutil.which("terraform")
# Nothing listens there: what Terraform would ask a network for is refused at once.
_NOWHERE = "http://127.0.0.1:9"
_KEPT = ("PATH", "TMPDIR", "LANG", "SYSTEMROOT")


class TerraformError(Exception):
    """Terraform refuses a directory; ``step`` is ``init``, ``plan`` or ``show``."""

    def __init__(self, step: str, text: str) -> None:
        super().__init__(f"terraform {step}: {text}")
        self.step = step
        self.text = text


def plan(
    directory: Path, reattach: str, arguments: Sequence[str] = (), variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the plan of a root module as ``terraform show -json`` writes it, numbers as they are written.

    ``variables`` are those that the environment gives, without ``TF_VAR_``. Nothing of the machine's own configuration
    counts: no CLI configuration, credentials or variables; no network.
    """
    home = directory / ".terraform" / "home"
    home.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name in _KEPT}
    environment |= {
        "HOME": str(home),
        "TF_CLI_ARGS": "-no-color",
        "TF_IN_AUTOMATION": "1",
        "TF_REATTACH_PROVIDERS": reattach,
        "CHECKPOINT_DISABLE": "1",
        **{f"TF_VAR_{name}": value for name, value in (variables or {}).items()},
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE),
    }

    def terraform(step: str, *more: str) -> str:
        done = subprocess.run(
            [str(TERRAFORM), step, *more],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise TerraformError(step, done.stderr)
        return done.stdout

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-lock=false", "-refresh=false", "-out=plan.bin", *arguments)
    made: dict[str, Any] = json.loads(terraform("show", "-json", "plan.bin"), parse_float=Decimal)
    return made


def encoded(made: dict[str, Any]) -> str:
    """Return the text of a plan again."""
    return json.dumps(made, default=float)
