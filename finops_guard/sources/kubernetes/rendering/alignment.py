"""Lines of rendered text held against the lines of the template they come from: the cheapest way through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from finops_guard.sources.kubernetes.rendering.template_text import Line, TemplateText

# What is held against each other at most for one text; then the rest of it is not placed.
MAX_STEPS = 300_000

# What it costs to render a line that something else explains better, to leave a line out, to explain a line by nothing.
_INSERTED = 1
_LEFT_OUT = 2
_UNEXPLAINED = 5


# The text begins within the loop.
UNKNOWN_ROUND = -1


class Placed(Struct, frozen=True, order=True):
    """The template's line that a rendered line comes from, and in which round of each ``range`` around it."""

    line: int
    rounds: tuple[int, ...] = ()


def align(template: TemplateText, rendered: Sequence[str]) -> list[Placed | None]:
    """Return for each rendered line where it comes from; None where that cannot be told.

    A text begins at the template's beginning or after a line ``---``, and ends before one. Lines that stand in the
    template as they are, or begin and end as a line of it with actions, are told from those that an action inserts;
    of all ways through the template's branches and loops the one is taken that leaves least unexplained.
    """
    content = [(index, line.rstrip()) for index, line in enumerate(rendered) if line.strip()]
    path = _Search(template, [line for _, line in content]).path()
    found: list[Placed | None] = [None] * len(rendered)
    for at, placed in _placed(template, path):
        found[content[at][0]] = placed
    return found


class _Search:
    """A shortest path: a state is a rendered line to be explained and the template's line that may explain it.

    States are numbers: ``rendered * width + 2 * line``, one more where the line was begun, and what its actions
    insert may follow.
    """

    def __init__(self, template: TemplateText, rendered: Sequence[str]) -> None:
        self._lines = template.lines
        self._follows = template.follows
        self._rendered = rendered
        self._width = 2 * len(template.lines) + 2
        self._literal: dict[str, bool] = {}
        self._keyed: dict[str, list[Line]] = {}
        for line in template.lines:
            if line.is_literal and not line.goes_on:
                self._literal[line.text.rstrip()] = True
            elif line.has_text and line.text.strip():
                self._keyed.setdefault(_key(line.text), []).append(line)
        self._explained: dict[int, bool] = {}

    def path(self) -> list[tuple[int, int]]:
        """Return the states of the best way in order, as (rendered, state within the template)."""
        width = self._width
        starts = [0, *(2 * (index + 1) for index, line in enumerate(self._lines) if _separates(line))]
        before: dict[int, int] = {}
        waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        waiting[0] = [(start, -1) for start in reversed(starts)]
        cost = furthest = 0
        goal = len(self._rendered)
        while waiting:
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
            if len(before) > MAX_STEPS or (state // width == goal and self._ends(state % width)):
                furthest = state if state // width == goal else furthest
                break
            for extra, target in self._steps(state // width, state % width):
                if target not in before:
                    waiting[cost + extra].append((target, state))
        return [divmod(state, width) for state in _back(before, furthest)]

    def _ends(self, at: int) -> bool:
        index = at // 2
        return index == len(self._lines) or (not at % 2 and _separates(self._lines[index]))

    def _steps(self, at: int, position: int) -> Iterator[tuple[int, int]]:
        """Yield what may come after a state, with its costs; what is cheapest last, for it is tried first."""
        index, begun = divmod(position, 2)
        if index == len(self._lines):
            return
        line, base = self._lines[index], at * self._width
        if _separates(line) and not begun:
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
        if line.has_text and not begun and _renders(line, self._rendered[at]):
            strong = line.is_literal or bool(line.text.strip())
            costs = 0 if strong or not self._is_explained(at) else _INSERTED
            yield costs, ahead + position + 1

    def _is_explained(self, at: int) -> bool:
        """Tell whether some line of the template is just like a rendered one."""
        if at not in self._explained:
            text = self._rendered[at]
            self._explained[at] = text in self._literal or any(
                _renders(line, text) for line in self._keyed.get(_key(text), [])[:20]
            )
        return self._explained[at]


def _separates(line: Line) -> bool:
    return line.text.startswith("---") and line.is_literal


def _key(text: str) -> str:
    """Return what a line of a mapping begins with up to its key's colon; else its first word."""
    head, colon, _ = text.partition(":")
    return head if colon else (text.split(maxsplit=1) or [""])[0]


def _renders(line: Line, text: str) -> bool:
    """Tell whether a line of a template may render to a text."""
    if line.is_literal and not line.goes_on:
        written = line.text.rstrip()
        return text == written or (line.begun and text.strip() == written.strip())
    begins = line.text.rstrip() if not line.actions or line.goes_on else line.text
    if not text.startswith(begins.rstrip()) and not (line.begun and text.lstrip().startswith(begins.strip())):
        return False
    tail = line.tail.rstrip()
    goes_on = line.goes_on or any(action.is_long for action in line.actions) or not line.actions
    return goes_on or (text.endswith(tail) and len(text) >= len(begins.rstrip()) + len(tail))


def _back(before: dict[int, int], state: int) -> list[int]:
    found = []
    while state >= 0:
        found.append(state)
        state = before[state]
    return found[::-1]


def _placed(template: TemplateText, path: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Placed]]:
    """Yield for each rendered line what explains it, counting the rounds of loops along the way."""
    rounds: dict[int, int] = {}
    for (at, position), (after, following) in pairwise(path):
        index, target = position // 2, following // 2
        if after > at:
            line = template.lines[index]
            if following != position or line.inserts(begun=bool(position % 2)):
                yield at, Placed(index, tuple(rounds.get(loop, UNKNOWN_ROUND) for loop in line.loops))
        elif target in template.loop_ends:
            rounds[target] = rounds.get(target, 0) + 1 if template.loop_ends[target] == index else 0
