"""Savings of then that are implemented now: by money, and without being taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from history.building import NEW, OLD, REGION, History, settings, volume
from msgspec.structs import replace

from finops_guard.history import history_evidence, implementation
from finops_guard.maturity.model import Grade, Status

EXCEPTION = """\
id: EX-001
kind: waiver
policies: [FG-STO-001]
scope: {addresses: ["*"]}
reason: The volumes are replaced next quarter, as agreed.
requested_by: ann@example.org
approved_by: bob@example.org
created: 2026-11-01
expires: 2026-12-31
"""
GP3 = '"gp3"'
SIX = volume("a") + volume("b", "3000")
UNREAD = 'module "volumes" {\n  source  = "example/volumes/aws"\n  version = "1.0.0"\n}\n'
MOVED = "moved {\n  from = aws_ebs_volume.a\n  to = aws_ebs_volume.c\n}\n"
VARIABLE = 'variable "kind" {\n  type = string\n}\n'

# What is changed since; which share is implemented, which share may be.
CASES: dict[str, tuple[dict[str, str], dict[str, str | None], float, float]] = {
    "nothing is done": ({"main.tf": SIX}, {}, 0.0, 0.0),
    "the small one is done": ({"main.tf": SIX}, {"main.tf": volume("a", kind=GP3) + volume("b", "3000")}, 0.25, 0.25),
    "the large one is done": ({"main.tf": SIX}, {"main.tf": volume("a") + volume("b", "3000", GP3)}, 0.75, 0.75),
    "all is done": ({"main.tf": SIX}, {"main.tf": volume("a", kind=GP3) + volume("b", "3000", GP3)}, 1.0, 1.0),
    "one is removed": ({"main.tf": SIX}, {"main.tf": volume("b", "3000")}, 0.25, 0.25),
    "all files are removed": ({"main.tf": SIX}, {"main.tf": None}, 1.0, 1.0),
    "a new one changes nothing": ({"main.tf": SIX}, {"more.tf": volume("c", "10")}, 0.0, 0.0),
    "one is renamed without a word": ({"main.tf": SIX}, {"main.tf": volume("c") + volume("b", "3000")}, 0.0, 0.0),
    "one is moved": ({"main.tf": SIX}, {"main.tf": volume("c") + volume("b", "3000") + MOVED}, 0.0, 0.0),
    "one goes to another root": (
        {"x/main.tf": SIX},
        {"x/main.tf": volume("b", "3000"), "y/main.tf": volume("z")},
        0.0,
        0.0,
    ),
    "one is removed, and a larger one comes": (
        {"main.tf": SIX},
        {"main.tf": volume("c", "2000") + volume("b", "3000")},
        0.25,
        0.25,
    ),
    "two are removed, and one like them comes": (
        {"main.tf": volume("a") + volume("b", "1500") + volume("c", "1500")},
        {"main.tf": volume("a") + volume("d", "1500")},
        0.375,
        0.375,
    ),
    "one is done, and one like it comes": (
        {"main.tf": SIX},
        {"main.tf": volume("a", kind=GP3) + volume("b", "3000") + volume("c")},
        0.25,
        0.25,
    ),
    "one is done, and a module comes that was not downloaded": (
        {"main.tf": SIX},
        {"main.tf": volume("a", kind=GP3) + volume("b", "3000") + UNREAD},
        0.25,
        0.25,
    ),
    "one is moved, and cannot be decided any more": (
        {"main.tf": SIX},
        {"main.tf": volume("c", kind="var.kind") + volume("b", "3000") + VARIABLE + MOVED},
        0.0,
        0.25,
    ),
    "one grows": ({"main.tf": SIX}, {"main.tf": volume("a", "9000") + volume("b", "3000")}, 0.0, 0.0),
    "a file is renamed": ({"main.tf": SIX}, {"main.tf": None, "volumes.tf": SIX}, 0.0, 0.0),
    "a root is renamed": ({"x/main.tf": SIX}, {"x/main.tf": None, "y/main.tf": SIX}, 0.0, 0.0),
    "a comment lets one stand": (
        {"main.tf": SIX},
        {"main.tf": "# finops-guard:ignore FG-STO-001\n" + SIX},
        0.0,
        0.0,
    ),
    "an exception lets all stand": ({"main.tf": SIX}, {".finops/exceptions/EX-001.yaml": EXCEPTION}, 0.0, 0.0),
    "a comment of then is no saving less": (
        {"main.tf": "# finops-guard:ignore FG-STO-001\n" + SIX},
        {"main.tf": volume("a") + volume("b", "3000", GP3)},
        0.75,
        0.75,
    ),
    "one cannot be decided any more": (
        {"main.tf": SIX},
        {"main.tf": volume("a", kind="var.kind") + volume("b", "3000"), "variables.tf": VARIABLE},
        0.0,
        0.25,
    ),
    "the file is broken": ({"main.tf": SIX}, {"main.tf": "resource {"}, 0.0, 1.0),
    "one may be in a module that was not downloaded": (
        {"main.tf": SIX},
        {"main.tf": volume("b", "3000") + UNREAD},
        0.0,
        0.25,
    ),
    "a module that was not read then either hides nothing": (
        {"main.tf": SIX + UNREAD},
        {"main.tf": volume("b", "3000") + UNREAD},
        0.25,
        0.25,
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unresolved", ["report", "ignore"])
def test_the_share_of_what_is_gone_by_money(case: str, unresolved: str, tmp_path: Path) -> None:
    before, change, value, upper = CASES[case]
    made = History(tmp_path)
    base = made.commit(OLD, {"provider.tf": REGION, "x/provider.tf": REGION, **before})
    newest = made.commit(NEW, change)
    found = implementation(made.repository(), replace(settings(), unresolved=unresolved))
    assert (found.check, found.grade) == ("usage.savings-implemented", Grade.OPERATING)
    assert found.value == pytest.approx(value)
    assert found.upper == (pytest.approx(upper) if upper > value else None)
    assert "of 80.00 USD a month identified" in found.detail
    assert found.whole == 80
    assert f"commit {base[:12]} ({OLD})" in found.detail
    assert f"commit {newest[:12]}" in found.detail


def test_it_points_at_the_largest_saving_that_is_open(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit(OLD, {"main.tf": REGION + SIX})
    found = implementation(made.repository(), settings())
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("main.tf", 10)
    assert found.status is Status.FAIL


def test_it_points_at_what_is_only_called_something_else_now(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit(OLD, {"main.tf": REGION + SIX})
    made.write({"main.tf": REGION + volume("a"), "more.tf": volume("c", "3000")})
    found = implementation(made.repository(), settings())
    assert found.location is not None
    assert (found.value, found.location.path) == (0, "more.tf")


def test_the_working_tree_is_what_counts_now(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit(OLD, {"main.tf": REGION + SIX})
    made.write({"main.tf": REGION + volume("b", "3000")})
    assert implementation(made.repository(), settings()).value == pytest.approx(0.25)


# What is done about a volume of gp2 (20 a month) that nothing uses (100 a month); what of 100 is implemented.
OVERLAPPING = {"nothing": (volume("a"), 0), "removed": ("", 100), "gp3, and not removed": (volume("a", kind=GP3), 0)}


@pytest.mark.parametrize("case", OVERLAPPING)
def test_money_that_two_findings_would_save_is_counted_once(case: str, tmp_path: Path) -> None:
    now, done = OVERLAPPING[case]
    made = History(tmp_path)
    made.commit(OLD, {"main.tf": REGION + volume("a")})
    made.write({"main.tf": REGION + now})
    found = implementation(made.repository(), settings("FG-STO-001", "FG-IDLE-010"))
    assert found.detail.startswith(f"{done:.2f} of 100.00 USD a month identified")


NOTHING: dict[str, tuple[dict[str, str], Status, str]] = {
    "no resource": ({"main.tf": REGION}, Status.NOT_ASSESSED, "nothing of this scope was there at commit"),
    "all is well": ({"main.tf": REGION + volume("a", kind=GP3)}, Status.NOT_APPLICABLE, "no saving could be"),
    "nothing is asked": (
        {"main.tf": REGION + 'resource "aws_sqs_queue" "a" {\n}\n'},
        Status.NOT_ASSESSED,
        "no saving with a price",
    ),
    "not decided": (
        {"main.tf": REGION + VARIABLE + volume("a", kind="var.kind")},
        Status.NOT_ASSESSED,
        "no saving with",
    ),
    "without a size": (
        {"main.tf": REGION + VARIABLE + volume("a", size="var.kind")},
        Status.NOT_ASSESSED,
        "no saving with",
    ),
    "a broken file": (
        {"main.tf": REGION + volume("a", kind=GP3), "x.tf": "resource {"},
        Status.NOT_ASSESSED,
        "no saving with",
    ),
    "an unread module": ({"main.tf": REGION + volume("a", kind=GP3) + UNREAD}, Status.NOT_ASSESSED, "no saving with"),
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_to_implement_is_proven_or_not_assessed(case: str, tmp_path: Path) -> None:
    files, status, detail = NOTHING[case]
    made = History(tmp_path)
    made.commit(OLD, dict(files))
    found = implementation(made.repository(), settings())
    assert (found.status, found.value) == (status, None)
    assert found.detail.startswith(detail)


def test_what_a_partial_clone_lacks_is_not_taken_for_nothing(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit(OLD, {"main.tf": REGION + volume("a"), "more.tf": volume("b")})
    blob = made.git("rev-parse", "HEAD:more.tf")
    made.commit(NEW, {"main.tf": REGION, "more.tf": ""})
    assert implementation(made.repository(), settings()).value == 1
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = implementation(made.repository(), settings())
    assert (found.status, found.value) == (Status.NOT_ASSESSED, None)
    assert found.detail.startswith("the repository has not all of commit")


def test_evidence_is_by_check(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit(NEW, {"main.tf": REGION + SIX})
    found = history_evidence(made.repository(), settings())
    assert {name: each.status for name, each in found.items()} == {
        "usage.savings-implemented": Status.NOT_ASSESSED,
        "governance.merges": Status.NOT_ASSESSED,
    }
    assert all("does not go back 90 days" in each.detail for each in found.values())
