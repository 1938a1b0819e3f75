"""Helm releases of Terraform: which chart each installs, with which values, or why that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.resources import Resource
from finops_guard.sources.kubernetes.charts import CHART
from finops_guard.tree import Tree, join, parent
from finops_guard.values import Cause, Value

_TYPE = "helm_release"
# Blocks (in newer versions of the provider: lists of objects) of values, in the order in which they are laid over each
# other; the last two are sensitive.
_SETS = ("set", "set_list", "set_sensitive", "set_wo")
SENSITIVE_SETS = frozenset({"set_sensitive", "set_wo"})
# What the provider does beyond rendering a chart as it lies there, where an argument asks for it.
BEYOND = {
    "postrender": "its objects pass through a program (postrender)",
    "dependency_update": "its dependencies are fetched (dependency_update)",
    "verify": "its chart is a signed package (verify)",
    "devel": "its chart is the newest of a repository (devel)",
    "reuse_values": "it keeps values of what is deployed (reuse_values)",
}
BY_HAND = "render it (helm template) and scan the output"

TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
MAX_NAME = 53
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+]*://")


class Setting(Struct, frozen=True):
    """One value that is set by its path: ``name``, ``value`` and ``type``, None where one is not written."""

    form: str  # the block's name: set, set_list, set_sensitive, set_wo
    name: Value | None
    value: Value | None
    type: Value | None


class HelmRelease(Struct, frozen=True):
    """One ``helm_release``.

    ``directory`` is its chart in the tree, or ``package`` the archive there that holds it; both are empty for a chart
    that comes from elsewhere. ``values`` are texts in YAML (a later one wins) and ``sets`` what is laid over them; each
    may be Unknown. ``name`` and ``namespace`` are None where they are not written.
    """

    resource: Resource
    chart: Value | None
    directory: str
    package: str
    name: Value | None
    namespace: Value | None
    values: tuple[Value, ...]
    sets: tuple[Setting, ...]

    @property
    def place(self) -> str:
        """The directory or the archive of its chart."""
        return self.directory or self.package


class NotInstalled(Struct, frozen=True):
    """Why it is not known what a release installs: a clause, the causes, and what to do."""

    reason: str
    causes: tuple[Cause, ...] = ()
    hint: str = BY_HAND


def releases(resources: Iterable[Resource], tree: Tree) -> Iterator[HelmRelease]:
    """Yield the Helm releases among the resources of Terraform."""
    for resource in resources:
        if resource.type == _TYPE and resource.source == "terraform":
            values = resource.values
            chart = values.get("chart")
            directory, package = _place(resource, chart, tree)
            yield HelmRelease(
                resource,
                chart,
                directory,
                package,
                values.get("name"),
                values.get("namespace"),
                tuple(_texts(values.get("values"))),
                tuple(_settings(values)),
            )


def refused(release: HelmRelease) -> NotInstalled | None:
    """Return why a release is not to be rendered; None where all that it is made from is known and in the tree."""
    values = release.resource.values
    repository = values.get("repository")
    if repository is not None and repository.raw:
        return _waiting("its repository", repository) or NotInstalled("its chart comes from a repository")
    chart = release.chart
    if chart is None or chart.is_unknown:
        return _waiting("its chart", chart) or NotInstalled("it names no chart")
    if not release.place:
        there = isinstance(chart.raw, str) and _ELSEWHERE.match(chart.raw)
        return NotInstalled("its chart is fetched from elsewhere" if there else "its chart is not in the tree")
    for name, reason in BEYOND.items():
        asked = values.get(name)
        if asked is not None and asked.raw:
            return _waiting(name, asked) or NotInstalled(reason)
    return _misnamed(release) or _open(release)


def _misnamed(release: HelmRelease) -> NotInstalled | None:
    """Return what is wrong with the names of a release, which are words of a command."""
    for what, value, longest in (("name", release.name, MAX_NAME), ("namespace", release.namespace, 63)):
        if value is None or value.raw in (None, ""):
            if what == "name":
                return NotInstalled("it has no name")
        elif value.is_unknown:
            return _waiting(f"its {what}", value)
        elif value.is_sensitive:
            return NotInstalled(f"its {what} is sensitive")
        elif not isinstance(value.raw, str) or len(value.raw) > longest or not _NAME.fullmatch(value.raw):
            return NotInstalled(f"its {what} is none that Helm accepts")
    return None


def _open(release: HelmRelease) -> NotInstalled | None:
    """Return what of the values of a release is not known."""
    hooks = release.resource.values.get("disable_webhooks")
    if hooks is not None and hooks.is_unknown:
        return _waiting("disable_webhooks", hooks)
    for text in release.values:
        if text.is_unknown:
            return _waiting("its values", text, "are")
        if text.raw is not None and not isinstance(text.raw, str):
            return NotInstalled("its values are no texts")
    for each in release.sets:
        for part in (each.name, each.value, each.type, *(each.value.items() if each.value is not None else ())):
            if part is not None and part.is_unknown:
                return _waiting(f"what {each.form} gives", part)
    return None


def _waiting(what: str, value: Value | None, verb: str = "is") -> NotInstalled | None:
    if value is None or not value.is_unknown:
        return None
    return NotInstalled(f"{what} {verb} not known", value.causes, "give the values that it waits for")


def unrendered(release: HelmRelease, reason: str, causes: Iterable[Cause] = (), hint: str = BY_HAND) -> Diagnostic:
    """Say of a release that its chart is not evaluated, and why."""
    chart = release.chart
    is_told = chart is not None and isinstance(chart.raw, str) and chart.raw and not chart.is_sensitive
    called = release.place or (chart.raw if is_told and chart is not None else "")
    named = f"the chart {called}" if called else "the chart"
    because = next((f": {cause.text}" for cause in causes), "")
    text = f"{named} of {release.resource.address} is not rendered, so not evaluated: {reason}{because}"
    return notice("helm-release", text, release.resource.span, hint)


def _place(resource: Resource, chart: Value | None, tree: Tree) -> tuple[str, str]:
    """Return the directory of a chart that is in the tree, or its archive; empty where it is not, or not known."""
    repository = resource.values.get("repository")
    if chart is None or not isinstance(chart.raw, str) or (repository is not None and repository.raw):
        return "", ""
    for base in _bases(resource) if not chart.raw.startswith("/") else ():
        found = join(base, chart.raw)
        if found and tree.is_file(f"{found}/{CHART}"):
            return found, ""
        if found and found.endswith(".tgz") and tree.is_file(found):
            return "", found
    return "", ""


def _bases(resource: Resource) -> Iterator[str]:
    """Yield the directories that paths of a resource may be relative to: of its root module, and of the root itself.

    They differ in Terragrunt units: these copy their own files to those of their module, and run Terraform there.
    """
    calls = resource.provenance.calls if resource.provenance is not None else ()
    written = (calls[0] if calls else resource.span).path
    if written.endswith(TERRAFORM) and parent(written) != resource.root:
        yield parent(written)
    yield resource.root


def _texts(values: Value | None) -> Iterator[Value]:
    if values is not None and values.is_unknown:
        yield values
    elif values is not None:
        yield from values.items()


def _settings(values: Value) -> Iterator[Setting]:
    for form in _SETS:
        written = values.get(form)
        if written is not None and written.is_unknown:
            yield Setting(form, written, None, None)
        for item in written.items() if written is not None else ():
            yield Setting(form, item.get("name"), item.get("value"), item.get("type"))
