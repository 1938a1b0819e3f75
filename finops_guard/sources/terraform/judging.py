"""What a root module makes, as policies judge it: its resources, and the environment that they belong to."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import partial

from msgspec import Struct

from finops_guard.environment import detect
from finops_guard.location import Span
from finops_guard.resources import Environment, Resource, Root, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.terraform.account import account_of
from finops_guard.sources.terraform.children import children_of
from finops_guard.sources.terraform.declared import NAME, Declared, Place
from finops_guard.sources.terraform.holdings import Holdings
from finops_guard.sources.terraform.instance import ModuleInstance, ResourceInstance
from finops_guard.sources.terraform.launching import with_templates
from finops_guard.sources.terraform.provenance import Traced
from finops_guard.sources.terraform.providers import default_tags
from finops_guard.sources.terraform.region import region_of
from finops_guard.sources.terraform.tags import effective, here
from finops_guard.values import Cause


class Made(Struct, frozen=True):
    """The resources that a root module makes, in the order of the text, and the environment of the root itself."""

    resources: tuple[Resource, ...]
    environment: Environment


def judge(instance: ModuleInstance, root: str, span: Span, holdings: Holdings) -> Made:
    """Return what the root module of the directory ``root`` makes, as far as the holdings allow it."""
    context = instance.context
    place = _Place(context.settings, root, _environment_variable(instance))
    resources: list[Resource] = []
    traced: Traced | None = None
    for each in instance.resources():
        if not holdings.begin():
            break
        if each.module.caller is None:
            traced = None
        elif traced is None or traced.module is not each.module or traced.block is not each.block:
            # The same for all instances of one block.
            traced = Traced(each.module, each.block)
        resources.append(_resource(each, place, traced, holdings))
    if holdings.exceeded:
        context.limited(holdings.exceeded, span)
    return Made(tuple(with_templates(resources)), place.environment(None))


def root_of(
    instance: ModuleInstance,
    made: Made,
    root: str,
    span: Span,
    selected: Container[str] | None,
    further: Iterable[Cause] = (),
) -> Root:
    """Return a root module with what it makes. ``selected`` are the files to judge, None: all; ``further`` are causes
    why it may make more."""
    causes = tuple(dict.fromkeys([*further, *instance.context.missing]))
    configuration = Declared(instance, Place(root, span, made.environment), selected)
    return Root(root, NAME, span, made.resources, made.environment, causes, configuration=configuration)


class _Place(Struct, frozen=True):
    """What a root module tells about the environment of its resources: its path and a variable."""

    settings: Settings
    root: str
    variable: str | None

    def environment(self, tags: TagSet | None) -> Environment:
        workspace = self.settings.terraform.workspace
        return detect(self.settings.environment, tags=tags, workspace=workspace, path=self.root, variable=self.variable)


def _environment_variable(instance: ModuleInstance) -> str | None:
    """Return the value of the root module's variable that names its environment (``environment``, ``env`` ...)."""
    for name in instance.context.settings.environment.tags:
        if name in instance.module.variables:
            value = instance.resolve(("var", name), instance.module.variables[name].span)[0]
            if isinstance(value.raw, str) and value.raw and not value.is_sensitive:
                return value.raw
    return None


def _resource(each: ResourceInstance, place: _Place, traced: Traced | None, holdings: Holdings) -> Resource:
    type_ = each.block.labels[0]
    absent = traced.absent if traced is not None else here
    tags = effective(type_, each.values, each.provider, absent)
    defaults = partial(default_tags, each.provider)
    return Resource(
        address=each.address,
        type=type_,
        name=each.block.labels[1],
        provider=type_.partition("_")[0],
        source=NAME,
        root=place.root,
        span=each.block.span,
        values=each.values,
        tags=tags,
        environment=place.environment(tags),
        region=region_of(each.values, each.provider),
        account=account_of(type_, each.values, each.provider),
        module_path=each.module.path,
        children=holdings.kept(tags, children_of(type_, each.values, each.block.span, defaults, absent)),
        provenance=traced,
        number=each.number,
        counts=each.counts,
        naming=each.module.module,
    )
