"""What a scan knows about how cost is governed: collected once, from the code at this commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard.findings import Enforcement, Evaluation, Finding, Severity, Verdict
from finops_guard.governance.wording import PLACEHOLDERS
from finops_guard.location import Location
from finops_guard.maturity.ownership import CodeOwners, OwnedFile, code_owners, owned_files
from finops_guard.maturity.pipeline_files import mentioning, pipeline_files
from finops_guard.maturity.tag_costs import Carried, Driver, TagCosts, tag_costs
from finops_guard.policy.checks.tag_keys import found
from finops_guard.policy.model import Policy
from finops_guard.resources import FileStatus, Resource, ResourceSet, TagOrigin
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value

if TYPE_CHECKING:
    from finops_guard.maturity.pipelines import GuardRun

CONFIGURATIONS = (".finops-guard.yaml", ".finops-guard.yml", "pyproject.toml")
MAX_FILE = 1_000_000


class MandatoryKey(Struct, frozen=True):
    """A tag key that an active policy demands; ``constrained``: it names allowed values or a pattern."""

    key: str
    constrained: bool
    policy: str


class Gap(Struct, frozen=True):
    """A taggable resource that is certainly without valid mandatory tags, with the keys at fault.

    ``cost`` is what it costs a month; None where it has no price.
    """

    address: str
    root: str
    provider: str
    location: Location
    keys: tuple[str, ...]
    cost: Decimal | None = None


class Facts(Struct, frozen=True):
    """All that the evidence of this release is made of.

    ``taggable`` counts resources whose type carries tags: ``tagged`` have all mandatory tags with valid values,
    ``undecided`` may have them, the rest are ``gaps``. ``inherited`` counts those that get every mandatory tag from
    default tags or a namespace. ``unread`` are files that could
    not be read or parsed, ``missing`` counts modules and units that could not be.
    ``costs`` is what all these cost; nothing in it where nothing has a price.
    ``blocking`` are the ids of the active policies whose failure fails a scan, ``reporting`` those of the others with
    severity error and warning; ``blocking_tags`` those of the former that demand tags.
    ``repository``: the scan starts at a repository's root, so that pipelines would be seen.
    ``configuration`` is the file that configures the scan, None where there is none.
    """

    resources: int = 0
    taggable: int = 0
    tagged: int = 0
    undecided: int = 0
    inherited: int = 0
    gaps: tuple[Gap, ...] = ()
    costs: TagCosts = TagCosts()
    unread: tuple[str, ...] = ()
    missing: int = 0
    root_locations: Mapping[str, Location] = field(default_factory=dict)
    mandatory_keys: tuple[MandatoryKey, ...] = ()
    blocking: tuple[str, ...] = ()
    reporting: tuple[str, ...] = ()
    blocking_tags: tuple[str, ...] = ()
    repository: bool = False
    guard_runs: tuple[GuardRun, ...] = ()
    cost_changes: tuple[GuardRun, ...] = ()
    attestation: GuardRun | None = None
    code_owners: CodeOwners | None = None
    owned_files: tuple[OwnedFile, ...] = ()
    configuration: str | None = None
    profile: str = "crawl"

    @property
    def hidden(self) -> int:
        """How many things could not be read: each hides at least one resource."""
        return len(self.unread) + self.missing


def collect(
    tree: Tree,
    resources: ResourceSet,
    policies: Sequence[Policy],
    evaluations: Sequence[Evaluation],
    findings: Sequence[Finding],
    profile: str,
    costs: Mapping[int, Decimal] | None = None,
    fail_on: Severity = Severity.ERROR,
) -> Facts:
    """Return what the scan knows, given what resources cost by their ``id``, and which severity fails a scan.

    Reads CODEOWNERS, the configuration and pipeline files of the tree's root.
    """
    demanding = [policy for policy in policies if demanded_keys(policy)]
    tagging = _tagging(resources, demanding, evaluations, findings, costs or {})
    judged = [file.path for file in resources.files if file.status is FileStatus.JUDGED and file.source != "exceptions"]
    pipelines = _pipelines(tree, judged)
    runs = pipelines.guard_runs
    owners = code_owners(tree)
    configuration = next((path for path in CONFIGURATIONS if _configures(tree, path)), None)
    return Facts(
        resources=len(resources.resources),
        taggable=tagging.taggable,
        tagged=tagging.tagged,
        undecided=tagging.undecided,
        inherited=tagging.inherited,
        gaps=tuple(tagging.gaps),
        costs=tag_costs(tagging.drivers),
        unread=tuple(sorted(file.path for file in resources.files if file.status is FileStatus.BROKEN)),
        missing=sum(len(root.causes) for root in (*resources.roots, *resources.partial)),
        root_locations={root.path: root.span.location() for root in (*resources.partial, *resources.roots)},
        mandatory_keys=_mandatory_keys(demanding),
        blocking=tuple(policy.id for policy in policies if fails(policy, fail_on)),
        reporting=tuple(
            policy.id for policy in policies if policy.severity is not Severity.INFO and not fails(policy, fail_on)
        ),
        blocking_tags=tuple(policy.id for policy in demanding if fails(policy, fail_on)),
        repository=pipelines.exist or any(_exists(tree, path) for path in (".git", ".github")),
        guard_runs=runs,
        cost_changes=pipelines.cost_changes,
        attestation=pipelines.attestation,
        code_owners=owners,
        owned_files=owned_files(tree, owners, _deciding(tree, configuration, policies, runs)),
        configuration=configuration,
        profile=profile,
    )


def _deciding(
    tree: Tree, configuration: str | None, policies: Iterable[Policy], runs: Iterable[GuardRun]
) -> Iterator[str]:
    """Yield the files that decide what the guard does: configuration, own policies, pipelines."""
    if configuration is not None:
        yield configuration
    yield from (policy.path for policy in policies if not policy.bundled and tree.is_file(policy.path))
    yield from (path for run in runs for path in (run.location.path, run.started_in) if path)


def fails(policy: Policy, fail_on: Severity) -> bool:
    """Tell whether a failure of a policy fails a scan, where that severity and all above do."""
    return policy.severity.rank <= fail_on.rank and policy.enforcement is not Enforcement.ADVISORY


class _Pipelines(Struct, frozen=True):
    """What the pipelines of a repository do, and whether there are any."""

    exist: bool = False
    guard_runs: tuple[GuardRun, ...] = ()
    cost_changes: tuple[GuardRun, ...] = ()
    attestation: GuardRun | None = None


def _pipelines(tree: Tree, judged: Sequence[str]) -> _Pipelines:
    files = pipeline_files(tree)
    if all(mentioning(tree, path) is None for path in files):
        return _Pipelines(bool(files))
    from finops_guard.maturity.pipelines import attestation, cost_changes, guard_runs

    return _Pipelines(True, guard_runs(tree, judged), cost_changes(tree, judged), attestation(tree))


class _Tagging(Struct):
    taggable: int
    tagged: int
    undecided: int
    inherited: int
    gaps: list[Gap]
    drivers: list[Driver]


def _tagging(
    resources: ResourceSet,
    demanding: Sequence[Policy],
    evaluations: Iterable[Evaluation],
    findings: Iterable[Finding],
    costs: Mapping[int, Decimal],
) -> _Tagging:
    ids = {policy.id for policy in demanding}
    spellings = key_spellings(demanding)
    listed = listed_keys(demanding)
    verdicts: dict[tuple[str, str], set[Verdict]] = {}
    for evaluation in evaluations:
        if evaluation.policy in ids:
            verdicts.setdefault((evaluation.root, evaluation.address), set()).add(evaluation.verdict)
    failing: dict[tuple[str, str], dict[str, None]] = {}
    for finding in findings:
        if finding.policy in ids and finding.verdict is Verdict.FAIL:
            # The item's key is the tag's, after the part's name where a part of the resource carries tags.
            at_fault = [key for key in spellings if f"/{finding.key}".endswith(f"/{key}")]
            failing.setdefault((finding.root, finding.address), {}).update(dict.fromkeys(at_fault))
    result = _Tagging(0, 0, 0, 0, [], [])
    for resource in resources.resources:
        if resource.tags is None:
            continue
        result.taggable += 1
        at = (resource.root, resource.address)
        bad, open_keys, inherited = _values(resource, spellings, listed)
        seen = verdicts.get(at, set())
        place, cost, carried = resource.span.location(), costs.get(id(resource)), Carried.YES
        if Verdict.FAIL in seen or (seen and bad):
            keys = tuple(dict.fromkeys((*failing.get(at, {}), *bad)))
            result.gaps.append(Gap(resource.address, resource.root, resource.provider, place, keys, cost))
            carried = Carried.NO
        elif not seen or Verdict.UNRESOLVED in seen or open_keys:
            result.undecided += 1
            carried = Carried.OPEN
        else:
            result.tagged += 1
            result.inherited += inherited
        result.drivers.append(Driver(resource.address, place, carried, cost))
    result.gaps.sort(key=lambda gap: (gap.location, gap.address))
    return result


def demanded_keys(policy: Policy) -> Mapping[str, object]:
    """Return the keys that a policy asks for everywhere, whatever the environment or another tag says."""
    if policy.check_name != "tags" or policy.match.environments:
        return {}
    required = _mapping(policy.parameters.get("required"))
    return {key: asked for key, asked in required.items() if not _mapping(asked).get("when")}


def key_spellings(demanding: Iterable[Policy]) -> dict[str, tuple[str, ...]]:
    """Return the mandatory keys with all their spellings, the key itself first."""
    spellings: dict[str, tuple[str, ...]] = {}
    for policy in demanding:
        aliases = policy.parameters.get("aliases")
        for key in demanded_keys(policy):
            known = _mapping(aliases).get(key, ())
            others = known if isinstance(known, list | tuple) else ()
            spellings[key] = tuple(dict.fromkeys((*spellings.get(key, (key,)), *map(str, others))))
    return spellings


def listed_keys(demanding: Iterable[Policy]) -> set[str]:
    """Return the mandatory keys whose allowed values are listed: what is listed is no placeholder, whatever it is."""
    return {
        key
        for keys in map(demanded_keys, demanding)
        for key, specification in keys.items()
        if _mapping(specification).get("values")
    }


def _values(
    resource: Resource, spellings: Mapping[str, tuple[str, ...]], listed: set[str]
) -> tuple[tuple[str, ...], bool, bool]:
    """Return keys with placeholder values, whether a value is not known, and whether all are inherited."""
    bad: tuple[str, ...] = ()
    unknown, inherited = False, bool(spellings)
    for key, names in spellings.items():
        hits = found(resource.tags, names, resource.provider) if resource.tags else []
        values = [hit.value for hit in hits]
        if key not in listed and values and all(map(is_placeholder, values)):
            bad += (key,)
        unknown = unknown or any(value.is_unknown for value in values)
        inherited = inherited and any(hit.origin in {TagOrigin.DEFAULT_TAGS, TagOrigin.NAMESPACE} for hit in hits)
    return bad, unknown, inherited


def is_placeholder(value: Value) -> bool:
    """Tell whether a value says nothing (``tbd``)."""
    return isinstance(value.raw, str) and value.raw.strip().casefold() in PLACEHOLDERS


def _mandatory_keys(demanding: Iterable[Policy]) -> tuple[MandatoryKey, ...]:
    keys: dict[str, MandatoryKey] = {}
    for policy in demanding:
        for key, specification in demanded_keys(policy).items():
            constrained = bool({"values", "pattern"} & set(_mapping(specification)))
            if key not in keys or (constrained and not keys[key].constrained):
                keys[key] = MandatoryKey(key, constrained, policy.id)
    return tuple(keys.values())


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _exists(tree: Tree, path: str) -> bool:
    return tree.is_file(path) or tree.is_dir(path)


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path, MAX_FILE).decode("utf-8", "replace")
    except TreeError:
        return ""


def _configures(tree: Tree, path: str) -> bool:
    return tree.is_file(path) and (path != "pyproject.toml" or "[tool.finops-guard" in _text(tree, path))
