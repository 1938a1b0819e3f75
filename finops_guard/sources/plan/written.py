"""The configuration beside a plan: which root module it was made from, and where each of its values is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.location import Span
from finops_guard.resources import Resource, ResourceSet, Root
from finops_guard.settings import Settings
from finops_guard.sources.plan.configuration import Configuration
from finops_guard.sources.plan.merging import Path
from finops_guard.sources.terraform import source
from finops_guard.sources.terraform.addresses import without_keys
from finops_guard.sources.terraform.ast import Block, Literal
from finops_guard.sources.terraform.configuration import is_configuration, is_values
from finops_guard.sources.terraform.loading import Loader
from finops_guard.tree import Tree, parent
from finops_guard.values import Cause, CauseKind, Referred, Value, conceal

_DEFERRED = frozenset({CauseKind.COMPUTED, CauseKind.DATA_SOURCE, CauseKind.IMPURE})


class Configured(Struct):
    """The resources of one root module as they are written, by address with and without instance keys."""

    root: str
    exact: Mapping[str, Resource]
    loose: Mapping[str, Resource]
    loader: Loader
    made: Root | None = None

    def find(self, address: str) -> Resource | None:
        """Return the resource whose block makes an address."""
        return self.exact.get(address) or self.loose.get(without_keys(address))

    def block(self, resource: Resource) -> Block | None:
        module = self.loader.module(parent(resource.span.path))
        return module.resources.get((resource.type, resource.name))


def configured(
    tree: Tree, files: Sequence[str], settings: Settings, configuration: Configuration, plan: str, addresses: set[str]
) -> tuple[Configured | None, ResourceSet]:
    """Return the configuration that a plan was made from, where it is among the files, and what these hold.

    It is the root module in the plan's own directory, or in one that holds all of the files, if any of the plan's
    resources are in it; else the one root module that has more of them than any other, and at least half.
    """
    if not files:
        return None, ResourceSet()
    found = source.read(tree, files, settings)
    by_root: dict[str, list[Resource]] = {}
    for resource in found.resources:
        by_root.setdefault(resource.root, []).append(resource)
    wanted = {without_keys(address) for address in addresses}
    shared = Counter(
        {root: len(wanted & {without_keys(each.address) for each in resources}) for root, resources in by_root.items()}
    )
    root = _chosen(shared, len(wanted), (parent(plan), _common(files)))
    if root is None:
        return None, found
    loader = Loader(tree, settings)
    given = _given(loader, root, configuration)
    resources = by_root[root]
    made = _root(found, root)
    if given:
        terraform = replace(settings.terraform, environ={**settings.terraform.environ, **given})
        inside = [path for path in files if parent(path) == root]
        again = source.read(tree, inside, replace(settings, terraform=terraform))
        resources = [each for each in again.resources if each.root == root]
        made = _root(again, root) or made
    exact = {each.address: each for each in resources}
    loose: dict[str, Resource] = {}
    for each in resources:
        loose.setdefault(without_keys(each.address), each)
    return Configured(root, exact, loose, loader, made), found


def _root(found: ResourceSet, path: str) -> Root | None:
    return next((root for root in (*found.roots, *found.partial) if root.path == path), None)


def _chosen(shared: Counter[str], total: int, preferred: Sequence[str]) -> str | None:
    for root in preferred:
        if shared[root]:
            return root
    best = [*shared.most_common(2), ("", 0), ("", 0)]
    (root, most), (_, second) = best[0], best[1]
    return root if most > second and most * 2 >= total else None


def _common(files: Sequence[str]) -> str:
    """Return the directory at the top of all files."""
    parts = [parent(path).split("/") if parent(path) else [] for path in files if is_configuration(path)]
    common: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)


def _given(loader: Loader, root: str, configuration: Configuration) -> dict[str, str]:
    """Return the values of the plan's variables, as text, but for those that are their literal defaults.

    They are what configuration files do not hold; what these hold is laid over them, and keeps its position.
    """
    given = {}
    for name, block in loader.module(root).variables.items():
        value = configuration.variable(name)
        default = block.body.attributes.get("default")
        if value is None or (default is not None and _is_default(default.value, value)):
            continue
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        given[name] = text if isinstance(value, str) else text.replace("${", "$${").replace("%{", "%%{")
    return given


def _is_default(node: object, value: object) -> bool:
    # Lists and maps are taken to be the default: where they are not, positions fall back to the resource's argument.
    return not isinstance(node, Literal) or _text(node.value) == _text(value)


class Positions:
    """Where the values of one resource of a plan are written."""

    def __init__(self, resource: Resource, block: Block | None) -> None:
        self._resource = resource
        self._block = block

    def __call__(self, path: Path, value: Value) -> tuple[Span | None, tuple[Cause, ...], str]:
        """Return where what gives a value stands, else the argument around it; why it is unknown; and whose it is."""
        at: Value | None = self._resource.values
        around = self._argument(path)
        for step in path:
            at = _step(at, step)
            if at is None:
                break
            around = _in_file(at.origin) or around
        if at is None:
            return around, (), ""
        if value.is_sensitive:
            conceal(at)
        causes = tuple(cause for cause in at.causes if cause.kind in _DEFERRED)
        same = value.raw is None or isinstance(at.raw, Mapping | list) or _text(at.raw) == _text(value.raw)
        resource = at.resource if isinstance(at, Referred) else ""
        return (around if same else self._argument(path)), causes, resource

    def _argument(self, path: Path) -> Span:
        """Return where the outermost argument or block of a path is written, else the resource's header."""
        if self._block is not None and path:
            name = str(path[0])
            attribute = self._block.body.attributes.get(name)
            if attribute is not None:
                return self._here(attribute.span)
            blocks = [each for each in self._block.body.blocks if each.type == name]
            index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
            if index < len(blocks):
                return self._here(blocks[index].span)
        return self._resource.span

    def _here(self, span: Span) -> Span:
        """Return a span in the text that the resource was evaluated from, which knows what it must not show."""
        header = self._resource.span
        return Span(header.source, span.start, span.end) if span.path == header.path else header


def _step(at: Value | None, step: str | int) -> Value | None:
    raw = at.raw if at is not None else None
    if isinstance(step, str):
        return raw.get(step) if isinstance(raw, Mapping) else None
    return raw[step] if isinstance(raw, list) and step < len(raw) else None


def _in_file(span: Span | None) -> Span | None:
    """Return a span of a configuration file; None for values that were given on the command line or by the plan."""
    return span if span is not None and (is_configuration(span.path) or is_values(span.path)) else None


def _text(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
