"""The reference of the policy language: every example in it loads, and what it lists is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from finops_guard.config import reading
from finops_guard.location import SourceText
from finops_guard.policy import loader
from finops_guard.policy.cel.compiling import VARIABLES
from finops_guard.policy.cel.functions import FUNCTIONS
from finops_guard.policy.checks import NAMES, module
from finops_guard.policy.filtering import KEYS
from finops_guard.policy.model import Policy
from finops_guard.policy.reading import read_directory
from finops_guard.settings import PACKS, Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials.fixtures import inline
from finops_guard.trials.judging import attempt

GUIDE = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
REST = {
    "id": "ACME-001",
    "name": "example",
    "title": "T",
    "description": "Why.",
    "severity": "warning",
    "capability": "Usage Optimization",
    "match": "{resources: [aws_instance]}",
    "check": "{attribute: {path: instance_type, operator: present}}",
    "remediation": "Do it.",
}
FILES = {"policies/accounts.yaml": "aws: {accounts: ['1']}", "policies/applications.csv": "id,owner\na,b\n"}


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def tree(example: str) -> MemoryTree:
    """Return an example as a policy file, with the keys that it leaves out."""
    written = set(re.findall(r"^(\w+):", example, re.MULTILINE))
    text = example + "".join(f"{key}: {value}\n" for key, value in REST.items() if key not in written)
    named = re.search(r"^name: (\S+)", text, re.MULTILINE)
    assert named is not None
    return MemoryTree({f"policies/{named[1]}.yaml": text, **(FILES if "file:" in text else {})})


def load(example: str) -> Policy:
    policies = loader.load(Settings(policy_directories=("policies",)), tree(example))
    (policy,) = (each for each in policies if not each.bundled)
    return policy


def is_configuration(example: str) -> bool:
    return example.startswith("# .finops-guard.yaml\n")


@pytest.mark.parametrize("example", [each for each in EXAMPLES if not is_configuration(each)])
def test_examples_load(example: str) -> None:
    if "expression" in example:
        pytest.importorskip("cel_expr_python.cel")
    policy = load(example)
    (file,), _ = read_directory(tree(example), "policies") if "file:" not in example else ((None,), None)
    for case in inline(file)[0] if file is not None else ():
        assert attempt(policy, case).passed


@pytest.mark.parametrize("example", [each for each in EXAMPLES if is_configuration(each)])
def test_configurations_load(example: str) -> None:
    settings = reading.parse(SourceText(".finops-guard.yaml", example), MemoryTree({}))
    assert settings.policies
    assert loader.load(settings, MemoryTree({}))


def test_every_check_is_shown() -> None:
    shown = {name for example in EXAMPLES for name in re.findall(r"^  (\w+):", example, re.MULTILINE)}
    assert set(NAMES) <= shown


def test_every_variable_function_filter_and_pack_is_told() -> None:
    for name in VARIABLES:
        group, _, part = name.partition(".")
        assert f"`{name}`" in GUIDE or (group == "resource" and f"`.{part}`" in GUIDE), name
    functions = sorted(name for name in FUNCTIONS if name.isalpha())
    assert [name for name in functions if f"`{name}`" not in GUIDE] == []
    assert [name for name in (*KEYS, *PACKS) if f"`{name}`" not in GUIDE] == []


def test_fields_of_messages() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`.*) \|$", GUIDE.partition("## Messages")[2], re.MULTILINE))
    for check, told in rows.items():
        without_asides = re.sub(r"\([^)]*\)", "", told)
        assert re.findall(r"`(\w+)`", without_asides) == list(module(check).FIELDS), check
