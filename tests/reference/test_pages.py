"""Pages of documentation: what they show is true, and nothing in a policy can become markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from finops_guard.config import reading
from finops_guard.findings import Verdict
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.reference import markdown
from finops_guard.reference.entries import Entry, entries
from finops_guard.reference.examples import examples
from finops_guard.reference.pages import INDEX, MARKER, pages
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials import fixtures
from finops_guard.trials.bundled import DIRECTORY, checkout
from finops_guard.trials.fixtures import Case
from finops_guard.trials.judging import judge

# Nothing in their fixtures is short enough, or passes.
WITHOUT_FAILURE = {"resource-quota-exceeded"}
WITHOUT_PASS = {"exceptions-in-order", "readable-source"}


@cache
def cases() -> dict[str, list[Case]]:
    repository = checkout()
    assert repository is not None
    found: dict[str, list[Case]] = {}
    for case in fixtures.read(repository, DIRECTORY)[0]:
        found.setdefault(case.policy, []).append(case)
    return found


@cache
def bundled() -> list[Entry]:
    policies = loader.load(Settings(), None)
    return entries(policies, loader.files(Settings(), None), frozenset())


@cache
def written() -> dict[str, str]:
    return pages(bundled(), [case for own in cases().values() for case in own], lambda shown: f"../../{shown}")


def names() -> list[str]:
    return [policy.name for policy in loader.load(Settings(), None)]


@pytest.mark.parametrize("name", names())
def test_examples_are_what_they_are_called(name: str) -> None:
    policy = next(each.policy for each in bundled() if each.policy.name == name)
    failing, passing = examples(policy, cases()[name])
    assert (failing is None) == (name in WITHOUT_FAILURE)
    assert (passing is None) == (name in WITHOUT_PASS)
    path = cases()[name][0].path
    for example, verdict in ((failing, Verdict.FAIL), (passing, Verdict.PASS)):
        if example is not None:
            assert "expect:" not in example.text
            suffix = "tf" if example.language == "hcl" else "yaml"
            where = path if path.endswith(suffix) else f"fixture.{suffix}"
            case = replace(fixtures.case(name, name, example.text, where), conditions=cases()[name][0].conditions)
            found = judge([policy], case).evaluations
            verdicts = {evaluation.verdict for evaluation in found}
            assert verdict in verdicts
            assert verdict is Verdict.FAIL or verdicts == {Verdict.PASS}


def test_every_policy_has_a_page_and_a_line_of_the_index() -> None:
    texts = written()
    assert set(texts) == {INDEX, *(f"{name}.md" for name in names())}
    for name in names():
        assert f"[{name}]({name}.md)" in texts[INDEX]
        assert texts[f"{name}.md"].startswith(f"{MARKER}\n\n# {name}\n\n**")


def test_links_lead_somewhere() -> None:
    root = Path(__file__).parents[2]
    for name, text in written().items():
        for target in re.findall(r"\]\(<?([^)>]+)>?\)", text):
            assert target in written() or (root / "docs/policies" / target).resolve().is_file(), (name, target)


def test_parameters_can_be_pasted_into_a_configuration() -> None:
    overrides = {}
    for name in names():
        section = written()[f"{name}.md"].partition("\n## Parameters\n")[2].partition("\n## ")[0]
        assert section, name
        for block in re.findall(r"```yaml\n(.*?)\n```", section, re.DOTALL):
            overrides.update(yaml.safe_load(block)["policies"])
    assert len(overrides) > len(names()) // 2
    text = yaml.safe_dump({"policies": overrides}, sort_keys=False)
    settings = reading.load(MemoryTree({".finops-guard.yaml": text}), ".finops-guard.yaml")
    as_written = {policy.name: dict(policy.parameters) for policy in loader.load(Settings(), None)}
    for policy in loader.load(settings, None):
        assert dict(policy.parameters) == as_written[policy.name]


def test_pages_do_not_depend_on_the_order_of_anything() -> None:
    shuffled = [case for own in reversed(cases().values()) for case in own]
    assert pages(bundled(), shuffled, lambda shown: f"../../{shown}") == written()


HOSTILE = "a <script>x</script> [l](http://e) `c` *b* _i_ | \x1b[31m \u202e ## h &lt; snake_case"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("aws_ebs_volume stays", "aws_ebs_volume stays"),
        ("1. no list", "1\\. no list"),
        ("# no heading", "\\# no heading"),
        ("- no list\n\n> no quote", "\\- no list\n\n\\> no quote"),
        ("a | b", "a | b"),
        ("_no_ *emphasis* `code` <b> &amp;", "\\_no\\_ \\*emphasis\\* \\`code\\` &lt;b> &amp;amp;"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("two\nlines", "two lines"),
    ],
)
def test_prose_shows_what_is_written(text: str, shown: str) -> None:
    assert markdown.prose(text) == shown


def test_code_cannot_leave_its_fence() -> None:
    assert markdown.block("a\n````\nb", "hcl") == "`````hcl\na\n````\nb\n`````"
    assert markdown.code("a `` b") == "``` a `` b ```"


def test_a_hostile_policy_becomes_text() -> None:
    data = {
        "id": "ACME-SQS-001",
        "name": "no-queues",
        "title": HOSTILE,
        "description": HOSTILE,
        "severity": "error",
        "capability": "Budgeting",
        "match": {"resources": ["aws_sqs_queue"]},
        "check": {"attribute": {"path": "name", "operator": "equals", "value": f"{HOSTILE}\n```\n#", "absent": "fail"}},
        "remediation": HOSTILE,
        "equivalents": {"checkov": [f"`{HOSTILE}`"]},
    }
    tree = MemoryTree({"p/no-queues.yaml": yaml.safe_dump(data)})
    settings = Settings(policy_directories=("p",))
    policies = [policy for policy in loader.load(settings, tree) if not policy.bundled]
    texts = pages(entries(policies, loader.files(settings, tree), frozenset()), [])
    for text in texts.values():
        assert not {"\x1b", "\u202e"} & set(text)
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)
        assert "<script" not in outside
        assert not re.search(r"(?<!\\)\]\(http", outside)
    page = texts["no-queues.md"]
    assert page.count("\n# ") == 1, "one heading, that of the page"
    assert "snake_case" in page


def test_a_policy_without_fixtures_has_a_page() -> None:
    policy: Policy = bundled()[0].policy
    page = pages([bundled()[0]], [])[f"{policy.name}.md"]
    assert "## What fails" not in page
    assert "## How to fix it" in page
