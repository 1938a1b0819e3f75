"""The patterns of HCL's tokens, each anchored where it is asked; the names with two forms take the line mode as index.

Line mode 0 reads over line ends (within brackets and templates), line mode 1 stops at them (in bodies and objects).
Every repetition is possessive, so that no text makes a pattern backtrack for long. A pattern is compiled when it is
first asked for: compiling all of them takes longer than reading most files.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from finops_guard.sources.terraform.syntax.possessive import portable

FREE, LINE = 0, 1

# Stands for the end of a text, where its next character is asked for; no text of HCL holds it.
END = "\0"

# Names: ASCII as it is, and all that lies beyond it, which literals.check_name looks at again. A class that lists the
# letters of all scripts would cost more to compile than most files cost to read.
_NO_LETTER = r"\x00-,./:-@\[-^`\x7b-\xa0"
_IN_NAME = rf"[^{_NO_LETTER}]"
IDENTIFIER = rf"(?![-0-9]){_IN_NAME}++"
_PATH = rf"{IDENTIFIER}(?:\.{IDENTIFIER})*+"
_NUMBER = r"[0-9]++(?:\.++[0-9]++|[eE][-+]?[0-9]++)*+"

# Blanks behind the marker are an error, but they do not make the text below something else.
HEREDOC = rf"<<-?(?P<marker>{IDENTIFIER})[ \t]*+\r?\n"

# What stands between the quotes of a string without escapes and templates, the most frequent value.
_PLAIN = r'[^"\\$%\r\n]*+(?:[$%](?![${%])[^"\\$%\r\n]*+)*+'

# What a value starts with. A sign is never all of it.
_TOKEN = rf'(?:(?P<path>{_PATH})|"(?P<plain>{_PLAIN})"|(?P<number>{_NUMBER})|(?P<sign>[\[{{("!-]|<<))'

_BLOCK_COMMENT = r"/\*[^*]*+(?:\*++(?!/)[^*]*+)*+\*++/"
_LINE_SPACE = rf"[ \t]*+(?:{_BLOCK_COMMENT}[ \t]*+)*+"
_FREE_SPACE = rf"[ \t\n]*+(?:(?:\r\n|\#[^\n]*+|//[^\n]*+|{_BLOCK_COMMENT})[ \t\n]*+)*+"
_SPACES = (_FREE_SPACE, _LINE_SPACE)
# Behind a token: no comments, so that most often the next character says what follows.
_BLANKS = (r"[ \t\n]*+", r"[ \t]*+")
_EQUALS = r"=(?![=>])"
_LABELS = rf'(?P<labels>(?:{_LINE_SPACE}(?:"(?:[^"\\\r\n]++|\\[^\r\n])*+"|{IDENTIFIER}))*+)'


class _Lazy:
    """A pattern that is compiled when it is first asked for, and then is the instance's own attribute."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, holder: object, owner: type) -> re.Pattern[str]:
        compiled = holder.__dict__[self.name] = _compile(self.pattern)
        return compiled


class _Modes(dict[int, re.Pattern[str]]):
    """The two forms of a pattern, by line mode; each is compiled when it is first asked for."""

    def __init__(self, free: str, line: str) -> None:
        super().__init__()
        self._patterns = (free, line)

    def __missing__(self, lines: int) -> re.Pattern[str]:
        compiled = self[lines] = _compile(self._patterns[lines])
        return compiled


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(portable(pattern), re.VERBOSE)


def _both(pattern: str) -> _Modes:
    return _Modes(_FREE_SPACE + pattern, _LINE_SPACE + pattern)


