"""Reads Terraform's languages into the tree of :mod:`finops_guard.sources.terraform.ast`.

No text makes these functions raise: what cannot be read is a SyntaxProblem, and the rest is there.
"""

from __future__ import annotations

from functools import partial

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Expression, ParsedFile, SyntaxProblem
from finops_guard.sources.terraform.syntax.bodies import BodyReader
from finops_guard.sources.terraform.syntax.stack import with_room


def parse(source: SourceText) -> ParsedFile:
    """Read a file in native syntax (``.tf``, ``.tofu``, ``.tfvars``)."""
    return with_room(lambda: BodyReader(source).read())


def parse_json(source: SourceText, literal: bool = False) -> ParsedFile:
    """Read a file in JSON syntax (``.tf.json``, ``.tofu.json``); with ``literal`` a ``.tfvars.json``.

    Strings are templates, and become nodes of what they hold; with ``literal`` they are what they are, and every key
    of the root is an argument. See :mod:`finops_guard.sources.terraform.syntax.json_syntax` for what becomes a block.
    """
    from finops_guard.sources.terraform.syntax.json_syntax import read_json

    return with_room(partial(read_json, source, literal))


def parse_expression(source: SourceText, start: int, end: int) -> tuple[Expression | None, list[SyntaxProblem]]:
    """Read ``source.text[start:end]`` as one expression; None where it is not one."""
    from finops_guard.sources.terraform.syntax.fragments import read_expression

    return with_room(partial(read_expression, source.text, start, end))


def parse_template(source: SourceText, start: int, end: int) -> tuple[Expression | None, list[SyntaxProblem]]:
    """Read ``source.text[start:end]`` as a template without quotes, where backslashes are plain characters."""
    from finops_guard.sources.terraform.syntax.fragments import read_template

    return with_room(partial(read_template, source.text, start, end))
