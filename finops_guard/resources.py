"""The one model that all sources fill and all policies read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field

from finops_guard.budget_comments import BudgetComment
from finops_guard.diagnostics import Diagnostic
from finops_guard.location import Span
from finops_guard.suppressions import Suppression
from finops_guard.values import ANY_SHAPE, Cause, Shape, Value


class TagOrigin(StrEnum):
    """Where an effective tag was written."""

    RESOURCE = "resource"
    DEFAULT_TAGS = "default_tags"  # a provider configuration (default_labels too)
    PARENT = "parent"  # inherited from the resource that makes this child (volume_tags, tag_specifications)
    POD_TEMPLATE = "pod-template"
    NAMESPACE = "namespace"
    ANNOTATION = "annotation"


class Tag(Struct, frozen=True):
    """One effective tag (or label): its value with provenance, and where its key was written."""

    key: str
    value: Value
    origin: TagOrigin
    span: Span | None = None


class TagSet(Struct, frozen=True):
    """The effective tags of a resource; ``open`` says why further keys may exist (empty: this is all of them).

    ``shapes`` says which keys these can be. ``place`` is where a key that is absent would be given, where that is not
    the resource itself. ``annotations`` are what counts, where nothing else does, when a certain key is asked for: no
    tags, for they hold much that is about no cost.
    """

    tags: Mapping[str, Tag] = field(default_factory=dict)
    open: tuple[Cause, ...] = ()
    shapes: tuple[Shape, ...] = (ANY_SHAPE,)
    place: Span | None = None
    annotations: Mapping[str, Tag] = field(default_factory=dict)

    def get(self, key: str) -> Tag | None:
        return self.tags.get(key) or self.annotations.get(key)


class Child(Struct, frozen=True):
    """A part of a resource that is judged on its own: a block device, a container, a node pool."""

    kind: str
    name: str
    values: Value
    span: Span
    tags: TagSet | None = None


class Environment(Struct, frozen=True):
    """The environment a resource belongs to: its canonical name (``prod``, ``dev``, ...), or why not known.

    ``name`` is None where nothing names one, or where what names it is Unknown (then ``causes`` is not empty).
    ``known_by`` is ``tag``, ``workspace``, ``namespace``, ``path``, ``variable``, ``configuration`` or empty.
    """

    name: str | None = None
    known_by: str = ""
    causes: tuple[Cause, ...] = ()


class Provenance(Protocol):
    """Tells how a resource came to be where a call of a module made it."""

    @property
    def calls(self) -> tuple[Span, ...]:
        """The headers of the module calls, the root module's own one first, in the order of ``module_path``."""
        ...

    @property
    def sources(self) -> tuple[str, ...]:
        """What each of the calls says that its module comes from; empty where it says nothing that is known."""
        ...

    def given(self, span: Span) -> Span | None:
        """Return where what is written at a span of the module is given from outside of it; None: the span itself."""
        ...

    def absent(self, path: str) -> Span | None:
        """Return where a key that the attribute at a dotted path does not have would be given; None: the resource."""
        ...


class Naming(Protocol):
    """Tells what the expressions of one module name."""

    def names(self, type_: str, name: str) -> bool | Cause:
        """Tell whether anything outside of a resource's own block names it; a Cause where that is not known."""
        ...


class Unread(Struct, frozen=True):
    """A module that is not on disk: why, and what its call gives it."""

    cause: Cause
    given: Value


class Move(Struct, frozen=True):
    """What the code says was moved: an address of a resource or a module within the root, and the one it has now."""

    old: str
    new: str


class Configuration(Protocol):
    """The blocks of a root that configure it: made when they are asked for."""

    def blocks(self) -> tuple[Resource, ...]:
        """Return its provider blocks, module calls and settings, in the form of resources, which they are not.

        Their types are ``provider``, ``module`` and ``terraform``; a ``provider``'s provider is what it configures.
        """
        ...

    def unread(self) -> tuple[Unread, ...]:
        """Return the modules that are called and not on disk."""
        ...

    def moves(self) -> tuple[Move, ...]:
        """Return what its modules say was moved, in the order of the text."""
        ...


class Change(StrEnum):
    """What a plan does with a resource that is there afterwards."""

    NONE = "none"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"


