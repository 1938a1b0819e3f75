"""The text of a Helm template by its lines: what each may render to, from which values, and which may follow which."""

from __future__ import annotations

import re

from msgspec import Struct, field

from finops_guard.sources.kubernetes.rendering.template_expressions import (
    Each,
    Reference,
    Scope,
    assigned,
    references,
    single,
)

MAX_LINES = 20_000
MAX_DEPTH = 100
MAX_ACTIONS = 30  # of one line, to tell what it takes from values
MAX_ITEM = 500  # lines of one item of a list that are searched for a key

_ITEM = re.compile(r"([ \t]*)-[ \t]")

_OPEN = "{{"
_COMMENT = re.compile(r"\{\{(-?)\s*/\*.*?\*/\s*(-?)\}\}", re.DOTALL)
_ACTION = re.compile(
    r"""\{\{(-(?=\s))?((?:"(?:[^"\\\n]|\\.)*+"|`[^`]*+`|'(?:[^'\\\n]|\\.)++'|\}(?!\})|[^}"`'])*?)(\s-)?\}\}""",
    re.DOTALL,
)
_KEYWORD = re.compile(r"\s*(if|else|end|with|range|define|block|break|continue)\b")
_SILENT = re.compile(r"\s*(?:fail\b|\$\w+(?:\s*,\s*\$\w+)?\s*:?=(?!=))")
# Functions that may render to several lines.
_LONG = re.compile(
    r"\b(?:toYaml|toYamlPretty|include|template|tpl|nindent|indent|toPrettyJson|Get|AsConfig|AsSecrets)\b|\$"
)


class Action(Struct, frozen=True):
    """One ``{{ ... }}`` that writes something: where it stands."""

    start: int
    end: int


class Line(Struct):
    """One line of a template, with what follows it in actions that go on over further lines.

    ``text`` is what stands in it before its first action, ``tail`` what stands behind the last (both all of it where
    there is none), ``has_text`` whether more than blanks stand anywhere. ``refers`` is what its actions may take from
    values, empty where that is too much; ``writes_lines`` tells whether they may write several lines. ``goes_on``: what
    follows it begins with an action that takes the line's end away; ``begun``: an action before it takes its beginning
    away. ``loops`` are the lines of the ``range`` actions around it, the outermost first.
    """

    start: int
    text: str = ""
    tail: str = ""
    actions: list[Action] = field(default_factory=list)
    refers: tuple[Reference, ...] = ()
    writes_lines: bool = False
    has_text: bool = False
    has_control: bool = False
    goes_on: bool = False
    begun: bool = False
    loops: tuple[int, ...] = ()

    @property
    def is_literal(self) -> bool:
        return self.has_text and not self.actions and not self.has_control

    @property
    def is_insertion(self) -> bool:
        """Tell whether nothing but actions says what the line renders to."""
        return bool(self.actions) and not self.has_text

    def inserts(self, *, begun: bool) -> bool:
        """Tell whether any text may come from the line's actions; ``begun``: its own text was there already."""
        return self.is_insertion or (begun and self.writes_lines)

    @property
    def renders(self) -> bool:
        return self.has_text or bool(self.actions)


class TemplateText(Struct):
    """The lines of a template; ``follows[i]`` are the lines that may come after line i, ``len(lines)`` is the end."""

    lines: list[Line]
    follows: list[list[int]]
    loop_ends: dict[int, int]  # the line that begins a range -> the one that ends it


def left_out(template: TemplateText, line: int, key: str) -> tuple[Reference, ...]:
    """Return what decides about a key that an item of a list, which begins in a line, could have but has not.

    That is what the actions of the item's line with the key, or those right below it, write.
    """
    lines = template.lines
    item = _ITEM.match(lines[line].text)
    if item is None:
        return ()
    for index in range(line, min(line + MAX_ITEM, len(lines))):
        text = lines[index].text
        content = text.strip()
        if index > line and content and len(text) - len(text.lstrip()) <= len(item[1]):
            return ()
        if content.startswith(f"{key}:") or (index == line and content.endswith(f"- {key}:")):
            return next((at.refers for at in lines[index : index + 2] if at.refers), ())
    return ()


def read_template(text: str) -> TemplateText | None:
    """Return a template by its lines; None where it is too large, or not to be told apart into text and actions."""
    if text.count("\n") > MAX_LINES:
        return None
    return _Reader(text).read()


