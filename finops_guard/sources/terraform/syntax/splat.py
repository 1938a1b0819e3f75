"""Splats: what follows ``[*]`` and ``.*``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.sources.terraform.ast import Expression, Reference, Splat
from finops_guard.sources.terraform.syntax.lexing import STEP
from finops_guard.sources.terraform.syntax.literals import check_names

if TYPE_CHECKING:
    from finops_guard.sources.terraform.syntax.expressions import ExpressionReader


def full_splat(reader: ExpressionReader, base: Expression, lines: int) -> Splat:
    """Read all steps after ``[*]``; a splat among them applies to the element, the empty Reference."""
    first = last = Splat(base.start, reader.at, base, [], True)
    splats = [first]
    while (found := STEP[lines].match(reader.text, reader.at)) is not None:
        at = reader.at
        reader.at = found.end()
        reader.links += 1
        check_names(found, 1)
        if reader.count is not None:
            reader.count.add(1, reader.at)
        if found.lastindex == 1:
            last.each.append(found[1])
        elif found.lastindex == 2:
            last.each.append(reader.legacy_index(found[2], found.start(2)))
        elif found.lastindex == 3:
            last.each.append(attribute_splat(reader, Reference(at, at, ()), at, lines))
        elif reader.star():
            inner = Splat(at, reader.at, Reference(at, at, ()), [], True)
            last.each.append(inner)
            splats.append(inner)
            last = inner
        else:
            last.each.append(reader.inner())
            reader.sign("]", "to close this index")
    for splat in splats:
        splat.end = reader.at
    return first


def attribute_splat(reader: ExpressionReader, base: Expression, start: int, lines: int) -> Splat:
    """Read the names and legacy indexes after ``.*``."""
    each: list[str | Expression] = []
    while (found := STEP[lines].match(reader.text, reader.at)) is not None and found.lastindex != 4:
        if found.lastindex == 3:
            raise reader.failure("a splat within an attribute splat is not possible", "write [*] instead of .*", lines)
        reader.at = found.end()
        reader.links += 1
        check_names(found, 1)
        if reader.count is not None:
            reader.count.add(1, reader.at)
        each.append(found[1] or reader.legacy_index(found[2], found.start(2)))
    return Splat(start, reader.at, base, each, False)
