"""What a scan leaves for an auditor: the files of an export, by name, and a manifest of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from finops_guard.audit.manifest import MANIFEST, manifest, sha256
from finops_guard.digest import sha256_hex
from finops_guard.report import Recorded, Report
from finops_guard.reporters.plain import Record
from finops_guard.reporters.styling import neutralise
from finops_guard.settings import Settings
from finops_guard.tree import Tree

_LONG = 4_000


class Scanned(Struct, frozen=True):
    """A recorded scan, as it is told about: ``name`` is what was scanned, in the words of whoever exports."""

    report: Report
    recorded: Recorded
    as_of: str
    name: str = ""

    @property
    def commit(self) -> str:
        return self.recorded.commit

    @property
    def identity(self) -> str:
        """What tells this scan from others: a digest of the digests of everything that went into it."""
        made_of = "".join(f"{name} {value}\n" for name, value in sorted(self.report.digests.items()))
        return sha256_hex(f"{self.report.version}\n{self.commit}\n{self.as_of}\n{self.name}\n{made_of}")

    @property
    def title(self) -> str:
        where = f"commit {self.commit}" if self.commit else "files without a commit"
        return f"{self.name} at {where}" if self.name else where


def line_of(text: str) -> str:
    """Return a text as one line that is not empty, without controls, as every reader of JSON takes it."""
    return neutralise(text, _LONG).strip() or "-"


def files(tree: Tree, settings: Settings, scanned: Scanned, subjects: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of an export by the names of their files; ``subjects`` are what else the statement is about."""
    from finops_guard.audit import controls, exceptions, oscal, results, statement
    from finops_guard.reporters import Options
    from finops_guard.reporters.json import render

    catalog = controls.controls(tree, settings)
    found = results.by_control(scanned.report, catalog)
    texts = {
        "controls.csv": controls.as_csv(catalog),
        "controls.json": controls.as_json(catalog, scanned.commit, scanned.as_of),
        "exceptions.csv": exceptions.as_csv(tree, settings, scanned.report),
        "report.json": render(scanned.report, Options(verdicts="all")),
        "results.csv": results.as_csv(found),
    }
    sums: Record = {name: sha256(text) for name, text in texts.items()}
    texts["assessment-results.json"] = oscal.render(scanned, found, sums)
    texts["statement.json"] = statement.render(scanned, found, subjects, sha256(texts["controls.json"]))
    return {**texts, MANIFEST: manifest(scanned.commit, scanned.as_of, texts)}
