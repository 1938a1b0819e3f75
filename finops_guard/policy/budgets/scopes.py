"""Which resources a budget is for."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.policy.budgets.model import Scope
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.filters import conjunction, disjunction, tagged
from finops_guard.policy.matching import PROVIDERS
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind

_NO_NAMESPACE = Cause(CauseKind.NO_VALUE, "no namespace is written")


class Matcher:
    """Tells for one scope which resources are in it: True, False, or why that is not known."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        everywhere = not scope.paths or "." in scope.paths
        self._paths = None if everywhere else Globs(glob for path in scope.paths for glob in (path, f"{path}/*"))
        self._tags = [[(key, Globs([glob])) for key, glob in group] for group in scope.tags]
        self._namespaces = Globs(scope.namespaces)
        self._known: dict[str, bool] = {}

    def __call__(self, resource: Resource) -> bool | tuple[Cause, ...]:
        scope = self._scope
        if scope.root is not None and (resource.root, resource.plan) != (scope.root, scope.plan):
            return False
        if scope.provider and PROVIDERS.get(resource.provider) != scope.provider:
            return False
        if self._paths is not None and not any(map(self._is_there, _places(resource))):
            return False
        return conjunction(self._conditions(resource))

    def meets(self, root: str) -> bool:
        """Tell whether anything of a root may be in the scope, by its path."""
        if self._scope.root is not None:
            return root == self._scope.root
        return self._paths is None or self._is_there(root or ".")

    def _is_there(self, path: str) -> bool:
        if path not in self._known and self._paths is not None:
            self._known[path] = self._paths.match(path)
        return self._known[path]

    def _conditions(self, resource: Resource) -> Iterator[bool | tuple[Cause, ...]]:
        if self._scope.environments:
            environment = resource.environment
            if environment.name is None and environment.causes:
                yield environment_causes(environment)
            else:
                yield environment.name in self._scope.environments
        if self._namespaces:
            yield self._namespace(resource)
        for group in self._tags:
            yield disjunction(tagged(resource, key, globs) for key, globs in group)

    def _namespace(self, resource: Resource) -> bool | tuple[Cause, ...]:
        if resource.namespace is not None:
            return self._namespaces.match(resource.namespace)
        return (_NO_NAMESPACE,) if resource.kind and resource.kind != "Namespace" else False


def _places(resource: Resource) -> Iterator[str]:
    yield resource.root or "."
    yield resource.span.path
    yield from (call.path for call in (resource.provenance.calls if resource.provenance is not None else ()))
