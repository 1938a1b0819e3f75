"""The Python of the action's environment: it runs this tree's finops-guard as ``python -I -X utf8 -m finops_guard``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

EXPECTED = ["-I", "-X", "utf8", "-m", "finops_guard"]


def main(arguments: list[str]) -> None:
    assert arguments[: len(EXPECTED)] == EXPECTED, arguments
    assert not {"TOKEN", "GH_TOKEN", "GITHUB_TOKEN"} & set(os.environ)
    # Not the directory of this file, nor the working directory: only what is under test.
    sys.path[:1] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[2])]
    sys.argv = ["finops-guard", *arguments[len(EXPECTED) :]]
    from finops_guard.cli import run

    run()


if __name__ == "__main__":
    main(sys.argv[1:])
