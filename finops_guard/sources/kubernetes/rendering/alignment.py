"""Lines of rendered text held against the lines of the template they come from: the cheapest way through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from finops_guard.sources.kubernetes.rendering.template_text import Line, TemplateText

# How many steps the texts of one template may take, and one of them alone; what is beyond is not placed.
MAX_STEPS = 2_000_000
MAX_STEPS_OF_TEXT = 200_000
MAX_LINES = 20_000
MAX_LENGTH = 2_000  # of a line: what is beyond is not compared
MAX_ALIKE = 20

# What it costs to render a line that something else explains better, to leave a line out, to explain a line by nothing.
_INSERTED = 1
_LEFT_OUT = 2
_UNEXPLAINED = 5

# The text begins within the loop.
UNKNOWN_ROUND = -1


class Placed(Struct, frozen=True):
    """The template's line that a rendered line comes from, and in which round of each ``range`` around it."""

    line: int
    rounds: tuple[int, ...] = ()


class Aligner:
    """Holds rendered texts against one template."""

    def __init__(self, template: TemplateText) -> None:
        self.template = template
        self.steps = MAX_STEPS
        self.starts = [0, *(index + 1 for index, line in enumerate(template.lines) if separates(line))]
        self.shapes = [_Shape.of(line) for line in template.lines]
        self._literal: set[str] = set()
        self._keyed: dict[str, list[_Shape]] = {}
        for line, shape in zip(template.lines, self.shapes, strict=True):
            if shape.is_whole:
                self._literal.add(shape.begins)
            elif line.has_text and shape.begins.strip():
                self._keyed.setdefault(_key(shape.begins), []).append(shape)

    def align(self, rendered: Sequence[str]) -> list[Placed | None]:
        """Return for each line of a text where it comes from; None where that cannot be told.

        A text begins at the template's beginning or after a line ``---``, and ends before one. Lines that stand in
        the template as they are, or begin and end as a line of it with actions, are told from those that an action
        inserts; of all ways through the template's branches and loops the one is taken that leaves least unexplained.
        """
        content = [(index, line.rstrip()) for index, line in enumerate(rendered) if line.strip()]
        found: list[Placed | None] = [None] * len(rendered)
        if len(content) <= MAX_LINES and self.steps > len(self.starts):
            search = _Search(self, [line for _, line in content])
            for at, placed in _placed(self.template, search.path()):
                found[content[at][0]] = placed
        return found

    def explains(self, text: str) -> bool:
        """Tell whether some line of the template is just like a rendered one."""
        return text[:MAX_LENGTH] in self._literal or any(
            shape.renders(text) for shape in self._keyed.get(_key(text[:MAX_LENGTH]), [])[:MAX_ALIKE]
        )


class _Shape(Struct, frozen=True):
    """How a line of a template looks rendered: what it begins and ends with, or (``is_whole``) all of it."""

    begins: str
    ends: str
    is_whole: bool
    is_indented: bool  # its blanks at the beginning are there
    is_long: bool  # anything may follow

    @classmethod
    def of(cls, line: Line) -> _Shape:
        whole = line.is_literal and not line.goes_on
        long = not whole and (line.goes_on or line.writes_lines or not line.actions)
        text = line.text[:MAX_LENGTH].rstrip()
        ends = "" if whole or long else line.tail[-MAX_LENGTH:].rstrip()
        return cls(text if not line.begun else text.lstrip(), ends, whole, not line.begun, long)

    def renders(self, text: str) -> bool:
        """Tell whether the line may render to a text."""
        seen = text if self.is_indented else text.lstrip()
        if self.is_whole:
            return seen[:MAX_LENGTH] == self.begins
        return (
            seen.startswith(self.begins)
            and seen.endswith(self.ends)
            and (self.is_long or len(seen) >= len(self.begins) + len(self.ends))
        )


