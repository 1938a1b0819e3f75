"""The parts of a Terraform resource that are judged on their own: volumes, and what a template launches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from finops_guard.location import Span
from finops_guard.resources import Child, Tag, TagOrigin, TagSet
from finops_guard.sources.terraform.tags import Absent, here, tag_set
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, Raw, Unknown, Value

# Blocks that make a volume of their own, by resource type. From the AWS provider's documentation.
_VOLUME_BLOCKS = ("root_block_device", "ebs_block_device")
_WITH_VOLUMES = frozenset({"aws_instance", "aws_spot_instance_request", "aws_launch_configuration"})
# Whose volumes have no tags: a launch configuration's get those that the autoscaling group propagates.
_UNTAGGED_VOLUMES = "aws_launch_configuration"
_PROPAGATES = "propagate_at_launch"

# The name of the child that stands for the machines of a template or group, and why a group's are not known alone.
MACHINES = "instance"
TEMPLATE_UNKNOWN = "the launch template may give its machines further tags"

# Gives the default tags that a provider configuration adds, where they are asked for.
Defaults: TypeAlias = Callable[[], Value | None]


def children_of(type_: str, values: Value, span: Span, defaults: Defaults, absent: Absent = here) -> Iterator[Child]:
    """Yield a resource's children: the volumes an instance makes, what is launched from a template or group.

    ``absent`` tells for the path of an attribute where a key that it does not have would be given.
    """
    if type_ == "aws_launch_template":
        return _launched(values, span, absent)
    if type_ == "aws_autoscaling_group":
        return _scaled(values, span, absent)
    if type_ in _WITH_VOLUMES:
        return _volumes(type_, values, span, defaults, absent)
    return iter(())


def _volumes(type_: str, values: Value, span: Span, defaults: Defaults, absent: Absent) -> Iterator[Child]:
    for name in _VOLUME_BLOCKS:
        written = values.get(name)
        for position, block in enumerate(written.items() if written is not None else ()):
            device = block.get("device_name")
            label = device.raw if device is not None and isinstance(device.raw, str) else str(position)
            tags = None if type_ == _UNTAGGED_VOLUMES else _volume_tags(name, values, block, defaults, absent)
            yield Child("volume", f"{name}[{label}]", block, block.origin or span, tags)


def _volume_tags(name: str, values: Value, block: Value, defaults: Defaults, absent: Absent) -> TagSet:
    """Return the tags of one volume: those of ``volume_tags``, else its own over the configuration's default tags.

    Default tags reach the block since version 5.39 of the AWS provider; they never reach ``volume_tags``.
    """
    inherited, own = values.get("volume_tags"), block.get("tags")
    if inherited is not None and inherited.raw is not None:
        return tag_set((TagOrigin.PARENT, inherited), (TagOrigin.RESOURCE, own), place=absent("volume_tags"))
    return tag_set((TagOrigin.DEFAULT_TAGS, defaults()), (TagOrigin.RESOURCE, own), place=absent(f"{name}.tags"))


def _launched(values: Value, span: Span, absent: Absent) -> Iterator[Child]:
    """Yield what a launch template's ``tag_specifications`` are about; default tags do not reach it."""
    written = values.get("tag_specifications")
    for position, block in enumerate(written.items() if written is not None else ()):
        kind = block.get("resource_type")
        name = kind.raw if kind is not None and isinstance(kind.raw, str) else str(position)
        tags = tag_set((TagOrigin.PARENT, block.get("tags")), place=absent("tag_specifications.tags"))
        yield Child("launched", name, block, block.origin or span, tags)


def _scaled(values: Value, span: Span, absent: Absent) -> Iterator[Child]:
    """Yield the machines of an autoscaling group that keeps tags to itself (``propagate_at_launch = false``).

    Its launch template may give them further ones. Machines that get all tags of the group are judged with it.
    """
    written = values.get("tag")
    blocks = list(written.items()) if written is not None else []
    kept = [block for block in blocks if _propagates(block) is False]
    if not kept:
        return
    tags: dict[str, Tag] = {}
    causes = [Cause(CauseKind.COMPUTED, TEMPLATE_UNKNOWN, span)]
    shapes = [ANY_SHAPE]  # of what the template gives; then those of the group's own tags
    for block in blocks:
        key, value, reaches = _raw(block, "key"), block.get("value"), _propagates(block)
        if reaches is False or value is None:
            continue
        if isinstance(key, str) and not isinstance(reaches, Unknown):
            tags[key] = Tag(key, value, TagOrigin.PARENT, block.origin)
            continue
        causes += [*_causes(key), *_causes(reaches)]
        shapes.append(key.shape if isinstance(key, Unknown) else (str(key), ""))
    machines = TagSet(tags, tuple(dict.fromkeys(causes)), tuple(shapes), absent("tag"))
    yield Child("launched", MACHINES, kept[0], kept[0].origin or span, machines)


def _causes(raw: Raw) -> tuple[Cause, ...]:
    return raw.causes if isinstance(raw, Unknown) else ()


def _propagates(block: Value) -> Raw:
    raw = _raw(block, _PROPAGATES)
    return {"true": True, "false": False}.get(raw, raw) if isinstance(raw, str) else raw


def _raw(block: Value, name: str) -> Raw:
    found = block.get(name)
    return None if found is None else found.raw
