"""What a policy is: data read from one YAML file, with the check it configures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Enforcement, Severity, Verdict
from finops_guard.location import Span
from finops_guard.pricing.changes import Change, Scalar
from finops_guard.resources import Resource, Root
from finops_guard.values import Cause, Value

if TYPE_CHECKING:
    from finops_guard.kubernetes.cluster import Cluster
    from finops_guard.policy.budgets.model import Use
    from finops_guard.policy.budgets.spending import Spending
    from finops_guard.policy.filters import Filters
    from finops_guard.pricing.costs import Costs

# In an address, for a count or for_each that is not known: one resource stands for any number of them, or none.
ANY_NUMBER = "[*]"


class Subject(StrEnum):
    """What a check judges, one at a time."""

    RESOURCE = "resource"
    ROOT = "root"
    FILE = "file"
    OBJECT = "object"  # a Kubernetes object, with the others of the scan
    RELATED = "related"  # a Terraform resource, with the others of its root
    BUDGET = "budget"  # a budget, with what is used of it
    SCAN = "scan"  # the costs of all that was scanned
    PEER = "peer"  # a Terraform resource, among all of its root that the policy matches


class Profile(StrEnum):
    """How far an organisation is, in the FinOps Foundation's words; each profile blocks more than the one before."""

    CRAWL = "crawl"
    WALK = "walk"
    RUN = "run"

    @property
    def rank(self) -> int:
        return list(Profile).index(self)


