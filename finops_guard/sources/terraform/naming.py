"""Which resources the expressions of a module name, by their form alone."""

from __future__ import annotations

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.sources.terraform.ast import Attribute, Block, Body, Node, ParsedFile, Reference, Unreadable, hidden
from finops_guard.values import Cause

# Blocks that say what has become of a resource, and use none.
_HISTORY = frozenset({"moved", "removed", "import"})


class Names(Struct):
    """What the expressions of a module name: type and name, with the blocks that do (empty: one that is no resource).

    ``cut`` is why there may be more.
    """

    by: dict[tuple[str, str], set[tuple[str, str]]]
    cut: Cause | None = None

    def of(self, type_: str, name: str) -> bool | Cause:
        """Tell whether anything outside of a resource's own block names it; a Cause where that is not known."""
        if self.by.get((type_, name), set()) - {(type_, name)}:
            return True
        return False if self.cut is None else self.cut


def names_in(files: list[ParsedFile], cut: Cause | None) -> Names:
    """Return what the expressions in the files of a module name."""
    found = Names({}, cut)
    for file in files:
        for block in file.body.blocks:
            if block.type not in _HISTORY:
                own = (
                    (block.labels[0], block.labels[1])
                    if block.type == "resource" and len(block.labels) == 2
                    else ("", "")
                )
                _add(found, block.body, own)
    return found


def _add(found: Names, body: Body, own: tuple[str, str]) -> None:
    pending: list[Attribute | Block] = [*body.attributes.values(), *body.blocks]
    while pending:
        at = pending.pop()
        if isinstance(at, Block):
            found.cut = found.cut or at.body.cut
            pending += [*at.body.attributes.values(), *at.body.blocks]
        else:
            _add_expression(found, at, own)


def _add_expression(found: Names, attribute: Attribute, own: tuple[str, str]) -> None:
    pending: list[object] = [attribute.value]
    while pending:
        at = pending.pop()
        if isinstance(at, Reference):
            path = at.path[1:] if at.path[0] == "resource" else at.path
            if len(path) > 1:
                found.by.setdefault((path[0], path[1]), set()).add(own)
        elif isinstance(at, list | tuple):
            pending += at
        elif isinstance(at, Unreadable):
            found.cut = found.cut or hidden(Span(attribute.source, at.start, at.end))
        elif isinstance(at, Node):
            pending += [getattr(at, name) for name in at.__struct_fields__[2:]]
