"""Plans for tests, as ``terraform show -json`` writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from finops_guard.recursion import deep_recursion
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.plan.source import read
from finops_guard.sources.registry import joined
from finops_guard.tree import MemoryTree


def change(
    address: str,
    after: Any,
    *,
    actions: Sequence[str] = ("create",),
    unknown: Any = None,
    sensitive: Any = False,
    mode: str = "managed",
    **more: Any,
) -> dict[str, Any]:
    """Return one entry of ``resource_changes``; module, type and name are taken from the address."""
    module, _, local = address.rpartition("module.")
    where = f"{module}module.{local.split('.', 1)[0]}" if local != address else ""
    type_, name = (local.split(".", 1)[1] if where else local).split("[")[0].removeprefix("data.").split(".")
    entry = {"address": address, "mode": mode, "type": type_, "name": name, "provider_name": "registry"}
    if where:
        entry["module_address"] = where
    states = {"before": None, "after": after, "after_unknown": unknown or {}, "after_sensitive": sensitive}
    return {**entry, "change": {"actions": [*actions], **states}, **more}


def configured(address: str, expressions: Mapping[str, Any], provider: str = "aws") -> dict[str, Any]:
    """Return one entry of the resources of ``configuration.root_module``."""
    type_, name = address.split(".")
    entry = {"address": address, "mode": "managed", "type": type_, "name": name}
    return {**entry, "provider_config_key": provider, "expressions": expressions}


def plan(
    *changes: Mapping[str, Any],
    resources: Sequence[Mapping[str, Any]] = (),
    providers: Mapping[str, Any] | None = None,
    **more: Any,
) -> str:
    """Return a plan; ``resources`` and ``providers`` make its configuration section, ``more`` is laid over it."""
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {}},
            "resource_changes": changes,
            "configuration": {
                "provider_config": {
                    key: {"name": key.partition(".")[0], "expressions": expressions}
                    for key, expressions in (providers or {}).items()
                },
                "root_module": {"resources": resources},
            },
            **more,
        },
        indent=2,
    )


def read_plan(
    text: str | bytes, files: Mapping[str, str] | None = None, path: str = "plan.json", settings: Settings | None = None
) -> ResourceSet:
    """Read a plan, with configuration files beside it."""
    files = files or {}
    tree, settings = MemoryTree({path: text, **files}), settings or Settings()
    with deep_recursion():
        return joined(read(tree, [path], settings, lambda: list(files)), tree, settings)
