"""Which policies are about which resources, indexed so that a scan asks once a type."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Match, Policy
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Environment, Resource
from finops_guard.values import Cause

# The names of policies for the local types of Terraform providers.
PROVIDERS = {
    "aws": "aws",
    "awscc": "aws",
    "azurerm": "azure",
    "azapi": "azure",
    "google": "gcp",
    "google-beta": "gcp",
    "kubernetes": "kubernetes",
    "kubectl": "kubernetes",
}


class _Subject(Struct, frozen=True):
    """What of a resource decides which policies match it. ``kind`` is that of the object it makes, else empty."""

    provider: str
    type: str
    kind: str
    tagged: bool
    runs_pods: bool


class Index:
    """The policies of a scan; those that match a resource are found once a provider and type."""

    __slots__ = ("_globs", "_known", "_policies")

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies = tuple(policies)
        self._globs = {
            policy.id: (Globs(policy.match.types), Globs(policy.match.not_types)) for policy in self._policies
        }
        self._known: dict[_Subject, tuple[Policy, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._policies)

    def matching(self, resource: Resource) -> tuple[Policy, ...]:
        """Return the policies whose types and providers match, whatever the environment."""
        kind = resource.kind if resource.object is not None else ""
        key = _Subject(
            resource.provider, resource.type, kind, resource.tags is not None, resource.pod_template is not None
        )
        if key not in self._known:
            self._known[key] = tuple(policy for policy in self._policies if self._matches(policy, key))
        return self._known[key]

    def is_by_kind(self, policy: Policy, resource: Resource) -> bool:
        """Tell whether a policy that matches a resource is about the Kubernetes object that it makes.

        That is one which names the object's kind, or no types at all; one that names Terraform's type is about that.
        """
        if resource.object is None:
            return False
        inside, _ = self._globs[policy.id]
        return not inside or inside.match(resource.kind)

    def _matches(self, policy: Policy, subject: _Subject) -> bool:
        match = policy.match
        if match.blocks and match.blocks != subject.type:
            return False
        if match.providers and PROVIDERS.get(subject.provider, subject.provider) not in match.providers:
            return False
        if (match.taggable and not subject.tagged) or (match.workloads and not subject.runs_pods):
            return False
        inside, outside = self._globs[policy.id]
        names = [name for name in (subject.type, subject.kind) if name]
        return (not inside or any(map(inside.match, names))) and not any(map(outside.match, names))


def concerns(match: Match, environment: str) -> bool:
    """Tell whether a policy is about things of an environment."""
    inside = not match.environments or environment in match.environments
    return inside and environment not in match.not_environments


def applies(match: Match, environment: Environment, name: str = "") -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether a policy applies to a thing in an environment; if it may or may not, why that is not known.

    A policy for certain environments needs to know that this is one of them; one that leaves some out applies wherever
    nothing names an environment.
    """
    if match.not_names and Globs(match.not_names).match(name):
        return False, ()
    if environment.name is not None:
        return concerns(match, environment.name), ()
    if match.named_environments and not environment.causes:
        return False, ()
    if match.environments:
        return True, environment_causes(environment)
    return True, environment.causes if match.not_environments else ()
