"""All that a reporter may know about one scan: frozen, without clock, machine paths or open files."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from finops_guard.findings import Enforcement, Evaluation, Finding, RegisteredException, Severity, Suppressed, Verdict
from finops_guard.location import Location
from finops_guard.maturity.model import Score
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.savings import Saving
from finops_guard.pricing.shares import CostShares
from finops_guard.resources import FileRecord, FileStatus

if TYPE_CHECKING:
    from finops_guard.maturity.tagging import TagCoverage
    from finops_guard.policy.budgets.summary import BudgetSummary


class Notice(Struct, frozen=True):
    """One statement about input that was not, or not fully, evaluated; it never fails a scan."""

    kind: str
    message: str
    location: Location
    hint: str = ""


class PolicySummary(Struct, frozen=True):
    """What a report tells about one active policy; ``description`` is why it asks for what its title says."""

    id: str
    name: str
    title: str
    severity: Severity
    capability: str
    remediation: str = ""
    references: tuple[str, ...] = ()
    enforcement: Enforcement = Enforcement.SOFT
    description: str = ""


class Costly(Struct, frozen=True):
    """One of the resources that cost the most."""

    root: str
    address: str
    monthly: Range


class Changed(Struct, frozen=True):
    """One of the resources whose cost changes the most; ``status`` is ``new``, ``changed`` or ``removed``.

    ``moved_from`` is the address that it had; ``is_priced`` is False where it has no price on any side.
    """

    status: str
    root: str
    address: str
    moved_from: str
    delta: Decimal
    is_priced: bool = True


class CostChange(Struct, frozen=True):
    """What the costs a month differ by from a ``base``, which is named; by which resources, the largest change first.

    ``counts`` has how many resources are new, changed and removed; ``unread`` how much was not read on a side.
    ``on_nodes`` is what workloads take of node pools of either side, in no sum here; ``one_sided`` is how much of the
    difference is of parts that have a price on one side only.
    """

    base: str
    before: Decimal
    after: Decimal
    added: Decimal = Decimal(0)
    saved: Decimal = Decimal(0)
    counts: Mapping[str, int] = field(default_factory=dict)
    largest: tuple[Changed, ...] = ()
    unread: int = 0
    on_nodes: Decimal | None = None
    one_sided: Decimal | None = None

    @property
    def delta(self) -> Decimal:
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """How much more it costs, in percent; None where the base costs nothing."""
        return self.delta * 100 / self.before if self.before else None


class CostSummary(Struct, frozen=True):
    """What a scan's resources cost a month: of those that have a price, and how many there are with and without one.

    ``partly`` are priced in part; ``usage_based`` cost only what is used, and nobody said how much. ``on_nodes`` is
    what workloads take of node pools, which are counted themselves. ``change`` is None where nothing is compared.
    ``shares`` says whose cost it is, and what for.
    """

    monthly: Range
    currency: str = "USD"
    priced: int = 0
    partly: int = 0
    unpriced: int = 0
    usage_based: int = 0
    costliest: tuple[Costly, ...] = ()
    on_nodes: Range | None = None
    change: CostChange | None = None
    shares: CostShares = CostShares()

    @property
    def resources(self) -> int:
        """How many resources cost something."""
        return self.priced + self.partly + self.unpriced + self.usage_based


class Known(Struct, frozen=True):
    """A finding that is not reported because it stood before; ``by`` says who knows it.

    ``base``: it is in the base, too; ``baseline``: the baseline file lists it; ``unchanged``: only what stands in
    changed files is asked for. ``was`` is the fingerprint that base or baseline know it by.
    """

    finding: Finding
    by: str
    was: str = ""


class Gone(Struct, frozen=True):
    """A finding of the base, or an entry of the baseline, that is no finding any more.

    ``location`` is where it stood: in the base, or as the baseline says.
    """

    policy: str
    message: str
    root: str
    address: str
    key: str
    location: Location
    fingerprint: str


class Novelty(Struct, frozen=True):
    """What the findings of a scan are compared with, and what comes of it.

    ``base`` is the name of the state before (``commit 1a2b3c4d5e6f (main)``) and ``baseline`` the path of the file with
    findings that are let stand; both are empty where there is none. ``fixed`` are findings of the base that are gone,
    ``stale`` entries of the baseline without a finding; ``known`` are in the order of findings, the rest by place.
    """

    base: str = ""
    baseline: str = ""
    changed_only: bool = False
    known: tuple[Known, ...] = ()
    fixed: tuple[Gone, ...] = ()
    stale: tuple[Gone, ...] = ()


class Recorded(Struct, frozen=True):
    """What a scan was made from, so that it can be performed again.

    ``commit`` is the full name of the commit that was checked out, empty where there is none, and ``uncommitted`` are
    the files that differ from it. ``options`` are the settings that a command line can change, as they were in force;
    values of variables are no part of it, only the names, also those of ``TF_VAR_`` (``variables``). ``files`` has the
    SHA-256 digest of each file that was read.
    """

    commit: str
    uncommitted: tuple[str, ...]
    paths: tuple[str, ...]
    config: str
    options: Mapping[str, str | tuple[str, ...]]
    variables: tuple[str, ...]
    files: Mapping[str, str]


class Report(Struct, frozen=True):
    """One scan's result; findings, evaluations and files are sorted (path, line, column, policy id).

    ``resource_count`` counts resources by provider. ``verdicts`` counts policy x resource evaluations.
    ``fail_on`` and ``unresolved`` are the settings that decide :attr:`failed`. ``suppressed`` are the findings that
    exceptions and suppressions let stand, ``exceptions`` those of the register; ``as_of`` is the day for which that was
    decided, empty where no exception was looked at. ``cost`` is None where no resource is known to cost anything,
    ``budgets`` where there are none, ``saving`` where no finding saves any. ``novelty`` is None where findings are
    compared with nothing; else ``findings`` has only what is new or became worse, and what stood before is there.
    ``tags`` says of each mandatory tag how many resources carry it. ``paid`` is what each resource adds to the cost, by
    root and address. ``recorded`` is None where nobody asked to record what the scan was made from.
    """

    version: str
    profile: str
    findings: tuple[Finding, ...]
    evaluations: tuple[Evaluation, ...]
    notices: tuple[Notice, ...]
    files: tuple[FileRecord, ...]
    policies: tuple[PolicySummary, ...]
    resource_count: Mapping[str, int]
    score: Score
    fail_on: Severity = Severity.ERROR
    unresolved: str = "report"
    suppressed: tuple[Suppressed, ...] = ()
    exceptions: tuple[RegisteredException, ...] = ()
    as_of: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    cost: CostSummary | None = None
    budgets: BudgetSummary | None = None
    saving: Saving | None = None
    novelty: Novelty | None = None
    tags: tuple[TagCoverage, ...] = ()
    paid: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    recorded: Recorded | None = None

    @property
    def verdicts(self) -> dict[Verdict, int]:
        counts = dict.fromkeys(Verdict, 0)
        for evaluation in self.evaluations:
            counts[evaluation.verdict] += 1
        return counts

    @property
    def file_counts(self) -> dict[FileStatus, int]:
        counts = dict.fromkeys(FileStatus, 0)
        for file in self.files:
            counts[file.status] += 1
        return counts

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings at or above ``fail_on`` that fail the scan; unresolved ones only with ``unresolved = fail``.

        The policy's own word on the unresolved goes before that, and what is advisory never fails a scan.
        """
        blocking = {severity for severity in Severity if severity.rank <= self.fail_on.rank}
        return tuple(
            f
            for f in self.findings
            if f.severity in blocking and f.enforcement is not Enforcement.ADVISORY and self.is_failure(f)
        )

    def is_failure(self, finding: Finding) -> bool:
        """Tell whether a finding counts as a failure, not as undecided: its policy's word goes before the scan's."""
        if finding.verdict is Verdict.FAIL:
            return True
        asked = finding.on_unresolved or self.unresolved
        return asked == "fail" and finding.enforcement is not Enforcement.ADVISORY

    @property
    def failed(self) -> bool:
        return bool(self.blocking)
