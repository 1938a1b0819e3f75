"""The named checks: one module each, configured by the parameters of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from finops_guard.policy.derived_names import DERIVED, is_about_terraform
from finops_guard.policy.model import Check, Judged, Outcome, Subject

NAMES = (
    "attribute",
    "budget",
    "container_resources",
    "cost",
    "duplicates",
    "expression",
    "generation",
    "gpu",
    "instance_size",
    "source",
    "spending",
    "tags",
)
# What a thing costs follows from others, too.
_COST_IN_CEL = re.compile(r"\bestimate\s*\.\s*monthly\b")
_DERIVED_IN_CEL = re.compile(r"\bresource\s*\.\s*(derived(?:\s*\.\s*[a-z_]+)+)")


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
    if name == "spending":
        return Subject.BUDGET if "budgets" in parameters else Subject.SCAN
    if name == "duplicates":
        return Subject.PEER
    if name == "attribute" and (derived := [path for path in paths_of(parameters) if path.startswith(DERIVED)]):
        return Subject.RELATED if any(map(is_about_terraform, derived)) else Subject.OBJECT
    if name == "expression":
        derived = ["".join(each.split()) for each in _DERIVED_IN_CEL.findall(parameters["require"])]
        if not derived:
            return Subject.RELATED if _COST_IN_CEL.search(parameters["require"]) else Subject.RESOURCE
        return Subject.RELATED if any(map(is_about_terraform, derived)) else Subject.OBJECT
    if name == "tags" and "consistent" in parameters:
        return Subject.ROOT
    if name == "budget":
        return Subject.ROOT if "root" in parameters else Subject.OBJECT
    return Subject.RELATED if name in {"cost", "generation"} else Subject.RESOURCE


def paths_of(parameters: Mapping[str, Any]) -> list[str]:
    """Return the paths that the check ``attribute`` follows."""
    targets = parameters.get("paths") or [parameters]
    further = [parameters[name] for name in ("each", "other") if name in parameters]
    return [*(target["path"] for target in [*targets, *parameters.get("where", ())]), *further]


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
