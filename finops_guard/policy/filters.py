"""What a policy is about beyond types and environments: where a thing is deployed and written, tags, an expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.matching import PROVIDERS
from finops_guard.policy.model import Judged, MatchedRoot, Peer, PlacedObject, PlacedResource, ReadFile
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, Unknown, Value

if TYPE_CHECKING:
    from finops_guard.policy.cel.judging import Expression
    from finops_guard.pricing.costs import Costs


_KEYS = ("regions", "accounts", "paths", "modules", "tags", "when")
_CLOUDS = frozenset({"aws", "azure", "gcp"})
_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_NO_REGION = Cause(CauseKind.NO_VALUE, "nothing says which region it is in")
_NO_ACCOUNT = Cause(CauseKind.NO_VALUE, "nothing says which account it is in")

# True, False, or why it is not known.
_Verdict = bool | tuple[Cause, ...]


class Filters(Struct, frozen=True):
    """What must hold of a thing, as far as it is given: each of None is not asked.

    ``tags``: keys with what their values may be. ``when`` is an expression.
    """

    regions: Globs | None = None
    accounts: Globs | None = None
    paths: Globs | None = None
    modules: Globs | None = None
    tags: tuple[tuple[str, Globs], ...] = ()
    when: Expression | None = None

    def verdicts(self, judged: Judged, costs: Costs | None = None) -> Iterator[_Verdict]:
        """Yield for each filter whether it holds, the cheap ones first."""
        if isinstance(judged, ReadFile | MatchedRoot):
            # The resources of a root have been asked.
            if self.paths is not None and not (isinstance(judged, MatchedRoot) and judged.matching):
                yield self.paths.match(judged.path if isinstance(judged, ReadFile) else judged.root.span.path)
            return
        if not isinstance(judged, Resource | PlacedObject | PlacedResource | Peer):
            return  # a budget, or the cost of all, is no resource
        resource = judged if isinstance(judged, Resource) else judged.resource
        if self.paths is not None:
            yield any(map(self.paths.match, _paths(resource)))
        if self.modules is not None:
            yield any(map(self.modules.match, _modules(resource)))
        if self.regions is not None:
            yield _among(self.regions, resource, resource.region, _NO_REGION)
        if self.accounts is not None:
            yield _among(self.accounts, resource, resource.account, _NO_ACCOUNT)
        if self.tags:
            yield conjunction(tagged(resource, key, values) for key, values in self.tags)
        if self.when is not None:
            known = judged.with_derived() if isinstance(judged, PlacedObject | PlacedResource) else resource
            yield self.when.holds(known, costs)


def inside(
    wanted: Filters | None, left_out: Filters | None, judged: Judged, costs: Costs | None = None
) -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether a thing is what a policy is about: all of its filters hold, and none of those that leave it out.

    Where it may or may not be, tell why that is not known.
    """
    holds = conjunction(wanted.verdicts(judged, costs)) if wanted is not None else True
    if holds is False:
        return False, ()
    excluded = disjunction(left_out.verdicts(judged, costs)) if left_out is not None else False
    if excluded is True:
        return False, ()
    return True, (*(holds if isinstance(holds, tuple) else ()), *(excluded if isinstance(excluded, tuple) else ()))


def filters(written: Mapping[str, Any], path: tuple[str | int, ...]) -> Filters | None:
    """Return the filters of ``match`` or of what it leaves out; raise ParameterError for an expression that is none."""
    if not any(key in written for key in _KEYS):
        return None
    when = None
    if "when" in written:
        from finops_guard.policy.cel.judging import Expression

        when = Expression(written["when"], {}, (*path, "when"))
    return Filters(
        _spaced(written.get("regions")),
        _globs(written.get("accounts")),
        _globs(written.get("paths")),
        _globs(written.get("modules"), "module."),
        tuple((key, Globs(map(_text, values))) for key, values in written.get("tags", {}).items()),
        when,
    )


def conjunction(verdicts: Iterable[_Verdict]) -> _Verdict:
    causes: tuple[Cause, ...] = ()
    for verdict in verdicts:
        if verdict is False:
            return False
        causes += verdict if isinstance(verdict, tuple) else ()
    return causes or True


def disjunction(verdicts: Iterable[_Verdict]) -> _Verdict:
    """Tell whether one of several holds; if one may, why that is not known."""
    causes: tuple[Cause, ...] = ()
    for verdict in verdicts:
        if verdict is True:
            return True
        causes += verdict if isinstance(verdict, tuple) else ()
    return causes or False


def _globs(patterns: Sequence[object] | None, prefix: str = "") -> Globs | None:
    return None if patterns is None else Globs(_text(pattern).removeprefix(prefix) for pattern in patterns)


def _spaced(patterns: Sequence[object] | None) -> Globs | None:
    """Return the globs of regions, which Azure writes with blanks and without."""
    if patterns is None:
        return None
    texts = list(map(_text, patterns))
    return Globs([*texts, *map(_folded, texts)])


def _folded(region: str) -> str:
    return region.replace(" ", "").lower()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _among(wanted: Globs, resource: Resource, value: Value | None, unsaid: Cause) -> _Verdict:
    """Tell whether the region or account of a resource is one of those; what is in no cloud is in none of them."""
    if PROVIDERS.get(resource.provider) not in _CLOUDS:
        return False
    if value is None or value.is_null:
        return (unsaid,)
    if isinstance(value.raw, Unknown):
        return value.causes or (unsaid,)
    text = scalar_text(value) or ""
    zone = _ZONE.fullmatch(text)
    return any(map(wanted.match, (text, _folded(text), *((zone[1],) if zone else ()))))


def _paths(resource: Resource) -> Iterator[str]:
    """Yield the files that a resource is written in: its own, and those of the calls that make it."""
    yield resource.span.path
    yield from (call.path for call in (resource.provenance.calls if resource.provenance is not None else ()))


def _modules(resource: Resource) -> Iterator[str]:
    """Yield what the modules around a resource are called, each from the root on, and where they come from."""
    for end in range(1, len(resource.module_path) + 1):
        path = resource.module_path[:end]
        yield ".".join(path)
        yield ".".join(name.partition("[")[0] for name in path)
    yield from filter(None, resource.provenance.sources if resource.provenance is not None else ())


def tagged(resource: Resource, key: str, values: Globs) -> _Verdict:
    """Tell whether a resource has a tag of one of the values."""
    tags = resource.tags
    if tags is None:
        return False
    tag = tags.get(key)
    if tag is None:
        possible = tags.open and any(key.startswith(begin) and key.endswith(end) for begin, end in tags.shapes)
        return tags.open if possible else False
    if isinstance(tag.value.raw, Unknown):
        return tag.value.causes
    return values.match(scalar_text(tag.value) or "")
