"""Machines that an autoscaling group launches from a template of the same root module: they get the tags of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from finops_guard.resources import Child, Resource, Tag, TagSet
from finops_guard.sources.terraform.children import MACHINES, TEMPLATE_UNKNOWN
from finops_guard.values import ANY_SHAPE, Cause, Shape, Value

_TEMPLATE = "aws_launch_template"
_GROUP = "aws_autoscaling_group"
# Where a group names its template.
_MIXED = "mixed_instances_policy.launch_template.launch_template_specification"
_REFERENCES = (
    "launch_template.id",
    "launch_template.name",
    f"{_MIXED}.launch_template_id",
    f"{_MIXED}.launch_template_name",
)


def with_templates(resources: Sequence[Resource]) -> Sequence[Resource]:
    """Return resources with the machines of each group judged once: by the tags that group and template give them.

    What a template says of machines is then no longer judged with the template; groups that launch from a template
    which is not found are left as they are.
    """
    templates = {
        text: each for each in resources if each.type == _TEMPLATE for text in (_computed(each, "id"), _name(each))
    }
    groups = [each for each in resources if each.type == _GROUP] if templates else []
    found = {group.address: template for group in groups if (template := _template(group, templates)) is not None}
    if not found:
        return resources
    launched = {template.address for template in found.values()}
    return [
        replace(each, children=_machines(each, found[each.address]))
        if each.address in found
        else replace(each, children=tuple(child for child in each.children if child.name != MACHINES))
        if each.address in launched
        else each
        for each in resources
    ]


def _computed(template: Resource, attribute: str) -> str:
    """Return the cause of an attribute's value that the provider gives, which so names the resource."""
    return f"{template.address}.{attribute} is known after apply"


def _name(template: Resource) -> str:
    name = template.values.get("name")
    return name.raw if name is not None and isinstance(name.raw, str) else _computed(template, "name")


def _template(group: Resource, templates: dict[str, Resource]) -> Resource | None:
    for path in _REFERENCES:
        for value in _at(group.values, path.split(".")):
            # A plan says of an unknown value whose it is, too.
            own = f"{group.address}."
            causes = [cause.text for cause in value.causes if not cause.text.startswith(own)]
            texts = [value.raw] if isinstance(value.raw, str) else causes
            if len(texts) == 1 and texts[0] in templates:
                return templates[texts[0]]
    return None


def _at(value: Value, path: list[str]) -> Iterator[Value]:
    """Yield what stands at a path through nested blocks."""
    if not path:
        yield value
        return
    inner = value.get(path[0])
    blocks = list(inner.items()) if inner is not None else []
    for each in blocks or ([] if inner is None else [inner]):
        yield from _at(each, path[1:])


def _machines(group: Resource, template: Resource) -> tuple[Child, ...]:
    """Return a group's children: its machines only where they do not just get what the group itself has."""
    own = next((child for child in group.children if child.name == MACHINES), None)
    given = next((child for child in template.children if child.name == MACHINES), None)
    part = own or given
    if part is None:
        return group.children
    tags: dict[str, Tag] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    for each in (given.tags if given else None, own.tags if own else group.tags):
        if each is not None:
            tags.update(each.tags)
            causes += [cause for cause in each.open if cause.text != TEMPLATE_UNKNOWN]
            # The first one of a group's own machines stands for the template.
            shapes += each.shapes[1:] if own is not None and each is own.tags else each.shapes if each.open else ()
    specifications = template.values.get("tag_specifications")
    if specifications is not None and specifications.is_unknown:
        causes += specifications.causes
        shapes.append(ANY_SHAPE)
    place = part.tags.place if part.tags is not None else None
    made = TagSet(tags, tuple(dict.fromkeys(causes)), tuple(dict.fromkeys(shapes)) or (ANY_SHAPE,), place)
    return (Child(part.kind, MACHINES, part.values, part.span, made),)