class Outcome(Struct, frozen=True):
    """What a check says about one item of a resource; a resource without outcomes passes.

    ``key`` names the item (a tag key, a container), stable over time: it is part of the fingerprint.
    ``span`` is the attribute that decides it, None for the resource's header. ``message`` is one sentence with the
    values in it, made with :func:`finops_guard.values.show`; ``fields`` are what a policy's own message may insert.
    ``causes`` is set where the verdict is unresolved. ``changes`` are alternatives, each of which would make it pass.
    """

    verdict: Verdict
    message: str
    key: str = ""
    span: Span | None = None
    causes: tuple[Cause, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


class Fix(Struct, frozen=True):
    """What a policy's remediation changes of a resource: that it is removed, or values at paths of it.

    ``value`` is what is written at the place that fails; with ``at``, what the check asks for is written there instead.
    With ``in_pod``, paths begin at the pod template that a workload runs.
    """

    removes: bool = False
    value: Scalar = None
    at: str = ""
    values: tuple[tuple[str, Scalar], ...] = ()
    in_pod: bool = False


class MatchedRoot(Struct, frozen=True):
    """A root with those of its resources that a policy matches, the root's own files first, in the order of the text.

    ``matching`` is empty where none is seen and only a module that was not read may hold some.
    """

    root: Root
    matching: tuple[Resource, ...]


class PlacedObject(Struct):
    """A Kubernetes object (also one that Terraform makes) among those that it is deployed with."""

    resource: Resource
    cluster: Cluster
    _known: Resource | None = None

    def with_derived(self) -> Resource:
        """Return the object with what follows about it among its values, as ``derived``."""
        if self._known is None:
            from finops_guard.policy.derived import derived

            resource = self.resource
            fields = resource.values.raw if isinstance(resource.values.raw, Mapping) else {}
            added = {**fields, "derived": derived(resource, self.cluster)}
            self._known = replace(resource, values=Value(added, resource.values.origin))
        return self._known


class PlacedResource(Struct):
    """A Terraform resource among those of its root, with what they cost."""

    resource: Resource
    costs: Costs
    _known: Resource | None = None

    def with_derived(self) -> Resource:
        """Return the resource with what follows about it among its values, as ``derived``; nothing is computed yet."""
        if self._known is None:
            from finops_guard.policy.derived_terraform import with_derived

            self._known = with_derived(self.resource, self.costs)
        return self._known


class Peer(Struct, frozen=True):
    """A Terraform resource; ``group`` are all of its root that the policy matches, it among them, in their order."""

    resource: Resource
    group: PeerGroup


class PeerGroup(Struct, eq=False):
    """The resources of one root that a policy matches; ``found`` are the check's outcomes by address."""

    resources: tuple[Resource, ...]
    found: dict[str, Outcome] | None = None


class ReadFile(Struct, frozen=True):
    """A file with its error diagnostics; without any it was read completely."""

    path: str
    diagnostics: tuple[Diagnostic, ...]


Judged: TypeAlias = "Resource | MatchedRoot | ReadFile | PlacedObject | PlacedResource | Peer | Use | Spending"


class Check(Protocol):
    """A configured check, ready to judge."""

    def judge(self, judged: Judged) -> Iterable[Outcome] | None:
        """Yield one outcome for each failing or unresolved item; nothing for a pass; None: does not apply."""
        ...


class Match(Struct, frozen=True):
    """Which resources a policy is about.

    ``types``: type names and globs (``aws_*_instance``), Kubernetes kinds (also of what Terraform makes); empty means
    all.
    ``taggable``: only types that carry tags. ``workloads``: only objects that run pods. ``providers``: empty means all.
    ``environments`` / ``not_environments``: canonical names. ``not_types``, ``not_names``: types, and names of things,
    that are left out. ``named_environments``: leaves out what nothing names an environment of. ``blocks``: the type of
    the configuration blocks (``provider``, ``module``, ``terraform``) that are judged instead of resources. ``filters``
    must hold, ``not_filters`` must not; None asks for nothing.
    """

    types: tuple[str, ...] = ()
    taggable: bool = False
    providers: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    not_environments: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    workloads: bool = False
    not_names: tuple[str, ...] = ()
    named_environments: bool = False
    blocks: str = ""
    filters: Filters | None = None
    not_filters: Filters | None = None


class PolicyFile(Struct, frozen=True):
    """One policy as it is written. ``path`` is relative to its directory of policies (bundled) or the scan root.

    ``value`` is the document with its positions; null for a bundled policy, whose file is right. Of one that is not
    ``sound``, its schema is broken: of what its keys hold, nothing is certain.
    """

    path: str
    value: Value
    data: Mapping[str, Any]
    bundled: bool
    sound: bool = True

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def pack(self) -> str:
        """The one of settings.PACKS that it belongs to."""
        return self.path.partition("/")[0] if self.bundled else "own"


class Policy(Struct, frozen=True):
    """One loaded policy.

    ``severity`` is what applies in this scan (profile and configuration already considered);
    ``declared_severity`` is what its file says; ``blocks_from`` the first profile in which an error blocks.
    ``subject`` is what its check judges, ``parameters`` are the check's parameters as plain data, overrides applied.
    ``path`` is where it was loaded from, relative (``aws/gp2-volumes.yaml``), and ``bundled`` tells whether it ships
    with finops-guard. ``applies_from`` is the first profile that asks for it at all. ``equivalents`` are the names that
    other tools have for the same, by tool. ``pack`` is the one of settings.PACKS that it belongs to.
    ``on_unresolved`` is ``report``, ``fail`` or ``ignore``; empty: as the scan says. ``environments`` are the policy as
    it applies in those that it treats in a way of their own; a policy that is not ``enabled`` applies in those alone.
    ``lists`` is a digest of what its parameters take from files; empty where they take nothing. ``fix`` is what its
    remediation changes, where the check does not tell.
    """

    id: str
    name: str
    title: str
    description: str
    severity: Severity
    declared_severity: Severity
    blocks_from: Profile
    capability: str
    match: Match
    check_name: str
    subject: Subject
    parameters: Mapping[str, object]
    check: Check
    message: str
    remediation: str
    references: tuple[str, ...]
    path: str
    bundled: bool
    applies_from: Profile = Profile.CRAWL
    equivalents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enforcement: Enforcement = Enforcement.SOFT
    on_unresolved: str = ""
    pack: str = ""
    enabled: bool = True
    environments: Mapping[str, Policy] = field(default_factory=dict)
    lists: str = ""
    fix: Fix | None = None
