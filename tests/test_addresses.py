"""Which addresses a written address means."""

from __future__ import annotations

import pytest

from finops_guard.addresses import matches

LOGS = 'module.net["a.b"].module.bucket["my logs"].aws_s3_bucket.this[0]'


@pytest.mark.parametrize(
    ("pattern", "address", "absolute", "relative"),
    [
        (LOGS, LOGS, True, True),
        ('module.net["a.b"]', LOGS, True, True),
        ("module.net", LOGS, True, True),
        ('module.net["a"]', LOGS, False, False),
        ("module.ne", LOGS, False, False),
        ('module.bucket["my logs"]', LOGS, False, True),
        ('module.bucket["logs"]', LOGS, False, False),
        ("aws_s3_bucket.this", LOGS, False, True),
        ("aws_s3_bucket.this[0]", LOGS, False, True),
        ("aws_s3_bucket.this[1]", LOGS, False, False),
        ("this[0]", LOGS, False, False),
        ("module.*.module.bucket", LOGS, True, True),
        ('module.net["a.*"]', LOGS, True, True),
        ('module.net["b*"]', LOGS, False, False),
        ("aws_*.this", LOGS, False, True),
        ("*", LOGS, True, True),
        ("aws_instance.web", "aws_instance.web[*]", True, True),
        ("aws_instance.web[0]", "aws_instance.web[*]", False, False),
        ("aws_instance.web", "aws_instance.website", False, False),
        ("aws_instance.web[0]", "aws_instance.web[01]", False, False),
        (r'aws_instance.web["a\"].b"]', r'aws_instance.web["a\"].b"]', True, True),
        ("Deployment/shop/cart", "Deployment/shop/cart", True, True),
        ("Deployment/shop/*", "Deployment/shop/cart", True, True),
        ("Deployment/shop", "Deployment/shop/cart", False, False),
        ("aws_instance.a+b", "aws_instance.aab", False, False),
        ("module.net.", "module.net.aws_instance.web", True, True),
        ("", "aws_instance.web", False, False),
        ("..", "aws_instance.web", False, False),
    ],
)
def test_addresses(pattern: str, address: str, absolute: bool, relative: bool) -> None:
    assert matches(pattern, address) is absolute
    assert matches(pattern, address, relative=True) is relative


@pytest.mark.parametrize(
    ("pattern", "address", "whole"),
    [
        (LOGS, LOGS, True),
        ("module.net", LOGS, False),
        ("module.net.module.bucket.aws_s3_bucket.this", LOGS, True),
        ("module.*.module.*.*.this[*]", LOGS, True),
        ("module.*.aws_s3_bucket.this", LOGS, False),
        ("aws_eip.*b*d", "aws_eip.abcd", True),
        ("aws_eip.*b*b", "aws_eip.abcd", False),
        ("aws_eip.ab*bc", "aws_eip.abc", False),
        ("aws_eip.*a*a", "aws_eip.a", False),
        ("aws_eip.*b", 'aws_eip.ab["x"]', True),
        ("aws_eip.**", "aws_eip.a", True),
    ],
)
def test_whole_addresses(pattern: str, address: str, whole: bool) -> None:
    assert matches(pattern, address, whole=True) is whole


def test_many_wildcards_take_no_time_of_their_number() -> None:
    assert not matches("aws_eip." + "*a" * 200 + "*b", "aws_eip." + "a" * 20_000)


@pytest.mark.parametrize("text", ['a["' * 5_000, "[" * 20_000, "*" * 5_000 + "x", '"' * 9_999, "module." * 5_000])
def test_hostile_addresses_end(text: str) -> None:
    assert matches(text, text, relative=True) is matches(text, text)
    assert not matches(text, "aws_instance.web")
