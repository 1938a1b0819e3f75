"""What may stand although a policy fails: exceptions that were granted, and suppressions in the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from finops_guard.findings import Evaluation, Finding, Suppressed
from finops_guard.policy.model import Policy, Subject
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.tree import Tree

EXCEPTIONS = ".finops/exceptions"


class Governed(Struct, frozen=True):
    """What is left to report, what is not, and the register of exceptions: its files and what is wrong in them.

    ``findings`` and ``evaluations`` include those about the register itself. ``as_of`` is the day that was asked for
    in a tree with exceptions.
    """

    findings: Sequence[Finding]
    suppressed: Sequence[Suppressed] = ()
    evaluations: Sequence[Evaluation] = ()
    register: ResourceSet = ResourceSet()
    as_of: str = ""


def govern(
    tree: Tree,
    policies: Sequence[Policy],
    resources: ResourceSet,
    findings: Sequence[Finding],
    settings: Settings,
    names: Callable[[], Mapping[str, str]],
    *,
    whole: bool,
) -> Governed:
    """Return the findings of a scan held against its exceptions and suppressions; most trees have none.

    ``names`` gives the id of every policy there is, by its id and by its name.
    """
    has_register = tree.is_dir(EXCEPTIONS)
    if not (has_register or resources.suppressions):
        return Governed(findings)
    from finops_guard.governance import register, waiving
    from finops_guard.policy import engine

    ids = names()
    known = register.read(tree, policies, ids, settings.as_of) if has_register else register.Register()
    terms = waiving.Terms(settings.inline_ignores, settings.as_of, whole, ids)
    waived = waiving.waive(findings, resources.suppressions, known, policies, terms)
    own = ResourceSet(files=known.files, diagnostics=(*known.diagnostics, *waived.diagnostics))
    about_files = [policy for policy in policies if policy.subject is Subject.FILE]
    more, evaluations = engine.evaluate(about_files, own)
    return Governed(
        sorted([*waived.findings, *more], key=engine.order) if more else waived.findings,
        waived.suppressed,
        evaluations,
        own,
        settings.as_of if has_register else "",
    )
