"""Policies as plain data: what their files say, and what the configuration makes of them (``policies-v1``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard import __version__
from finops_guard.policy.model import Policy, PolicyFile

VERSION = "policies-v1"
SCHEMA = "urn:finops-guard:schema:policies-v1"
OWN = "own"
PACKS = ("aws", "azure", "gcp", "kubernetes", "common", OWN)

# Keys of a policy file that say when and how it judges, beside those that every policy has.
_JUDGING = ("environments", "enforcement", "on_unresolved")


class Entry(Struct, frozen=True):
    """One policy as it is configured, the file it is from, and whether a scan here asks for it."""

    policy: Policy
    file: PolicyFile
    active: bool

    @property
    def pack(self) -> str:
        """The bundled pack that it belongs to, or ``own``."""
        return self.policy.path.partition("/")[0] if self.policy.bundled else OWN

    @property
    def providers(self) -> tuple[str, ...]:
        return self.policy.match.providers

    @property
    def judging(self) -> dict[str, Any]:
        """What the file says of when and how the policy judges, beside its match."""
        return {key: written(self.file.data[key]) for key in _JUDGING if key in self.file.data}

    @property
    def equivalents(self) -> Sequence[tuple[str, str]]:
        """The names that other tools have for the same, each behind its tool."""
        return [(tool, name) for tool, names in self.policy.equivalents.items() for name in names]


def entries(policies: Iterable[Policy], files: Iterable[PolicyFile], active: frozenset[str]) -> list[Entry]:
    """Return the entries of policies, in their order."""
    by_id = {file.id: file for file in files}
    return [Entry(policy, by_id[policy.id], policy.id in active) for policy in policies]


def named(known: Iterable[Entry], name: str) -> list[Entry]:
    """Return the policy with an id or name, else those that another tool calls so; case does not count."""
    wanted = name.strip().casefold()
    known = list(known)
    exact = [each for each in known if wanted in {each.policy.id.casefold(), each.policy.name.casefold()}]
    return exact or [each for each in known if any(wanted == called.casefold() for _, called in each.equivalents)]


def described(entry: Entry) -> dict[str, Any]:
    """Return one policy as ``policies-v1`` has it."""
    policy = entry.policy
    return {
        "id": policy.id,
        "name": policy.name,
        "title": policy.title,
        "description": policy.description,
        "active": entry.active,
        "severity": policy.severity.value,
        "declared_severity": policy.declared_severity.value,
        "blocks_from": policy.blocks_from.value,
        "applies_from": policy.applies_from.value,
        "capability": policy.capability,
        "providers": list(policy.match.providers),
        "pack": entry.pack,
        "path": policy.path,
        "match": written(entry.file.data["match"]),
        "check": {"name": policy.check_name, "parameters": written(policy.parameters)},
        "judging": entry.judging,
        "message": policy.message,
        "remediation": policy.remediation,
        "references": list(policy.references),
        "equivalents": {tool: list(names) for tool, names in policy.equivalents.items()},
    }


def document(chosen: Iterable[Entry], profile: str) -> str:
    """Return policies as JSON, ending in a newline; strings are ASCII with escapes."""
    data = {
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": __version__},
        "profile": profile,
        "policies": list(map(described, chosen)),
    }
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def as_file(entry: Entry) -> dict[str, Any]:
    """Return a policy as a file of its own would say it, with the parameters that are configured."""
    data: dict[str, Any] = written(entry.file.data)
    data.pop("tests", None)
    return {**data, "check": {entry.policy.check_name: written(entry.policy.parameters)}}


def yaml_text(data: object, width: int = 100) -> str:
    """Return plain data as YAML, keys in their order, without a line end at its end."""
    import yaml

    text = yaml.safe_dump(written(data), sort_keys=False, allow_unicode=True, width=width, default_flow_style=False)
    return str(text).removesuffix("\n...\n").rstrip("\n")


def written(data: Any) -> Any:
    """Return plain data as YAML and JSON write it: a number that is exact within becomes an ordinary one."""
    if isinstance(data, Mapping):
        return {str(key): written(item) for key, item in data.items()}
    if isinstance(data, list | tuple):
        return [written(item) for item in data]
    if isinstance(data, Decimal):
        return int(data) if data == data.to_integral_value() else float(data)
    return data
