"""A policy and its fixture as somebody begins with them: complete, valid, and to be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from finops_guard.errors import FinopsGuardError, Problem, UsageError
from finops_guard.policy import loader
from finops_guard.policy.types import unknown_type
from finops_guard.scaffold import kubernetes, terraform
from finops_guard.scaffold.shape import Shape, Wanted
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials import fixtures
from finops_guard.trials.judging import attempt

_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
CHECKS = ("attribute", "tags", "container_resources")

# What is likely to be meant where only the provider is named.
_USUAL = {
    "aws": "aws_ebs_volume",
    "azure": "azurerm_managed_disk",
    "gcp": "google_compute_disk",
    "kubernetes": "Deployment",
}


class Draft(Struct, frozen=True):
    """Two texts, and where they belong below the directory of policies."""

    policy: str
    fixture: str
    policy_path: str
    fixture_path: str


def draft(wanted: Wanted) -> Draft:
    """Return a policy and a fixture on which it does what the marks say.

    Raise UsageError for a resource type that there is not, for one that the check says nothing about, and for whatever
    the policy's schema refuses.
    """
    wanted = _completed(wanted)
    problems: list[Problem] = []
    for shape in _shapes(wanted):
        made = Draft(
            _policy(wanted, shape),
            shape.fixture,
            f"{wanted.name}.yaml",
            f"tests/{wanted.name}{shape.suffix}",
        )
        problems = _problems(made, wanted.name)
        if not problems:
            return made
        if any(not problem.message.startswith("line ") for problem in problems):
            break  # not the example but what was asked for is wrong
    hint = "for what Terraform makes in Kubernetes, name the kind" if wanted.provider == "kubernetes" else ""
    raise UsageError(problems or Problem(f"{wanted.resource} has no argument of a plain value", None, hint))


def _completed(wanted: Wanted) -> Wanted:
    """Return what is wanted with its resource and provider; raise UsageError where the two contradict each other."""
    if wanted.check not in CHECKS:
        raise UsageError(f"there is no draft of the check {wanted.check}: choose {', '.join(CHECKS)}")
    named = wanted.resource
    provider = wanted.provider or ("kubernetes" if wanted.check == "container_resources" else "aws")
    resource = named or _USUAL[provider]
    if not _TYPE.fullmatch(resource):
        raise UsageError(f"{resource}: a resource type is such as aws_ebs_volume, a kind such as Deployment")
    if wrong := unknown_type(resource):
        raise UsageError(Problem(wrong.message, None, wrong.hint))
    own = _provider_of(resource)
    if named and wanted.provider and own and own != wanted.provider:
        raise UsageError(f"{resource} is a resource of {own}, not of {wanted.provider}")
    return wanted.with_resource(resource, own, named=bool(named))


def _provider_of(resource: str) -> str:
    """Return the provider of a type as policies name it; empty where policies have no name for it."""
    prefixes = {"aws": "aws", "azurerm": "azure", "azapi": "azure", "google": "gcp", "kubernetes": "kubernetes"}
    return "kubernetes" if resource[:1].isupper() else prefixes.get(resource.partition("_")[0], "")


def _shapes(wanted: Wanted) -> Iterator[Shape]:
    if wanted.resource[:1].isupper():
        yield from kubernetes.shapes(wanted)
    else:
        yield from terraform.shapes(wanted)


def _policy(wanted: Wanted, shape: Shape) -> str:
    providers = f"providers: [{wanted.provider}]\n" if wanted.provider else ""
    return f"""\
id: {wanted.id}
name: {wanted.name}
# What must hold, in one line.
title: {wanted.name.replace("-", " ").capitalize()}
description: >-
  Say here why it matters, and what it costs not to follow it.
severity: {wanted.severity}
capability: {wanted.capability}
{providers}match:
  resources: {shape.match}
check:
{shape.check}remediation: Say here what to write instead, for the engineer who reads the finding.
"""


def _problems(made: Draft, name: str) -> list[Problem]:
    """Return what is wrong with a draft: what loading refuses, or lines of the fixture that are judged otherwise."""
    directory = "policies"
    path = f"{directory}/{made.policy_path}"
    try:
        policies = loader.load(Settings(policy_directories=(directory,)), MemoryTree({path: made.policy}))
    except FinopsGuardError as failure:
        return [Problem(problem.message, None, problem.hint) for problem in failure.problems]
    policy = next(each for each in policies if each.name == name)
    suffix = made.fixture_path.removeprefix(f"tests/{name}")
    trial = attempt(policy, fixtures.case(name, made.fixture_path, made.fixture, f"fixture{suffix}"))
    return [Problem(f"line {each.line} of the fixture: {each.kind}") for each in trial.differences]
