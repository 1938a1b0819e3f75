"""Addresses of resources as Terraform writes them."""

from __future__ import annotations

import re

_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')


def without_keys(address: str) -> str:
    """Return an address without instance keys: ``module.a["x"].aws_instance.b[0]`` as ``module.a.aws_instance.b``."""
    return _INDEX.sub("", address) if "[" in address else address
