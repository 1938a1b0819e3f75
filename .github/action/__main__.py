"""The steps of action.yml that are more than one command: ``python -I DIRECTORY STEP``; standard library only."""

from __future__ import annotations

import os
import sys

import base
import code_scanning
import comment
import install
import scan
import verdict
from runner import ActionError, error, output

STEPS = {
    "key": install.key,
    "install": install.step,
    "base": base.step,
    "scan": scan.step,
    "code-scanning": code_scanning.step,
    "comment": comment.step,
    "verdict": verdict.step,
}


def main(name: str) -> int:
    # Windows would look for programs in the working directory first, which is the checked-out repository.
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"
    try:
        return STEPS[name]()
    except ActionError as problem:
        error(str(problem))
        output("verdict", "error")
        output("exit-code", "2")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
