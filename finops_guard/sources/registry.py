"""Which sources there are, and which files each reads; a source's code is imported when a file of its kind is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.tree import Tree


class Source(Protocol):
    """What a source's module offers."""

    def read(
        self, tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
    ) -> ResourceSet:
        """Return what the given files define; ``context`` gives the source's other files: paths are only a part."""
        ...


class SourceEntry(Struct, frozen=True):
    """One source: the module that reads it, how its files' names end, and which whole names are its own."""

    module: str
    suffixes: tuple[str, ...]
    names: frozenset[str] = frozenset()


# In the order in which they are asked: ``main.tf.json`` is Terraform's.
SOURCES: dict[str, SourceEntry] = {
    "terraform": SourceEntry(
        "finops_guard.sources.terragrunt.source",
        (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json"),
        frozenset({"terragrunt.hcl", "root.hcl", "terragrunt.stack.hcl"}),
    ),
    "kubernetes": SourceEntry(
        "finops_guard.sources.kubernetes.source", (".yaml", ".yml", ".json"), frozenset({"_helpers.tpl"})
    ),
}

# Read where the settings name files, and not found by the files' names.
NAMED: dict[str, SourceEntry] = {"plan": SourceEntry("finops_guard.sources.plan.source", ())}

# What the types of Terraform providers that make Kubernetes objects begin with.
MAKE_OBJECTS = ("kubernetes_", "kubectl_", "helm_")


def source_of(path: str) -> str | None:
    """Return the name of the source that reads a file, by the file's name."""
    for name, entry in SOURCES.items():
        if path.endswith(entry.suffixes) or path.rpartition("/")[2] in entry.names:
            return name
    return None


def load(name: str) -> Source:
    """Import a source."""
    module: Source = import_module((SOURCES.get(name) or NAMED[name]).module)
    return module


def joined(found: ResourceSet, tree: Tree, settings: Settings) -> ResourceSet:
    """Return what all sources of a scan found, with what the resources of one have from those of another."""
    found = replace(found, as_of=settings.as_of)
    if not any(each.type.startswith(MAKE_OBJECTS) for each in (*found.resources, *found.around)):
        return found
    from finops_guard.sources.kubernetes.terraform.joining import with_objects

    return with_objects(found, tree, settings)