class _Search:
    """A shortest path: a state is a rendered line to be explained and the template's line that may explain it.

    States are numbers: ``rendered * width + 2 * line``, one more where the line was begun, and what its actions
    insert may follow.
    """

    def __init__(self, aligner: Aligner, rendered: Sequence[str]) -> None:
        self._aligner = aligner
        self._lines = aligner.template.lines
        self._follows = aligner.template.follows
        self._rendered = rendered
        self._width = 2 * len(self._lines) + 2
        self._explained: dict[int, bool] = {}

    def path(self) -> list[tuple[int, int]]:
        """Return the states of the best way in order, as (rendered, state within the template)."""
        width = self._width
        before: dict[int, int] = {}
        waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        waiting[0] = [(2 * start, -1) for start in reversed(self._aligner.starts)]
        limit = min(self._aligner.steps, MAX_STEPS_OF_TEXT + len(self._aligner.starts))
        cost = furthest = 0
        goal = len(self._rendered)
        while waiting and len(before) < limit:
            if cost not in waiting:
                cost = min(waiting)
            state, previous = waiting[cost].pop()
            if not waiting[cost]:
                del waiting[cost]
            if state in before:
                continue
            before[state] = previous
            if state // width > furthest // width:
                furthest = state
            if state // width == goal and self._ends(state % width):
                furthest = state
                break
            for extra, target in self._steps(state // width, state % width):
                if target not in before:
                    waiting[cost + extra].append((target, state))
        self._aligner.steps -= len(before) + len(self._aligner.starts)
        return [divmod(state, width) for state in _back(before, furthest)]

    def _ends(self, at: int) -> bool:
        index = at // 2
        return index == len(self._lines) or (not at % 2 and separates(self._lines[index]))

    def _steps(self, at: int, position: int) -> Iterator[tuple[int, int]]:
        """Yield what may come after a state, with its costs; what is cheapest last, for it is tried first."""
        index, begun = divmod(position, 2)
        if index == len(self._lines):
            return
        line, base = self._lines[index], at * self._width
        if separates(line) and not begun:
            return
        passes = _LEFT_OUT if line.has_text and not begun else 0
        if at == len(self._rendered):
            yield from ((passes, base + 2 * target) for target in reversed(self._follows[index]))
            return
        ahead = base + self._width
        yield _UNEXPLAINED, ahead + position
        yield from ((passes, base + 2 * target) for target in reversed(self._follows[index]))
        if line.inserts(begun=bool(begun)):
            yield (_INSERTED if self._is_explained(at) else 0), ahead + position
        shape = self._aligner.shapes[index]
        if line.has_text and not begun and shape.renders(self._rendered[at]):
            costs = 0 if shape.begins.strip() or not self._is_explained(at) else _INSERTED
            yield costs, ahead + position + 1

    def _is_explained(self, at: int) -> bool:
        if at not in self._explained:
            self._explained[at] = self._aligner.explains(self._rendered[at])
        return self._explained[at]


def separates(line: Line) -> bool:
    """Tell whether a line of a template begins the next document."""
    return line.text.startswith("---") and line.is_literal


def _key(text: str) -> str:
    """Return what a line of a mapping begins with up to its key's colon; else its first word."""
    head, colon, _ = text.partition(":")
    return head.strip() if colon else (text.split(maxsplit=1) or [""])[0]


def _back(before: dict[int, int], state: int) -> list[int]:
    found = []
    while state >= 0:
        found.append(state)
        state = before[state]
    return found[::-1]


def _placed(template: TemplateText, path: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Placed]]:
    """Yield for each rendered line what explains it, counting the rounds of loops along the way."""
    begins = [position // 2 for _, position in path[:1]]
    rounds = {index: 0 for index in begins if index in template.loop_ends}
    for (at, position), (after, following) in pairwise(path):
        index, target = position // 2, following // 2
        if after > at:
            line = template.lines[index]
            if following != position or line.inserts(begun=bool(position % 2)):
                yield at, Placed(index, tuple(rounds.get(loop, UNKNOWN_ROUND) for loop in line.loops))
        elif target in template.loop_ends:
            rounds[target] = rounds.get(target, 0) + 1 if template.loop_ends[target] == index else 0
