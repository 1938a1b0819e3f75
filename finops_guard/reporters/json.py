"""The report for machines, in the format ``report-v1`` (schemas/report-v1.schema.json).

Keys come in the order of the schema, lists in the order of the report, strings as ASCII with escapes: the same report
gives the same bytes. Evaluations are written where the options ask for all verdicts, what the scan was made from where
that was recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.findings import (
    Evaluation,
    Finding,
    RegisteredException,
    ReportedCause,
    Severity,
    Suppressed,
    Verdict,
)
from finops_guard.location import MAX_EXCERPT, excerpt_start
from finops_guard.report import Gone, Known, Notice, Novelty, PolicySummary, Recorded, Report
from finops_guard.reporters.money_records import (
    budgets_record,
    cost_record,
    figure,
    money_record,
    saving_record,
    tags_record,
)
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Plain, Record, location, optional_location, written
from finops_guard.reporters.score_records import score_record
from finops_guard.resources import FileRecord

if TYPE_CHECKING:
    pass

VERSION = "report-v1"
SCHEMA = "urn:finops-guard:schema:report-v1"


def render(report: Report, options: Options) -> str:
    """Return the report as one JSON object, indented, ending in a newline."""
    document: dict[str, Plain] = {
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": report.version},
        "settings": settings_record(report),
        "summary": summary_record(report),
        "findings": [finding_record(finding) for finding in report.findings],
        "suppressed": [suppressed_record(each) for each in report.suppressed],
        "exceptions": [exception_record(each) for each in report.exceptions],
        "notices": [notice_record(notice) for notice in report.notices],
        "files": [file_record(file) for file in report.files],
        "policies": [policy_record(policy) for policy in report.policies],
        "score": score_record(report.score),
        "budgets": budgets_record(report.budgets),
        "novelty": novelty_record(report.novelty),
        "tags": [tags_record(each) for each in report.tags],
        "digests": dict(sorted(report.digests.items())),
    }
    if report.recorded is not None:
        document["recorded"] = recorded_record(report.recorded)
    if options.verdicts == "all":
        document["evaluations"] = [evaluation_record(evaluation) for evaluation in report.evaluations]
    return written(document) + "\n"


def settings_record(report: Report) -> Record:
    """Return by which settings was judged."""
    return {
        "profile": report.profile,
        "fail_on": report.fail_on.value,
        "unresolved": report.unresolved,
        "as_of": report.as_of or None,
    }


def recorded_record(recorded: Recorded) -> Record:
    """Return what a scan was made from."""
    options: Record = {
        name: value if isinstance(value, str) else [*value] for name, value in sorted(recorded.options.items())
    }
    return {
        "commit": recorded.commit or None,
        "uncommitted": [*recorded.uncommitted],
        "paths": [*recorded.paths],
        "config": recorded.config or None,
        "options": options,
        "variables": [*recorded.variables],
        "files": {**recorded.files},
    }


def file_record(file: FileRecord) -> Record:
    """Return what became of a file."""
    return {"path": file.path, "source": file.source, "status": file.status.value, "reason": file.reason}


def summary_record(report: Report) -> Record:
    """Return the figures of a report."""
    failing = [finding for finding in report.findings if finding.verdict is Verdict.FAIL]
    by_provider = dict(sorted(report.resource_count.items()))
    return {
        "failed": report.failed,
        "blocking": len(report.blocking),
        "findings": {severity.value: sum(f.severity is severity for f in failing) for severity in Severity},
        "unresolved": len(report.findings) - len(failing),
        "suppressed": len(report.suppressed),
        "known": len(report.novelty.known) if report.novelty is not None else 0,
        "verdicts": {verdict.value: number for verdict, number in report.verdicts.items()},
        "resources": {"total": sum(by_provider.values()), "by_provider": {**by_provider}},
        "files": {status.value: number for status, number in report.file_counts.items()},
        "cost": cost_record(report.cost),
        "saving": saving_record(report.saving),
    }


def _causes(causes: tuple[ReportedCause, ...]) -> list[Plain]:
    return [{"kind": cause.kind, "text": cause.text, "location": optional_location(cause.location)} for cause in causes]


def finding_record(finding: Finding) -> Record:
    """Return one finding."""
    # Part of a line (of minified JSON) is no source line: columns would not count in it.
    cut = finding.excerpt and (excerpt_start(finding.location.column) or len(finding.excerpt) >= MAX_EXCERPT)
    return {
        "policy": finding.policy,
        "policy_name": finding.policy_name,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "address": finding.address,
        "root": finding.root,
        "resource_type": finding.resource_type,
        "environment": finding.environment,
        "owner": finding.owner,
        "key": finding.key,
        "location": location(finding.location),
        "resource_location": location(finding.resource_location),
        "calls": [{"name": call.name, "location": location(call.location)} for call in finding.calls],
        "causes": _causes(finding.causes),
        "remediation": finding.remediation,
        "excerpt": None if cut else finding.excerpt,
        "fingerprint": finding.fingerprint,
        "enforcement": finding.enforcement.value,
        "money": money_record(finding.money),
        "standing": finding.standing.value if finding.standing is not None else None,
    }


def novelty_record(novelty: Novelty | None) -> Plain:
    """Return what findings are compared with, and what comes of it."""
    if novelty is None:
        return None
    return {
        "base": novelty.base or None,
        "baseline": novelty.baseline or None,
        "changed_only": novelty.changed_only,
        "known": [known_record(each) for each in novelty.known],
        "fixed": [gone_record(each) for each in novelty.fixed],
        "stale": [gone_record(each) for each in novelty.stale],
    }


def known_record(each: Known) -> Record:
    """Return a finding that stood before, and what knows it."""
    return {"by": each.by, "finding": finding_record(each.finding)}


def gone_record(each: Gone) -> Record:
    """Return what was a finding before."""
    return {
        "policy": each.policy,
        "message": each.message,
        "root": each.root,
        "address": each.address,
        "key": each.key,
        "location": location(each.location),
        "fingerprint": each.fingerprint,
    }


def suppressed_record(each: Suppressed) -> Record:
    """Return a finding that is let stand, and by what."""
    return {
        "finding": finding_record(each.finding),
        "location": location(each.location),
        "reason": each.reason,
        "exception": each.exception,
        "approved_by": each.approved_by or None,
        "expires": each.expires or None,
        "requested_by": each.requested_by or None,
        "approved_in": each.approved_in or None,
        "ticket": each.ticket or None,
        "monthly_cost": _granted_cost(each),
    }


def exception_record(each: RegisteredException) -> Record:
    """Return an exception of the register, and what it is worth."""
    return {
        "id": each.id,
        "kind": each.kind,
        "state": each.state.value,
        "policies": [*each.policies],
        "location": location(each.location),
        "reason": each.reason,
        "requested_by": each.requested_by,
        "approved_by": each.approved_by,
        "approved_in": each.approved_in or None,
        "ticket": each.ticket or None,
        "created": each.created,
        "expires": each.expires,
        "renewals": each.renewals,
        "findings": each.findings,
        "owners": [*each.owners],
        "currency": each.currency,
        "cost": figure(each.cost),
        "monthly_cost": _granted_cost(each),
    }


def _granted_cost(each: Suppressed | RegisteredException) -> Plain:
    if each.cost_at_grant is None and each.cost_cap is None:
        return None
    return {"at_grant": figure(each.cost_at_grant), "cap": figure(each.cost_cap)}


def notice_record(notice: Notice) -> Record:
    """Return a statement about the input."""
    return {
        "kind": notice.kind,
        "message": notice.message,
        "location": location(notice.location),
        "hint": notice.hint,
    }


def policy_record(policy: PolicySummary) -> Record:
    """Return an active policy."""
    return {
        "id": policy.id,
        "name": policy.name,
        "title": policy.title,
        "severity": policy.severity.value,
        "capability": policy.capability,
        "remediation": policy.remediation,
        "references": [*policy.references],
        "enforcement": policy.enforcement.value,
    }


def evaluation_record(evaluation: Evaluation) -> Record:
    """Return one policy applied to one resource."""
    return {
        "policy": evaluation.policy,
        "address": evaluation.address,
        "root": evaluation.root,
        "verdict": evaluation.verdict.value,
        "location": location(evaluation.location),
        "causes": _causes(evaluation.causes),
    }
