"""docs/maturity.md lists every check with the thresholds of the model, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from finops_guard.config.reading import load
from finops_guard.maturity.criteria import BENCHMARKS, MET, Criterion, capabilities
from finops_guard.maturity.declared import COMMITMENTS, FORECAST, SHARED_COSTS, UNIT_METRICS, read
from finops_guard.maturity.model import Level
from finops_guard.tree import MemoryTree

PAGE = (Path(__file__).parents[2] / "docs" / "maturity.md").read_text(encoding="utf-8")


def figures(benchmark: str) -> dict[str, tuple[str, str]]:
    found: dict[str, dict[Level, str]] = {}
    for capability in capabilities(BENCHMARKS[benchmark]):
        for criterion in capability.criteria:
            found.setdefault(criterion.check, {})[criterion.rung] = shown(criterion)
    return {check: (by.get(Level.WALK, ""), by.get(Level.RUN, "")) for check, by in found.items()}


def shown(criterion: Criterion) -> str:
    text = "there" if criterion.threshold == MET else str(criterion.threshold)
    return text if criterion.must else f"({text})"


def test_every_check_has_its_row_with_the_thresholds_of_the_model() -> None:
    table, _, rest = PAGE.partition("The two other benchmarks")
    assert {check: cells[:2] for check, cells in rows_of(table).items()} == figures("ff-2026")
    assert all(cell for cells in rows_of(table).values() for cell in cells[2:])
    older, other, newest = figures("ff-2023"), figures("costdefender"), figures("ff-2026")
    differing = {check for check in newest if not newest[check] == older[check] == other[check]}
    assert rows_of(rest) == {check: (*older[check], *other[check]) for check in newest if check in differing}


def rows_of(text: str) -> dict[str, tuple[str, ...]]:
    """Return the cells of each row by the check that it is about."""
    lines = (line for line in text.splitlines() if line.startswith("| `") and "." in line.split("`")[1])
    cells = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines)
    return {row[0].strip("`"): tuple(row[1:]) for row in cells}


def test_the_files_that_are_shown_are_right() -> None:
    shown = dict(re.findall(r"<!-- file: (\S+) -->\n```[a-z]+\n(.*?)```", PAGE, re.DOTALL))
    assert set(shown) == {COMMITMENTS, FORECAST, SHARED_COSTS, UNIT_METRICS}
    found = read(MemoryTree(shown))
    assert found.diagnostics == ()
    assert set(found.lists) == set(shown) - {FORECAST}
    assert found.forecast is not None
    assert found.forecast.driven == found.forecast.rows == 2
    configured = re.findall(r"```yaml\n(score:.*?)```", PAGE, re.DOTALL)
    assert [load(MemoryTree({".finops-guard.yaml": text}), ".finops-guard.yaml").score.benchmark for text in configured]
