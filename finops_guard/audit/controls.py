"""The control catalog: each active policy as a control, with its owner and a digest of what it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from finops_guard import __version__
from finops_guard.maturity.ownership import code_owners
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.reporters.plain import Record, written
from finops_guard.reporters.sheet import cell
from finops_guard.reporters.sheet import written as sheet
from finops_guard.reporting import policy_digest
from finops_guard.settings import Settings
from finops_guard.tree import Tree

VERSION = "audit-controls-v1"
OWN = "finops-guard"

_COLUMNS = (
    "control", "name", "title", "capability", "severity", "enforcement", "owner", "source", "digest", "description",
    "remediation", "references",
)  # fmt: skip


class Control(Struct, frozen=True):
    """A policy that is active. ``source`` is its file, or the release of finops-guard that it ships with.

    ``owner`` is who has to review a change of the file, as CODEOWNERS says; empty where nobody has to.
    """

    policy: Policy
    owner: str
    source: str
    digest: str


def controls(tree: Tree, settings: Settings) -> tuple[Control, ...]:
    """Return the policies that are active in a scan, sorted by id."""
    definitions = {file.id: file.data for file in loader.files(settings, tree)}
    owners = code_owners(tree)
    return tuple(
        Control(
            policy,
            OWN if policy.bundled else " ".join(owners.of(policy.path) if owners is not None else ()),
            f"{OWN} {__version__}" if policy.bundled else policy.path,
            policy_digest(policy, definitions.get(policy.id)),
        )
        for policy in loader.in_profile(loader.load(settings, tree), settings)
    )


def as_csv(found: Sequence[Control]) -> str:
    """Return the control catalog for spreadsheets."""
    return sheet([_COLUMNS, *([cell(each) for each in _row(control)] for control in found)])


def _row(control: Control) -> tuple[str, ...]:
    policy = control.policy
    what = (policy.id, policy.name, policy.title, policy.capability, policy.severity.value, policy.enforcement.value)
    why = (policy.description, policy.remediation, " ".join(policy.references))
    return *what, control.owner, control.source, control.digest, *why


def as_json(found: Sequence[Control], commit: str, as_of: str) -> str:
    """Return the control catalog for programs."""
    rows: list[Record] = [dict(zip(_COLUMNS, _row(control), strict=True)) for control in found]
    for row, control in zip(rows, found, strict=True):
        row["owner"] = control.owner or None
        row["references"] = [*control.policy.references]
    document: Record = {
        "version": VERSION,
        "tool": {"name": OWN, "version": __version__},
        "commit": commit or None,
        "as_of": as_of,
        "controls": [*rows],
    }
    return written(document) + "\n"
