"""Compare the evaluation of random expressions with the real Terraform: `python -m benchmarks.expressions 20000 1 2 3`.

The first number says how many expressions each of the following seeds makes. With `--unknown` before them, the
expressions refer to values that are not known before apply, and a real plan is what they are compared with (2,000 take
about a minute). Needs `terraform` on PATH; run by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import terraform_expressions, terraform_unknowns

SHOWN = 20


def main() -> None:
    """Print the share of agreement of each seed, and the shortest expressions that differ."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument != "--unknown"]
    over_unknown = len(numbers) < len(sys.argv) - 1
    count = numbers[0] if numbers else 2_000 if over_unknown else 20_000
    for seed in numbers[1:] or [1]:
        with TemporaryDirectory() as directory:
            found = _deviations(seed, count, Path(directory), over_unknown=over_unknown)
        print(f"seed {seed}: {count - len(found):,} of {count:,} expressions agree ({1 - len(found) / count:.3%})")
        for expression, theirs, ours in sorted(found, key=lambda each: len(each[0]))[:SHOWN]:
            print(f"  {expression}\n    Terraform   {theirs[:160]}\n    finops-guard {ours[:160]}")


def _deviations(seed: int, count: int, directory: Path, *, over_unknown: bool) -> list[tuple[str, str, str]]:
    if not over_unknown:
        return terraform_expressions.deviations(terraform_expressions.expressions(seed, count), directory)
    asked = terraform_unknowns.expressions(seed, count)
    found = terraform_unknowns.deviations(asked, directory)
    return [(expression, str(theirs), str(ours)) for expression, theirs, ours in found]


if __name__ == "__main__":
    main()