class _Patterns:
    # What follows in a body; of an argument up to the first token of its value.
    ITEM = _Lazy(rf"""{_FREE_SPACE}(?:
          (?P<name>{IDENTIFIER})(?:
              [ \t]*+{_EQUALS}[ \t]*+(?:{_TOKEN}[ \t]*+)?
            | (?P<labels>(?:[ \t]++"[\-.0-9A-Z_a-z]++")*+)[ \t]*+(?P<open>\{{)[ \t]*+(?P<lines>\r?\n)?)
        | (?P<close>\}})
        | (?P<end>\Z))""")
    # An argument or a block with comments before its sign, or with other labels than quoted plain ones.
    UNUSUAL_ITEM = _Lazy(rf"""{_FREE_SPACE}(?P<name>{IDENTIFIER})(?:
          {_LINE_SPACE}{_EQUALS}
        | {_LABELS}{_LINE_SPACE}(?P<open>\{{)[ \t]*+(?P<lines>\r?\n)?)""")
    # A block whose brace stands on a later line, which is an error.
    LATE_BRACE = _Lazy(rf"{_FREE_SPACE}(?P<name>{IDENTIFIER}){_LABELS}{_FREE_SPACE}(?P<open>\{{)")
    # What follows the brace that opens a block: its end, a line end, or the one argument of a one-line block.
    OPENED = _Lazy(
        rf"{_LINE_SPACE}(?:(?P<close>\}})|(?P<lines>\r?\n|\#|//|\Z)|(?P<name>{IDENTIFIER}){_LINE_SPACE}{_EQUALS})"
    )
    LINE_END = _Lazy(rf"{_LINE_SPACE}(?:\r?\n|\#|//|\Z)")
    # The next sign within brackets.
    SIGN = _Lazy(rf"{_FREE_SPACE}(\.\.\.|=>|[,\])}}:]|)")
    # What follows in a tuple or in a call: the first token of an item, the end, or (empty) what is neither.
    ELEMENT = _Lazy(rf"{_FREE_SPACE}(?:{_TOKEN}{_BLANKS[FREE]}|(?P<close>[\])])|)")
    # What follows in an object: a plain key and the first token of its value, the end, or (empty) another key.
    ENTRY = _Lazy(rf"""{_FREE_SPACE}(?:
          (?:(?P<key>{IDENTIFIER})|"(?P<quoted>{_PLAIN})"){_LINE_SPACE}(?:{_EQUALS}|:(?!:))[ \t]*+(?:{_TOKEN}[ \t]*+)?
        | (?P<close>\}})
        |)""")
    KEY_END = _Lazy(rf"{_LINE_SPACE}(?:{_EQUALS}|:(?!:))")
    ENTRY_END = _Lazy(rf"{_LINE_SPACE}(?:(,|\r?\n|\#[^\n]*+|//[^\n]*+)|(\}})|)")
    FOR = _Lazy(rf"for(?!{_IN_NAME})")
    FOR_NAMES = _Lazy(
        rf"{_FREE_SPACE}({IDENTIFIER}){_FREE_SPACE}(?:,{_FREE_SPACE}({IDENTIFIER}){_FREE_SPACE})?+in(?!{_IN_NAME})"
    )
    IF = _Lazy(rf"{_FREE_SPACE}if(?!{_IN_NAME})")
    SPLAT = _Lazy(rf"{_FREE_SPACE}\*{_FREE_SPACE}\]")
    # Template text: up to a quote, an interpolation or a directive; in heredocs and bare templates one line at most.
    QUOTED_TEXT = _Lazy(r'(?:[^"\\$%\r\n]++|\\[^\r\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*+')
    LINE_TEXT = _Lazy(r"(?:[^$%\n]++|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*+\n?+")
    DIRECTIVE = _Lazy(rf"%\{{~?+{_FREE_SPACE}({IDENTIFIER})")
    TEMPLATE_CLOSE = _Lazy(rf"{_FREE_SPACE}(~?+)\}}")
    HEREDOC = _Lazy(HEREDOC)
    LABEL = _Lazy(rf'{_BLOCK_COMMENT}|"((?:[^"\\]++|\\.)*+)"|({IDENTIFIER})')
    NAMESPACE = _Lazy(rf"::{_FREE_SPACE}({IDENTIFIER})")
    ESCAPE = _Lazy(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|([$%])\4\{")
    MARKUP = _Lazy(r"([$%])\1\{")
    LONE_RETURN = _Lazy(r"\r(?!\n)")
    # A line of one word. One pattern for all markers: compiling takes longer than most heredocs.
    LONE_WORD = _Lazy(r"(?m:^)[^\S\n]*+(?P<marker>\S++)(?=[^\S\n]*+(?P<line>\n|\Z))")


HCL = _Patterns()

SPACE = _both("")
TERM = _Modes(*(f"{space}{_TOKEN}{blanks}" for space, blanks in zip(_SPACES, _BLANKS, strict=True)))
OPERATOR = _both(r"(==|!=|<=|>=|&&|\|\||[-+*%<>?]|/(?![/*]))")
COLON = _both(r":(?!:)")
CLOSE_BRACE = _both(r"\}")
# After a name: is there more of the same term?
MORE = _both(r"(?:\.|\[|\(|::)")
CALL = _Modes(*(rf"{space}((?:::{space}{IDENTIFIER}{space})*+)\(" for space in _SPACES))
STEP = _Modes(*(rf"{space}(?:\.{space}(?:({IDENTIFIER})|({_NUMBER})|(\*))|(\[))" for space in _SPACES))


def heredoc_end(marker: str) -> Callable[[str, int], re.Match[str] | None]:
    """Return the search for the line that ends a heredoc; the group ``line`` is empty where the text ends with it."""
    words = HCL.LONE_WORD.finditer
    return lambda text, at: next((found for found in words(text, at) if found["marker"] == marker), None)
