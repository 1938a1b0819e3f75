"""What follows from the environment of a resource, and from not knowing it."""

from __future__ import annotations

from finops_guard.resources import Environment
from finops_guard.values import Cause, CauseKind

_UNNAMED = Cause(CauseKind.NO_VALUE, "nothing names its environment (tag, workspace, namespace or path)")


def causes(environment: Environment) -> tuple[Cause, ...]:
    """Return why the environment is not known; empty where it is."""
    if environment.name is not None:
        return ()
    return environment.causes or (_UNNAMED,)
