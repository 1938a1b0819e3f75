"""Digests without loading OpenSSL: it takes a tenth of a small scan's start, and the texts are short."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


@cache
def _algorithm(name: str) -> Callable[[bytes], Any]:
    """Return CPython's own implementation, by either name it has had; where it is not there, hashlib's."""
    for module in ("_sha2", f"_{name}"):
        try:
            own: Callable[[bytes], Any] = getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
        return own
    import hashlib

    return lambda data: hashlib.new(name, data, usedforsecurity=False)


def digest(name: str, data: bytes) -> bytes:
    """Return the digest of bytes by ``md5``, ``sha1``, ``sha256`` or ``sha512``."""
    made: bytes = _algorithm(name)(data).digest()
    return made


def sha256_hex(text: str) -> str:
    """Return the SHA-256 digest of a text in UTF-8 (lone surrogates as they are), as 64 hex digits."""
    return digest("sha256", text.encode("utf-8", "surrogatepass")).hex()
