"""``finops-guard policy docs``: where pages are written, and which are stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard.policy import loader
from finops_guard.reference.examples import Part
from finops_guard.settings import Settings

POLICY = """\
id: ACME-SQS-001
name: no-fifo
title: Queues are not FIFO
description: A FIFO queue costs more a request.
severity: error
capability: Usage Optimization
match: {resources: [aws_sqs_queue]}
check:
  attribute: {path: fifo_queue, operator: not_equals, value: true, absent: pass}
remediation: Leave fifo_queue out.
tests:
  - name: a queue
    terraform: |
      resource "aws_sqs_queue" "fifo" {
        fifo_queue = true # expect: ACME-SQS-001
      }
      resource "aws_sqs_queue" "plain" {
        name = "plain"
      }
"""


@pytest.fixture
def own(run: Runner) -> Runner:
    run.write("policies/no-fifo.yaml", POLICY)
    run.write(".finops-guard.yaml", "policy-directories: [policies]\n")
    return run


def test_pages_of_ones_own_policies(own: Runner) -> None:
    ran = own("policy", "docs")
    assert (ran.code, ran.out) == (0, "2 pages in docs/policies: 2 written, 0 removed\n")
    page = (own.directory / "docs/policies/no-fifo.md").read_text()
    assert '```hcl\nresource "aws_sqs_queue" "fifo" {\n  fifo_queue = true\n}\n```' in page
    assert '```hcl\nresource "aws_sqs_queue" "plain" {\n  name = "plain"\n}\n```' in page
    assert own("policy", "docs", "--check").code == 0
    assert own("policy", "docs").out.endswith(": 0 written, 0 removed\n")


def test_fixtures_are_linked_from_where_the_pages_are(own: Runner) -> None:
    own.write("policies/tests/no-fifo.tf", "")
    assert own("policy", "docs", "--output", "a/b").code == 0
    page = (own.directory / "a/b/no-fifo.md").read_text()
    assert "All cases: [no-fifo.tf](<../../policies/tests/no-fifo.tf>)." in page


def test_bundled_policies_are_documented_on_demand(run: Runner) -> None:
    assert run("policy", "docs", "--bundled", "--output", "out").code == 0
    assert len(list((run.directory / "out").iterdir())) == len(loader.load(Settings(), None)) + 1
    assert run("policy", "docs", "--output", "one", "gp2-volumes").code == 0
    assert sorted(path.name for path in (run.directory / "one").iterdir()) == ["README.md", "gp2-volumes.md"]


@pytest.mark.parametrize("change", ["edited", "removed", "policy", "gone"])
def test_check_tells_what_is_stale(own: Runner, change: str) -> None:
    assert own("policy", "docs").code == 0
    page = own.directory / "docs/policies/no-fifo.md"
    match change:
        case "edited":
            page.write_text(page.read_text() + "\n")
        case "removed":
            page.unlink()
        case "policy":
            own.write("policies/no-fifo.yaml", POLICY.replace("costs more", "costs much more"))
        case "gone":
            page.rename(page.with_name("old.md"))
            own("policy", "docs")
            (own.directory / "docs/policies/old.md").write_text(page.read_text())
    before = {path.name: path.read_bytes() for path in page.parent.iterdir()}
    ran = own("policy", "docs", "--check")
    assert ran.code == 1
    assert f"docs/policies/{'old' if change == 'gone' else 'no-fifo'}.md is not as it would be written" in ran.err
    assert {path.name: path.read_bytes() for path in page.parent.iterdir()} == before
    assert own("policy", "docs").code == 0
    assert own("policy", "docs", "--check").code == 0


def test_pages_that_were_written_by_hand_stay(own: Runner) -> None:
    own.write("docs/policies/guide.md", "# By hand\n")
    assert own("policy", "docs").code == 0
    assert own("policy", "docs", "--check").code == 0
    assert (own.directory / "docs/policies/guide.md").read_text() == "# By hand\n"


@pytest.mark.parametrize("link", ["docs", "docs/policies", "docs/policies/no-fifo.md"])
def test_nothing_is_written_through_links(own: Runner, tmp_path_factory: pytest.TempPathFactory, link: str) -> None:
    outside = tmp_path_factory.mktemp("outside")
    target: Path = outside / "precious.md"
    target.write_text("mine")
    at = own.directory / link
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(target if link.endswith(".md") else outside)
    ran = own("policy", "docs")
    assert ran.code == 2
    assert "symbolic link" in ran.err or "not a regular file" in ran.err
    assert [path.name for path in outside.iterdir()] == ["precious.md"]
    assert target.read_text() == "mine"


def test_an_output_that_cannot_be_made(own: Runner) -> None:
    own.write("docs", "a file")
    assert own("policy", "docs").code == 2
    assert own("policy", "docs", "--output", "").code == 2


def test_the_name_of_a_fixture_cannot_leave_its_link(own: Runner) -> None:
    own.write("policies/tests/no-fifo.a)<b>\n[x](y) z.tf", "")
    assert own("policy", "docs").code == 0
    page = (own.directory / "docs/policies/no-fifo.md").read_text()
    assert "](<../../policies/tests/no-fifo.a%29%3Cb%3E%0A%5Bx%5D%28y%29%20z.tf>)" in page
    assert "<b>" not in page


def test_a_long_fixture_is_looked_through_once(monkeypatch: pytest.MonkeyPatch, own: Runner) -> None:
    queue = 'resource "aws_sqs_queue" "q{}" {{\n  fifo_queue = {}\n}}\n'
    own.write("policies/tests/no-fifo.tf", "".join(queue.format(n, ("true", "false")[n % 2]) for n in range(400)))
    looked = 0
    holds_any = Part.holds_any

    def counting(part: Part, lines: frozenset[int]) -> bool:
        nonlocal looked
        looked += 1
        return holds_any(part, lines)

    monkeypatch.setattr(Part, "holds_any", counting)
    assert own("policy", "docs").code == 0
    assert 400 <= looked <= 20 * 400
