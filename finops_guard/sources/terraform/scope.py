"""Where an expression is evaluated: who answers its references, which names are bound, and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from finops_guard.location import SourceText, Span
from finops_guard.sources.terraform.ast import Call, Expression
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.values import Value

# How deep evaluation may nest (expressions within references within expressions ...).
MAX_DEPTH = 1500
# How much one root module may evaluate, in steps of about a microsecond: many times what the largest real ones need.
MAX_STEPS = 5_000_000
# How much all root modules of a scan may evaluate together, and how much more for each character of their files: many
# times what real repositories need. For those that come after, every value is unknown.
MAX_TOTAL_STEPS = 6_000_000
STEPS_A_CHARACTER = 2
# How many characters that a template or function makes count as a step.
STEP_CHARACTERS = 20
# How many steps each part of a value takes whose type is found, to compare it or to convert it.
TYPE_STEPS = 5


_ONE = ("the root module needs", MAX_STEPS)


def exhausted(steps: int, characters: int) -> int | None:
    """Return how many steps all root modules may take whose files have so many characters; None where some are left."""
    limit = MAX_TOTAL_STEPS + STEPS_A_CHARACTER * characters
    return limit if steps > limit else None


class Budget:
    """How deep and how long the evaluation of one root module has gone.

    ``exhausted`` is how many steps all root modules may take, where those before have taken them: no more are left.
    """

    __slots__ = ("_steps_text", "depth", "exceeded", "steps")

    def __init__(self, *, exhausted: int | None = None) -> None:
        self.depth = 0
        self.steps = 0 if exhausted is None else MAX_STEPS
        who, limit = _ONE if exhausted is None else ("all root modules together need", exhausted)
        self._steps_text = f"{who} more than {limit:,} evaluation steps"
        # Which bounds were reached, each once, in that order.
        self.exceeded: dict[str, None] = {}

    @property
    def is_used_up(self) -> bool:
        return self.steps > MAX_STEPS

    def enter(self) -> None:
        """Count one expression; raise EvaluationError where a bound is reached. Every call needs a later leave()."""
        self.depth += 1
        self.steps += 1
        if self.depth > MAX_DEPTH:
            self._exceed(f"the evaluation nests deeper than {MAX_DEPTH:,} levels")
        if self.steps > MAX_STEPS:
            self._exceed(self._steps_text)

    def spend(self, steps: int) -> None:
        """Count work that is not made of expressions: what a function walks over, the text that a template makes."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            self._exceed(self._steps_text)

    def _exceed(self, text: str) -> None:
        self.exceeded[text] = None
        raise EvaluationError(text)

    def leave(self) -> None:
        self.depth -= 1


class Resolver(Protocol):
    """What answers references: a module instance, or a template's variables."""

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """Return the value of the longest prefix that names something, and how many parts of the path it took."""
        ...

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        """Evaluate a function call."""
        ...


class Scope:
    """Where an expression is evaluated: its text, who resolves references, and the names bound around it."""

    __slots__ = ("budget", "names", "resolver", "source")

    def __init__(
        self, resolver: Resolver, source: SourceText, budget: Budget, names: Mapping[str, Value] | None = None
    ) -> None:
        self.resolver = resolver
        self.source = source
        self.budget = budget
        self.names: Mapping[str, Value] = names or {}

    def span(self, node: Expression) -> Span:
        return Span(self.source, node.start, node.end)

    def bind(self, names: Mapping[str, Value]) -> Scope:
        """Return a scope with further names (the variables of a ``for``, a dynamic block's iterator)."""
        return Scope(self.resolver, self.source, self.budget, {**self.names, **names})
