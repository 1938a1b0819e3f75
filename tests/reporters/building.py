"""Reports to render: a believable one, a clean one, an empty one, and one full of hostile strings."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from finops_guard.findings import Evaluation, Finding, Money, ReportedCause, Severity, Verdict, fingerprint
from finops_guard.location import Location
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts, Gap, MandatoryKey
from finops_guard.maturity.model import Score
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.score import score
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.savings import Saving
from finops_guard.report import Changed, CostChange, Costly, CostSummary, Notice, PolicySummary, Report
from finops_guard.resources import FileRecord, FileStatus

MAIN = "live/prod/main.tf"
TAGS_FIX = "Add the tag to the resource, or once for all resources in the provider's default_tags."

POLICIES = (
    PolicySummary(
        "FG-TAG-001",
        "required-tags",
        "Taggable resources carry the mandatory cost-allocation tags",
        Severity.ERROR,
        "Allocation",
        TAGS_FIX,
        ("https://framework.finops.org/",),
    ),
    PolicySummary("FG-EBS-001", "gp2-volumes", "Volumes are gp3", Severity.WARNING, "Usage Optimization"),
    PolicySummary("FG-SIZE-001", "oversized-instances", "Small outside prod", Severity.WARNING, "Usage Optimization"),
)


def located(path: str, line: int, column: int, length: int) -> Location:
    return Location(path, line, column, line, column + length)


def finding(policy: PolicySummary, message: str, address: str, location: Location, **fields: object) -> Finding:
    found = Finding(
        policy.id,
        policy.name,
        policy.severity,
        Verdict.FAIL,
        message,
        address,
        "live/prod",
        location,
        location,
        remediation=policy.remediation,
        resource_type=address.split(".", maxsplit=1)[0],
        environment="prod",
    )
    found = replace(found, **fields)  # type: ignore[arg-type]
    return replace(found, fingerprint=fingerprint(found.policy, found.root, found.address, found.key))


def untagged(address: str, line: int, *keys: str, excerpt: str = "") -> list[Finding]:
    header = excerpt or f'resource "{address.split(".", maxsplit=1)[0]}" "{address.split(".")[1]}" {{'
    at = located(MAIN, line, 1, len(header) - 2)
    return [finding(POLICIES[0], f'{address} has no tag "{key}"', address, at, key=key, excerpt=header) for key in keys]


def facts() -> Facts:
    gaps = tuple(
        Gap(f"aws_instance.web[{at}]", "live/prod", "aws", located(MAIN, 12, 1, 29), ("owner", "cost-center"))
        for at in range(3)
    )
    return Facts(
        resources=12,
        taggable=10,
        tagged=6,
        undecided=1,
        gaps=gaps,
        mandatory_keys=(MandatoryKey("owner", False, "FG-TAG-001"), MandatoryKey("cost-center", True, "FG-TAG-001")),
        blocking=("FG-TAG-001",),
        blocking_tags=("FG-TAG-001",),
        reporting=("FG-EBS-001", "FG-SIZE-001"),
        repository=True,
        configuration=".finops-guard.yaml",
        root_locations={"live/prod": located("live/prod/providers.tf", 1, 1, 14)},
    )


def scored(known: Facts) -> Score:
    result = score(evidence(known))
    return replace(result, next_steps=next_steps(result, known))


def believable() -> Report:
    volume = '  type              = "gp2" # was: io1'
    size = "var.size has no value"
    waiting = finding(
        POLICIES[2],
        "it is not known how large aws_instance.batch is",
        "aws_instance.batch",
        located("live/dev/main.tf", 8, 19, 8),
        verdict=Verdict.UNRESOLVED,
        causes=(ReportedCause("no-value", size, located("live/dev/variables.tf", 3, 1, 15)),),
        excerpt="  instance_type = var.size",
        environment="dev",
        root="live/dev",
    )
    findings = (
        waiting,
        *untagged("aws_instance.web[0]", 12, "owner", "cost-center", excerpt='resource "aws_instance" "web" {'),
        *untagged("aws_instance.web[1]", 12, "owner", "cost-center", excerpt='resource "aws_instance" "web" {'),
        *untagged("aws_instance.web[2]", 12, "owner", "cost-center", excerpt='resource "aws_instance" "web" {'),
        finding(
            POLICIES[1],
            'aws_ebs_volume.data is "gp2": gp3 costs 20 % less',
            "aws_ebs_volume.data",
            located(MAIN, 31, 23, 5),
            key="type",
            excerpt=volume,
            remediation='Set type = "gp3".',
        ),
        *untagged("aws_s3_bucket.logs", 40, "owner"),
    )
    evaluations = (
        Evaluation("FG-TAG-001", "aws_instance.web[0]", Verdict.FAIL, located(MAIN, 12, 1, 29), "live/prod"),
        Evaluation("FG-TAG-001", "aws_vpc.main", Verdict.PASS, located(MAIN, 3, 1, 24), "live/prod"),
        Evaluation(
            "FG-SIZE-001", "aws_instance.batch", Verdict.UNRESOLVED, waiting.location, "live/dev", waiting.causes
        ),
    )
    files = (
        FileRecord("charts/app/templates/deployment.yaml", "kubernetes", FileStatus.TEMPLATE, "Helm template"),
        FileRecord("live/dev/broken.tf", "terraform", FileStatus.BROKEN, "a closing brace is missing"),
        FileRecord("live/dev/main.tf", "terraform", FileStatus.JUDGED),
        FileRecord(MAIN, "terraform", FileStatus.JUDGED),
    )
    notices = (
        Notice("module-not-found", "module.net is not on disk", located(MAIN, 50, 12, 30), "run terraform init"),
    )
    return Report(
        "0.1.0",
        "crawl",
        findings,
        evaluations,
        notices,
        files,
        POLICIES,
        {"kubernetes": 1, "aws": 11},
        scored(facts()),
        digests={"policies": "0" * 64, "catalog": "1" * 64},
        cost=costs(),
    )


def costs() -> CostSummary:
    monthly = Range(Decimal(900), Decimal("1234.5"), Decimal(2000))
    costliest = (Costly("live/prod", "aws_instance.web[0]", monthly),)
    shares = Range(Decimal(10), Decimal(20), None)
    return CostSummary(monthly, "USD", 28, 4, 6, 2, costliest, shares, change())


def change() -> CostChange:
    return CostChange(
        "commit 0123456789ab (main)",
        Decimal(1000),
        Decimal("1234.5"),
        Decimal(300),
        Decimal("65.5"),
        {"new": 2, "changed": 1, "removed": 4},
        (
            Changed("changed", "live/prod", "aws_instance.web[0]", "aws_instance.old", Decimal(300)),
            Changed("new", "", "aws_thing.x", "", Decimal(0), is_priced=False),
        ),
        1,
        one_sided=Decimal("-65.5"),
    )


def clean() -> Report:
    full = believable()
    passed = tuple(item for item in full.evaluations if item.verdict is Verdict.PASS)
    return replace(full, findings=(), evaluations=passed, notices=(), files=full.files[2:], cost=None)


def empty() -> Report:
    return Report("0.1.0", "crawl", (), (), (), (), POLICIES, {}, scored(Facts()))


def with_money() -> Report:
    """A report of which a finding saves something, one may, one has something at stake."""
    at = [located(MAIN, line, 3, 4) for line in (40, 50, 60, 70)]
    amounts = (
        Money(True, Decimal(2), Decimal("12.5"), Decimal(90)),
        Money(True, Decimal(0), Decimal(0), Decimal("7.25")),
        Money(False, Decimal(70), Decimal("70.08"), None),
        None,
    )
    volumes = [
        finding(POLICIES[1], f"{name}: type is gp2", name, place, money=money)
        for name, place, money in zip(("a.plain", "a.maybe", "a.dear", "a.free"), at, amounts, strict=True)
    ]
    saving = Saving(Range(Decimal(2), Decimal("12.5"), Decimal("97.25")), 2)
    return replace(believable(), findings=tuple(volumes), saving=saving)
