"""Findings of before: those of another state of the tree, or those that a baseline lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Finding, Verdict, fingerprint
from finops_guard.location import Location
from finops_guard.pricing.base import Base
from finops_guard.report import Gone


class Past(Struct, frozen=True):
    """A finding of before: what it was about, and where it stood."""

    policy: str
    root: str
    address: str
    key: str
    verdict: Verdict
    message: str
    location: Location
    fingerprint: str

    def gone(self) -> Gone:
        """Return it as what it is once there is no such finding any more."""
        return Gone(self.policy, self.message, self.root, self.address, self.key, self.location, self.fingerprint)


class Earlier(Struct, frozen=True):
    """What was judged before: findings, all roots and files there were, and the addresses of resources by root."""

    findings: Sequence[Past]
    roots: Collection[str]
    files: Collection[str]
    addresses: Mapping[str, Collection[str]] = {}


class Before(Struct, frozen=True):
    """The state of before that a scan is compared with.

    ``earlier`` is None where findings of then are not known (a report of cost has none). ``worth`` prices a finding of
    then, by its fingerprint. ``is_unchanged`` tells of a path of the tree whether it has the same content now; None
    where that cannot be told. ``listed`` are the fingerprints of the baseline of then; None: there was none.
    """

    base: Base
    earlier: Earlier | None = None
    worth: Callable[[str], Finding] | None = None
    is_unchanged: Callable[[str], bool] | None = None
    listed: frozenset[str] | None = None


def past(finding: Finding, before: str = "", after: str = "") -> Past:
    """Return a finding of the base as one of before, as seen from the scan where the two have their own directories."""
    root = moved(finding.root, before, after)
    location = replace(finding.location, path=moved(finding.location.path, before, after))
    kind, colon, place = finding.address.partition(":")
    address = finding.address
    print_ = finding.fingerprint
    if before != after:
        if colon and place in {finding.root, finding.location.path}:
            address = f"{kind}:{moved(place, before, after)}"
        print_ = fingerprint(finding.policy, root, address, finding.key)
    return Past(finding.policy, root, address, finding.key, finding.verdict, finding.message, location, print_)


def moved(path: str, before: str, after: str) -> str:
    """Return a path below one directory as the same path below another."""
    if before == after:
        return path
    rest = path.removeprefix(before).removeprefix("/") if before else path
    return f"{after}/{rest}".strip("/")
