"""The named checks: one module each, configured by the parameters of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from finops_guard.policy.checks import attribute, budget, container_resources, instance_size, source, tags
from finops_guard.policy.model import Check


class CheckModule(Protocol):
    """What a module of this package offers.

    ``FIELDS`` are what a policy's message may insert beside the common ones. ``configure`` gets parameters that meet
    the check's definition in the policy schema; it raises :class:`finops_guard.policy.patterns.ParameterError` for
    what a schema cannot tell (a regular expression that is none).
    """

    @property
    def FIELDS(self) -> tuple[str, ...]: ...  # noqa: N802  # a constant of the module

    def configure(self, parameters: Mapping[str, Any]) -> Check: ...


CHECKS: dict[str, CheckModule] = {
    "attribute": attribute,
    "budget": budget,
    "container_resources": container_resources,
    "instance_size": instance_size,
    "source": source,
    "tags": tags,
}
