"""What a reporter is told besides the report: everything that depends on who reads it, and where."""

from __future__ import annotations

import posixpath

from msgspec import Struct

from finops_guard.location import STDIN


class Options(Struct, frozen=True):
    """How to render; only the caller knows the terminal, the clock and the working directory.

    ``width``: columns of the terminal. ``seconds``: how long the scan took, None leaves it out.
    ``prefix``: the working directory, relative to the scan root (``infra/``; empty: it is the root).
    ``base``: the scan root, relative to the working directory (``infra/`` for ``finops-guard scan infra``), used
    where there is no ``prefix``. ``verdicts``: ``fail`` shows failures only, ``unresolved`` also what could not be
    decided, ``all`` also what passed, and lists without bound.
    ``name``: what tells this scan from others of the same repository in a pull request. ``link_base``: the address
    below which the files of the scan root are shown at the scanned commit, ending in ``/``; empty: places are no links.

    The rest is of text alone. ``hyperlink`` is where places lead to, with ``{path}``, ``{line}`` and ``{column}``;
    empty: they are no links. ``quiet`` leaves what blocks, a line each. ``group_by`` is ``file``, ``policy``, ``owner``
    or ``environment``; ``sort`` is ``cost`` where the report's order is that of money.
    """

    color: bool = False
    width: int = 100
    seconds: float | None = None
    prefix: str = ""
    base: str = ""
    verdicts: str = "unresolved"
    name: str = "scan"
    link_base: str = ""
    hyperlink: str = ""
    quiet: bool = False
    snippets: bool = True
    group_by: str = "file"
    sort: str = "place"

    def path(self, path: str) -> str:
        """Return a path of the scan as seen from the working directory."""
        if path == STDIN:
            return path
        if self.prefix:
            return posixpath.relpath("/" + path, posixpath.join("/", self.prefix))
        return posixpath.normpath(posixpath.join(self.base, path)) if self.base else path
