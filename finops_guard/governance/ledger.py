"""What each exception of the register covers in one scan, what that costs, and what it is worth by that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.findings import ExceptionState, Finding, RegisteredException
from finops_guard.governance.dates import day
from finops_guard.governance.granted import EMERGENCY, GrantedException
from finops_guard.governance.register import Register

# So many days before the last one it is said that an exception expires.
SOON = 14
SOON_EMERGENCY = 2


class Ledger:
    """Keeps account of a register on a day: first what is covered, and then, once closed, what may stand.

    ``cost`` gives what the resources of findings cost a month together, in ``currency``.
    """

    def __init__(
        self,
        register: Register,
        as_of: str,
        cost: Callable[[Sequence[Finding]], Decimal | None],
        currency: str,
    ) -> None:
        self._register = register
        self._as_of = as_of
        self._cost = cost
        self._currency = currency
        self._covered: dict[str, list[Finding]] = {}
        self._costs: dict[str, Decimal | None] = {}
        self._void: dict[str, Decimal] = {}
        self._applied: set[str] = set()
        self._missed: dict[str, None] = {}
        self._stale: set[str] = set()

    def cover(self, granted: GrantedException, finding: Finding) -> None:
        """Note that an exception is about a finding, whether or not it is in force."""
        self._covered.setdefault(granted.id, []).append(finding)

    def close(self) -> None:
        """Decide which exceptions are void, now that all they cover is known."""
        for granted in self._register.exceptions.values():
            covered = self._covered.get(granted.id)
            if covered:
                self._costs[granted.id] = cost = self._cost(covered)
                if cost is not None and granted.cap is not None and cost > granted.cap and self.lets_stand(granted):
                    self._void[granted.id] = cost

    def lets_stand(self, granted: GrantedException) -> bool:
        """Tell whether an exception is in force, and not above its cap."""
        return granted.id not in self._void and granted.is_in_force(self._as_of)

    def apply(self, granted: GrantedException) -> None:
        """Note that an exception lets something stand."""
        self._applied.add(granted.id)

    def miss(self, granted: GrantedException) -> None:
        """Note that something is reported because an exception that is about it is not in force any more."""
        self._missed[granted.id] = None

    def unneeded(self, is_judged: Callable[[GrantedException], bool]) -> Iterator[Diagnostic]:
        """Yield which exceptions in force nothing needs, among those of which all was judged."""
        for name, granted in self._register.exceptions.items():
            idle = name not in self._applied and self.lets_stand(granted)
            if idle and is_judged(granted):
                self._stale.add(name)
                text = f"the exception {name} is not needed: its policies find nothing in its scope"
                yield notice("exception-unused", text, granted.span, "remove it once the matter is settled for good")

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Yield what is not in force any more although something needs it, and what will not be soon."""
        for name in self._missed:
            granted = self._register.exceptions[name]
            if name not in self._void:
                text = f"the exception {name} {self._over(granted)}: what it covered is reported again"
                again = "have another one granted" if granted.has_ended(self._as_of) else "renew it"
                yield error("exception-expired", text, granted.span, f"put the findings right, or {again}")
        for name, cost in self._void.items():
            granted = self._register.exceptions[name]
            text = (
                f"the exception {name} is void: what it covers costs {cost:,.2f} {self._currency} a month, more than "
                f"its cap of {granted.cap:,.2f}"
            )
            hint = "put the findings right, or have a higher cap granted"
            yield error("exception-over-cap", text, granted.cap_span or granted.span, hint)
        for granted in self._register.exceptions.values():
            if self.lets_stand(granted) and (left := _days_left(granted, self._as_of)) is not None:
                when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
                text = f"the exception {granted.id} expires {when}: its last day is {granted.expires}"
                yield notice("exception-expiring", text, granted.span, "put the findings right, or have it renewed")

    def exceptions(self) -> tuple[RegisteredException, ...]:
        """Return the exceptions with what became of them, by their ids; none without a day."""
        found = self._register.exceptions.values() if self._as_of else ()
        return tuple(self._registered(each) for each in sorted(found, key=lambda each: each.id))

    def _registered(self, granted: GrantedException) -> RegisteredException:
        covered = self._covered.get(granted.id, [])
        return RegisteredException(
            id=granted.id,
            kind=granted.kind,
            state=self._state(granted),
            policies=granted.policies,
            location=granted.span.location(),
            reason=granted.reason,
            requested_by=granted.requested_by,
            approved_by=granted.approved_by,
            created=granted.created,
            expires=granted.expires,
            renewals=granted.renewals,
            findings=len(covered),
            approved_in=granted.approved_in,
            ticket=granted.ticket,
            cost=self._costs.get(granted.id),
            cost_at_grant=granted.at_grant,
            cost_cap=granted.cap,
            currency=self._currency,
            owners=tuple(sorted({each.owner for each in covered if each.owner})),
        )

    def _state(self, granted: GrantedException) -> ExceptionState:
        if granted.has_ended(self._as_of):
            return ExceptionState.ENDED
        if not granted.is_in_force(self._as_of):
            return ExceptionState.EXPIRED
        if granted.id in self._void:
            return ExceptionState.VOID
        if granted.id in self._stale:
            return ExceptionState.STALE
        return ExceptionState.IN_FORCE if _days_left(granted, self._as_of) is None else ExceptionState.EXPIRING

    def _over(self, granted: GrantedException) -> str:
        if not self._as_of:
            return "is not in force: no date is given"
        if granted.has_ended(self._as_of):
            return f"was ended on {granted.ended_on}"
        return f"expired on {granted.expires}"


def _days_left(granted: GrantedException, as_of: str) -> int | None:
    """Return how many days are left of an exception in force, where they are few."""
    last, today = day(granted.expires), day(as_of)
    if last is None or today is None:
        return None
    left = (last - today).days
    return left if left <= (SOON_EMERGENCY if granted.kind == EMERGENCY else SOON) else None
