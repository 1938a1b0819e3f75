"""What docs/concepts.md says is so: its words are those of the code, and what it states can be watched."""

from __future__ import annotations

import re

import pytest
from support.guide import Guide

from finops_guard.findings import Enforcement, Severity, Standing, Verdict
from finops_guard.maturity import score
from finops_guard.maturity.criteria import BENCHMARKS, capabilities
from finops_guard.maturity.model import Grade
from finops_guard.policy.model import Profile
from finops_guard.report import Report
from finops_guard.scan import observe, scan
from finops_guard.settings import ENVIRONMENT_NAMES, EnvironmentSettings, PolicyOverride, Settings, TerraformSettings
from finops_guard.tree import MemoryTree
from finops_guard.values import CauseKind

TEXT = Guide("concepts.md").text
VOLUME = 'resource "aws_ebs_volume" "data" {\n  type = "gp2"\n  size = 10\n}\n'
MACHINE = """\
provider "aws" {
  region = "eu-west-1"
}
resource "aws_instance" "batch" {
  instance_type = "m5.24xlarge"
%s}
"""


def section(heading: str) -> str:
    return TEXT.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def judged(files: dict[str, str], policy: str, **settings: object) -> Report:
    return scan(MemoryTree(files), [""], Settings(select=(policy,), **settings))


def test_the_words_are_those_of_the_code() -> None:
    assert re.findall(r"^\| \*(\w+)\* \|", section("## Verdicts"), re.MULTILINE) == list(Verdict)
    assert set(re.findall(r"^\| `([\w-]+)` \|", section("## Verdicts"), re.MULTILINE)) == set(CauseKind)
    strict = section("## How strict it is")
    for words in (Severity, Profile, Enforcement):
        assert all(f"`{word}`" in strict for word in words)
    environments = section("## Environments")
    assert all(f"`{name}`" in environments for name in ENVIRONMENT_NAMES)
    assert set(re.findall(r"\*(new|worse|known)\*", section("## What is new"))) == set(Standing)
    assert set(re.findall(r"`([A-Z])` ", section("## Maturity"))) == set(Grade)


def test_figures_of_the_score() -> None:
    maturity = " ".join(section("## Maturity").split())
    assert f"below {score.WALK_START:.0f} is Crawl, below {score.RUN_START:.0f} Walk" in maturity
    assert f"at least {score.SHARE_FOR_LEVEL * 100:.0f} % of the weight" in maturity
    found = capabilities(BENCHMARKS[score.DEFAULT_BENCHMARK])
    assert len(found) == 9
    assert "nine capabilities" in maturity
    assert f"both gates ({'; '.join(each.name for each in found if each.gate)})" in maturity


@pytest.mark.parametrize(
    ("told", "environment", "source"),
    [
        ({"tag": "prod", "workspace": "staging", "path": "live/test", "variable": "dev"}, "prod", "tag"),
        ({"workspace": "staging", "path": "live/test", "variable": "dev"}, "staging", "workspace"),
        ({"workspace": "default", "path": "live/test", "variable": "dev"}, "test", "path"),
        ({"path": "live/shop-prod/dev"}, "dev", "path"),
        ({"path": "live/shop-prod"}, "prod", "path"),
        ({"path": "live/eu", "configured": "sandbox", "variable": "dev"}, "sandbox", "path"),
        ({"path": "live/test", "configured": "sandbox"}, "sandbox", "path"),
        ({"path": "live/non-prod"}, None, ""),
        ({"path": "live/eu", "variable": "development"}, "dev", "variable"),
    ],
)
def test_the_environment_is_what_the_first_names(told: dict[str, str], environment: str | None, source: str) -> None:
    text = MACHINE % (f'  tags = {{ environment = "{told["tag"]}" }}\n' if "tag" in told else "")
    text += f'variable "environment" {{ default = "{told["variable"]}" }}\n' if "variable" in told else ""
    paths = {told["path"]: told["configured"]} if "configured" in told else {}
    settings = Settings(
        environment=EnvironmentSettings(paths=paths),
        terraform=TerraformSettings(workspace=told.get("workspace", "default")),
    )
    (machine,) = (
        each
        for each in observe(MemoryTree({f"{told['path']}/main.tf": text}), [""], settings).resources
        if each.type == "aws_instance"
    )
    assert (machine.environment.name, machine.environment.known_by) == (environment, source)


def test_an_environment_that_is_not_known_leaves_what_depends_on_it_open() -> None:
    tagged = MACHINE % "  tags = { environment = var.environment }\n" + 'variable "environment" {}\n'
    for text in (tagged, MACHINE % ""):
        report = judged({"live/eu/main.tf": text}, "oversized-instances-outside-production")
        assert [each.verdict for each in report.findings] == [Verdict.UNRESOLVED]
        assert not report.failed
    report = judged({"live/prod/main.tf": tagged}, "oversized-instances-outside-production")
    assert [each.verdict for each in report.findings] == [Verdict.UNRESOLVED]


def test_an_error_blocks_from_its_profile_on() -> None:
    files = {"live/dev/main.tf": MACHINE % ""}
    seen = {
        profile: [
            each.severity for each in judged(files, "oversized-instances-outside-production", profile=profile).findings
        ]
        for profile in ("crawl", "walk")
    }
    assert seen == {"crawl": [Severity.WARNING], "walk": [Severity.ERROR]}


@pytest.mark.parametrize(
    ("enforcement", "found", "let_stand"),
    [(Enforcement.ADVISORY, 0, 1), (Enforcement.SOFT, 0, 1), (Enforcement.HARD, 1, 0)],
)
def test_what_enforcement_yields_to(enforcement: Enforcement, found: int, let_stand: int) -> None:
    policies = {"gp2-volumes": PolicyOverride(enforcement=enforcement, severity=Severity.ERROR)}
    report = judged({"main.tf": VOLUME}, "gp2-volumes", policies=policies)
    assert report.failed == (enforcement is not Enforcement.ADVISORY)
    report = judged({"main.tf": f"# finops-guard:ignore gp2-volumes\n{VOLUME}"}, "gp2-volumes", policies=policies)
    assert (len(report.findings), len(report.suppressed)) == (found, let_stand)


def test_of_several_remediations_the_one_that_saves_the_least_counts() -> None:
    (finding,) = judged({"live/dev/main.tf": MACHINE % ""}, "oversized-instances-outside-production").findings
    assert finding.money is not None
    assert finding.money.is_saving
    report = judged({"live/dev/main.tf": MACHINE % ""}, "required-tags")
    assert {each.money.is_saving for each in report.findings if each.money} == {False}
    assert report.saving is None


def test_a_fingerprint_survives_moves_within_a_root() -> None:
    def fingerprints(files: dict[str, str]) -> set[str]:
        return {each.fingerprint for each in judged(files, "gp2-volumes").findings}

    before = fingerprints({"live/main.tf": VOLUME})
    assert len(before) == 1
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in before)
    assert fingerprints({"live/volumes.tf": f"\n\n# moved\n{VOLUME}"}) == before
    assert fingerprints({"live/main.tf": VOLUME.replace("data", "other")}) != before
    assert fingerprints({"elsewhere/main.tf": VOLUME}) != before
