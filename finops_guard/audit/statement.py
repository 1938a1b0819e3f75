"""The result as an in-toto statement (v1) with the predicate test-result (v0.1): unsigned, for others to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_guard.audit.evidence import Scanned, line_of
from finops_guard.audit.results import ControlResult
from finops_guard.reporters.plain import Plain, Record, written

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"


def render(scanned: Scanned, results: Sequence[ControlResult], subjects: Mapping[str, str], controls: str) -> str:
    """Return the statement about a commit, and about files by name with their SHA-256 digests (``subjects``).

    Where what was scanned is no commit, or differs from it, it is about the files that were read. A control is warned
    about that has findings of which none fails the scan. ``controls`` is the digest of the control catalog.
    """
    failed = [each for each in results if each.blocking]
    warned = [each for each in results if each.is_assessed and not each.is_satisfied and not each.blocking]
    passed = [each for each in results if each.is_satisfied and each.is_assessed]
    recorded = scanned.recorded
    tested: list[Plain] = []
    if scanned.commit and not recorded.uncommitted:
        tested.append({"name": line_of(scanned.title), "digest": {"gitCommit": scanned.commit}})
    else:
        tested += [_sha256(name, digest) for name, digest in recorded.files.items()]
    tested += [_sha256(name, digest) for name, digest in subjects.items() if _sha256(name, digest) not in tested]
    digests = scanned.report.digests
    document: Record = {
        "_type": TYPE,
        "subject": tested,
        "predicateType": PREDICATE,
        "predicate": {
            "result": "FAILED" if failed else ("WARNED" if warned else "PASSED"),
            "configuration": [
                *(_sha256(name, digests[name]) for name in ("policies", "settings", "catalog", "files")),
                _sha256("controls.json", controls),
                {"name": "finops-guard", "uri": f"pkg:pypi/finops-guard-cli@{scanned.report.version}"},
            ],
            "passedTests": _names(passed),
            "warnedTests": _names(warned),
            "failedTests": _names(failed),
        },
    }
    return written(document) + "\n"


def _sha256(name: str, digest: str) -> Plain:
    return {"name": line_of(name), "digest": {"sha256": digest}}


def _names(results: Sequence[ControlResult]) -> list[Plain]:
    return [each.control.policy.id for each in results]
