"""The results of a SARIF run: findings, each with its place, its money, and what let it stand."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.findings import Finding, Money, Standing, Suppressed, Verdict
from finops_guard.report import Report
from finops_guard.reporters.amounts import as_range, worth
from finops_guard.reporters.plain import Plain, amounts, exact
from finops_guard.reporters.sarif.choice import Item
from finops_guard.reporters.sarif.places import location, physical
from finops_guard.reporters.sarif.rules import LEVELS
from finops_guard.reporters.sarif.words import plain, sentence

FINGERPRINT = "finopsGuardFingerprint/v1"
# GitHub shows so many.
MAX_RELATED = 100

_STATES = {Standing.NEW: "new", Standing.WORSE: "updated", Standing.KNOWN: "unchanged"}


class Results:
    """Makes results of a report, whose rules have the given indices."""

    def __init__(self, report: Report, indices: Mapping[str, int]) -> None:
        self._report = report
        self._indices = indices
        self._remediations = {policy.id: policy.remediation for policy in report.policies}

    def result(self, item: Item) -> Plain:
        """Return one finding as a result."""
        finding = item.finding
        failure = self._report.is_failure(finding)
        related, links = _related(finding)
        found: dict[str, Plain] = {
            "ruleId": plain(finding.policy),
            "ruleIndex": self._indices[finding.policy],
            "kind": "fail" if failure else "open",
            "level": LEVELS[finding.severity] if failure else "none",
            "message": {"text": " ".join([*self._sentences(finding), *links])},
            "locations": [
                {
                    "physicalLocation": {**physical(finding.location, finding.excerpt)},
                    "logicalLocations": [_logical(finding)],
                }
            ],
        }
        if related:
            found["relatedLocations"] = related
        if finding.fingerprint:
            found["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
        found["suppressions"] = [*self._suppressions(item)]
        if self._report.novelty is not None:
            standing = Standing.KNOWN if item.known is not None else finding.standing or Standing.NEW
            found["baselineState"] = _STATES[standing]
        found["properties"] = _properties(finding)
        return found

    def _sentences(self, finding: Finding) -> list[str]:
        sentences = [sentence(finding.message)]
        if finding.verdict is Verdict.UNRESOLVED:
            why = plain(finding.causes[0].text) if finding.causes else "no cause is given"
            sentences.append(f"It is not decided: {why}.")
        if finding.money is not None:
            saved = "Fixing it" if finding.money.is_saving else "It"
            sentences.append(f"{saved} {worth(finding.money)}.")
        if finding.remediation and finding.remediation != self._remediations.get(finding.policy):
            sentences.append(f"Fix: {sentence(finding.remediation)}")
        return sentences

    def _suppressions(self, item: Item) -> list[Plain]:
        if item.suppressed is not None:
            return [_suppression(item.suppressed)]
        if item.is_let_stand and self._report.novelty is not None:
            by = plain(self._report.novelty.baseline) or "the baseline"
            return [{"kind": "external", "status": "accepted", "justification": f"It is listed in {by}."}]
        return []


def _suppression(each: Suppressed) -> Plain:
    """Return what lets a finding stand: a registered exception, or a comment in the code."""
    reason = sentence(each.reason) if each.reason else "No reason is given."
    found: dict[str, Plain] = {
        "kind": "inSource" if each.exception is None else "external",
        "status": "accepted",
        "justification": reason,
        "location": location(each.location),
    }
    if each.exception is not None:
        by = f" by {plain(each.approved_by)}" if each.approved_by else ""
        until = f" until {plain(each.expires)}" if each.expires else ""
        found["justification"] = f"{reason} Granted{by}{until} ({plain(each.exception)})."
        found["properties"] = {
            "exception": plain(each.exception),
            "approvedBy": plain(each.approved_by) or None,
            "expires": each.expires or None,
            "requestedBy": plain(each.requested_by) or None,
            "approvedIn": plain(each.approved_in) or None,
            "ticket": plain(each.ticket) or None,
            "monthlyCostAtGrant": None if each.cost_at_grant is None else exact(each.cost_at_grant),
            "monthlyCostCap": None if each.cost_cap is None else exact(each.cost_cap),
        }
    return found


def _related(finding: Finding) -> tuple[list[Plain], list[str]]:
    """Return what else there is to look at, and sentences that link to what is not beside the finding."""
    related: list[Plain] = []
    links: list[str] = []
    if finding.resource_location != finding.location:
        related.append(location(finding.resource_location, finding.address, 1))
        if finding.resource_location.path != finding.location.path:
            links.append("See [the resource](1).")
    for call in finding.calls:
        number = len(related) + 1
        related.append(location(call.location, f"called here: {call.name}", number))
        links.append(f"See [the call of its module]({number}).")
    for cause in finding.causes:
        if cause.location is not None:
            related.append(location(cause.location, cause.text, len(related) + 1))
    return related[:MAX_RELATED], links[:3]


def _logical(finding: Finding) -> Plain:
    """Return the resource."""
    return {"name": plain(finding.address), "fullyQualifiedName": plain(finding.address), "kind": "resource"}


def _properties(finding: Finding) -> Plain:
    return {
        "address": plain(finding.address),
        "root": plain(finding.root),
        "key": plain(finding.key),
        "resourceType": plain(finding.resource_type),
        "environment": None if finding.environment is None else plain(finding.environment),
        "enforcement": finding.enforcement.value,
        "money": None if finding.money is None else _money(finding.money),
    }


def _money(money: Money) -> Plain:
    kind = "saving" if money.is_saving else "at-stake"
    return {"kind": kind, "currency": plain(money.currency), "monthly": amounts(as_range(money))}
