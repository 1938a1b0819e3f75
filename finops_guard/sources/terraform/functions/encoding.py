"""Encoding and hash functions."""

from __future__ import annotations

import base64
import json
import re
import uuid
from decimal import Decimal
from typing import NoReturn

from finops_guard.digest import digest
from finops_guard.sources.terraform.functions import charsets
from finops_guard.sources.terraform.functions.formatting import to_json
from finops_guard.sources.terraform.functions.signature import Function, composed, scalar
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import number, read_integer
from finops_guard.values import Plain

MAX_DEPTH = 200


def _base64decode(text: str) -> str:
    try:
        return charsets.base64_bytes(text).decode()
    except UnicodeDecodeError:
        raise EvaluationError("base64decode() needs base64 text that holds UTF-8") from None


def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text)


def _base64encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _read_real(digits: str) -> int | Decimal:
    return number(Decimal(digits))


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
        found: Plain = json.loads(text, parse_int=read_integer, parse_float=_read_real, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise EvaluationError("jsondecode() needs valid JSON") from None
    return _whole_characters(found)


def _whole_characters(data: Plain) -> Plain:
    """Return data without halves of surrogate pairs, which no text can hold."""
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not data.isascii() else data
    if isinstance(data, list):
        return [_whole_characters(item) for item in data]
    if isinstance(data, dict):
        if not all(key.isascii() or key == composed(key) for key in data):
            raise EvaluationError("jsondecode() takes only keys in Unicode's normal form C")
        return {key: _whole_characters(item) for key, item in data.items()}
    return data


def _jsonencode(data: Plain) -> str:
    return to_json(data)


def _yamldecode(text: str) -> Plain:
    from finops_guard.sources.terraform.functions.yaml_reader import read

    return read(text)


def _csvdecode(text: str) -> Plain:
    from finops_guard.sources.terraform.functions.csv_reader import read

    return [dict(record) for record in read(text)]


def _yamlencode(data: Plain) -> str:
    from finops_guard.sources.terraform.functions.yaml_writer import to_yaml

    return to_yaml(data)


_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}
_UUID = re.compile(r"(?:(?i:urn:uuid:)|\{)?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})\}?|[0-9a-fA-F]{32}")


def _uuidv5(namespace: str, name: str) -> str:
    known = _NAMESPACES.get(namespace)
    if known is None:
        if not _UUID.fullmatch(namespace):
            raise EvaluationError("uuidv5() needs dns, url, oid, x500 or a UUID as its namespace")
        known = uuid.UUID(namespace.lower())
    return str(uuid.uuid5(known, name))


def _digest(name: str) -> Function:
    return scalar("s", lambda text: digest(name, text.encode()).hex())


def _base64_digest(name: str) -> Function:
    return scalar("s", lambda text: base64.b64encode(digest(name, text.encode())).decode())


FUNCTIONS: dict[str, Function] = {
    "base64decode": scalar("s", _base64decode),
    "base64encode": scalar("s", _base64encode),
    "base64sha256": _base64_digest("sha256"),
    "base64sha512": _base64_digest("sha512"),
    "csvdecode": scalar("s", _csvdecode),
    "jsondecode": scalar("s", _jsondecode),
    "jsonencode": scalar("*", _jsonencode),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
    "textdecodebase64": scalar("ss", charsets.decode),
    "textencodebase64": scalar("ss", charsets.encode),
    "urlencode": scalar("s", _urlencode),
    "uuidv5": scalar("ss", _uuidv5),
    "yamldecode": scalar("s", _yamldecode),
    "yamlencode": scalar("*", _yamlencode),
}
