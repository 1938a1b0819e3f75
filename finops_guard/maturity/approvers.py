"""Who may approve what stands in a file: the people that CODEOWNERS names for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from finops_guard.maturity.code_owners import are_people, has_sections
from finops_guard.maturity.ownership import CodeOwners, code_owners
from finops_guard.maturity.pipeline_files import GITLAB
from finops_guard.tree import Tree


def approvers(tree: Tree) -> Callable[[str], tuple[str, ...] | None]:
    """Return what gives the people who own a file; None where it has no owner, or one that may be a team."""

    @cache
    def read() -> tuple[CodeOwners | None, bool]:
        found = code_owners(tree)
        by_text = found is not None and not found.on_github and has_sections(found.text)
        return found, by_text or tree.is_dir(".gitlab") or tree.is_file(GITLAB)

    def people(path: str) -> tuple[str, ...] | None:
        found, on_gitlab = read()
        owners = found.of(path) if found is not None else ()
        return owners if are_people(owners, on_gitlab=on_gitlab) else None

    return people
