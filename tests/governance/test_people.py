"""Who is who, and who may approve: also where one person is written in several ways."""

from __future__ import annotations

import pytest
from governance.test_register import FILES, PATH, SELECTED, TODAY, VALID, problems

from finops_guard.governance.people import is_same
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a.writer", "a.writer", True),
        ("a.writer", " A.Writer ", True),
        ("Ann  Writer", "ann writer", True),
        ("Writer, Ann", "Ann Writer", True),
        ("@ann-writer", "ann.writer", True),
        ("ann.writer@example.com", "Ann Writer", True),
        ("Ann Writer <a.w@example.com>", "a.w@example.com", True),
        ("Ann Writer <a.w@example.com>", "Ann Writer", True),
        ("a.writer+approvals@example.com", "A.Writer@Example.com", True),
        ("a.\u200bwriter", "a.writer", True),
        ("\uff41.writer", "a.writer", True),
        ("a.writer\ufe0f", "a.writer", True),
        ("\u0430.w\u0433it\u0435r", "\u0430.w\u0433iter", True),
        ("\u0430.writer", "a.writer", True),
        ("\u0391.Writ\u0395r", "a.writer", True),
        ("a.wr\u00edter", "a.writer", True),
        ("a.wr\u0131ter", "a.writer", True),
        ("a.writer!", "a.writer", True),
        ('"a.writer";', "a.writer", True),
        ("AnnWriter", "ann.writer@example.com", True),
        ("a.writer+approvals", "a.writer", True),
        ("\u0430.writer@example.com", "a.writer@example.com", True),
        # The signs of vowels are no accents.
        ("\u0915\u0941\u092e\u093e\u0930", "\u0915\u092e\u0930", False),
        ("a.writer@example.com", "a.writer@example.org", False),
        ("a.writer", "a.reader", False),
        ("ann", "ann.writer", False),
        ("a.writer@example.com", "a.reader", False),
        ("", "", False),
        ("--", "..", False),
    ],
)
def test_is_same(one: str, other: str, expected: bool) -> None:
    assert is_same(one, other) is expected
    assert is_same(other, one) is expected


@pytest.mark.parametrize("name", ['" "', "TBD", '"--"', "n/a", "nobody", '"\\u200b"', "unknown"])
@pytest.mark.parametrize(("key", "line"), [("requested_by: a.writer", 7), ("approved_by: a.reader", 8)])
def test_somebody_is_named(key: str, line: int, name: str) -> None:
    text = VALID.replace(key, f"{key.partition(' ')[0]} {name}")
    report = scan(MemoryTree({**FILES, PATH: text}), [""], Settings(select=SELECTED, as_of=TODAY))
    assert problems(report, [f"{line}: this names nobody"]) == [f"{line}: this names nobody"]
    assert report.suppressed == ()


APPROVER = "8: the approver is no code owner of this file"


@pytest.mark.parametrize(
    ("place", "code_owners", "approver", "expected"),
    [
        ("CODEOWNERS", "/.finops/ @a-reader @b-reader", "a.reader", []),
        ("CODEOWNERS", "/.finops/ @b-reader", "a.reader", [APPROVER]),
        (".github/CODEOWNERS", "* b@example.com", "b@example.com", []),
        (".github/CODEOWNERS", "* b@example.com", "b@example.org", [APPROVER]),
        (".github/CODEOWNERS", "* @acme/finance", "a.reader", []),
        (".github/CODEOWNERS", "* @b-reader @acme/finance", "a.reader", []),
        (".github/CODEOWNERS", "/live @b-reader", "a.reader", []),
        (".github/CODEOWNERS", "* @b-reader\n/.finops/", "a.reader", []),
        # On GitLab @name may be a group.
        (".gitlab/CODEOWNERS", "* @finance", "a.reader", []),
        (".gitlab/CODEOWNERS", "* b@example.com", "a.reader", [APPROVER]),
        ("CODEOWNERS", "[Finance]\n* @finance", "a.reader", []),
    ],
)
def test_the_approver_is_a_code_owner_where_these_are_people(
    place: str, code_owners: str, approver: str, expected: list[str]
) -> None:
    exception = VALID.replace("approved_by: a.reader", f"approved_by: {approver}")
    files = {**FILES, place: code_owners, PATH: exception}
    report = scan(MemoryTree(files), [""], Settings(select=SELECTED, as_of=TODAY))
    assert problems(report, expected) == expected
    assert bool(report.suppressed) == (not expected)


def test_who_renews_is_a_code_owner_too() -> None:
    renewed = VALID + "renewals: [{on: 2026-05-20, approved_by: c.reader}]\n"
    files = {**FILES, "CODEOWNERS": "* @a-reader", PATH: renewed}
    report = scan(MemoryTree(files), [""], Settings(select=SELECTED, as_of=TODAY))
    expected = ["11: the approver is no code owner of this file"]
    assert problems(report, expected) == expected
