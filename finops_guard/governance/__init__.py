"""What may stand although a policy fails: exceptions that were granted, and suppressions in the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.findings import Evaluation, Finding, RegisteredException, Suppressed
from finops_guard.policy.model import Policy, PolicyFile, Subject
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.tree import Tree

EXCEPTIONS = ".finops/exceptions"
SUFFIXES = (".yaml", ".yml")


def is_registered(path: str) -> bool:
    """Tell whether a file is one of the register, and nothing else, whatever it holds."""
    return path.startswith(f"{EXCEPTIONS}/") and path.endswith(SUFFIXES) and path.rpartition("/")[0] == EXCEPTIONS


def _unknown(_about: object) -> None:
    """Say that it is not known who owns a file, or what findings cost."""


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
    exceptions: tuple[RegisteredException, ...] = ()


class Surroundings(Struct, frozen=True):
    """What exceptions are held against beside findings; nothing of it is asked for where there are none.

    ``known`` gives every policy there is, active or not, by its id and by its name; ``approvers`` who may approve what
    stands in a file (None: anybody); ``cost`` what the resources of findings cost a month together, in ``currency``.
    """

    known: Callable[[], Mapping[str, PolicyFile]]
    approvers: Callable[[str], tuple[str, ...] | None] = _unknown
    cost: Callable[[Sequence[Finding]], Decimal | None] = _unknown
    currency: str = "USD"


def govern(
    tree: Tree,
    policies: Sequence[Policy],
    resources: ResourceSet,
    findings: Sequence[Finding],
    settings: Settings,
    around: Surroundings,
    *,
    whole: bool,
) -> Governed:
    """Return the findings of a scan held against its exceptions and suppressions; most trees have none."""
    has_register = tree.is_dir(EXCEPTIONS)
    if not (has_register or resources.suppressions):
        return Governed(findings)
    from finops_guard.governance import register, waiving
    from finops_guard.policy import engine

    by_name = around.known()
    granted = register.Register()
    if has_register:
        granted = register.read(tree, by_name, settings.as_of, around.approvers)
    ids = {name: file.id for name, file in by_name.items()}
    terms = waiving.Terms(settings.inline_ignores, settings.as_of, whole, ids, around.cost, around.currency)
    waived = waiving.waive(findings, resources.suppressions, granted, policies, terms)
    own = ResourceSet(files=granted.files, diagnostics=(*granted.diagnostics, *granted.notices, *waived.diagnostics))
    about_files = [policy for policy in policies if policy.subject is Subject.FILE]
    more, evaluations = engine.evaluate(about_files, own)
    return Governed(
        sorted([*waived.findings, *more], key=engine.order) if more else waived.findings,
        waived.suppressed,
        evaluations,
        own,
        settings.as_of if has_register else "",
        waived.exceptions,
    )
