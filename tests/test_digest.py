from __future__ import annotations

import hashlib

import pytest

from finops_guard.digest import sha256_hex


@pytest.mark.parametrize("text", ["", "abc", "Größe\0\n", "x" * 1_000_000])
def test_the_digest_is_sha_256(text: str) -> None:
    assert sha256_hex(text) == hashlib.sha256(text.encode()).hexdigest()


def test_lone_surrogates_have_a_digest() -> None:
    assert len(sha256_hex("\udcff")) == 64
