"""What every format says of the examples is what is recorded, byte for byte, wherever and however often it is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from finops_guard.reporters import REPORTERS
from tools.record_reports import EXAMPLES, OUTPUT, ROOT, file_of, snapshots

RECORDED = {each.name: each.read_bytes().decode() for each in sorted(OUTPUT.iterdir())}


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return dict(snapshots(EXAMPLES))


@pytest.mark.parametrize("name", sorted({*map(file_of, REPORTERS), *RECORDED}))
def test_reports_are_as_recorded(name: str, made: dict[str, str]) -> None:
    assert made.get(name) == RECORDED.get(name), "read what changed: python -m tools.record_reports"


def test_reports_are_the_same_bytes_at_two_places_and_under_two_hash_seeds(tmp_path: Path) -> None:
    made = []
    for seed, place in (("1", "one"), ("2", "an other/place")):
        examples, output = tmp_path / place / "examples", tmp_path / place / "reports"
        shutil.copytree(EXAMPLES, examples)
        command = [sys.executable, "-m", "tools.record_reports", "--examples", str(examples), "--output", str(output)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append({each.name: each.read_bytes() for each in output.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == len(RECORDED) >= 5
    for text in made[0].values():
        assert str(tmp_path).encode() not in text