class Resource(Struct, frozen=True):
    """One thing that costs money, or governs it, as it would be deployed.

    ``address`` is unique within its ``root`` (``module.net.aws_vpc.this[0]``; ``Deployment/shop/cart``).
    ``root`` is the directory that is deployed as one unit, relative to the scan root.
    ``type`` is Terraform's resource type, or the Kubernetes kind. ``provider`` is the Terraform provider's
    local type (``aws``, ``azurerm``, ``google``, ...) or ``kubernetes``.
    ``span`` is the header (block type and labels; ``kind:`` line). ``values`` is an object; Kubernetes: the manifest.
    ``tags`` is None where the type carries no tags. ``namespace`` is Kubernetes' one.
    ``account`` is the account, subscription or project that it is deployed to; None where nothing says which.
    ``change`` is None where no plan was read. ``plan`` tells several plans of one root apart; empty where there is one.
    ``kind`` is the Kubernetes kind of the object that it is or makes, else empty; ``object`` is that object's manifest
    where ``values`` are none (a resource of a Terraform provider). ``pod_template`` is where in the manifest the
    template of the pods is that the object runs (empty: it is a pod itself), None where it runs none.
    ``number`` is why it is not known how many there are of it (its address ends in ``[*]``), ``counts`` all numbers
    that there can be, the one first that is written first; empty: any. ``naming`` tells what its module names.
    """

    address: str
    type: str
    name: str
    provider: str
    source: str
    root: str
    span: Span
    values: Value
    tags: TagSet | None = None
    environment: Environment = Environment()
    region: Value | None = None
    module_path: tuple[str, ...] = ()
    namespace: str | None = None
    children: tuple[Child, ...] = ()
    provenance: Provenance | None = None
    change: Change | None = None
    plan: str = ""
    kind: str = ""
    object: Value | None = None
    pod_template: tuple[str, ...] | None = None
    number: tuple[Cause, ...] = ()
    counts: tuple[int, ...] = ()
    naming: Naming | None = None
    account: Value | None = None


class Root(Struct, frozen=True):
    """A directory that is deployed as one unit (a Terraform root module), with what it holds.

    ``span`` is where a finding about the whole root points: its first block.
    """

    path: str
    source: str
    span: Span
    resources: tuple[Resource, ...]
    environment: Environment = Environment()
    causes: tuple[Cause, ...] = ()  # why the list of resources may be incomplete (a module that is not on disk)
    plan: str = ""  # as of its resources
    configuration: Configuration | None = None


class FileStatus(StrEnum):
    """What became of a file that discovery found; every file has exactly one."""

    JUDGED = "judged"
    SUPPORTING = "supporting"  # read as part of something else: variable values, a module's files
    OTHER = "other"  # of the right name, but not this source's (a YAML file that is no Kubernetes manifest)
    TEMPLATE = "template"  # a template that was not rendered: not evaluated
    BROKEN = "broken"  # could not be read or parsed; parts of it may have been judged
    SKIPPED = "skipped"  # too large, or a link that leaves the root


# Why a file of a module that a root module calls was not judged: no call of it makes an instance.
NO_INSTANCE = "a module of which no instance is made"


class FileRecord(Struct, frozen=True):
    """One file of the scan, and what became of it."""

    path: str
    source: str
    status: FileStatus
    reason: str = ""


class ResourceSet(Struct, frozen=True):
    """What one or more sources found.

    ``around`` are Kubernetes objects of files that are not scanned: they belong to some that are, and are not judged.
    ``partial`` are roots that are not judged as such, because only a part of them is scanned or because they are
    modules that nothing calls: some of their resources are judged. ``as_of`` is the day of the scan (ISO 8601), which
    tells what is still supported; empty where no day is given. ``budgets`` are those that comments state.
    """

    resources: tuple[Resource, ...] = ()
    roots: tuple[Root, ...] = ()
    files: tuple[FileRecord, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    around: tuple[Resource, ...] = ()
    partial: tuple[Root, ...] = ()
    as_of: str = ""
    budgets: tuple[BudgetComment, ...] = ()

    def __add__(self, other: ResourceSet) -> ResourceSet:
        return ResourceSet(
            self.resources + other.resources,
            self.roots + other.roots,
            self.files + other.files,
            self.diagnostics + other.diagnostics,
            self.suppressions + other.suppressions,
            self.around + other.around,
            self.partial + other.partial,
            self.as_of or other.as_of,
            self.budgets + other.budgets,
        )
