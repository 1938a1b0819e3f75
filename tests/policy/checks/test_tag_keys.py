"""Keys that nearly fit: what a person meant, and what means something else."""

from __future__ import annotations

import pytest

from finops_guard.policy.checks.tag_keys import near_miss

ENVIRONMENT = ("environment", "Environment", "env", "app.kubernetes.io/environment")
APPLICATION = ("application", "app", "App", "service", "app.kubernetes.io/name", "app.kubernetes.io/part-of")


@pytest.mark.parametrize(
    ("key", "spellings", "near"),
    [
        ("ENVIRONMENT", ENVIRONMENT, True),
        ("enviroment", ENVIRONMENT, True),
        ("example.org/environment", ENVIRONMENT, True),
        ("example.org/enviroment", ENVIRONMENT, True),
        ("app.kubernetes.io/enviroment", ENVIRONMENT, True),
        ("app.kubernetes.io/Environment", ENVIRONMENT, True),
        ("app.kubernetes.io/component", ENVIRONMENT, False),
        ("app.kubernetes.io/instance", APPLICATION, False),
        ("app.kubernetes.io/version", APPLICATION, False),
        ("app.kubernetes.io/managed-by", APPLICATION, False),
        ("app.kubernetes.io/nmae", APPLICATION, False),
        ("app.kubernetes.io/partof", APPLICATION, True),
        ("app.kubernetes.io/application", APPLICATION, True),
        ("helm.sh/chart", ("char",), False),
        ("example.org/chart", ("char",), True),
        ("helm.sh/chart", ("chart",), True),
        ("topology.kubernetes.io/zone", ("zones",), False),
        ("example.org/zone", ("zones",), True),
        ("nothelm.sh/zone", ("zones",), True),
        # a spelling with a prefix is meant only with that prefix
        ("Name", APPLICATION, False),
        ("example.org/name", APPLICATION, False),
        ("environment/example", ENVIRONMENT, False),
        ("app.kubernetes.io/environment", ENVIRONMENT, False),
        ("app.kubernetes.io/", ENVIRONMENT, False),
        ("/", ENVIRONMENT, False),
        ("", ENVIRONMENT, False),
    ],
)
def test_near_miss(key: str, spellings: tuple[str, ...], near: bool) -> None:
    assert near_miss((key,), spellings, frozenset(spellings)) == (key if near else "")


def test_spellings_of_other_keys_mean_what_they_say() -> None:
    assert near_miss(("enviroment",), ENVIRONMENT, frozenset(("enviroment",))) == ""
