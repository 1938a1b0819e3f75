"""One exception of the register, as its file says it."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from finops_guard.addresses import matches
from finops_guard.findings import Finding
from finops_guard.location import SourceText, Span
from finops_guard.policy.patterns import Globs
from finops_guard.values import Value, plain

EMERGENCY = "emergency"


class GrantedException(Struct, frozen=True):
    """One exception of the register, with its rules kept.

    ``policies`` are ids or names. ``addresses`` and ``roots`` are patterns, ``fingerprints`` and ``environments`` are
    compared as they are; where none of the four is given, it is about what the code itself asks for by its id.
    ``expires`` is the last day (ISO 8601) on which it is in force, ``ended_on`` the first day on which it is not any
    more (empty: nobody ended it). ``approved_by`` granted it, or renewed it last.
    """

    id: str
    kind: str
    policies: tuple[str, ...]
    addresses: tuple[str, ...]
    roots: tuple[str, ...]
    fingerprints: tuple[str, ...]
    environments: tuple[str, ...]
    reason: str
    requested_by: str
    approved_by: str
    approved_in: str
    ticket: str
    created: str
    expires: str
    renewals: int
    ended_on: str
    at_grant: Decimal | None
    cap: Decimal | None
    span: Span
    cap_span: Span | None = None

    @property
    def has_scope(self) -> bool:
        return bool(self.addresses or self.roots or self.fingerprints or self.environments)

    def is_about(self, finding: Finding) -> bool:
        """Tell whether a finding is of one of the policies, and lies in the scope where there is one."""
        if finding.policy not in self.policies and finding.policy_name not in self.policies:
            return False
        return (
            (not self.addresses or any(matches(each, finding.address) for each in self.addresses))
            and (not self.roots or Globs(self.roots).match(finding.root or "."))
            and (not self.fingerprints or finding.fingerprint in self.fingerprints)
            and (not self.environments or finding.environment in self.environments)
        )

    def has_ended(self, as_of: str) -> bool:
        """Tell whether somebody ended it before its time was over."""
        return bool(self.ended_on) and self.ended_on <= as_of

    def is_in_force(self, as_of: str) -> bool:
        """Tell whether it lets anything stand on a day; without a day it does not."""
        return bool(as_of) and as_of <= self.expires and not self.has_ended(as_of)


def granted(value: Value, path: str) -> GrantedException:
    """Return the exception that a document means which meets the schema."""
    scope = value.get("scope") or Value({})
    cost = value.get("monthly_cost") or Value({})
    renewals = list((value.get("renewals") or Value([])).items())
    return GrantedException(
        id=text(value, "id"),
        kind=text(value, "kind"),
        policies=_texts(value, "policies"),
        addresses=_texts(scope, "addresses"),
        roots=_texts(scope, "roots"),
        fingerprints=_texts(scope, "fingerprints"),
        environments=_texts(scope, "environments"),
        reason=text(value, "reason"),
        requested_by=text(value, "requested_by"),
        approved_by=text(renewals[-1] if renewals else value, "approved_by"),
        approved_in=text(value, "approved_in"),
        ticket=text(value, "ticket"),
        created=text(value, "created"),
        expires=text(value, "expires"),
        renewals=len(renewals),
        ended_on=text(value.get("ended") or Value({}), "on"),
        at_grant=_number(cost, "at_grant"),
        cap=_number(cost, "cap"),
        span=at(value, "id") or Span(SourceText(path, ""), 0, 0),
        cap_span=at(cost, "cap"),
    )


def text(value: Value, key: str) -> str:
    """Return the text of a key; empty where there is none."""
    found = value.get(key)
    return str(found.raw) if found is not None else ""


def at(value: Value, key: str) -> Span | None:
    """Return where the value of a key stands."""
    found = value.get(key)
    return found.origin if found is not None else None


def _number(value: Value, key: str) -> Decimal | None:
    found = value.get(key)
    return Decimal(str(found.raw)) if found is not None else None


def _texts(value: Value, key: str) -> tuple[str, ...]:
    found = value.get(key)
    listed = plain(found) if found is not None else []
    return tuple(map(str, listed)) if isinstance(listed, list) else ()
