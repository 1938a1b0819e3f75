"""Scans of Terraform configuration that makes Kubernetes objects, beside manifests."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from finops_guard.findings import Finding
from finops_guard.policy import loader
from finops_guard.policy.engine import evaluate
from finops_guard.resources import Resource, ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree


def seen(files: Mapping[str, str], *paths: str, settings: Settings | None = None) -> ResourceSet:
    """Return what is read of some files (dedented), all of them where no paths are given."""
    tree = MemoryTree({path: dedent(text) for path, text in files.items()})
    return observe(tree, paths or [""], settings or Settings())


def one(text: str) -> Resource:
    """Return the one resource of a configuration."""
    (resource,) = seen({"main.tf": text}).resources
    return resource


def found(resources: ResourceSet) -> list[Finding]:
    """Return what the policies that ship find, those about files and roots left out."""
    policies = [policy for policy in loader.load(Settings(), None) if "kubernetes" in policy.match.providers]
    findings, _ = evaluate(policies, resources)
    return findings


def labels(resource: Resource) -> dict[str, object] | None:
    """Return effective labels as plain data, a label whose value is unknown as ``...``."""
    if resource.tags is None:
        return None
    return {key: ... if tag.value.is_unknown else tag.value.raw for key, tag in resource.tags.tags.items()}
