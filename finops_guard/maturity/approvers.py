"""Who may approve what stands in a file: the people that CODEOWNERS names for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from finops_guard.maturity.code_owners import are_people, has_sections, owners_at
from finops_guard.maturity.facts import CODE_OWNERS_PLACES, MAX_FILE, on_github
from finops_guard.tree import Tree, TreeError

_GITLAB = (".gitlab", ".gitlab-ci.yml")


def approvers(tree: Tree) -> Callable[[str], tuple[str, ...] | None]:
    """Return what gives the people who own a file; None where it has no owner, or one that may be a team."""

    @cache
    def read() -> tuple[str, bool, bool]:
        place = code_owners(tree)
        text = _text(tree, place) if place else ""
        is_github = on_github(tree, place) if place else False
        on_gitlab = tree.is_dir(_GITLAB[0]) or tree.is_file(_GITLAB[1]) or (not is_github and has_sections(text))
        return text, is_github, on_gitlab

    def people(path: str) -> tuple[str, ...] | None:
        text, is_github, on_gitlab = read()
        owners = owners_at(text, path, on_github=is_github)
        return owners if are_people(owners, on_gitlab=on_gitlab) else None

    return people


def code_owners(tree: Tree) -> str | None:
    """Return the file that names code owners; None where there is none."""
    return next((place for place in CODE_OWNERS_PLACES if tree.is_file(place)), None)


def has_owner(tree: Tree, path: str) -> bool:
    """Tell whether CODEOWNERS gives a file an owner."""
    place = code_owners(tree)
    return place is not None and bool(owners_at(_text(tree, place), path, on_github=on_github(tree, place)))


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path, MAX_FILE).decode("utf-8", "replace")
    except TreeError:
        return ""
