"""The commands of a shell script of a pipeline, each with what decides whether it runs and whether its failure is seen.

A subset of what shells accept, read without running anything: quotes, comments, here-documents, substitutions, lists,
pipes, blocks and functions. What cannot be read ends the script there.
"""

from __future__ import annotations

import re

from msgspec import Struct

MAX_SCRIPT = 100_000
MAX_DEPTH = 30

_HEADS = ("if", "while", "until")
_OPENING = {*_HEADS, "for", "select", "case", "{"}
_CLOSING = {"fi", "done", "esac", "}"}
_CONNECTING = ("&&", "||", "|", "|&")
_OPERATORS = re.compile(r"&&|\|\||\|&|;;|[;&|()\n]")
_REDIRECTIONS = re.compile(r"&>>?|<<<|<<-?|[<>][>&|]?")


class Command(Struct):
    """A simple command. ``before`` and ``after`` are the operators around it, outer blocks' first and last.

    ``within`` are the blocks it stands in (``if``, ``function`` ...), ``condition`` is the word that uses nothing but
    its exit code. Commands of one ``list`` are connected by ``&&``, ``||`` and ``|``.
    """

    line: int  # 0-based within the script
    words: list[str]
    before: list[str]
    after: list[str]
    within: tuple[str, ...]
    condition: str
    list: int


class _Token(Struct):
    text: str
    line: int
    is_operator: bool = False
    is_quoted: bool = False


class _Block(Struct):
    kind: str
    start: int
    before: str
    in_head: bool = False


def commands(script: str) -> list[Command]:
    """Return the commands that a script comes to, in order: none behind an ``exit`` that nothing avoids."""
    return _Parser(_Lexer(script[:MAX_SCRIPT].replace("\r\n", "\n")).tokens()).commands()


