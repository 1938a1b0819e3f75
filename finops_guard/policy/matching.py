"""Which policies are about which resources, indexed so that a scan asks once a type."""

from __future__ import annotations

from collections.abc import Iterable

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
}


class Index:
    """The policies of a scan; those that match a resource are found once a provider and type."""

    __slots__ = ("_globs", "_known", "_policies")

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies = tuple(policies)
        self._globs = {
            policy.id: (Globs(policy.match.types), Globs(policy.match.not_types)) for policy in self._policies
        }
        self._known: dict[tuple[str, str, bool], tuple[Policy, ...]] = {}

    def matching(self, resource: Resource) -> tuple[Policy, ...]:
        """Return the policies whose types and providers match, whatever the environment."""
        key = (resource.provider, resource.type, resource.tags is not None)
        if key not in self._known:
            self._known[key] = tuple(policy for policy in self._policies if self._matches(policy, *key))
        return self._known[key]

    def _matches(self, policy: Policy, provider: str, type_: str, tagged: bool) -> bool:
        match = policy.match
        if match.providers and PROVIDERS.get(provider, provider) not in match.providers:
            return False
        inside, outside = self._globs[policy.id]
        return (tagged or not match.taggable) and (not inside or inside.match(type_)) and not outside.match(type_)


def applies(match: Match, environment: Environment, name: str = "") -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether a policy applies to a thing in an environment; if it may or may not, why that is not known.

    A policy for certain environments needs to know that this is one of them; one that leaves some out applies wherever
    nothing names an environment.
    """
    if match.not_names and Globs(match.not_names).match(name):
        return False, ()
    if environment.name is not None:
        inside = not match.environments or environment.name in match.environments
        return inside and environment.name not in match.not_environments, ()
    if match.named_environments and not environment.causes:
        return False, ()
    if match.environments:
        return True, environment_causes(environment)
    return True, environment.causes if match.not_environments else ()
