"""Nested blocks of JSON syntax are those of native syntax: written, dynamic, and both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.terraform_text import by_address, read

from finops_guard.values import plain

# A body in JSON, and the same in native syntax.
SAME = {
    "one block": ({"root_block_device": {"volume_size": 8}}, "root_block_device { volume_size = 8 }"),
    "several blocks": (
        {"ebs_block_device": [{"device_name": "a"}, {"device_name": "b"}]},
        'ebs_block_device { device_name = "a" }\nebs_block_device { device_name = "b" }',
    ),
    "a map is no block": ({"tags": {"a": "b"}}, 'tags = { a = "b" }'),
    "dynamic": (
        {"dynamic": {"ebs_block_device": {"for_each": ["a", "b"], "content": {
            "device_name": "${ebs_block_device.value}", "volume_size": "${ebs_block_device.key}"}}}},
        ('dynamic "ebs_block_device" {\nfor_each = ["a", "b"]\n'
        "content {\ndevice_name = ebs_block_device.value\nvolume_size = ebs_block_device.key\n}\n}"),
    ),
    "dynamic beside a block": (
        {"ebs_block_device": {"device_name": "a"}, "dynamic": [{"ebs_block_device": [
            {"for_each": {"x": "y"}, "iterator": "it", "//": "why", "content": {"device_name": "${it.value}"}}]}]},
        ('ebs_block_device { device_name = "a" }\n'
        'dynamic "ebs_block_device" {\nfor_each = { x = "y" }\niterator = it\ncontent { device_name = it.value }\n}'),
    ),
    "dynamic in dynamic": (
        {"dynamic": {"network_interface": {"for_each": ["n"], "content": {"dynamic": {"inner": {
            "for_each": ["i"], "content": {"at": "${network_interface.value}${inner.value}"}}}}}}},
        ('dynamic "network_interface" {\nfor_each = ["n"]\ncontent {\n'
        'dynamic "inner" {\nfor_each = ["i"]\ncontent { at = "${network_interface.value}${inner.value}" }\n}\n}\n}'),
    ),
    "an empty dynamic": (
        {"dynamic": {"ebs_block_device": {"for_each": [], "content": {}}}},
        'dynamic "ebs_block_device" {\nfor_each = []\ncontent {}\n}',
    ),
    "an unknown dynamic": (
        {"ebs_block_device": [{"device_name": "a"}],
         "dynamic": {"ebs_block_device": {"for_each": "${var.x}", "content": {}}}},
        'ebs_block_device { device_name = "a" }\ndynamic "ebs_block_device" {\nfor_each = var.x\ncontent {}\n}',
    ),
    "a dynamic beside what is unknown": (
        {
            "ebs_block_device": "${var.x}",
            "dynamic": {"ebs_block_device": {"for_each": ["a"], "content": {"device_name": "a"}}},
        },
        'dynamic "ebs_block_device" {\nfor_each = var.x\ncontent {}\n}',
    ),
    "what is no block": ({"dynamic": {"ebs_block_device": "text"}}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_blocks_are_those_of_native_syntax(name: str) -> None:
    body, native = SAME[name]
    data: dict[str, Any] = {"variable": {"x": {}}, "resource": {"aws_instance": {"i": body}}}
    [json_one] = read({"main.tf.json": json.dumps(data)}).resources
    [native_one] = read(f'variable "x" {{}}\nresource "aws_instance" "i" {{\n{native}\n}}').resources
    assert repr(plain(json_one.values)) == repr(plain(native_one.values))
    assert [child.name for child in json_one.children] == [child.name for child in native_one.children]


def test_a_tag_block_is_the_group_s() -> None:
    tag = {"key": "owner", "value": "x", "propagate_at_launch": True}
    more = {"tag": {"for_each": ["team"], "content": {**tag, "key": "${tag.value}"}}}
    data = {"resource": {"aws_autoscaling_group": {"g": {"tag": tag, "dynamic": more}}}}
    group = by_address(read({"main.tf.json": json.dumps(data)}))["aws_autoscaling_group.g"]
    assert group.tags is not None
    assert list(group.tags.tags) == ["owner", "team"]
