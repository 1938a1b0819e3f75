"""The digest of the cache: BLAKE2b without loading OpenSSL, which takes longer than a remembered run."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another implementation of Python
    from hashlib import blake2b


def digest(data: bytes) -> str:
    """Return 40 hex digits for bytes."""
    return blake2b(data, digest_size=20).hexdigest()
