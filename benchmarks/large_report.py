"""A report as a huge repository gives it, without scanning one."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.findings import Evaluation, Finding, Money, ReportedCause, Severity, Verdict, fingerprint
from finops_guard.location import Location
from finops_guard.maturity.evidence import evidence
from finops_guard.maturity.facts import Facts
from finops_guard.maturity.score import score
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.savings import Saving
from finops_guard.report import CostSummary, PolicySummary, Report
from finops_guard.resources import FileRecord, FileStatus

_CAPABILITIES = ("Allocation", "Usage Optimization", "Rate Optimization", "Budgeting")
_ENVIRONMENTS = ("dev", "staging", "prod", None)
_PER_FILE = 20


def large(findings: int = 20_000, policies: int = 150) -> Report:
    """Return a report with so many findings of so many policies: every seventh one is unresolved, every third dear."""
    known = tuple(_policy(number) for number in range(policies))
    found = tuple(sorted((_finding(number, known) for number in range(findings)), key=lambda each: each.location))
    saved = sum((each.money.expected for each in found if each.money is not None), Decimal(0))
    return Report(
        version="0.1.0",
        profile="crawl",
        findings=found,
        evaluations=tuple(
            Evaluation(each.policy, each.address, each.verdict, each.location, each.root, each.causes) for each in found
        ),
        notices=(),
        files=tuple(
            FileRecord(_path(number), "terraform", FileStatus.JUDGED) for number in range(-(-findings // _PER_FILE))
        ),
        policies=known,
        resource_count={"aws": findings},
        score=score(evidence(Facts(resources=findings))),
        as_of="2026-01-01",
        cost=CostSummary(Range(saved, 2 * saved, 3 * saved), priced=findings),
        saving=Saving(Range(Decimal(0), saved, saved), findings // 3),
    )


def _policy(number: int) -> PolicySummary:
    return PolicySummary(
        f"FG-TST-{number:03}",
        f"policy-{number}",
        f"Resources of kind {number} are of the size that they need",
        list(Severity)[number % 3],
        _CAPABILITIES[number % len(_CAPABILITIES)],
        "Choose the next smaller size, and measure again after a week: what is not used costs as much as what is.",
        ("https://framework.finops.org/", f"https://docs.example.com/sizes/{number}"),
    )


def _path(number: int) -> str:
    return f"live/{_ENVIRONMENTS[number % 4] or 'shared'}/team-{number % 37}/service-{number}/main.tf"


def _finding(number: int, policies: tuple[PolicySummary, ...]) -> Finding:
    policy = policies[number % len(policies)]
    file, item = divmod(number, _PER_FILE)
    path = _path(file)
    line = 1 + 12 * item
    address = f'module.service["{file}"].aws_instance.worker[{item}]'
    root = path.rpartition("/")[0]
    open_ = number % 7 == 6
    cause = ReportedCause("no-value", f"var.size_{item} has no value", Location(path, 2, 1, 2, 16))
    amount = Decimal(number % 997) / 4
    size = f"var.size_{item}" if open_ else '"m5.24xlarge"'
    return Finding(
        policy.id,
        policy.name,
        policy.severity,
        Verdict.UNRESOLVED if open_ else Verdict.FAIL,
        f"it is not known how large {address} is" if open_ else f"{address} is m5.24xlarge: larger than it needs",
        address,
        root,
        Location(path, line + 3, 19, line + 3, 19 + len(size)),
        Location(path, line, 1, line, 32),
        key=f"size{item}",
        remediation=policy.remediation,
        environment=_ENVIRONMENTS[file % 4],
        resource_type="aws_instance",
        causes=(cause,) if open_ else (),
        excerpt=f"  instance_type = {size}",
        fingerprint=fingerprint(policy.id, root, address, f"size{item}"),
        money=Money(True, Decimal(0), amount, 2 * amount) if number % 3 == 0 and not open_ else None,
    )