class _Block(Struct):
    keyword: str
    line: int
    scope: Scope
    branches: list[int]


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [Line(0)]
        self._blocks: list[_Block] = []
        self._scope = Scope(())
        self._jumps: list[tuple[int, int]] = []
        self._ends: dict[int, int] = {}
        self._defines: set[int] = set()
        self._last: Line | None = None  # the last one that renders to something
        self._trims = False  # the action before takes blanks away

    def read(self) -> TemplateText | None:
        at = 0
        while True:
            begin = self._text.find(_OPEN, at)
            self._literal(at, begin if begin >= 0 else len(self._text))
            if begin < 0:
                return self._result()
            found = _COMMENT.match(self._text, begin)
            at_start = not (self._lines[-1].renders or self._lines[-1].has_control)
            last = self._last
            if found is None:
                found = _ACTION.match(self._text, begin)
                if found is None or len(self._blocks) > MAX_DEPTH:
                    return None
                self._action(begin, found.end(), found[2])
            else:
                self._lines[-1].has_control = True
            if found[1] and at_start and last is not None:
                last.goes_on = True
            self._trims = bool(found[found.re.groups])
            at = found.end()

    def _literal(self, start: int, end: int) -> None:
        """Add text to the line at hand and to those that it begins."""
        while True:
            stop = self._text.find("\n", start, end)
            line = self._lines[-1]
            piece = self._text[start : stop if stop >= 0 else end]
            if line.actions or line.has_control:
                line.tail += piece
            else:
                line.text += piece
            if piece.strip():
                line.begun = line.begun or self._trims
                line.has_text = True
                self._last, self._trims = line, False
            if stop < 0:
                return
            start = stop + 1
            self._lines.append(Line(start, loops=self._loops()))

    def _loops(self) -> tuple[int, ...]:
        return tuple(block.line for block in self._blocks if block.keyword == "range")

    def _action(self, start: int, end: int, inner: str) -> None:
        line = self._lines[-1]
        found = _KEYWORD.match(inner)
        if found is not None:
            line.has_control = True
            self._control(found[1], inner[found.end() :])
        elif _SILENT.match(inner):
            line.has_control = True
            names, rest = assigned(inner)
            value = single(references(rest, self._scope))
            self._scope = self._scope.with_variables(names, value)
        else:
            line.actions.append(Action(start, end))
            line.writes_lines = line.writes_lines or bool(_LONG.search(inner))
            if len(line.actions) <= MAX_ACTIONS:
                refers = (path for path in references(inner, self._scope) if path and path[0] == "Values")
                line.refers = tuple(dict.fromkeys((*line.refers, *refers)))
            else:
                line.refers = ()
            self._last = line
        line.tail = ""

    def _control(self, keyword: str, rest: str) -> None:
        at = len(self._lines) - 1
        if keyword in {"if", "with", "range", "define", "block"}:
            self._blocks.append(_Block(keyword, at, self._scope, [at]))
            self._scope = self._inner(keyword, rest, at)
        elif keyword == "else" and self._blocks:
            block = self._blocks[-1]
            block.branches.append(at)
            again = _KEYWORD.match(rest)
            self._scope = self._inner(again[1], rest[again.end() :], at) if again else block.scope
        elif keyword == "end" and self._blocks:
            block = self._blocks.pop()
            self._scope = block.scope
            self._close(block, at)

    def _inner(self, keyword: str, rest: str, at: int) -> Scope:
        """Return the scope within a block."""
        outer = self._scope
        if keyword in {"define", "block"}:
            return Scope()
        names, expression = assigned(rest)
        found = single(references(expression, outer))
        if keyword == "if":
            return outer.with_variables(names, found)
        if keyword == "with":
            return Scope(found, outer.variables).with_variables(names, found)
        each = (*found, Each(at)) if found is not None else None
        return Scope(each, outer.variables).with_variables(names[:-1], None).with_variables(names[-1:], each)

    def _close(self, block: _Block, end: int) -> None:
        if block.line == end:
            return
        if block.keyword == "define":
            self._defines.add(block.line)
            self._jumps.append((block.line, end))
            return
        for begin, branch in zip(block.branches, [*block.branches[1:], end], strict=True):
            if begin != branch:
                self._jumps.append((begin, branch))
            if branch not in {begin, end}:
                self._jumps.append((branch, end))
        if block.keyword == "range":
            self._jumps.append((end, block.line))
            self._ends[block.line] = end

    def _result(self) -> TemplateText:
        follows = [[index + 1] if index not in self._defines else [] for index in range(len(self._lines))]
        for begin, target in self._jumps:
            if target not in follows[begin]:
                follows[begin].append(target)
        return TemplateText(self._lines, follows, self._ends)