class _Lexer:
    """Cuts a script into words and operators; redirections and here-documents are left out."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._at = 0
        self._line = 0
        self._found: list[_Token] = []
        self._word: list[str] | None = None
        self._quoted = False
        self._begin = 0
        self._redirection = ""
        self._documents: list[str] = []

    def tokens(self) -> list[_Token]:
        while self._at < len(self._script):
            if not self._next():
                # A quote or bracket that nothing closes: no shell runs this line.
                while self._found and self._found[-1].text != "\n":
                    self._found.pop()
                return self._found
        self._end_word()
        return self._found

    def _next(self) -> bool:
        """Take one character, or what belongs together; False where its end is not there."""
        script, at = self._script, self._at
        char = script[at]
        operator = _OPERATORS.match(script, at)
        redirection = _REDIRECTIONS.match(script, at)
        if char == "\\":
            if script[at + 1 : at + 2] != "\n":
                self._add(script[at + 1 : at + 2], quoted=True)
            self._move(2)
        elif char in " \t":
            self._end_word()
            self._move(1)
        elif char == "#" and self._word is None:
            self._move(_until(script, "\n", at) - at)
        elif char in "'\"`":
            return self._quote(char)
        elif char == "$" and script[at + 1 : at + 2] in {"(", "{"}:
            return self._bracket(at + 1)
        elif char == "(" and self._word is not None and self._word[-1:] == ["="]:
            return self._bracket(at)
        elif redirection:
            if self._word is not None and "".join(self._word).isdigit():
                self._word = None
            self._end_word()
            self._redirection = redirection[0]
            self._move(len(redirection[0]))
        elif operator:
            self._end_word()
            self._redirection = ""
            self._found.append(_Token(operator[0], self._line, is_operator=True))
            self._move(len(operator[0]))
            if char == "\n":
                self._skip_documents()
        else:
            self._add(char)
            self._move(1)
        return True

    def _move(self, count: int) -> None:
        self._line += self._script.count("\n", self._at, self._at + count)
        self._at += count

    def _add(self, text: str, *, quoted: bool = False) -> None:
        if self._word is None:
            self._word, self._quoted, self._begin = [], False, self._line
        self._word.append(text)
        self._quoted = self._quoted or quoted

    def _end_word(self) -> None:
        if self._word is None:
            return
        text, self._word = "".join(self._word), None
        if self._redirection.startswith("<<") and self._redirection != "<<<":
            self._documents.append(text)
        elif not self._redirection:
            self._found.append(_Token(text, self._begin, is_quoted=self._quoted))
        self._redirection = ""

    def _quote(self, mark: str) -> bool:
        end = self._at + 1
        while end < len(self._script) and self._script[end] != mark:
            end += 2 if self._script[end] == "\\" and mark != "'" else 1
        if end >= len(self._script):
            return False
        self._add(self._script[self._at + 1 : end], quoted=True)
        self._move(end + 1 - self._at)
        return True

    def _bracket(self, opening: int) -> bool:
        """Take a substitution as it stands; what it runs is no command of the script."""
        pair = "()" if self._script[opening] == "(" else "{}"
        depth, end = 0, opening
        while end < len(self._script):
            depth += {pair[0]: 1, pair[1]: -1}.get(self._script[end], 0)
            end += 1
            if not depth:
                self._add(self._script[self._at : end], quoted=True)
                self._move(end - self._at)
                return True
        return False

    def _skip_documents(self) -> None:
        for mark in self._documents:
            while self._at < len(self._script):
                end = _until(self._script, "\n", self._at)
                text = self._script[self._at : end].strip("\t ")
                self._move(end + 1 - self._at)
                if text == mark:
                    break
        self._documents = []


def _until(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found


class _Parser:
    """Makes commands of tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._commands: list[Command] = []
        self._blocks: list[_Block] = []
        self._words: list[_Token] = []
        self._before = ""
        self._condition = ""
        self._list = 0
        self._is_function = False

    def commands(self) -> list[Command]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            ended = self._operator(token.text) if token.is_operator else self._word(token)
            if ended or len(self._blocks) > MAX_DEPTH:
                return self._commands
        self._end("")
        return self._commands

    def _operator(self, text: str) -> bool:
        """Take an operator; tell whether the script ends here."""
        if text == "(" and len(self._words) == 1 and self._next_is(")"):
            self._at += 1
            self._words, self._is_function = [], True
            return False
        if text in {"(", ")"} and self._blocks and self._blocks[-1].kind == "case":
            self._words = []  # a pattern
            return False
        if text == "\n" and not self._words and self._before in _CONNECTING:
            return False
        ended = self._end(text if text not in {"(", ")"} else "")
        if text == "(":
            self._open("(")
        elif text == ")":
            self._close()
        else:
            self._before = text if text in _CONNECTING else ""
            self._list += not self._before
        return ended

    def _next_is(self, operator: str) -> bool:
        after = self._tokens[self._at] if self._at < len(self._tokens) else None
        return after is not None and after.is_operator and after.text == operator

    def _word(self, token: _Token) -> bool:
        """Take a word; it never ends the script."""
        text = token.text
        if self._words or token.is_quoted:
            self._words.append(token)
        elif text in _OPENING:
            self._open(text)
            if text in {"for", "select", "case"}:
                self._words.append(token)
        elif text in _CLOSING:
            self._close()
        elif text in {"then", "do", "else"}:
            if self._blocks:
                self._blocks[-1].in_head = False
        elif text == "elif":
            if self._blocks:
                self._blocks[-1].in_head = True
        elif text == "!":
            self._condition = "!"
        elif text == "function":
            self._is_function = True
            self._at += 1
        elif text != "time":
            self._words.append(token)
        return False

    def _open(self, kind: str) -> None:
        kind, self._is_function = "function" if self._is_function else kind, False
        self._blocks.append(_Block(kind, len(self._commands), self._before, kind in _HEADS))
        self._before = ""

    def _close(self) -> None:
        if not self._blocks:
            return
        start = self._blocks.pop().start
        operator = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        if operator in {*_CONNECTING, "&"}:
            for command in self._commands[start:]:
                command.after.append(operator)

    def _end(self, operator: str) -> bool:
        """End the command that is being read; tell whether nothing after it is reached."""
        if not self._words:
            return False
        head = next((block.kind for block in self._blocks if block.in_head), "")
        command = Command(
            self._words[0].line,
            [token.text for token in self._words],
            [block.before for block in self._blocks if block.before] + ([self._before] if self._before else []),
            [operator] if operator in {*_CONNECTING, "&"} else [],
            tuple(block.kind for block in self._blocks),
            self._condition or head,
            self._list,
        )
        self._commands.append(command)
        self._words, self._condition = [], ""
        ends = command.words[0] in {"exit", "return"} or (command.words[0] == "exec" and len(command.words) > 1)
        return (
            ends
            and not command.condition
            and not command.before
            and not command.after
            and not (set(command.within) - {"{"})
        )
