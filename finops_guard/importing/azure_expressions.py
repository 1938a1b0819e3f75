"""The few template expressions of Azure Policy that name tags: parameters, and texts joined of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MAX_LENGTH = 2_000
_MAX_DEPTH = 10
_TOKEN = re.compile(r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<name>[A-Za-z]+)\s*\(|(?P<mark>[),]))")


class ExpressionError(Exception):
    """An expression says more than is understood here."""


def resolved(raw: object, parameters: Mapping[str, object]) -> object:
    """Return what a value of a policy rule stands for; raise ExpressionError where that is not known.

    Texts in brackets are expressions, two brackets at the beginning are one that is meant as such.
    """
    if not isinstance(raw, str) or not raw.startswith("["):
        return raw
    if raw.startswith("[["):
        return raw[1:]
    if not raw.endswith("]") or len(raw) > _MAX_LENGTH:
        raise ExpressionError("this is no expression in brackets")
    reader = _Reader(raw[1:-1], parameters)
    value = reader.value(0)
    reader.end()
    return value


class _Reader:
    def __init__(self, text: str, parameters: Mapping[str, object]) -> None:
        self._text = text
        self._at = 0
        # Azure compares the names of parameters without regard to case.
        self._parameters = {name.casefold(): value for name, value in parameters.items()}

    def value(self, depth: int) -> object:
        found = self._next()
        if found is None or found["mark"] or depth > _MAX_DEPTH:
            raise ExpressionError("only parameters('name'), concat(...) and texts are understood here")
        if found["text"] is not None:
            return found["text"].replace("''", "'")
        arguments = self._arguments(depth)
        match found["name"].casefold(), arguments:
            case "parameters", [str(name)]:
                if name.casefold() not in self._parameters:
                    raise ExpressionError(f'the parameter "{name}" has no value: give it with --parameter {name}=...')
                return self._parameters[name.casefold()]
            case "concat", [_, *_] if all(isinstance(each, str) for each in arguments):
                return "".join(map(str, arguments))
        raise ExpressionError("only parameters('name'), concat(...) and texts are understood here")

    def end(self) -> None:
        if self._text[self._at :].strip():
            raise ExpressionError("only parameters('name'), concat(...) and texts are understood here")

    def _arguments(self, depth: int) -> list[object]:
        arguments: list[object] = []
        while True:
            before = self._at
            found = self._next()
            if found is None:
                raise ExpressionError("this expression is not closed")
            if found["mark"] == ")":
                return arguments
            if found["mark"] != ",":
                self._at = before
            arguments.append(self.value(depth + 1))

    def _next(self) -> re.Match[str] | None:
        found = _TOKEN.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found
