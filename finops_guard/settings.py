"""What a scan is told: plain frozen data, with defaults that work without any configuration."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from finops_guard.findings import Enforcement, Severity
from finops_guard.location import Span
from finops_guard.values import Value

MAX_FILE_SIZE = 5 * 1024 * 1024

# From which percentages on it is said how much of a budget is used, where nobody says otherwise.
BUDGET_THRESHOLDS = (Decimal(80), Decimal(100))

# Canonical environment names with the spellings that mean them. Our own list of common spellings; configurable.
ENVIRONMENT_NAMES: Mapping[str, tuple[str, ...]] = {
    "prod": ("prod", "prd", "production"),
    "staging": ("staging", "stage", "stg", "preprod", "pre-prod", "uat"),
    "test": ("test", "tst", "testing", "qa", "ci"),
    "dev": ("dev", "development", "devel"),
    "sandbox": ("sandbox", "sbx", "playground"),
}

# Tag keys that name the environment, in order. Also our own; configurable.
ENVIRONMENT_TAGS: tuple[str, ...] = (
    "environment",
    "Environment",
    "env",
    "Env",
    "stage",
    "Stage",
    "app.kubernetes.io/environment",
)


class EnvironmentSettings(Struct, frozen=True):
    """How the environment of a resource is found: by which tags, and which spellings mean which environment.

    ``paths`` maps globs over root directories or files to environments and is asked before path segments.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ENVIRONMENT_NAMES)
    tags: tuple[str, ...] = ENVIRONMENT_TAGS
    paths: Mapping[str, str] = field(default_factory=dict)


