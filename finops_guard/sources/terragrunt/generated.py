"""The Terraform files that ``generate`` blocks write, with the places of the text they were written from."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import Expression, Literal, Template, TemplateFor, TemplateIf
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.operators import to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terragrunt.rooted import settle
from finops_guard.values import Cause, Unknown, Value

# What stands in the generated text for a part that is not known: a reference that only a unit's module resolves.
UNKNOWN_ROOT = "terragrunt"


class Piece(Struct, frozen=True):
    """A part of a generated text: where it starts there, and which part of the configuration it comes from.

    ``exact``: character by character; else all of it comes from the whole part.
    """

    at: int
    start: int
    end: int
    exact: bool


class GeneratedText(SourceText):
    """The text of a generated file; its positions and lines are those of the configuration that generates it."""

    __slots__ = ("_starts_at", "pieces", "written")

    def __init__(self, text: str, written: SourceText, pieces: list[Piece]) -> None:
        super().__init__(written.path, text)
        self.written = written
        self.pieces = pieces
        self._starts_at = [piece.at for piece in pieces]

    def _piece(self, offset: int) -> Piece:
        return self.pieces[max(0, bisect_right(self._starts_at, offset) - 1)]

    def origin(self, offset: int, *, end: bool = False) -> int:
        """Return the offset in the configuration that an offset (of an end) in this text comes from."""
        piece = self._piece(offset - 1 if end and offset else offset)
        if piece.exact:
            return min(piece.start + offset - piece.at, piece.end)
        return piece.end if end else piece.start

    def position(self, offset: int) -> tuple[int, int]:
        return self.written.position(self.origin(offset))

    def conceal(self, start: int, end: int) -> None:
        self.written.conceal(self.origin(start), self.origin(end, end=True))

    def line(self, number: int) -> str:
        return self.written.line(number)

    def excerpt(self, number: int, column: int) -> str:
        return self.written.excerpt(number, column)


class Generated(Struct, frozen=True):
    """A generated text, and the values that stand in it by reference because they are not known."""

    source: GeneratedText
    unknown: dict[str, Value]


def render(node: Expression, scope: Scope, label: str) -> Generated | Value:
    """Return the text that ``contents`` gives; Unknown where not even its parts are known.

    Raise EvaluationError where a part of it is none that a text can hold.
    """
    rendering = _Rendering(scope, label)
    if isinstance(node, Template) and not any(isinstance(part, TemplateIf | TemplateFor) for part in node.parts):
        for part in node.parts:
            rendering.add(part, node)
        return rendering.result()
    if isinstance(node, Literal) and isinstance(node.value, str):
        rendering.literal(node, node.value)
        return rendering.result()
    value = settle(attempt(node, scope))
    if not isinstance(value.raw, str):
        return value
    rendering.piece(value.raw, node.start, node.end)
    return rendering.result()


# What a provider configuration that was not read could give every resource; its reference is to an unknown value.
_UNREAD = """\
provider "aws" {
  region = terragrunt.unread
  default_tags {
    tags = terragrunt.unread
  }
}
provider "google" {
  region         = terragrunt.unread
  default_labels = terragrunt.unread
}
provider "google-beta" {
  region         = terragrunt.unread
  default_labels = terragrunt.unread
}
"""


def unread(causes: list[Cause], span: Span) -> Generated:
    """Return what stands for generated text that is not known: it may configure the providers."""
    source = GeneratedText(_UNREAD, span.source, [Piece(0, span.start, span.end, exact=False)])
    return Generated(source, {"unread": Value(Unknown(causes), span)})


class _Rendering:
    def __init__(self, scope: Scope, label: str) -> None:
        self.scope = scope
        self.label = label
        self.texts: list[str] = []
        self.size = 0
        self.quotes = 0
        self.pieces: list[Piece] = []
        self.unknown: dict[str, Value] = {}

    def result(self) -> Generated:
        pieces = self.pieces or [Piece(0, 0, 0, exact=True)]
        return Generated(GeneratedText("".join(self.texts), self.scope.source, pieces), self.unknown)

    def piece(self, text: str, start: int, end: int, *, exact: bool = False) -> None:
        if text:
            self.pieces.append(Piece(self.size, start, end, exact))
            self.texts.append(text)
            self.size += len(text)
            line = text.rpartition("\n")
            self.quotes = (0 if line[1] else self.quotes) + line[2].replace('\\"', "").count('"')

    def literal(self, node: Literal, text: str) -> None:
        """Add literal text line by line: a heredoc's lines end as they are written, their indentation may be gone."""
        written = self.scope.source.text[node.start : node.end]
        start = node.start
        if written.startswith("<<"):
            start += written.index("\n") + 1
            written = self.scope.source.text[start : node.end]
        originals = written.splitlines(keepends=True)
        for number, line in enumerate(text.splitlines(keepends=True)):
            original = originals[number] if number < len(originals) else ""
            if original.endswith(line):
                end = start + len(original)
                self.piece(line, end - len(line), end, exact=True)
            else:
                self.piece(line, min(start, node.end), min(start + len(original), node.end))
            start += len(original)

    def add(self, part: Expression, template: Template) -> None:
        if isinstance(part, Literal) and isinstance(part.value, str):
            self.literal(part, part.value)
            return
        value = settle(attempt(part, self.scope))
        if isinstance(value.raw, Unknown):
            name = f"{self.label}_{len(self.unknown)}"
            self.unknown[name] = value
            self.piece(self._reference(name), part.start, part.end)
        else:
            self.scope.budget.spend(len(template.parts))
            self.piece(to_string(value), part.start, part.end)

    def _reference(self, name: str) -> str:
        """Return how to refer to an unknown value here: as it is, or interpolated where a string is open."""
        reference = f"{UNKNOWN_ROOT}.{name}"
        return f"${{{reference}}}" if self.quotes % 2 else reference


def label_of(text: str, number: int) -> str:
    """Return a name that HCL can refer to, for a block label that may hold any sign."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in f"g{number}_{text}"[:40])
