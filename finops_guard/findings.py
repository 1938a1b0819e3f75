"""What policies conclude: verdicts, evaluations and findings."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.digest import sha256_hex
from finops_guard.location import Location


class Severity(StrEnum):
    """How much a finding matters: an error fails the scan, a warning is reported, an info informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe."""
        return list(Severity).index(self)


class Enforcement(StrEnum):
    """What a policy's failure may be let off: advisory never fails a scan, soft yields to a waiver, hard to none."""

    ADVISORY = "advisory"
    SOFT = "soft"
    HARD = "hard"


class Verdict(StrEnum):
    """What a policy concludes about a resource; unresolved means that an unknown value could decide it either way."""

    PASS = "pass"
    FAIL = "fail"
    UNRESOLVED = "unresolved"


class Standing(StrEnum):
    """How a finding stands to what a scan is compared with: it is new, became worse, or stood there before."""

    NEW = "new"
    WORSE = "worse"
    KNOWN = "known"


class ReportedCause(Struct, frozen=True):
    """Why something could not be decided, ready to be shown."""

    kind: str
    text: str
    location: Location | None = None


class Evaluation(Struct, frozen=True):
    """One policy applied to one resource: the evidence behind a pass as well as a fail.

    ``address`` is the resource's, ``root:<path>`` for a policy about a whole root, ``file:<path>`` about a file.
    """

    policy: str
    address: str
    verdict: Verdict
    location: Location
    root: str = ""
    causes: tuple[ReportedCause, ...] = ()


class ModuleCall(Struct, frozen=True):
    """One module call through which a resource is made: its name and where it stands."""

    name: str
    location: Location


class Money(Struct, frozen=True):
    """What a finding is worth a month: what its remediation saves, or else what is at stake, the cost of its resource.

    ``least`` and ``most`` stand beside what is ``expected`` where something is scaled; there is no bound where ``most``
    is None.
    """

    is_saving: bool
    least: Decimal
    expected: Decimal
    most: Decimal | None
    currency: str = "USD"


class Finding(Struct, frozen=True):
    """One failing or unresolved item, pointing at the attribute that decides it.

    ``location`` is where to look (and usually to fix), ``resource_location`` the resource's header.
    ``key`` names the failing item within the resource (a tag key, a container), for the fingerprint.
    ``calls`` are the module calls that make the resource, the root module's own one first.
    ``excerpt`` is the source line at ``location`` with sensitive ranges masked; None where there is none.
    ``on_unresolved`` is what its policy makes of what is not decided (``report``, ``fail``, ``ignore``); empty: the
    scan's setting counts. ``money`` is None where it is about nothing that is known to cost anything, ``standing``
    where it is compared with nothing, ``owner`` where no tag (or budget) names one.
    """

    policy: str
    policy_name: str
    severity: Severity
    verdict: Verdict
    message: str
    address: str
    root: str
    location: Location
    resource_location: Location
    key: str = ""
    remediation: str = ""
    environment: str | None = None
    resource_type: str = ""
    causes: tuple[ReportedCause, ...] = ()
    excerpt: str | None = None
    fingerprint: str = ""
    calls: tuple[ModuleCall, ...] = ()
    enforcement: Enforcement = Enforcement.SOFT
    on_unresolved: str = ""
    money: Money | None = None
    standing: Standing | None = None
    owner: str | None = None


def dearest_first(finding: Finding) -> tuple[int, bool, Decimal]:
    """Return what findings are sorted by where money counts: by severity, what saves the most, what is at stake."""
    money = finding.money
    if money is None:
        return finding.severity.rank, True, Decimal(0)
    return finding.severity.rank, not money.is_saving, -(money.expected or money.most or Decimal(0))


class Suppressed(Struct, frozen=True):
    """A finding that is not reported, and what lets it stand.

    ``location`` is where that is written: a comment or an annotation, else the file of the exception. ``exception`` is
    the id of a registered exception, with who asked for it, who ``approved_by`` granted it where, on which last day it
    ``expires``, and what it cost a month at the grant and may cost at the most; None: nobody granted it.
    """

    finding: Finding
    location: Location
    reason: str = ""
    exception: str | None = None
    approved_by: str = ""
    expires: str = ""
    requested_by: str = ""
    approved_in: str = ""
    ticket: str = ""
    cost_at_grant: Decimal | None = None
    cost_cap: Decimal | None = None


class ExceptionState(StrEnum):
    """What an exception of the register is worth on a day.

    In force, ``expiring`` soon, ``stale`` because nothing needs it, ``void`` because what it covers costs more than its
    cap, ``expired``, or ``ended`` before.
    """

    IN_FORCE = "in-force"
    EXPIRING = "expiring"
    STALE = "stale"
    VOID = "void"
    EXPIRED = "expired"
    ENDED = "ended"


class RegisteredException(Struct, frozen=True):
    """One exception of the register as a scan found it: what it says, and what it lets stand.

    ``findings`` are those that it lets stand, or would if it were in force; ``cost`` is what their resources cost a
    month, each once (None: nothing of them has a price), ``owners`` whose they are.
    """

    id: str
    kind: str
    state: ExceptionState
    policies: tuple[str, ...]
    location: Location
    reason: str
    requested_by: str
    approved_by: str
    created: str
    expires: str
    renewals: int
    findings: int
    approved_in: str = ""
    ticket: str = ""
    cost: Decimal | None = None
    cost_at_grant: Decimal | None = None
    cost_cap: Decimal | None = None
    currency: str = "USD"
    owners: tuple[str, ...] = ()


def fingerprint(policy: str, root: str, address: str, key: str, plan: str = "") -> str:
    """Return the 16 hex digits that identify a finding wherever its lines move: policy, root, address, failing item.

    ``plan`` is part of it only where several plans of the root are judged together.
    """
    text = f"{policy}\0{root}\0{address}\0{key}"
    return sha256_hex(f"{text}\0{plan}" if plan else text)[:16]
