"""Compare the evaluation of random expressions with the real Terraform: `python -m benchmarks.expressions 20000 1 2 3`.

The first number says how many expressions each of the following seeds makes. Needs `terraform` on PATH; run by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.terraform_expressions import deviations, expressions

SHOWN = 20


def main() -> None:
    """Print the share of agreement of each seed, and the shortest expressions that differ."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for seed in map(int, sys.argv[2:] or ["1"]):
        with TemporaryDirectory() as directory:
            found = deviations(expressions(seed, count), Path(directory))
        print(f"seed {seed}: {count - len(found):,} of {count:,} expressions agree ({1 - len(found) / count:.3%})")
        for expression, theirs, ours in sorted(found, key=lambda each: len(each[0]))[:SHOWN]:
            print(f"  {expression}\n    Terraform   {theirs[:160]}\n    finops-guard {ours[:160]}")


if __name__ == "__main__":
    main()
