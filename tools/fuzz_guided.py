"""Fuzzes one reader by the code that texts reach (``python -m tools.fuzz_guided hcl --seconds 600``).

It needs the package atheris. What it finds is what ``python -m tools.fuzz`` finds, in the same form; texts that reach
new code are kept, too, in a directory for each target, where the next run goes on.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random

import atheris

# What is imported here, and by the readers as they are tried first, is told of by the code that runs.

with atheris.instrument_imports(include=["finops_guard"]):
    from tests.fuzzing.mutation import Mutator
    from tests.fuzzing.running import MAX_SECONDS, Failure, attempt, save
    from tests.fuzzing.targets import TARGETS, seeds, vocabulary

# One in so many texts is changed as libFuzzer does it, the others are as those of tools.fuzz.
_PLAIN = 3


def main() -> None:
    """Run a target until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_guided", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, default=Path(".fuzz"), help="the directory for what is found and kept")
    given = parser.parse_args()
    name: str = given.target
    sound = seeds(name)
    corpus = given.failures / f"{name}.corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["finops_guard"]):
        for number, data in enumerate(sound):
            attempt(name, data)
            (corpus / f"seed-{number}").write_bytes(data)
    mutator = Mutator(sound, list(vocabulary(name)), Random(given.seed))
    seen: set[str] = set()

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        return bytes(atheris.Mutate(data, size)) if seed % _PLAIN == 0 else mutator.mutated(data)[:size]

    def run(data: bytes) -> None:
        found = attempt(name, data, seconds=MAX_SECONDS)
        if isinstance(found, Failure) and found.signature not in seen:
            seen.add(found.signature)
            print(f"{save(found, given.failures)}: {found.signature}", file=sys.stderr, flush=True)

    options = [f"-max_total_time={given.seconds}", f"-seed={given.seed}", "-max_len=4000", "-print_final_stats=1"]
    options += ["-timeout=20", f"-artifact_prefix={given.failures}/{name}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], run, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
