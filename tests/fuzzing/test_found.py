"""Texts that fuzzing found a fault with, made as small as they can be."""

from __future__ import annotations

import pytest

from tests.fuzzing.running import MAX_SECONDS, Failure, attempt

FOUND = {
    "an argument with an open bracket ends with its block": ("hcl", b'locals{\nsizes={\nresource ""{'),
    "an open template at the end of a file": ("hcl", b'l="${g'),
    "a bracket that is open at the end of a file": ("terragrunt", b's{\nall="${g'),
    "a place behind the end of an expression": (
        "policy",
        b"check:\n  expression:\n    require: |-\n      (\nid: OWN-A-001\n",
    ),
    "a value that is set twice at the end of a line of TOML": ("config", b"[tool.finops-guard]\na = 1\na.b = 1\n"),
    "an exception without anything, at the end of a file": ("exceptions", b"id: EXC-2026-0007\nkind:"),
    "a declaration without anything, at the end of a file": ("declarations", b"?"),
    "a plan of nothing that is written beside it": (
        "plan",
        b'{"format_version":"1.2","resource_changes":[]}\n-- main.tf --\nlocals {}\n-- a/main.tf --\n',
    ),
    "calls of a module by itself, which multiply with each level": (
        "terraform",
        b'resource "aws_sqs_queue" "q" {}\n' + b"".join(b'module "m%d" { source = "./" }\n' % at for at in range(9)),
    ),
    "a report that is no text in a part that tells nothing of its kind": (
        "base-report",
        b'{"currency": "\xff", "format": "cost-v1"}',
    ),
}


@pytest.mark.parametrize(("name", "data"), FOUND.values(), ids=FOUND)
def test_it_is_read(name: str, data: bytes) -> None:
    found = attempt(name, data, again=True, seconds=MAX_SECONDS)
    assert not isinstance(found, Failure), found.text
