"""Encoding and hash functions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from decimal import Decimal
from typing import NoReturn
from urllib.parse import quote_plus

from finops_guard.location import SourceText
from finops_guard.sources.terraform.functions.formatting import to_json
from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.operators import EvaluationError, number
from finops_guard.values import Plain, plain

MAX_DEPTH = 200


def _base64decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise EvaluationError("base64decode() needs base64 text that holds UTF-8") from None


def _base64encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _deep(text: str) -> bool:
    """Tell whether a JSON text may nest deeper than MAX_DEPTH levels (brackets within strings count, too)."""
    depth = 0
    for bracket in re.finditer(r"[\[{]|[\]}]", text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _jsondecode(text: str) -> Plain:
    try:
        if _deep(text):
            raise EvaluationError(f"jsondecode() takes at most {MAX_DEPTH} levels")
        found: Plain = json.loads(text, parse_float=lambda digits: number(Decimal(digits)), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise EvaluationError("jsondecode() needs valid JSON") from None
    return found


def _jsonencode(data: Plain) -> str:
    return to_json(data)


def _yamldecode(text: str) -> Plain:
    from finops_guard.documents.loader import load

    documents, problems = load(SourceText("yamldecode", text))
    if len(documents) > 1 or (problems and not documents):
        raise EvaluationError("yamldecode() needs one valid YAML document")
    return plain(documents[0].value) if documents else None


def _digest(name: str) -> Function:
    def digest(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    return scalar("s", digest)


def _base64_digest(name: str) -> Function:
    def digest(text: str) -> str:
        return base64.b64encode(hashlib.new(name, text.encode(), usedforsecurity=False).digest()).decode()

    return scalar("s", digest)


FUNCTIONS: dict[str, Function] = {
    "base64decode": scalar("s", _base64decode),
    "base64encode": scalar("s", _base64encode),
    "base64sha256": _base64_digest("sha256"),
    "base64sha512": _base64_digest("sha512"),
    "jsondecode": scalar("s", _jsondecode),
    "jsonencode": scalar("*", _jsonencode),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
    "urlencode": scalar("s", quote_plus),
    "yamldecode": scalar("s", _yamldecode),
}
