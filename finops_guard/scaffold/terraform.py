"""Drafts about Terraform's resource types."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.catalog import schemas, taggable
from finops_guard.catalog.taggable import TagKind
from finops_guard.errors import UsageError
from finops_guard.scaffold.shape import Shape, Wanted

# Arguments that policies are often about, as far as a type has them; then its other ones, some of which must do.
_TELLING = ("type", "instance_type", "machine_type", "size", "sku_name", "sku", "storage_type", "tier", "name")
_MOST = 12
# Arguments that are no plain values.
_OTHERS = frozenset({"tags", "tags_all", "labels", "count", "for_each", "provider", "depends_on", "region", "id"})

HEAD = "# Marks name all that must be found: expect, unresolved. Every line without one must stay clean.\n"


def shapes(wanted: Wanted) -> Iterator[Shape]:
    """Yield drafts of a check for a type, the most telling first; raise UsageError where there is none."""
    if wanted.check == "container_resources":
        raise UsageError(f"container_resources is about Kubernetes objects: {wanted.resource} is none")
    if wanted.check == "tags":
        yield _tags(wanted)
        return
    for name in _arguments(wanted.resource):
        yield _attribute(wanted, name)


def _arguments(resource: str) -> list[str]:
    known = schemas.lookup(resource)
    if known is None:
        return ["name"]
    telling = [name for name in _TELLING if name in known.arguments]
    return [*telling, *sorted(known.arguments - _OTHERS - set(telling))][:_MOST]


def _attribute(wanted: Wanted, name: str) -> Shape:
    check = f"""\
  attribute:
    path: {name}
    operator: not_equals
    value: not-allowed
    absent: pass
"""
    fixture = f"""\
{HEAD}
variable "chosen" {{ # unresolved: {wanted.id}
  type = string
}}

resource "{wanted.resource}" "fails" {{
  {name} = "not-allowed" # expect: {wanted.id}
}}

resource "{wanted.resource}" "passes" {{
  {name} = "allowed"
}}

resource "{wanted.resource}" "not_known" {{
  {name} = var.chosen
}}
"""
    return Shape(f"[{wanted.resource}]", check, fixture, ".tf")


def _tags(wanted: Wanted) -> Shape:
    ways = taggable.lookup(wanted.resource)
    way = next((way.path for way in ways.modes if way.kind is TagKind.MAP and "." not in way.path), "") if ways else ""
    if not way:
        raise UsageError(f"{wanted.resource} has no map of tags: choose another type, or the check attribute")
    check = """\
  tags:
    required:
      cost-unit: {meaning: which unit pays}
"""
    fixture = f"""\
{HEAD}
variable "tags" {{
  type = map(string)
}}

resource "{wanted.resource}" "fails" {{ # expect: {wanted.id}
  {way} = {{ purpose = "reports" }}
}}

resource "{wanted.resource}" "passes" {{
  {way} = {{ cost-unit = "retail" }}
}}

resource "{wanted.resource}" "not_known" {{ # unresolved: {wanted.id}
  {way} = var.tags
}}
"""
    return Shape(f"[{wanted.resource}]" if wanted.named else "taggable", check, fixture, ".tf")
