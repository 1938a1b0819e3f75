"""Terraform resources as the Kubernetes objects they make, and what they and manifests have from each other."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.environment import detect
from finops_guard.kubernetes.kinds import CLUSTER_SCOPED
from finops_guard.kubernetes.objects import as_object, group_of
from finops_guard.kubernetes.pods import POD_TEMPLATES, Templates, find, template_at, template_steps
from finops_guard.location import Span
from finops_guard.resources import Child, Environment, Resource, ResourceSet, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.terraform.installing import installed
from finops_guard.sources.kubernetes.terraform.namespaces import Namespaces, effective, inherited
from finops_guard.sources.kubernetes.terraform.objects import MAX_NODES, Budget, ExhaustedError
from finops_guard.sources.kubernetes.terraform.reading import Unread, object_of
from finops_guard.sources.kubernetes.terraform.secrets import concealed
from finops_guard.suppressions import ANNOTATION, Suppression
from finops_guard.tree import Tree
from finops_guard.values import Cause, CauseKind, Value

_TERRAFORM = "terraform"
_PROVIDERS = frozenset({"kubernetes", "kubectl"})


def with_objects(found: ResourceSet, tree: Tree, settings: Settings) -> ResourceSet:
    """Return what the sources found, each Terraform resource that makes a Kubernetes object with that object.

    Namespaces give their labels to all objects in them, whether they are written in Terraform or in manifests.
    """
    releases = installed(found, tree, settings)
    found = releases.found
    templates = {**POD_TEMPLATES, **settings.kubernetes.pod_templates}
    reading = _Reading(templates)
    resources = [reading.resource(each) for each in found.resources]
    silent = _Reading(templates)  # about files that are not scanned nothing is said
    around = [silent.resource(each) for each in found.around]
    namespaces = Namespaces([*resources, *releases.resources, *around, *releases.around], Budget())
    done: set[int] = set()
    judged = [concealed(_labelled(each, namespaces, settings), done) for each in resources]
    changed = {id(old): new for old, new in zip(found.resources, judged, strict=True)}
    roots = tuple(
        replace(root, resources=tuple(changed.get(id(each), each) for each in root.resources)) for root in found.roots
    )
    asked = dict.fromkeys(request for each in judged for request in _annotated(each))
    deployed = [_installed(each, namespaces, settings) for each in releases.resources]
    about_requests = (each for each in asked if isinstance(each, Diagnostic))
    return replace(
        found,
        resources=(*judged, *deployed),
        roots=roots,
        diagnostics=(*found.diagnostics, *reading.diagnostics(), *about_requests),
        suppressions=(*found.suppressions, *(each for each in asked if isinstance(each, Suppression))),
        around=(*around, *releases.around),
    )


def _annotated(resource: Resource) -> Iterator[Suppression | Diagnostic]:
    """Yield what the annotation of an object that Terraform makes asks not to report."""
    manifest = resource.object
    if manifest is not None and find(manifest, "metadata", "annotations", ANNOTATION) is not None:
        from finops_guard.sources.kubernetes.suppressions import annotated

        yield from annotated(manifest, resource.span, (resource.address,))


class _Reading:
    """Reads the objects of all resources of a scan."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._budget = Budget()
        self._unread: list[Diagnostic] = []
        self._left: list[Resource] = []

    def resource(self, resource: Resource) -> Resource:
        """Return a resource with the object that it makes, as far as it is known."""
        if resource.source != _TERRAFORM or resource.provider not in _PROVIDERS:
            return resource
        try:
            manifest = object_of(resource, self._budget)
        except ExhaustedError:
            self._left.append(resource)
            return resource
        if isinstance(manifest, Unread):
            why = f": {manifest.causes[0].text}" if manifest.causes else ""
            text = f"the manifest of {resource.address} {manifest.text}, so not evaluated{why}"
            self._unread.append(notice("kubernetes-manifest", text, resource.span))
            return resource
        return _with_object(resource, manifest, self._templates) if manifest is not None else resource

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Yield what was not read as an object, and why."""
        yield from self._unread
        if self._left:
            text = (
                f"the Kubernetes objects that Terraform makes hold more than {MAX_NODES:,} values: from "
                f"{self._left[0].address} on, {len(self._left):,} are not evaluated as objects"
            )
            yield notice("kubernetes-manifest", text, self._left[0].span)


def _with_object(resource: Resource, manifest: Value, templates: Templates) -> Resource:
    kind = str(kind_value.raw) if (kind_value := manifest.get("kind")) is not None else ""
    group = group_of(manifest)
    steps = template_steps(group, kind, manifest, templates)
    name = _namespace_name(kind, manifest)
    return replace(
        resource,
        kind=kind,
        object=manifest,
        pod_template=steps,
        namespace=name.raw if name is not None and isinstance(name.raw, str) and name.raw else None,
        children=tuple(map(_placed, template_at(manifest, steps).containers())) if steps is not None else (),
    )


def _placed(container: Child) -> Child:
    """Return a container where it begins: its name may be written somewhere else, in a variable."""
    whole, name = container.values.origin, container.span
    if whole is None or (whole.source is name.source and whole.start <= name.start and name.end <= whole.end):
        return container
    end = whole.source.text.find("\n", whole.start, whole.end)
    return replace(container, span=Span(whole.source, whole.start, whole.end if end < 0 else end))


def _namespace_name(kind: str, manifest: Value) -> Value | None:
    return None if kind in CLUSTER_SCOPED else find(manifest, "metadata", "namespace")


def _labelled(resource: Resource, namespaces: Namespaces, settings: Settings) -> Resource:
    """Return an object with its effective labels, and the environment that they tell."""
    tags = _tags(resource, namespaces)
    if resource.object is not None:
        return replace(resource, tags=tags, environment=_environment(resource, tags, settings))
    if tags is resource.tags or tags == resource.tags:
        return resource
    path = resource.span.path
    environment = detect(settings.environment, tags=tags, namespace=resource.namespace, path=path)
    return replace(resource, tags=tags, environment=environment)


def _installed(resource: Resource, namespaces: Namespaces, settings: Settings) -> Resource:
    """Return an object that a Helm release installs with its effective labels, and the environment that they tell."""
    tags = _tags(resource, namespaces, installed=True)
    return replace(resource, tags=tags, environment=_environment(resource, tags, settings))


def _tags(resource: Resource, namespaces: Namespaces, *, installed: bool = False) -> TagSet | None:
    try:
        if installed:
            return inherited(resource, namespaces, installed=True)
        if resource.object is not None:
            return effective(resource, _namespace_name(resource.kind, resource.object), namespaces)
        return inherited(resource, namespaces) if resource.source != _TERRAFORM else resource.tags
    except ExhaustedError:
        text = f"the namespaces of the scan give more than {MAX_NODES:,} labels"
        return TagSet(open=(Cause(CauseKind.LIMIT, text, resource.span),))


def _environment(resource: Resource, tags: TagSet | None, settings: Settings) -> Environment:
    """Return the environment that labels name, else the root's own, else what the namespace is called."""
    tagged = detect(settings.environment, tags=tags)
    if tagged.known_by == "tag":
        return tagged
    own = resource.environment
    if own.name is not None or own.causes:
        return own
    name = find(as_object(resource).values, "metadata", "name") if resource.kind == "Namespace" else None
    named = name.raw if name is not None and isinstance(name.raw, str) else resource.namespace
    return detect(settings.environment, tags=None, namespace=named)
