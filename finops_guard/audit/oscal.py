"""The results as OSCAL Assessment Results (NIST), in JSON.

One finding a control that was assessed, on observations: one of what was examined for the control, and one for each
finding of the scan. Exceptions that let something stand are risks with an approved deviation. Identifiers are made of
what they name and of what was scanned, times are the day that the scan was asked for: same input, same bytes.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence

from finops_guard.audit.evidence import Scanned, line_of
from finops_guard.audit.results import ControlResult
from finops_guard.digest import sha256_hex
from finops_guard.findings import Finding, Suppressed, Verdict
from finops_guard.reporters.plain import Plain, Record, written

OSCAL_VERSION = "1.2.1"
NAMESPACE = "urn:finops-guard:oscal"


def render(scanned: Scanned, results: Sequence[ControlResult], evidence: Record) -> str:
    """Return the document; ``evidence`` maps the names of the files beside it to their SHA-256 digests."""
    return written({"assessment-results": _Writing(scanned, evidence).document(results)}) + "\n"


class _Writing:
    def __init__(self, scanned: Scanned, evidence: Record) -> None:
        self._scanned = scanned
        self._evidence = evidence
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{scanned.identity}")
        self._time = f"{scanned.as_of}T00:00:00Z"
        self._items: dict[tuple[str, str], Plain] = {}
        self._risks: dict[str, Plain] = {}
        self._seen: Counter[str] = Counter()

    def _uuid(self, *parts: str) -> str:
        return str(uuid.uuid5(self._space, sha256_hex("\0".join(parts))))

    def document(self, results: Sequence[ControlResult]) -> Record:
        scanned = self._scanned
        plan = self._uuid("plan")
        return {
            "uuid": self._uuid("document", *map(str, self._evidence.values())),
            "metadata": {
                "title": "Assessment of cloud cost governance by finops-guard",
                "last-modified": self._time,
                "version": scanned.commit or scanned.identity,
                "oscal-version": OSCAL_VERSION,
            },
            "import-ap": {"href": f"#{plan}", "remarks": "The control catalog stands for an assessment plan."},
            "results": [self._result(results)],
            "back-matter": {
                "resources": [
                    self._resource(plan, "Control catalog", "controls.json"),
                    self._resource(self._uuid("report"), "Report of the scan", "report.json"),
                ]
            },
        }

    def _resource(self, name: str, title: str, file: str) -> Plain:
        hashes: list[Plain] = [{"algorithm": "SHA-256", "value": self._evidence[file]}]
        return {"uuid": name, "title": title, "rlinks": [{"href": file, "hashes": hashes}]}

    def _result(self, results: Sequence[ControlResult]) -> Record:
        scanned, report = self._scanned, self._scanned.report
        assessed = [each for each in results if each.is_assessed]
        observations: list[Plain] = []
        findings: list[Plain] = []
        for each in assessed:
            made = list(self._observations(each))
            observations += (record for _, record in made)
            findings.append(self._finding(each, [name for name, _ in made]))
        found: Record = {
            "uuid": self._uuid("result"),
            "title": line_of(f"Scan of {scanned.title}"),
            "description": "Infrastructure code judged by policies before it is deployed; nothing that runs was seen.",
            "start": self._time,
            "end": self._time,
            "props": [
                self._prop("verdict", "failed" if report.failed else "passed"),
                self._prop("maturity-level", report.score.level.value),
                *(self._prop(f"digest-{name}", value) for name, value in sorted(report.digests.items())),
            ],
            "local-definitions": self._definitions(),
            "reviewed-controls": {"control-selections": [self._selection(results)]},
        }
        parts: tuple[tuple[str, list[Plain]], ...] = (
            ("observations", observations),
            ("risks", [*self._risks.values()]),
            ("findings", findings),
        )
        return {**found, **{name: listed for name, listed in parts if listed}}

    def _prop(self, name: str, value: str) -> Plain:
        return {"name": name, "ns": NAMESPACE, "value": line_of(value)}

    def _definitions(self) -> Record:
        component: Record = {
            "uuid": self._uuid("component"),
            "type": "software",
            "title": line_of(self._scanned.title),
            "description": "The infrastructure code that was scanned.",
            "status": {"state": "operational"},
        }
        items: list[Plain] = [*self._items.values()]
        return {"components": [component], **({"inventory-items": items} if items else {})}

    def _selection(self, results: Sequence[ControlResult]) -> Record:
        named: list[Plain] = [{"control-id": each.control.policy.id} for each in results]
        found: Record = {"include-controls": named} if named else {"include-all": {}}
        without = [each.control.policy.id for each in results if not each.is_assessed]
        if without:
            found["remarks"] = f"Not assessed, for nothing was scanned that they are about: {', '.join(without)}."
        return found

    def _observations(self, result: ControlResult) -> Iterator[tuple[str, Record]]:
        policy = result.control.policy
        counts = ", ".join(f"{result.count(each)} {each.value}" for each in Verdict)
        yield self._observation(
            ("examined", policy.id),
            f"{policy.id} examined",
            f"{len(result.evaluations)} evaluations: {counts}.",
            ({"subject-uuid": self._uuid("component"), "type": "component"},),
        )
        for finding in result.open:
            yield self._found(finding, finding.verdict.value)
        for waived in result.suppressed:
            yield self._found(waived.finding, "excepted")
        for known in result.known:
            yield self._found(known.finding, "known")

    def _found(self, finding: Finding, state: str) -> tuple[str, Record]:
        number = self._seen[finding.fingerprint]
        self._seen[finding.fingerprint] += 1
        key = (finding.root, finding.address)
        item = self._uuid("item", *key)
        if key not in self._items:
            self._items[key] = {"uuid": item, "description": line_of(f"{finding.address} in {finding.root or '.'}")}
        props = [self._prop("fingerprint", finding.fingerprint), self._prop("result", state)]
        place = f"{finding.location.path}:{finding.location.line}"
        return self._observation(
            ("finding", finding.fingerprint, str(number)),
            f"{finding.policy} {state}",
            f"{finding.message} ({place})",
            ({"subject-uuid": item, "type": "inventory-item"},),
            props,
        )

    def _observation(
        self, key: tuple[str, ...], title: str, text: str, subjects: Sequence[Record], props: Sequence[Plain] = ()
    ) -> tuple[str, Record]:
        name = self._uuid("observation", *key)
        found: Record = {"uuid": name, "title": line_of(title), "description": line_of(text)}
        if props:
            found["props"] = [*props]
        found |= {
            "methods": ["EXAMINE"],
            "types": ["control-objective"],
            "subjects": [*subjects],
            "relevant-evidence": [{"href": f"#{self._uuid('report')}", "description": "The report of the scan."}],
            "collected": self._time,
        }
        return name, found

    def _finding(self, result: ControlResult, observations: Sequence[str]) -> Record:
        policy = result.control.policy
        satisfied = result.is_satisfied
        reason = "pass" if satisfied else ("fail" if result.fails else "other")
        text = "Everything that the control is about passed." if satisfied else _unsatisfied(result)
        found: Record = {
            "uuid": self._uuid("control", policy.id),
            "title": line_of(f"{policy.id} {policy.title}"),
            "description": text,
            "target": {
                "type": "objective-id",
                "target-id": f"{policy.id}_obj",
                "status": {"state": "satisfied" if satisfied else "not-satisfied", "reason": reason},
            },
            "related-observations": [{"observation-uuid": each} for each in observations],
        }
        named = {each.exception: each for each in result.suppressed if each.exception}
        if named:
            found["related-risks"] = [{"risk-uuid": self._risk(each)} for _, each in sorted(named.items())]
        return found

    def _risk(self, waived: Suppressed) -> str:
        name = waived.exception or ""
        identifier = self._uuid("risk", name)
        self._risks.setdefault(
            name,
            {
                "uuid": identifier,
                "title": line_of(f"Exception {name}"),
                "description": line_of(waived.reason),
                "statement": line_of(f"What it covers stands until {waived.expires}, as {waived.approved_by} granted."),
                "status": "deviation-approved",
                "deadline": f"{waived.expires}T23:59:59Z",
            },
        )
        return identifier


def _unsatisfied(result: ControlResult) -> str:
    failing = sum(each.verdict is Verdict.FAIL for each in result.open)
    parts = (
        (failing, "failing"),
        (len(result.open) - failing, "not decided"),
        (len(result.suppressed), "let stand by an exception or a comment"),
        (len(result.known), "listed in a baseline"),
    )
    return f"Findings: {', '.join(f'{number} {text}' for number, text in parts if number)}."
