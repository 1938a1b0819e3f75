"""textencodebase64() and textdecodebase64(): the character encodings that both Terraform and Python know."""

from __future__ import annotations

import base64
import binascii

from finops_guard.sources.terraform.kinds import EvaluationError

# Names of the IANA registry, without case, and Python's name of the same encoding.
# https://www.iana.org/assignments/character-sets/character-sets.xhtml
_CODECS: dict[str, str] = {
    **dict.fromkeys(("us-ascii", "ansi_x3.4-1968", "iso-ir-6", "iso646-us", "us", "csascii"), "ascii"),
    **dict.fromkeys(("utf-8", "csutf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "csutf16"), "utf-16"),
    **dict.fromkeys(("utf-16be", "csutf16be"), "utf-16-be"),
    **dict.fromkeys(("utf-16le", "csutf16le"), "utf-16-le"),
    **dict.fromkeys(("iso-8859-1", "iso_8859-1", "iso_8859-1:1987", "latin1", "l1", "csisolatin1"), "latin-1"),
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (*range(2, 11), *range(13, 17))},
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"ibm{page}": f"cp{page}" for page in ("037", 437, 850, 852, 855, 860, 862, 863, 865, 866)},
    "ibm00858": "cp858",
    "ibm01140": "cp1140",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "ms_kanji": "cp932",
    "csshiftjis": "cp932",
    "euc-jp": "euc-jp",
    "euc-kr": "cp949",
    "iso-2022-jp": "iso2022-jp",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "hz-gb-2312": "hz",
}


def _codec(name: str) -> str:
    found = _CODECS.get(name.lower())
    if found is None:
        raise EvaluationError("the character encoding is not known")
    return found


def base64_bytes(text: str) -> bytes:
    """Return what base64 text holds; line breaks within it count for nothing."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("valid base64 text is required") from None


def encode(text: str, encoding: str) -> str:
    """Return a text in another encoding, as base64."""
    codec = _codec(encoding)
    try:
        data = b"\xfe\xff" + text.encode("utf-16-be") if codec == "utf-16" and text else text.encode(codec)
    except UnicodeEncodeError:
        raise EvaluationError("the text holds a character that the encoding does not have") from None
    return base64.b64encode(data).decode() if text else ""


def decode(text: str, encoding: str) -> str:
    """Return the text that base64 text holds in an encoding."""
    codec = _codec(encoding)
    data = base64_bytes(text)
    if codec == "utf-16" and data[:2] not in (b"\xfe\xff", b"\xff\xfe"):
        codec = "utf-16-be"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise EvaluationError("the bytes are no text in this encoding") from None
