"""Addresses of resources as Terraform writes them."""

from __future__ import annotations

import re

_KEY = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'
_KEYS = re.compile(_KEY)
_LAST = re.compile(_KEY + r"\Z")


def without_keys(address: str) -> str:
    """Return an address without instance keys: ``module.a["x"].aws_instance.b[0]`` as ``module.a.aws_instance.b``."""
    return _KEYS.sub("", address) if "[" in address else address


def without_last_key(address: str) -> str:
    """Return an address without the key of the resource's own instance."""
    return _LAST.sub("", address) if address.endswith("]") else address
