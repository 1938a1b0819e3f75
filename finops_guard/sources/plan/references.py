"""What the expressions of a plan's configuration refer to, as far as a plan tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from finops_guard.documents.scalars import printable
from finops_guard.sources.plan.merging import Path
from finops_guard.values import Cause, CauseKind, Value

if TYPE_CHECKING:
    from finops_guard.sources.plan.configuration import Configuration

# One that refers to more things than this waits for several of them.
MAX_REFERENCES = 50
# How many module calls and outputs a reference is followed through.
MAX_STEPS = 64

# Names of something else than a resource, in the first part of a reference.
_OTHER = frozenset({"var", "local", "module", "data", "each", "count", "path", "self", "terraform"})
_KEY = r'(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?'
# The attribute of a managed resource; other references begin with one of the words above.
_ATTRIBUTE = re.compile(r"(?!(?:var|local|module|data|each|count|path|self|terraform)\.)[\w-]+\.[^.]+\.[^.]+").fullmatch
_RESOURCE = re.compile(rf"(?:resource\.)?([\w-]+\.[\w-]+{_KEY})(?![\w-])").match
_OUTPUT = re.compile(rf"module\.([\w-]+){_KEY}\.([\w-]+)").match


class Referring:
    """Tells of a resource's values which resource of the plan they belong to, as its expressions refer to it."""

    __slots__ = ("_configuration", "_entry", "_expressions", "_module", "_names")

    def __init__(
        self,
        configuration: Configuration,
        module: tuple[str, tuple[str, ...]],
        expressions: Mapping[str, Any],
        for_each: Any = None,
    ) -> None:
        self._configuration = configuration
        self._module, self._names = module
        self._expressions = expressions
        self._entry = for_each

    def __call__(self, path: Path, value: Value) -> tuple[None, tuple[Cause, ...], str]:
        expression = _at(self._expressions, path)
        address = self._address(expression)
        if value.raw is not None or not address:
            return None, (), address
        name = attribute_in(expression)
        prefix = f"{self._module}." if self._module else ""
        text = f"{prefix}{name}" if name else address
        return None, (Cause(CauseKind.COMPUTED, f"{text} is known after apply", resource=address),), address

    def _address(self, expression: Any) -> str:
        if expression is None:
            return ""
        following = Following(self._configuration, self._entry, self._names)
        found = following.resources(expression, self._module, self._names)
        return found[0] if found is not None and len(found) == 1 else ""


class Following:
    """Follows references through variables of modules, outputs of modules, and what an instance is made for.

    ``for_each`` is what the resource in the module ``home`` is made for.
    """

    __slots__ = ("_configuration", "_for_each", "_home", "_left")

    def __init__(self, configuration: Configuration, for_each: Any, home: tuple[str, ...]) -> None:
        self._configuration = configuration
        self._for_each = for_each
        self._home = home
        self._left = MAX_STEPS

    def resources(self, expression: Any, module: str, names: tuple[str, ...]) -> list[str] | None:
        """Return the addresses of the resources that an expression refers to, perhaps without instance keys.

        None where the plan does not tell them all.
        """
        found: dict[str, None] = {}
        for reference in leaves(expression):
            self._left -= 1
            if self._left < 0:
                return None
            more = self._followed(reference, module, names)
            if more is None:
                return None
            found.update(dict.fromkeys(more))
        return list(found)

    def _followed(self, reference: str, module: str, names: tuple[str, ...]) -> list[str] | None:
        first, _, rest = reference.partition(".")
        prefix = f"{module}." if module else ""
        if first in ("path", "terraform", "count", "data"):
            return []
        if first == "each":
            return [] if rest.startswith("key") else self._of_each(module, names)
        if first == "var":
            if not names:
                return []
            call = self._configuration.call(names[:-1], names[-1])
            caller = module[: -len(_last(module))].rstrip(".")
            return self.resources(_object(call.get("expressions")).get(_word(rest)), caller, names[:-1])
        if first == "module":
            output = _OUTPUT(reference)
            if output is None:
                return None
            made = self._configuration.output((*names, output[1]), output[2])
            return self.resources(made, f"{prefix}module.{output[1]}", (*names, output[1]))
        if first in _OTHER:
            return None
        resource = _RESOURCE(reference)
        return None if resource is None else [prefix + printable(resource[1])]

    def _of_each(self, module: str, names: tuple[str, ...]) -> list[str] | None:
        made_for, self._for_each = self._for_each, None
        if made_for is None or names != self._home:
            return None
        found = self.resources(made_for, module, names)
        return found if found is not None and len(found) < 2 else None


def leaves(expression: Any) -> list[str]:
    """Return what an expression refers to. Terraform lists what is before a name, too: x.y[0].id, x.y[0], x.y."""
    names = _references(expression)[: MAX_REFERENCES + 1]
    return [name for name in names if not any(other != name and other.startswith(name) for other in names)]


def attribute_in(expression: Any) -> str:
    """Return the one attribute of a resource that an expression refers to; empty where it is none, or several."""
    if len(_references(expression)) > MAX_REFERENCES:
        return ""
    found = leaves(expression)
    return printable(found[0]) if len(found) == 1 and _ATTRIBUTE(found[0]) else ""


def named(data: Any) -> Iterator[str]:
    """Yield everything that a part of the configuration refers to or depends on."""
    pending = [data]
    while pending:
        at = pending.pop()
        if isinstance(at, dict):
            for key, item in at.items():
                if key in ("references", "depends_on") and isinstance(item, list):
                    yield from (each for each in item if isinstance(each, str))
                else:
                    pending.append(item)
        elif isinstance(at, list):
            pending += at


def _at(expressions: Any, path: Path) -> Any:
    """Return the expression that gives what stands at a path: that of a whole list or map gives its elements."""
    at = expressions
    for step in path:
        if isinstance(at, dict) and isinstance(at.get("references"), list):
            return at
        if isinstance(step, str):
            at = at.get(step) if isinstance(at, dict) else None
        else:
            at = at[step] if isinstance(at, list) and step < len(at) else None
    return at


def _references(expression: Any) -> list[str]:
    references = expression.get("references") if isinstance(expression, dict) else None
    return [each for each in references if isinstance(each, str)] if isinstance(references, list) else []


def _last(module: str) -> str:
    """Return the last call of a module's address, with its key."""
    found = re.search(rf"module\.[^.\[\]\"]+{_KEY}\Z", module)
    return found[0] if found is not None else module


def _word(text: str) -> str:
    return re.split(r"[.\[]", text, maxsplit=1)[0]


def _object(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}
