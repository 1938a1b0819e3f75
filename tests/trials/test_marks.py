"""Marks at the ends of lines: which there are, and which are slips."""

from __future__ import annotations

import pytest

from finops_guard.findings import Verdict
from finops_guard.trials.marks import Mark, marks, problems, without_marks

KNOWN = {"no-queues": "ACME-SQS-001", "ACME-SQS-001": "ACME-SQS-001", "FG-STO-001": "FG-STO-001"}


def test_marks_are_found_in_comments() -> None:
    text = (
        "a # expect: FG-A-001, FG-A-002\n"
        "b // unresolved: FG-B-001\n"
        "c # expect nothing\n"
        "d\u2028 # expect: FG-A-001 # unresolved: FG-B-001\r\n"
    )
    assert list(marks(text)) == [
        Mark(1, "FG-A-001", Verdict.FAIL),
        Mark(1, "FG-A-002", Verdict.FAIL),
        Mark(2, "FG-B-001", Verdict.UNRESOLVED),
        Mark(4, "FG-A-001", Verdict.FAIL),
        Mark(4, "FG-B-001", Verdict.UNRESOLVED),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x # expect: ACME-SQS-001, FG-STO-001", []),
        ("x # expect nothing here", []),
        ("x # see: https://example.com", []),
        ("x # owner: ACME-SQS-001", []),
        (
            "x # expect: ACME-SQS-002",
            ['t.tf:1:13: there is no policy "ACME-SQS-002" (did you mean "ACME-SQS-001"?)'],
        ),
        ("x # expects: ACME-SQS-001", ['t.tf:1:5: "expects" is no mark (did you mean "expect"?)']),
        ("x # Unresolved: FG-STO-001", ['t.tf:1:5: "Unresolved" is no mark (did you mean "unresolved"?)']),
        (
            "x # expect: ACME-SQS-001, no-queues",
            ['t.tf:1:27: "no-queues" is no id but the name of a policy (write ACME-SQS-001)'],
        ),
        (
            "x # expect: acme-sqs-001",
            ['t.tf:1:13: there is no policy "acme-sqs-001" (did you mean "ACME-SQS-001"?)'],
        ),
        (
            "x # expect: FG-STO-001 ACME-SQS-001",
            ['t.tf:1:13: there is no policy "FG-STO-001 ACME-SQS-001" (did you mean "ACME-SQS-001"?)'],
        ),
        ("x // expect:", ['t.tf:1:6: "expect" names no policy (write # expect: and the id of the policy)']),
    ],
)
def test_slips_are_told_with_their_place(line: str, expected: list[str]) -> None:
    assert list(map(str, problems("t.tf", line, KNOWN))) == expected


def test_texts_can_be_shown_without_their_marks() -> None:
    text = 'type = "gp2" # expect: FG-STO-001\nurl = "https://x" # kept\na // unresolved: FG-A-001 # kept, too\n'
    assert without_marks(text) == 'type = "gp2"\nurl = "https://x" # kept\na # kept, too\n'


def test_a_long_line_takes_no_time() -> None:
    line = "# expect:" * 20_000 + "/" * 100_000
    assert list(marks(line)) == []
    assert len(list(problems("t.tf", line, KNOWN))) == 20_000
