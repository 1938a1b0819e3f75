from __future__ import annotations

import hashlib

import pytest

from finops_guard.digest import digest, sha256_hex


@pytest.mark.parametrize("text", ["", "abc", "Größe\0\n", "x" * 1_000_000])
def test_the_digest_is_sha_256(text: str) -> None:
    assert sha256_hex(text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_digests_are_those_of_hashlib(name: str) -> None:
    for data in (b"", b"abc", bytes(range(256)) * 100):
        assert digest(name, data) == hashlib.new(name, data).digest()


def test_lone_surrogates_have_a_digest() -> None:
    assert len(sha256_hex("\udcff")) == 64
