"""What the check ``tags`` judges at a time, and how it is told about without showing what nobody should see."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.checks.tag_secrets import secret
from finops_guard.policy.model import Outcome
from finops_guard.resources import Environment, Resource, Tag, TagOrigin, TagSet
from finops_guard.values import Cause, Value, conceal, show

# What stands for the key of a sensitive value, which may be as sensitive: marks of a map are carried by its values.
HIDDEN = "(sensitive)"

# No provider takes longer keys but Azure, and no sentence is better for one.
_MAX_SHOWN = 128


class Item(Struct):
    """A resource or one of its parts.

    ``type`` is that of the resource, ``is_manifest`` whether it is written as Kubernetes reads it. ``shown`` are the
    tag keys that may be shown. ``workload`` is the kind of a Kubernetes object that runs pods of a template, ``aside``
    are its own labels, which are not those of its pods. ``seen`` are the tags of the items before, of one resource.
    """

    name: str
    prefix: str  # of the outcome's key
    provider: str
    type: str
    is_manifest: bool
    environment: Environment
    tags: TagSet
    span: Span | None
    seen: set[tuple[str, Span | None]] = field(default_factory=set)
    shown: tuple[str, ...] | None = None
    workload: str = ""
    aside: Value | None = None
    _own: tuple[Tag, ...] | None = None

    @property
    def own(self) -> tuple[Tag, ...]:
        """The tags that are to be judged here: not those of a namespace, and none that an item before has."""
        if self._own is None:
            own = []
            for tag in self.tags.tags.values():
                identity = (tag.key, tag.span)
                if tag.origin is not TagOrigin.NAMESPACE and identity not in self.seen and not tag.value.is_null:
                    self.seen.add(identity)
                    own.append(tag)
            self._own = tuple(own)
        return self._own


def items(resource: Resource, tags: TagSet, *, children: bool) -> Iterator[Item]:
    """Yield a resource with its effective tags, then its parts that have tags of their own."""
    is_manifest = resource.source == "kubernetes"
    provider, environment = resource.provider, resource.environment
    item = Item(resource.address, "", provider, resource.type, is_manifest, environment, tags, None)
    if resource.pod_template:
        metadata = (resource.object or resource.values).get("metadata")
        item.workload = resource.kind
        item.aside = metadata.get("labels") if metadata is not None else None
    yield item
    for child in resource.children if children else ():
        if child.tags is not None:
            part = f"{child.kind} {child.name}" if child.name and child.name != child.kind else child.kind
            name, prefix = f"{resource.address}: {part}", f"{child.kind}/{child.name}/"
            yield Item(
                name, prefix, provider, resource.type, is_manifest, environment, child.tags, child.span, item.seen
            )


def shown_key(tag: Tag, instead: str = HIDDEN) -> str:
    """Return a tag's key, or what stands for it where its value is sensitive, and so the key may be."""
    return instead if tag.value.is_sensitive else tag.key[:_MAX_SHOWN]


def shown_value(value: Value) -> str:
    """Return a value as a person may see it: a credential that somebody wrote into a tag is none to be shown."""
    if isinstance(value.raw, str) and not value.is_sensitive and secret(value.raw):
        conceal(value)
        return "(a secret)"
    return show(value)


def about(
    item: Item,
    tag: Tag,
    key: str,
    verdict: Verdict,
    message: str,
    causes: tuple[Cause, ...] = (),
    *,
    suggestion: str = "",
    at_key: bool = False,
) -> Outcome:
    """Return an outcome that points at a tag's value, or at its key."""
    span = (None if at_key else tag.value.origin) or tag.span or item.span
    fields = {"item": item.name, "value": shown_value(tag.value).strip('"'), "suggestion": suggestion}
    return Outcome(verdict, message, item.prefix + key, span, causes, fields)
