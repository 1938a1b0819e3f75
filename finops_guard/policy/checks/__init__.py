"""The named checks: one module each, configured by the parameters of a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from finops_guard.policy.derived_names import DERIVED
from finops_guard.policy.model import Check, Judged, Outcome, Subject

NAMES = ("attribute", "budget", "container_resources", "cost", "generation", "gpu", "instance_size", "source", "tags")


class CheckModule(Protocol):
    """What a module of this package offers.

    ``FIELDS`` are what a policy's message may insert beside the common ones. ``configure`` gets parameters that meet
    the check's definition in the policy schema; it raises :class:`finops_guard.policy.patterns.ParameterError` for
    what a schema cannot tell (a regular expression that is none).
    """

    @property
    def FIELDS(self) -> tuple[str, ...]: ...  # noqa: N802  # a constant of the module

    def configure(self, parameters: Mapping[str, Any]) -> Check: ...


def module(name: str) -> CheckModule:
    """Return the module of a check; it is imported when it is asked for."""
    if name not in NAMES:
        raise KeyError(name)
    return cast("CheckModule", import_module(f"{__name__}.{name}"))


def subject(name: str, parameters: Mapping[str, Any]) -> Subject:
    """Return what a check judges."""
    if name == "source":
        return Subject.FILE
    if name == "attribute" and any(path.startswith(DERIVED) for path in _paths(parameters)):
        return Subject.OBJECT
    if name == "budget":
        return Subject.ROOT if "root" in parameters else Subject.OBJECT
    return Subject.RESOURCE


def _paths(parameters: Mapping[str, Any]) -> list[str]:
    targets = parameters.get("paths") or [parameters]
    return [target["path"] for target in [*targets, *parameters.get("where", ())]]


class Deferred:
    """A check that is configured when it first judges; for parameters that are known to be right."""

    __slots__ = ("_check", "_name", "_parameters")

    def __init__(self, name: str, parameters: Mapping[str, Any]) -> None:
        self._name = name
        self._parameters = parameters
        self._check: Check | None = None

    def judge(self, judged: Judged) -> Iterable[Outcome] | None:
        """Judge as the configured check does."""
        if self._check is None:
            self._check = module(self._name).configure(self._parameters)
        return self._check.judge(judged)
