"""Every resource type and attribute that a bundled policy names is one of the providers' schemas.

A policy about a misspelt attribute would pass everything for ever. The schemas of the current majors are complete; of
older ones the catalog knows the names at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from msgspec import Struct
from support.stand_in import schemas as plugins

from finops_guard.catalog import schemas, taggable
from finops_guard.policy import loader
from finops_guard.policy.derived_names import DERIVED
from finops_guard.policy.model import Policy
from finops_guard.policy.patterns import Globs, is_glob
from finops_guard.settings import Settings

_STEP = re.compile(r'\.?(?:(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|\["(?P<key>[^"]+)"\])(?:\[\*\])?')
_CLOUDS = ("aws", "azurerm", "google")
# What follows about a resource from others of its root: the values of these come next in the path.
_RELATED = ("referrers", "referents", "alongside")
# Names of older majors below the top level, where the catalog does not know them.
_FORMER = frozenset({"azurerm_kubernetes_cluster.default_node_pool.enable_auto_scaling"})


class Named(Struct, frozen=True):
    """An attribute that a policy names, of one concrete resource type."""

    policy: str
    type: str
    path: str


@cache
def concrete(pattern: str) -> tuple[str, ...]:
    """Return the resource types of the three clouds that a name or glob stands for."""
    if not is_glob(pattern):
        return (pattern,) if taggable.is_known(pattern) else ()
    glob = Globs([pattern])
    return tuple(type_ for cloud in _CLOUDS for type_ in taggable.types(cloud) if glob.match(type_))


def named(policy: Policy) -> Iterator[Named]:
    """Yield what a policy names of Terraform resources."""
    inside = {type_ for pattern in policy.match.types for type_ in concrete(pattern)}
    outside = Globs(policy.match.not_types)
    matched = sorted(type_ for type_ in inside if not outside.match(type_))
    parameters = policy.parameters
    if policy.check_name == "budget":
        for pattern, paths in parameters.get("root", {}).get("types", {}).items():
            yield from (Named(policy.name, type_, path) for type_ in concrete(pattern) for path in paths)
    elif policy.check_name == "duplicates":
        yield from (Named(policy.name, type_, path) for type_ in matched for path in parameters["same"])
    elif policy.check_name == "attribute":
        yield from _of_attribute(policy.name, parameters, matched)
    if policy.fix is not None and matched:
        paths = (*(path for path, _ in policy.fix.values), *filter(None, [policy.fix.at]))
        yield from _of_some(policy.name, paths, matched)


def _of_some(policy: str, paths: Iterable[str], matched: list[str]) -> Iterator[Named]:
    """Yield what may be about some of the types alone, where it is about none of them."""
    for path in paths:
        if not any(missing(Named(policy, type_, path)) is None for type_ in matched):
            yield from (Named(policy, type_, path) for type_ in matched)


def _of_attribute(policy: str, parameters: Mapping[str, Any], matched: list[str]) -> Iterator[Named]:
    each = f"{parameters['each']}." if "each" in parameters else ""
    for target in parameters.get("paths") or [parameters]:
        types = Globs(target.get("types", ["*"]))
        for type_ in filter(types.match, matched):
            yield Named(policy, type_, each + target["path"])
            if "other" in target:
                yield Named(policy, type_, each + target["other"])
    yield from _of_some(policy, (each + condition["path"] for condition in parameters.get("where", ())), matched)


def missing(attribute: Named) -> str | None:
    """Return what of a path no schema has; None where all of it is there."""
    type_, path = attribute.type, attribute.path
    if path.startswith(DERIVED):
        kind, _, rest = path.removeprefix(DERIVED).partition(".")
        if kind not in _RELATED:
            return None
        type_, _, path = rest.replace("[*]", "").partition(".")
        if not taggable.is_known(type_):
            return type_
        if not path:
            return None
    names = [found["name"] or found["key"] for found in _STEP.finditer(path)]
    known = schemas.lookup(type_)
    if known is None or names[0] not in known:
        return f"{type_}.{names[0]}"
    block = plugins.load().resources.get(type_)
    if block is None or (names[0] not in block.attributes and names[0] not in block.blocks):
        return None  # of an older major
    return None if _leads(block, names) or f"{type_}.{path}" in _FORMER else f"{type_}.{path}"


def _leads(block: plugins.Block, names: list[str]) -> bool:
    for at, name in enumerate(names):
        if name in block.blocks:
            block = block.blocks[name][0]
        elif name not in block.attributes:
            return False
        elif block.attributes[name].nested is not None:
            block = block.attributes[name].nested[0]
        else:
            return _leads_into(block.attributes[name].type, names[at + 1 :])
    return True


def _leads_into(type_: plugins.Type, names: list[str]) -> bool:
    """Tell whether names lead into a type: through collections, into an object, or anywhere into a map."""
    while isinstance(type_, list) and type_[0] in ("list", "set"):
        type_ = type_[1]
    if not names or type_ == "dynamic":
        return True
    if not isinstance(type_, list):
        return False
    if type_[0] == "map":
        return _leads_into(type_[1], names[1:])
    return names[0] in type_[1] and _leads_into(type_[1][names[0]], names[1:])


@pytest.mark.parametrize("policy", loader.load(Settings(), None), ids=lambda policy: policy.name)
def test_schemas_have_what_a_policy_names(policy: Policy) -> None:
    assert [wrong for each in named(policy) if (wrong := missing(each)) is not None] == []


@pytest.mark.parametrize(
    ("type_", "path", "wrong"),
    [
        ("aws_db_instance", "multi_az", None),
        ("aws_db_instance", "multi_azz", "aws_db_instance.multi_azz"),
        ("aws_instance", "root_block_device[*].volume_type", None),
        ("aws_instance", "root_block_device[*].volume_typ", "aws_instance.root_block_device[*].volume_typ"),
        ("aws_instance", 'tags["owner"]', None),
        ("aws_instance", "ami.name", "aws_instance.ami.name"),
        ("google_sql_database_instance", "settings.backup_configuration.enabled", None),
        ("aws_s3_bucket", "derived.referrers.aws_s3_bucket_lifecycle_configuration.rule.status", None),
        ("aws_s3_bucket", "derived.referrers.aws_s3_bucket_lifecycle.rule", "aws_s3_bucket_lifecycle"),
        ("aws_eip", "derived.referenced", None),
    ],
)
def test_misspelt_names_are_noticed(type_: str, path: str, wrong: str | None) -> None:
    assert missing(Named("", type_, path)) == wrong
