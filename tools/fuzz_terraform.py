"""Compares which texts our reader of Terraform's syntax takes with what ``terraform fmt`` takes, over mutated files.

``python -m tools.fuzz_terraform --texts 2000``: files are checked in batches, since the program takes a while to start.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from finops_guard.location import SourceText
from finops_guard.sources.terraform import parser
from tests.fuzzing.mutation import Mutator, minimised
from tests.fuzzing.targets import seeds, vocabulary

BATCH = 200
MAX_TEXT = 2_000
_PLACE = re.compile(r"on (?:\S*/)?(\d+)\.tf line")


def main() -> int:
    """Compare so many texts, and return 1 where the two disagree on one."""
    asked = argparse.ArgumentParser(prog="python -m tools.fuzz_terraform", description=__doc__)
    asked.add_argument("--texts", type=int, default=2_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--failures", type=Path, default=Path(".fuzz"), help="the directory for what differs")
    given = asked.parse_args()
    program = shutil.which("terraform")
    if program is None:
        asked.error("there is no terraform on PATH")
    texts = _texts(given.seed)
    compared = taken = differ = 0
    while compared < given.texts:
        batch = [next(texts) for _ in range(min(BATCH, given.texts - compared))]
        theirs, ours = accepted(program, batch), [reads(text) for text in batch]
        compared += len(batch)
        taken += sum(theirs)
        for text, their, our in zip(batch, theirs, ours, strict=True):
            if their != our:
                differ += 1
                _keep(program, text, our, given.failures / f"terraform-{given.seed}-{differ}")
    print(f"{compared:,} texts, of which terraform takes {taken:,}; {differ} are judged differently")
    return 1 if differ else 0


def _texts(seed: int) -> Iterator[bytes]:
    sound = [data for data in seeds("hcl") if len(data) <= MAX_TEXT]
    mutator = Mutator(sound, list(vocabulary("hcl")), Random(seed))
    while True:
        text = mutator.next()
        if len(text) <= MAX_TEXT and _is_text(text):
            yield text


def _is_text(data: bytes) -> bool:
    """Tell whether bytes are text: of others Terraform reads what it can, and our reader nothing, which it says."""
    return data.decode("utf-8", "ignore").encode() == data


def reads(text: bytes) -> bool:
    """Tell whether our reader takes a text without a problem."""
    return not parser.parse(SourceText("main.tf", text.decode())).problems


def accepted(program: str, texts: Sequence[bytes]) -> list[bool]:
    """Tell which texts ``terraform fmt`` takes."""
    with tempfile.TemporaryDirectory() as directory:
        for number, text in enumerate(texts):
            Path(directory, f"{number}.tf").write_bytes(text)
        ran = subprocess.run(
            [program, "fmt", "-list=false", "-write=false", "-no-color", "."],
            cwd=directory,
            capture_output=True,
            check=False,
            env={"PATH": "", "CHECKPOINT_DISABLE": "1", "HOME": directory},
        )
    refused = {int(number) for number in _PLACE.findall(ran.stderr.decode("utf-8", "replace"))}
    return [number not in refused for number in range(len(texts))]


def _keep(program: str, text: bytes, our: bool, path: Path) -> None:
    """Write a text that is judged differently, as small as it can be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = minimised(
        text, lambda each: _is_text(each) and reads(each) == our != accepted(program, [each])[0], budget=300
    )
    path.write_bytes(small)
    print(f"{path}: {'ours' if our else 'terraform'} takes {small!r}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
