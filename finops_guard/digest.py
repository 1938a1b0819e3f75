"""SHA-256 digests, without loading OpenSSL: it takes a tenth of a small scan's start, and the texts are short."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


@cache
def _sha256() -> Callable[[bytes], Any]:
    """Return CPython's own implementation, by either name it has had; where it is not there, hashlib's."""
    for name in ("_sha2", "_sha256"):
        try:
            own: Callable[[bytes], Any] = import_module(name).sha256
        except ImportError:
            continue
        break
    else:
        from hashlib import sha256 as own
    return own


def sha256_hex(text: str) -> str:
    """Return the SHA-256 digest of a text in UTF-8 (lone surrogates as they are), as 64 hex digits."""
    digest: str = _sha256()(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest
