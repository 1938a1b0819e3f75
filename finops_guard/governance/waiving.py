"""Findings held against the exceptions and suppressions that let them stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from finops_guard import schema
from finops_guard.addresses import anchor, matches
from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.findings import Enforcement, Finding, RegisteredException, Suppressed
from finops_guard.governance import EXCEPTIONS
from finops_guard.governance.granted import GrantedException
from finops_guard.governance.ledger import Ledger
from finops_guard.governance.register import Register
from finops_guard.location import Location
from finops_guard.policy.model import Policy, Subject
from finops_guard.suppressions import MARK, Suppression

# How many times a finding may be compared with an address that is written; findings after that stay.
MAX_COMPARISONS = 2_000_000


class Waived(Struct, frozen=True):
    """What is left to report, what is not, and what is to be said about exceptions and suppressions themselves."""

    findings: list[Finding]
    suppressed: list[Suppressed]
    diagnostics: list[Diagnostic]
    exceptions: tuple[RegisteredException, ...]


class Terms(Struct, frozen=True):
    """On which terms findings are waived.

    ``inline``: ``any`` suppression counts, ``registered`` ones that name an exception, or ``none``. ``as_of`` is
    today's date; without it no exception is in force. ``whole``: the scan saw everything, so that what is not needed
    can be told. ``names`` maps ids and names of all policies, active or not, to the ids. ``cost`` gives what the
    resources of findings cost a month together, in ``currency``; None where nothing of them has a price.
    """

    inline: str
    as_of: str
    whole: bool
    names: Mapping[str, str]
    cost: Callable[[Sequence[Finding]], Decimal | None]
    currency: str


def waive(
    findings: Sequence[Finding],
    suppressions: Sequence[Suppression],
    register: Register,
    policies: Sequence[Policy],
    terms: Terms,
) -> Waived:
    """Return the findings without those that an exception or a suppression covers, in their order.

    Findings about files that cannot be read always stay: what was not read could be anything.
    """
    return _Waiving(suppressions, register, policies, terms).result(findings)


# What exceptions are found by: a fingerprint, how an address begins, or nothing.
_Key: TypeAlias = "str | tuple[str, str] | None"


class _Grounds(Struct, frozen=True):
    """What could let a finding stand: requests in the code, and exceptions whose scope it lies in."""

    asked: tuple[Suppression, ...]
    granted: tuple[GrantedException, ...]


class _Waiving:
    def __init__(
        self,
        suppressions: Sequence[Suppression],
        register: Register,
        policies: Sequence[Policy],
        terms: Terms,
    ) -> None:
        self.terms = terms
        self.register = register
        self.suppressions = suppressions
        self.fixed = frozenset(policy.id for policy in policies if policy.subject is Subject.FILE)
        self.active = frozenset(policy.id for policy in policies)
        self.unhonoured: dict[Diagnostic, None] = {}
        self.used: set[tuple[Suppression, str]] = set()
        self.ledger = Ledger(register, terms.as_of, terms.cost, terms.currency)
        self.refused: dict[Diagnostic, None] = {}
        self._by_path: dict[str, list[tuple[Location, Suppression]]] = {}
        self._at: dict[Location, list[Suppression]] = {}
        self._comparisons = 0
        # The exceptions with a scope by the id of a policy, and by their fingerprints, or else by what their addresses
        # begin with; under None those that may begin with anything.
        self._scoped: dict[str, dict[_Key, dict[str, GrantedException]]] = {}
        for granted in register.exceptions.values():
            if granted.has_scope:
                for policy in granted.policies:
                    places = self._scoped.setdefault(terms.names[policy], {})
                    begins = map(anchor, granted.addresses) if granted.addresses else (None,)
                    for key in granted.fingerprints or begins:
                        places.setdefault(key, {})[granted.id] = granted
        spans = [*(each.span for each in suppressions), *(each.span for each in register.exceptions.values())]
        self._spans = {span.location(): span for span in spans}
        for each in suppressions:
            for span in (each.covers, *each.through):
                covers = span.location()
                self._by_path.setdefault(covers.path, []).append((covers, each))

    def result(self, findings: Sequence[Finding]) -> Waived:
        kept: list[Finding] = []
        suppressed: list[Suppressed] = []
        # Before any is let stand: whether an exception is void depends on all that it covers.
        grounds = [self._grounds(finding) for finding in findings]
        self.ledger.close()
        for finding, found in zip(findings, grounds, strict=True):
            waived = self._waived(finding, found) if found is not None else None
            if waived is not None and finding.enforcement is Enforcement.HARD:
                self._not_honoured(finding, waived)
                waived = None
            if waived is None:
                kept.append(finding)
            else:
                suppressed.append(waived)
        unneeded = list(self._unneeded())
        said = [*self.refused, *self.unhonoured, *self.ledger.diagnostics(), *unneeded, *self._limited()]
        return Waived(kept, suppressed, [*said, *self._unmanaged(suppressed)], self.ledger.exceptions())

    def _grounds(self, finding: Finding) -> _Grounds | None:
        """Return what could let a finding stand; None where nothing may, or where too much was compared already."""
        if finding.policy in self.fixed or self._comparisons > MAX_COMPARISONS:
            return None
        around = self._around(finding)
        self._comparisons += sum(1 + len(each.request.addresses) for each in around)
        asked = tuple(each for each in around if _asks(each, finding))
        self.used.update((each, name) for each in asked for name in each.request.policies if _names(name, finding))
        granted = []
        for each in self._candidates(finding):
            self._comparisons += 1 + len(each.addresses)
            if each.is_about(finding):
                granted.append(each)
        if finding.enforcement is not Enforcement.HARD:
            for each in _distinct([*granted, *self._named(asked, finding)]):
                self.ledger.cover(each, finding)
        return _Grounds(asked, tuple(granted))

    def _named(self, asked: Iterable[Suppression], finding: Finding) -> Iterator[GrantedException]:
        """Yield the exceptions that requests in the code name for a finding."""
        for each in asked:
            granted = self.register.exceptions.get(each.request.exception or "")
            if granted is not None and granted.is_about(finding):
                yield granted

    def _waived(self, finding: Finding, grounds: _Grounds) -> Suppressed | None:
        """Return what lets a finding stand: an exception before what only the code asks for."""
        for granted in grounds.granted:
            if self.ledger.lets_stand(granted):
                return self._by(granted, finding, granted.span.location())
        for each in grounds.asked:
            found = self._granted(each, finding)
            if found is not None:
                return found
        for granted in _distinct([*grounds.granted, *self._named(grounds.asked, finding)]):
            if not self.ledger.lets_stand(granted):
                self.ledger.miss(granted)
        return None

    def _candidates(self, finding: Finding) -> list[GrantedException]:
        """Return the exceptions of its policy whose fingerprints or addresses may mean a finding."""
        places = self._scoped.get(finding.policy)
        if places is None:
            return []
        start = anchor(finding.address)
        near: tuple[_Key, ...] = (None, start, (start[0], "")) if start is not None else tuple(places)
        return _distinct(each for key in (*near, finding.fingerprint) for each in places.get(key, {}).values())

    def _granted(self, asked: Suppression, finding: Finding) -> Suppressed | None:
        """Return the finding as suppressed, where a request in the code is followed."""
        named, where = asked.request.exception, asked.span.location()
        if named is None:
            if self.terms.inline == "any":
                return Suppressed(finding, where, asked.request.reason)
            self._refuse(asked, "names no exception, so it is not followed", "have one granted, and add its id")
            return None
        granted = self.register.exceptions.get(named)
        if granted is None:
            self._refuse(asked, f"names the exception {named}, which is not in the register", "")
        elif not granted.is_about(finding):
            self._refuse(asked, f"names the exception {named}, which is about something else", "")
        elif not self.ledger.lets_stand(granted):
            return None
        elif self.terms.inline != "none":
            return self._by(granted, finding, where)
        else:
            self._refuse(asked, "is not followed: the configuration lets no comment decide", "")
        return None

    def _by(self, granted: GrantedException, finding: Finding, where: Location) -> Suppressed:
        self.ledger.apply(granted)
        return Suppressed(
            finding,
            where,
            granted.reason,
            granted.id,
            granted.approved_by,
            granted.expires,
            granted.requested_by,
            granted.approved_in,
            granted.ticket,
            granted.at_grant,
            granted.cap,
        )

    def _around(self, finding: Finding) -> list[Suppression]:
        """Return the suppressions around a finding, its resource, or a module call that makes the resource."""
        places = [finding.location, finding.resource_location, *(call.location for call in finding.calls)]
        seen: dict[Suppression, None] = {}
        for place in places:
            if place.path in self._by_path:
                seen.update(dict.fromkeys(self._covering(place)))
        paths = {place.path for place in places}
        return [each for each in seen if each.covers.path in paths]

    def _covering(self, place: Location) -> list[Suppression]:
        if place not in self._at:
            at = (place.line, place.column)
            self._at[place] = [
                each
                for covers, each in self._by_path[place.path]
                if (covers.line, covers.column) <= at < (covers.end_line, covers.end_column)
            ]
        return self._at[place]

    def _refuse(self, asked: Suppression, why: str, hint: str) -> None:
        self.refused[notice("suppression", f"{MARK} {why}", asked.span, hint)] = None

    def _not_honoured(self, finding: Finding, waived: Suppressed) -> None:
        """Say that nothing lets a finding stand of a policy that is enforced hard."""
        by = f"the exception {waived.exception}" if waived.exception else MARK
        text = f"{by} is not honoured for {finding.policy}: the policy is enforced hard, so its findings stand"
        at = self._spans.get(waived.location, waived.location.path)
        self.unhonoured[notice("waiver-not-honoured", text, at, "put the findings right")] = None

    # What is to be said about exceptions and suppressions themselves

    def _limited(self) -> Iterator[Diagnostic]:
        if self._comparisons > MAX_COMPARISONS:
            text = (
                f"findings and exceptions take more than {MAX_COMPARISONS:,} comparisons: the rest of them is reported"
            )
            yield notice("limit", text, EXCEPTIONS)

    def _unneeded(self) -> Iterator[Diagnostic]:
        """Yield what names no policy, and, where everything was compared, what nothing needs."""
        whole = self.terms.whole and self._comparisons <= MAX_COMPARISONS
        for each in self.suppressions:
            for name in each.request.policies:
                policy = self.terms.names.get(name)
                if policy is None:
                    hint = schema.suggest(name, self.terms.names)
                    yield notice("suppression", f'{MARK}: no policy is "{name}"', each.span, hint)
                elif whole and policy in self.active and (each, name) not in self.used:
                    text = f"{MARK} {name} is not needed: the policy finds nothing here"
                    yield notice("suppression-unused", text, each.span, "remove it")
        if whole:
            yield from self.ledger.unneeded(self._is_judged)

    def _is_judged(self, granted: GrantedException) -> bool:
        return {self.terms.names.get(policy, "") for policy in granted.policies} <= self.active

    def _unmanaged(self, suppressed: Iterable[Suppressed]) -> Iterator[Diagnostic]:
        """Yield what only the code lets stand, where there is a register that could."""
        bare = [each.location for each in suppressed if each.exception is None] if self.register.files else []
        for place in dict.fromkeys(bare):
            text = f"{MARK} names no exception: what it lets stand is unmanaged"
            hint = "have one granted (finops-guard exception new), and add its id"
            yield notice("suppression-unmanaged", text, self._spans.get(place, place.path), hint)


def _distinct(exceptions: Iterable[GrantedException]) -> list[GrantedException]:
    return list({each.id: each for each in exceptions}.values())


def _asks(suppression: Suppression, finding: Finding) -> bool:
    """Tell whether a suppression is about the policy and the address of a finding in its text."""
    request = suppression.request
    if suppression.root is not None and suppression.root != finding.root:
        return False
    return any(_names(name, finding) for name in request.policies) and (
        not request.addresses or any(matches(each, finding.address, relative=True) for each in request.addresses)
    )


def _names(name: str, finding: Finding) -> bool:
    return name in (finding.policy, finding.policy_name)