class TerraformSettings(Struct, frozen=True):
    """What Terraform would be told: ``-var`` and ``-var-file`` in order, the workspace, ``TF_VAR_*`` values.

    ``assignments`` keeps the command line's order: ("var", "name=value"), ("var-file", path in the tree).
    ``environ`` holds TF_VAR_ values without the prefix. ``parser`` is ``builtin`` or ``python-hcl2``.
    """

    assignments: tuple[tuple[str, str], ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    workspace: str = "default"
    parser: str = "builtin"


class ChartDeployment(Struct, frozen=True):
    """How a Helm chart is deployed, as Helm would be told; what is empty is not said.

    ``values``: files of the tree, a later one wins. ``environment`` is found by other means where it is empty.
    """

    environment: str = ""
    release: str = ""
    namespace: str = ""
    values: tuple[str, ...] = ()
    kube_version: str = ""


class KubernetesSettings(Struct, frozen=True):
    """How Kubernetes sources are read.

    ``render``: ``auto`` renders charts and kustomizations with what is found in ``search_path`` (directories joined as
    in PATH; with none, nothing is rendered), ``never`` does not. ``charts``: globs over directories of Helm charts,
    and how these are deployed; the first that matches counts. ``overlays``: globs over directories of kustomizations,
    and the environment of each (empty: found by other means); with any, no others are rendered.
    ``pod_templates``: where objects of an API group and kind hold the template of the pods that they run, beyond the
    kinds that are known anyway.
    """

    render: str = "auto"
    search_path: str = ""
    charts: Mapping[str, tuple[ChartDeployment, ...]] = field(default_factory=dict)
    overlays: Mapping[str, str] = field(default_factory=dict)
    pod_templates: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


class EnvironmentOverride(Struct, frozen=True):
    """What is different about a policy in one environment; None and what is empty change nothing."""

    enabled: bool | None = None
    severity: Severity | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    enforcement: Enforcement | None = None


class PolicyOverride(Struct, frozen=True):
    """What a configuration changes about one policy (by id or name): parameters are merged over the policy's own.

    So are those of each environment. ``on_unresolved``: ``report``, ``fail`` or ``ignore``; empty changes nothing.
    """

    enabled: bool = True
    severity: Severity | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    enforcement: Enforcement | None = None
    on_unresolved: str = ""
    environments: Mapping[str, EnvironmentOverride] = field(default_factory=dict)


class UsageEntry(Struct, frozen=True):
    """How much is used a month of what keys name, by one instance of what ``name`` is: an address, a pattern, a type.

    Of nested keys, one is made with ``_``. ``root``: a glob over directories that are deployed as one unit; empty: in
    all of them. ``spans`` are where the name (under an empty key) and the keys are written.
    """

    name: str
    amounts: Mapping[str, Decimal]
    root: str = ""
    spans: Mapping[str, Span] = field(default_factory=dict)


class UsageSettings(Struct, frozen=True):
    """How much is used a month, as a usage file says; ``defaults``: where it says nothing, what is usual counts."""

    resources: tuple[UsageEntry, ...] = ()
    types: tuple[UsageEntry, ...] = ()
    defaults: bool = False


class OwnPrice(Struct, frozen=True):
    """What an organization pays for something, in the names of the catalog; ``*``: in any region, for any attribute.

    ``tiers`` are pairs of a start, in single things, and what a unit costs from there on. ``source`` says where that is
    written, ``observed`` since when it counts; empty where nobody says so.
    """

    vendor: str
    service: str
    component: str
    attribute: str
    region: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    currency: str
    source: str
    observed: str = ""


class PriceSettings(Struct, frozen=True):
    """Whose prices count: ``own`` ones before list prices, which ``discounts`` lower by so many percent.

    ``discounts`` are by globs over vendor and service (``aws/EC2``). A dollar is ``exchange_rate`` of the ``currency``,
    which was so on ``exchange_date``.
    """

    own: tuple[OwnPrice, ...] = ()
    discounts: Mapping[str, Decimal] = field(default_factory=dict)
    currency: str = "USD"
    exchange_rate: Decimal = Decimal(1)
    exchange_date: str = ""


class BudgetScope(Struct, frozen=True):
    """What a budget is for: what meets each condition that is given; without any, the whole scan.

    ``paths``: globs over directories that are deployed as one unit, or over files. ``environments``: canonical names.
    ``tags``: globs over the values of keys that must all be there. ``namespaces``: globs over those of Kubernetes.
    """

    paths: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    namespaces: tuple[str, ...] = ()


class BudgetSettings(Struct, frozen=True):
    """A budget as code: how much money, of a currency (ISO 4217), what it is for may cost a month.

    ``thresholds`` are the percentages from which on it is said how much of it is used; ``span`` is where it is written.
    """

    name: str
    amount: Decimal
    currency: str
    owner: str = ""
    thresholds: tuple[Decimal, ...] = BUDGET_THRESHOLDS
    scope: BudgetScope = BudgetScope()
    span: Span | None = None


class ScoreSettings(Struct, frozen=True):
    """How the maturity is rated, where that differs from the model.

    ``weights`` are those of capabilities and ``targets`` what some need at most, by what their checks begin with
    (``allocation``). ``thresholds`` are figures in percent by check and level. ``approved_modules``: globs over the
    sources of modules.
    """

    benchmark: str = "ff-2026"
    weights: Mapping[str, int] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    approved_modules: tuple[str, ...] = ()


class Written:
    """The document that settings come from, for the places of what is wrong in it: no part of what is asked for."""

    __slots__ = ("document",)

    def __init__(self, document: Value | None = None) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "Written()"


PACKS = ("common", "aws", "azure", "gcp", "kubernetes", "own")


class Settings(Struct, frozen=True):
    """All that a scan is told.

    ``select`` / ``ignore``: policy ids, names or globs of them. ``policy_directories``: relative to the scan root.
    ``packs``: those of PACKS that apply; ``own`` are the policies of these directories.
    ``exclude``: gitignore-style patterns. ``max_file_size`` in bytes.
    ``plans``: files with plans as JSON; the Terraform files that are found then only tell where things are written.
    ``unresolved``: ``report``, ``fail`` or ``ignore``. ``fail_on``: the lowest severity that fails the scan.
    ``inline_ignores``: whether comments and annotations let findings stand: ``any``, those that name a ``registered``
    exception, or ``none``. ``as_of``: today's date (ISO 8601), on which exceptions are in force and versions supported;
    without it no exception is in force.
    ``baseline``: the file of findings that are let stand; None: the usual one, if it is there; empty: none.
    ``stdin``: manifests that were sent on standard input; they are judged on their own.
    """

    profile: str = "crawl"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    policies: Mapping[str, PolicyOverride] = field(default_factory=dict)
    policy_directories: tuple[str, ...] = ()
    packs: tuple[str, ...] = PACKS
    exclude: tuple[str, ...] = ()
    max_file_size: int = MAX_FILE_SIZE
    unresolved: str = "report"
    fail_on: Severity = Severity.ERROR
    environment: EnvironmentSettings = EnvironmentSettings()
    terraform: TerraformSettings = TerraformSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()
    usage: UsageSettings = UsageSettings()
    prices: PriceSettings = PriceSettings()
    budgets: tuple[BudgetSettings, ...] = ()
    score: ScoreSettings = ScoreSettings()
    plans: tuple[str, ...] = ()
    baseline: str | None = None
    stdin: bytes | None = None
    inline_ignores: str = "any"
    as_of: str = ""
    written: Written = Written()
