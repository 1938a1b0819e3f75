"""The parts of a Terraform resource that are judged on their own."""

from __future__ import annotations

from finops_guard.location import Span
from finops_guard.resources import Child
from finops_guard.values import Value

# Blocks that make a volume of their own, by resource type. From the AWS provider's documentation.
_VOLUME_BLOCKS = ("root_block_device", "ebs_block_device")
_WITH_VOLUMES = frozenset({"aws_instance", "aws_spot_instance_request", "aws_launch_configuration"})


def children_of(type_: str, values: Value, span: Span) -> tuple[Child, ...]:
    """Return a resource's children: the volumes that an instance makes."""
    if type_ not in _WITH_VOLUMES:
        return ()
    made = []
    for name in _VOLUME_BLOCKS:
        written = values.get(name)
        for position, block in enumerate(written.items() if written is not None else ()):
            device = block.get("device_name")
            label = device.raw if device is not None and isinstance(device.raw, str) else str(position)
            made.append(Child("volume", f"{name}[{label}]", block, block.origin or span))
    return tuple(made)
