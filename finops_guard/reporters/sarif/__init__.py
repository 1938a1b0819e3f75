"""SARIF 2.1.0, as code scanning of GitHub takes it (docs/formats.md says what each field holds, and why).

There is one run, with the rules that have a result. ``automationDetails`` is left to who uploads the file: a category
in the file would make several uploads of a repository replace each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.report import Report
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Plain, amounts, exact, written
from finops_guard.reporters.sarif import choice
from finops_guard.reporters.sarif.choice import Item
from finops_guard.reporters.sarif.notifications import notifications
from finops_guard.reporters.sarif.places import ROOT
from finops_guard.reporters.sarif.results import Results
from finops_guard.reporters.sarif.rules import rules
from finops_guard.reporters.sarif.words import plain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"


def render(report: Report, options: Options) -> str:
    """Return the report as one SARIF log of one run, indented, ending in a newline."""
    items = choice.chosen(report, options)
    most = choice.within_results(items, choice.MAX_RESULTS)
    return choice.within_size(most, lambda kept: _log(report, options, kept, len(items)))


def _log(report: Report, options: Options, items: Sequence[Item], found: int) -> str:
    """Return the log with the given results, of so many that there are."""
    described = rules(report, items)
    results = Results(report, {rule.id: at for at, rule in enumerate(described)})
    run: dict[str, Plain] = {
        "tool": {
            "driver": {
                "name": "finops-guard",
                "semanticVersion": report.version,
                "rules": [rule.descriptor for rule in described],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": notifications(report, options, found - len(items)),
            }
        ],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The directory that was scanned."}}},
        "columnKind": "unicodeCodePoints",
        "results": [results.result(item) for item in items],
        "properties": _properties(report, found - len(items)),
    }
    document: dict[str, Plain] = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
    return written(document) + "\n"


def _properties(report: Report, left_out: int) -> Plain:
    """Return what is said of the whole scan: the verdict, its money, the maturity, and what is no result."""
    novelty = report.novelty
    properties: dict[str, Plain] = {
        "failed": report.failed,
        "blocking": len(report.blocking),
        "profile": report.profile,
        "asOf": report.as_of or None,
        "maturityLevel": report.score.level.value,
        "maturityNumber": report.score.low,
        "resultsLeftOut": left_out,
    }
    if report.cost is not None:
        properties["cost"] = {"currency": plain(report.cost.currency), "monthly": amounts(report.cost.monthly)}
        if report.cost.change is not None:
            properties["costChange"] = {
                "base": plain(report.cost.change.base),
                "delta": exact(report.cost.change.delta),
            }
    if report.saving is not None:
        properties["saving"] = {"currency": plain(report.saving.currency), "monthly": amounts(report.saving.monthly)}
    if novelty is not None:
        properties |= {
            "base": plain(novelty.base) or None,
            "baseline": plain(novelty.baseline) or None,
            "fixed": len(novelty.fixed),
            "stale": len(novelty.stale),
        }
    return properties
