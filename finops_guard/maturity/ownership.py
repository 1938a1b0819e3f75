"""The CODEOWNERS of a tree, and which of the files that decide what the guard does have an owner."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from finops_guard.governance import EXCEPTIONS
from finops_guard.maturity.code_owners import owned_at, owners_at
from finops_guard.maturity.pipeline_files import GITLAB
from finops_guard.tree import Tree, TreeError

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

MAX_FILE = 1_000_000
# Enough to say what is owned; what names a tree's files is bounded anyway.
MAX_OWNED = 50


class CodeOwners(Struct, frozen=True):
    """The file that names code owners, where it stands, and whether it is GitHub's, which knows no sections."""

    place: str
    text: str
    on_github: bool

    def of(self, path: str) -> tuple[str, ...]:
        """Return everyone who must review a path, as the file writes them."""
        return owners_at(self.text, path, on_github=self.on_github)

    def line_for(self, path: str) -> int | None:
        """Return the line that gives a path an owner; None where nothing does."""
        return owned_at(self.text, path, on_github=self.on_github)


class OwnedFile(Struct, frozen=True):
    """A file that decides what the guard does; ``owner_line`` is where CODEOWNERS gives it an owner (None: nowhere)."""

    path: str
    owner_line: int | None


def code_owners(tree: Tree) -> CodeOwners | None:
    """Return the code owners of a tree; None where no file names any. One that cannot be read names nobody."""
    place = next((place for place in PLACES if tree.is_file(place)), None)
    if place is None:
        return None
    try:
        text = tree.read(place, MAX_FILE).decode("utf-8", "replace")
    except TreeError:
        text = ""
    on_gitlab = tree.is_dir(".gitlab") or tree.is_file(GITLAB)
    return CodeOwners(place, text, place.startswith(".github/") or (tree.is_dir(".github") and not on_gitlab))


def owned_files(tree: Tree, owners: CodeOwners | None, deciding: Iterable[str]) -> tuple[OwnedFile, ...]:
    """Return the files that decide what the guard does, each with the line that gives it an owner.

    Of the exceptions the first one without an owner is among them. Others are not: owning them is no merit that grows
    with each further one.
    """
    paths = [*dict.fromkeys(deciding)][:MAX_OWNED]
    if owners is None:
        return tuple(OwnedFile(path, None) for path in paths)
    exceptions = (entry.path for entry in tree.list(EXCEPTIONS) if not entry.is_dir)
    paths += [path for path in exceptions if owners.line_for(path) is None][:1]
    return tuple(OwnedFile(path, owners.line_for(path)) for path in paths)
