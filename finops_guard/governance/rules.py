"""The rules of the register that its schema cannot tell: who may grant an exception, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from finops_guard import schema
from finops_guard.findings import Severity
from finops_guard.governance.granted import EMERGENCY, GrantedException, at, text
from finops_guard.location import Span
from finops_guard.policy.model import PolicyFile
from finops_guard.values import Value

if TYPE_CHECKING:
    from datetime import date

# Days from the grant, or from its last renewal, to the day of expiry: by kind, else by the most severe policy.
MAX_DAYS_EMERGENCY = 7
MAX_DAYS = {Severity.ERROR: 90, Severity.WARNING: 180, Severity.INFO: 180}
MAX_RENEWALS = 2

# Who may approve what stands in a file: the people who own it; None where they are not certainly known.
Approvers: TypeAlias = Callable[[str], "tuple[str, ...] | None"]

_Problem: TypeAlias = "tuple[str, Span | None, str]"


def anybody(_path: str) -> None:
    """Let everyone approve."""


class Rules(Struct, frozen=True):
    """What the rules depend on: all ``policies`` by id and by name, active or not, and today's date."""

    policies: Mapping[str, PolicyFile]
    as_of: str
    approvers: Approvers = anybody

    def broken(self, value: Value, found: GrantedException, path: str) -> Iterator[_Problem]:
        """Yield which rules an exception breaks: what is wrong, where, and what to do."""
        from finops_guard.governance.wording import MIN_REASON, is_reason

        yield from self._unnamed(value)
        if not is_reason(found.reason):
            hint = f"write why it may stand, in at least {MIN_REASON} characters"
            yield "the reason says nothing", at(value, "reason"), hint
        yield from self._approvals(value, path)
        yield from self._times(value, found)
        if found.cap is not None and found.at_grant is not None and found.cap < found.at_grant:
            yield "the cap is less than the cost at the grant", found.cap_span, "an exception above its cap is void"

    def _unnamed(self, value: Value) -> Iterator[_Problem]:
        """Yield the policies that there are not."""
        listed = value.get("policies")
        for item in listed.items() if listed else ():
            name = str(item.raw)
            if name not in self.policies:
                yield f'no policy is "{name}"', item.origin, schema.suggest(name, self.policies)

    def _approvals(self, value: Value, path: str) -> Iterator[_Problem]:
        from finops_guard.governance.people import is_nobody, is_same

        people = self.approvers(path)
        requester = text(value, "requested_by")
        if is_nobody(requester):
            yield "this names nobody", at(value, "requested_by"), "write who asked for it"
        for grant in (value, *_renewals(value)):
            name, where = text(grant, "approved_by"), at(grant, "approved_by")
            if is_nobody(name):
                yield "this names nobody", where, "write who granted it"
            elif is_same(name, requester):
                yield "nobody approves an exception of their own", where, "have another person approve it"
            elif people is not None and not any(is_same(name, each) for each in people):
                hint = f"CODEOWNERS names {', '.join(people[:5])}: write the approver as it does"
                yield "the approver is no code owner of this file", where, hint

    def _times(self, value: Value, found: GrantedException) -> Iterator[_Problem]:
        from finops_guard.governance.dates import day

        renewals = _renewals(value)
        ended = value.get("ended")
        granted_on = [value.get("created"), *(renewal.get("on") for renewal in renewals)]
        days: list[date] = []
        for each in [*granted_on, *([ended.get("on")] if ended is not None else []), value.get("expires")]:
            read = day(str(each.raw)) if each is not None else None
            if read is None:
                yield "this is no day of the calendar", each.origin if each else None, "write it as 2026-12-31"
                return
            days.append(read)
        if days != sorted(days):
            yield "created, renewals, ended and expires must be in the order of time", at(value, "expires"), ""
            return
        last_grant = days[len(granted_on) - 1]
        today = day(self.as_of)
        if today is not None and last_grant > today:
            where = at(renewals[-1], "on") if renewals else at(value, "created")
            yield f"it was created, or renewed, in the future: after {self.as_of}", where, ""
        longest = self.longest(found.kind, found.policies)
        if (days[-1] - last_grant).days > longest:
            since = "its last renewal" if renewals else "the grant"
            hint = "let it expire sooner, and renew it if it is still needed"
            yield f"it lasts longer than {longest} days from {since}", at(value, "expires"), hint

    def longest(self, kind: str, policies: Iterable[str]) -> int:
        """Return how many days an exception of a kind may last that is about these policies (ids or names)."""
        if kind == EMERGENCY:
            return MAX_DAYS_EMERGENCY
        named = [self.policies[policy] for policy in policies if policy in self.policies]
        severities = [Severity(policy.data["severity"]) for policy in named]
        return min((MAX_DAYS[each] for each in severities), default=MAX_DAYS[Severity.ERROR])


def _renewals(value: Value) -> list[Value]:
    return list((value.get("renewals") or Value([])).items())
