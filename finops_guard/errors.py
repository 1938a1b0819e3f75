"""What can go wrong outside the scanned tree: the caller's usage, configuration, policies and data.

Bad input inside the scanned tree is never an exception: it is a :class:`finops_guard.diagnostics.Diagnostic`.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from finops_guard.location import Location


class Problem(Struct, frozen=True):
    """One thing that is wrong, where it stands, and what to do next."""

    message: str
    location: Location | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{hint}"


class FinopsGuardError(Exception):
    """Base of every error that ends a command with exit code 2; carries all problems found at once."""

    def __init__(self, problems: str | Problem | Sequence[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(FinopsGuardError):
    """The command line asks for something that cannot be done (a missing path, a bad option value)."""


class ConfigError(FinopsGuardError):
    """The configuration file does not load."""


class PolicyError(FinopsGuardError):
    """A policy file does not load, or policies contradict each other."""


class CatalogError(FinopsGuardError):
    """The embedded catalog is missing or damaged."""
