"""YAML as yamlencode() writes it: strings and keys quoted, keys sorted, texts of several lines as literal blocks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import number_text
from finops_guard.values import Plain

# A quoted text is folded at the first space behind this column.
_WIDTH = 80
# Keys that take more bytes are written behind a question mark.
_MAX_KEY = 128
_BREAKS = "\r\n\u0085\u2028\u2029"
_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\u0085": "N",
    "\u2028": "L",
    "\u2029": "P",
}


def to_yaml(data: Plain) -> str:
    """Return plain data as one YAML document."""
    writer = _Writer()
    writer.node(data, -2, "root")
    return writer.finished(plain=data is None or isinstance(data, bool | int | Decimal))


def _printable(character: str) -> bool:
    if character <= "~":
        return character >= " " or character == "\n"
    return "\u00a0" <= character <= "\ufffd" and character != "\ufeff"


def _escaped(character: str) -> str:
    known = _ESCAPES.get(character)
    if known is not None:
        return "\\" + known
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _fits_block(text: str) -> bool:
    """Tell whether a text of several lines can be a literal block: no special character, no space before a break."""
    if not all(map(_printable, text)) or text.endswith(" "):
        return False
    return not any(" " + each in text for each in _BREAKS)


class _Writer:
    """Writes nodes; ``indent`` is where the block starts that a node stands in."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._column = 0

    def finished(self, *, plain: bool) -> str:
        if self._column:
            self._put("\n")
        if plain:
            self._put("...\n")
        return "".join(self._pieces)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._column = 0 if text.endswith("\n") else self._column + len(text)

    def _line(self, indent: int) -> None:
        if self._column:
            self._put("\n")
        self._put(" " * indent)

    def node(self, data: Plain, indent: int, place: str) -> None:
        """Write a node as ``root``, as ``item`` of a list, or as ``value`` of a key."""
        if isinstance(data, Mapping) and data:
            self._mapping(data, indent + 2, place)
        elif isinstance(data, list) and data:
            # A list below a key is not indented.
            self._sequence(data, indent if place == "value" else indent + 2, place)
        else:
            if place == "value":
                self._put(" ")
            self._scalar(data, max(indent + 2, 2))

    def _mapping(self, data: Mapping[str, Plain], indent: int, place: str) -> None:
        for at, key in enumerate(sorted(data)):
            if at or place == "value":
                self._line(indent)
            if len(key.encode()) <= _MAX_KEY and not any(each in key for each in _BREAKS):
                self._quoted(key, None)
                self._put(":")
                self.node(data[key], indent, "value")
            else:
                self._put("? ")
                self._scalar(key, indent + 2)
                self._line(indent)
                self._put(": ")
                self.node(data[key], indent, "item")

    def _sequence(self, data: list[Plain], indent: int, place: str) -> None:
        for at, item in enumerate(data):
            if at or place == "value":
                self._line(indent)
            self._put("- ")
            self.node(item, indent, "item")

    def _scalar(self, data: Plain, indent: int) -> None:
        if isinstance(data, str):
            if "\n" in data and _fits_block(data):
                self._literal(data, indent)
            else:
                self._quoted(data, indent)
        elif isinstance(data, bool):
            self._put("true" if data else "false")
        elif isinstance(data, int | Decimal):
            self._put(number_text(data))
        elif data is None:
            self._put("null")
        elif isinstance(data, list | Mapping):
            self._put("[]" if isinstance(data, list) else "{}")
        else:
            raise EvaluationError("the value cannot be written as YAML")

    def _quoted(self, text: str, indent: int | None) -> None:
        """Write a text in double quotes, folded into lines that start at ``indent`` (None: on one line)."""
        self._put('"')
        spaces = False
        for at, character in enumerate(text):
            if character == " ":
                if indent is not None and not spaces and self._column > _WIDTH and 0 < at < len(text) - 1:
                    self._put("\n")
                    self._put(" " * indent + ("\\" if text[at + 1] == " " else ""))
                else:
                    self._put(" ")
                spaces = True
                continue
            spaces = False
            plain = _printable(character) and character not in '"\\\n\u2028\u2029'
            self._put(character if plain else _escaped(character))
        self._put('"')

    def _literal(self, text: str, indent: int) -> None:
        hint = "2" if text[0] in " " + _BREAKS else ""
        ending = len(text) - len(text.rstrip(_BREAKS))
        chomp = ("-", "")[ending] if ending < min(len(text), 2) else "+"
        self._put(f"|{hint}{chomp}\n")
        for line in text.splitlines(keepends=True):
            self._put((" " * indent if line[0] not in _BREAKS else "") + line)
