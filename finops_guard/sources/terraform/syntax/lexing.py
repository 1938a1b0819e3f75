"""The patterns of HCL's tokens, each anchored where it is asked; the names with two forms take the line mode as index.

Line mode 0 reads over line ends (within brackets and templates), line mode 1 stops at them (in bodies and objects).
Every repetition is possessive, so that no text makes a pattern backtrack for long.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from finops_guard.sources.terraform.syntax.possessive import portable

Matcher = Callable[..., "re.Match[str] | None"]

FREE, LINE = 0, 1

# Names: ASCII as it is, and all that lies beyond it, which literals.check_name looks at again. A class that lists the
# letters of all scripts would cost more to compile than most files cost to read.
_NO_LETTER = r"\x00-,./:-@\[-^`\x7b-\xa0"
_IN_NAME = rf"[^{_NO_LETTER}]"
IDENTIFIER = rf"[^\-0-9{_NO_LETTER}]{_IN_NAME}*+"
PATH = rf"{IDENTIFIER}(?:\.{IDENTIFIER})*+"
NUMBER = r"\d++(?:\.++\d++|[eE][-+]?\d++)*+"

# Blanks behind the marker are an error, but they do not make the text below something else.
HEREDOC = rf"<<-?(?P<marker>{IDENTIFIER})[ \t]*+\r?\n"

# A string without escapes and templates, the most frequent value.
PLAIN = r'"[^"\\$%\r\n]*+(?:[$%](?![${%])[^"\\$%\r\n]*+)*+"'

_BLOCK_COMMENT = r"/\*[^*]*+(?:\*++(?!/)[^*]*+)*+\*++/"
_LINE_SPACE = rf"(?:[ \t]++|{_BLOCK_COMMENT})*+"
_FREE_SPACE = rf"(?:[ \t\n]++|\r\n|\#[^\n]*+|//[^\n]*+|{_BLOCK_COMMENT})*+"
_SPACES = (_FREE_SPACE, _LINE_SPACE)
_LINE_END = r"(?:\r?\n|\#|//|\Z)"
_LINE_END_AHEAD = rf"(?=[ \t]*+{_LINE_END})"
_HEADER = (
    rf"(?P<type>{IDENTIFIER})"
    rf'(?P<labels>(?:{_LINE_SPACE}(?:"(?:[^"\\\r\n]++|\\[^\r\n])*+"|{IDENTIFIER}))*+)'
)
_EQUALS = r"=(?![=>])"


def _compile(pattern: str) -> Matcher:
    return re.compile(portable(pattern), re.VERBOSE).match


def _rare(pattern: str) -> Matcher:
    """Return a matcher that is compiled when it is first asked: for what few files hold."""
    compiled: list[Matcher] = []

    def match(text: str, *at: int) -> re.Match[str] | None:
        if not compiled:
            compiled.append(_compile(pattern))
        return compiled[0](text, *at)

    return match


def _both(pattern: str) -> tuple[Matcher, Matcher]:
    return _compile(_FREE_SPACE + pattern), _compile(_LINE_SPACE + pattern)


def _value(end: str) -> str:
    """Return the pattern of a value that is one token before ``end``; nothing matches where it is more."""
    return rf"(?:(?P<plain>{PLAIN}){end}|(?P<path>{PATH}){end}|(?P<number>\d++(?:\.\d++)?+){end})?+"


SPACE = _both("")

# What follows in a body. The value is read on the spot where it is one token and ends the line.
ITEM = _compile(
    rf"""{_FREE_SPACE}(?:
      (?P<name>{IDENTIFIER}){_LINE_SPACE}{_EQUALS}[ \t]*+{_value(_LINE_END_AHEAD)}
    | {_HEADER}{_LINE_SPACE}\{{[ \t]*+(?P<open>\r?\n)?+
    | (?P<close>\}})
    | (?P<end>\Z))"""
)
# A block whose brace stands on a later line, which is an error.
LATE_BRACE = _rare(rf"{_FREE_SPACE}{_HEADER}{_FREE_SPACE}\{{")
LABEL = re.compile(portable(rf'{_BLOCK_COMMENT}|"((?:[^"\\]++|\\.)*+)"|({IDENTIFIER})'), re.VERBOSE).finditer
# What follows the brace that opens a block: its end, a line end, or the one attribute of a one-line block.
OPENED = _rare(rf"{_LINE_SPACE}(?:(?P<close>\}})|(?P<lines>{_LINE_END})|(?P<name>{IDENTIFIER}){_LINE_SPACE}{_EQUALS})")
CLOSE_BRACE = _both(r"\}")
LINE_END = _compile(_LINE_SPACE + _LINE_END)

TERM = _both(
    rf"""(?:(?P<path>{PATH})|(?P<plain>{PLAIN})|(?P<number>{NUMBER})
    |(?P<heredoc>{HEREDOC})|(?P<sign>[\[{{("!-]))"""
)
OPERATOR = _both(r"(==|!=|<=|>=|&&|\|\||[-+*%<>?]|/(?![/*]))")
COLON = _both(r":(?!:)")
# After a name: is there more of the same term?
MORE = _both(r"(?:\.|\[|\(|::)")
CALL = tuple(_compile(rf"{space}((?:::{space}{IDENTIFIER}{space})*+)\(") for space in _SPACES)
NAMESPACES = re.compile(portable(rf"::{_FREE_SPACE}({IDENTIFIER})"), re.VERBOSE).findall
STEP = tuple(_compile(rf"{space}(?:\.{space}(?:({IDENTIFIER})|({NUMBER})|(\*))|(\[))") for space in _SPACES)
SPLAT = tuple(_rare(rf"{space}\*{_FREE_SPACE}\]") for space in _SPACES)

# The next sign within brackets.
SIGN = _compile(rf"{_FREE_SPACE}(\.\.\.|=>|[,\])}}:]|)")
# What follows in a tuple or between call arguments: an item of one token, the end, or (empty) whatever else.
ELEMENT = _compile(
    rf"""{_FREE_SPACE}(?:
      (?:(?P<plain>{PLAIN})|(?P<path>{PATH})|(?P<number>\d++(?:\.\d++)?+)){_FREE_SPACE}(?:,|(?=[\])]))
    | (?P<close>[\])])
    |)"""
)
_KEY = rf"(?:(?P<key>{IDENTIFIER})|(?P<quoted>{PLAIN})){_LINE_SPACE}(?:{_EQUALS}|:(?!:))"
_ENTRY_END = r"[ \t]*+(?:,|\r?\n|(?=[\#}]|//))"
# What follows in an object: an entry with a plain key, the end, or (empty) whatever else.
ENTRY = _compile(rf"{_FREE_SPACE}(?:{_KEY}[ \t]*+{_value(_ENTRY_END)}|(?P<close>\}})|)")
KEY_END = _compile(rf"{_LINE_SPACE}(?:{_EQUALS}|:(?!:))")
ENTRY_END = _compile(rf"{_LINE_SPACE}(?:(,|\r?\n|\#[^\n]*+|//[^\n]*+)|(\}})|)")

FOR = _compile(rf"{_FREE_SPACE}for(?!{_IN_NAME})")
FOR_NAMES = _rare(
    rf"{_FREE_SPACE}({IDENTIFIER}){_FREE_SPACE}(?:,{_FREE_SPACE}({IDENTIFIER}){_FREE_SPACE})?+in(?!{_IN_NAME})"
)
IF = _rare(rf"{_FREE_SPACE}if(?!{_IN_NAME})")

# Template text: up to a quote, an interpolation or a directive; in heredocs and bare templates one line at most.
QUOTED_TEXT = _compile(r'(?:[^"\\$%\r\n]++|\\[^\r\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*+')
LINE_TEXT = _compile(r"(?:[^$%\n]++|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*+\n?+")
DIRECTIVE = _rare(rf"%\{{~?+{_FREE_SPACE}({IDENTIFIER})")
TEMPLATE_CLOSE = _compile(rf"{_FREE_SPACE}(~?+)\}}")
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|([$%])\4\{")
MARKUP = re.compile(r"([$%])\1\{")


# A line of one word. One pattern for all markers: compiling takes longer than most heredocs.
_LONE_WORD = re.compile(r"^[^\S\n]*+(?P<marker>\S++)(?=[^\S\n]*+(?P<line>\n|\Z))", re.MULTILINE).finditer


def heredoc_end(marker: str) -> Callable[[str, int], re.Match[str] | None]:
    """Return the search for the line that ends a heredoc; the group ``line`` is empty where the text ends with it."""
    return lambda text, at: next((found for found in _LONE_WORD(text, at) if found["marker"] == marker), None)
