"""What data sources read: what follows from the configuration as the provider documents it, else made up values.

Whatever is made up can be told from what a configuration holds: a text has MADE_UP in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.support.stand_in.planning import default_tags
from tests.support.stand_in.schemas import Block, Type

MADE_UP = "made-up"


def read(type_: str, block: Block, written: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a data source; what is written in it stays."""
    known = _FOLLOWS[type_](written, configuration) if type_ in _FOLLOWS else {}
    made = dict(written)
    for name, attribute in block.attributes.items():
        if made.get(name) is None and (attribute.computed or name in known):
            made[name] = known[name] if name in known else invented(name, attribute.type)
    return made


def invented(name: str, type_: Type) -> Any:
    """Return some value of a type; lists have three elements, as in the regions that have three zones."""
    if isinstance(type_, list):
        kind, inner = type_
        if kind == "object":
            return {key: invented(key, each) for key, each in inner.items()}
        if kind == "map":
            return {MADE_UP: invented(name, inner)}
        return [invented(f"{name}-{at}", inner) for at in range(3)]
    if type_ == "string" and "cidr" in name:
        return "10.0.0.0/16"
    return {"number": 7, "bool": False}.get(type_, f"{MADE_UP}-{name}")


def _default_tags(_: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    return {"tags": default_tags(configuration) or {}}


def _region(written: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    name = written.get("region") or written.get("name") or configuration.get("region")
    return {"name": name, "region": name, "id": name} if name else {}


_PARTITIONS = {
    "cn": ("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    "us-gov": ("aws-us-gov", "amazonaws.com", "com.amazonaws"),
}


def _partition(_: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    region = configuration.get("region") or ""
    begun = next((each for each in _PARTITIONS if region.startswith(f"{each}-")), "")
    name, suffix, reverse = _PARTITIONS.get(begun, ("aws", "amazonaws.com", "com.amazonaws"))
    return {"id": name, "partition": name, "dns_suffix": suffix, "reverse_dns_prefix": reverse} if region else {}


def _client_config(_: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    return {name: configuration[name] for name in ("project", "region", "zone") if configuration.get(name)}


def _policy_document(written: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    """Render the statements of a document that takes nothing from other documents."""
    document: dict[str, Any] = {"Version": written.get("version") or "2012-10-17"}
    if written.get("policy_id"):
        document["Id"] = written["policy_id"]
    statements = [_statement(each) for each in written.get("statement") or []]
    if statements:
        document["Statement"] = statements
    if any(written.get(name) for name in ("source_policy_documents", "override_policy_documents")):
        return {}
    return {
        "json": json.dumps(document, indent=2, ensure_ascii=False),
        "minified_json": json.dumps(document, separators=(",", ":"), ensure_ascii=False),
    }


def _statement(written: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if written.get("sid"):
        made["Sid"] = written["sid"]
    made["Effect"] = written.get("effect") or "Allow"
    for name, key in (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource")):
        if written.get(name):
            made[key] = _one_or_all(sorted(written[name], reverse=True))
    if written.get("not_resources"):
        made["NotResource"] = _one_or_all(sorted(written["not_resources"], reverse=True))
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if written.get(name):
            made[key] = _principals(written[name])
    conditions: dict[str, dict[str, Any]] = {}
    for each in sorted(written.get("condition") or [], key=lambda each: (each["test"], each["variable"])):
        conditions.setdefault(each["test"], {})[each["variable"]] = _one_or_all(each["values"])
    if conditions:
        made["Condition"] = conditions
    return made


def _principals(written: list[dict[str, Any]]) -> Any:
    if [(each["type"], each["identifiers"]) for each in written] in ([("*", ["*"])], [("AWS", ["*"])]):
        return "*" if written[0]["type"] == "*" else {"AWS": "*"}
    found: dict[str, list[str]] = {}
    for each in written:
        found.setdefault(each["type"], []).extend(each["identifiers"])
    return {key: _one_or_all(sorted(names, reverse=True)) for key, names in sorted(found.items())}


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items


_FOLLOWS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "aws_default_tags": _default_tags,
    "aws_partition": _partition,
    "aws_region": _region,
    "aws_iam_policy_document": _policy_document,
    "google_client_config": _client_config,
}
