"""What all module instances below one root module share, and how much of it one root module may make."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import SourceText, Span
from finops_guard.settings import Settings
from finops_guard.sources.terraform.ast import Expression
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.scope import Budget
from finops_guard.tree import Tree
from finops_guard.values import Cause, CauseKind

MAX_MODULE_DEPTH = 64
# Module instances that one root module may make: a module that calls itself twice doubles at every level.
MAX_MODULES = 5_000


class ParsedTemplate(Struct, frozen=True):
    """The text of a template, and what it is as an expression; None where it is no valid template."""

    source: SourceText
    node: Expression | None


class Context(Struct):
    """What all module instances below one root module share.

    ``library``: the root is a module that nothing here calls, so whatever its variables hold by default can be given by
    callers elsewhere; an empty default says nothing about what they give. ``tracing`` bounds what is spent on where
    findings point, apart from what is evaluated. ``download`` tells how modules that are not on disk come to be judged,
    ``templates`` are the files that templatefile() has read, by path.
    """

    loader: Loader
    settings: Settings
    root: str
    installed: Mapping[str, str]
    budget: Budget = field(default_factory=Budget)
    tracing: Budget = field(default_factory=Budget)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    missing: list[Cause] = field(default_factory=list)
    modules: int = 0
    library: bool = False
    download: str = "run `terraform init` to have it judged"
    said: set[Diagnostic] = field(default_factory=set)
    templates: dict[str, ParsedTemplate] = field(default_factory=dict)

    @property
    def tree(self) -> Tree:
        return self.loader.tree

    def limited(self, text: str, span: Span) -> None:
        """Say, once, that a limit was reached, so that resources may be left out or values unknown."""
        if self.once(notice("limit", text, span)):
            self.missing.append(Cause(CauseKind.LIMIT, text, span))

    def once(self, diagnostic: Diagnostic) -> bool:
        """Add a diagnostic, unless the same is there; tell whether it was added."""
        new = diagnostic not in self.said
        if new:
            self.said.add(diagnostic)
            self.diagnostics.append(diagnostic)
        return new


def relative(root: str, directory: str) -> str:
    """Return ``path.module``: a directory as seen from that of the root module."""
    here = root.split("/") if root else []
    there = directory.split("/") if directory else []
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    parts = [".."] * (len(here) - common) + there[common:]
    return "/".join(parts) or "."
