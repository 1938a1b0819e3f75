"""The names each resource type accepts."""

from __future__ import annotations

import pytest

from finops_guard.catalog import schemas


@pytest.mark.parametrize(
    ("type_", "arguments", "blocks", "computed"),
    [
        ("aws_instance", ["ami", "instance_type", "tags"], ["root_block_device", "ebs_block_device"], ["arn", "id"]),
        ("aws_s3_bucket", ["bucket", "force_destroy"], ["versioning"], ["arn", "id"]),
        ("azurerm_linux_virtual_machine", ["size", "location"], ["os_disk"], ["id", "virtual_machine_id"]),
        ("google_compute_instance", ["machine_type", "labels"], ["boot_disk"], ["self_link", "id"]),
        ("kubernetes_deployment_v1", ["wait_for_rollout"], ["metadata", "spec"], ["id"]),
    ],
)
def test_names(type_: str, arguments: list[str], blocks: list[str], computed: list[str]) -> None:
    schema = schemas.lookup(type_)
    assert schema is not None
    assert schema.arguments.issuperset(arguments)
    assert schema.blocks.issuperset(blocks)
    assert schema.computed.issuperset(computed)
    assert not schema.computed & (schema.arguments | schema.blocks)
    assert all(name in schema for name in [*arguments, *blocks, *computed])
    assert "no_such_name" not in schema


@pytest.mark.parametrize("type_", ["", "aws_no_such_thing", "random_id", "../x"])
def test_unknown_types(type_: str) -> None:
    assert schemas.lookup(type_) is None
