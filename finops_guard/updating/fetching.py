"""The network: one address after the other, each whole or not at all, from the host that the user named alone.

Nothing else of finops-guard opens a connection; a test holds it to that.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from finops_guard import __version__
from finops_guard.errors import Problem, UsageError
from finops_guard.updating.documents import MAX_CSV

# Our own bounds.
TIMEOUT = 60
MAX_SECONDS = 3600
MAX_TRIES = 4
MAX_WAIT = 120
MAX_REDIRECTS = 5
_CHUNK = 256 * 1024
_AGAIN = (429, 500, 502, 503, 504)
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443}
# Where Google's key may be sent, as the header that its documentation "Use API keys to access APIs" names.
_GOOGLE = ".googleapis.com"
_KEY_HEADER = "X-Goog-Api-Key"


class _TryAgainError(Exception):
    """A server asks to come back later: ``wait`` seconds, None where it does not say."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def shown(address: str) -> str:
    """Return an address as messages show it: without query and credentials, which may hold a key."""
    try:
        split = urlsplit(address)
        host, port = split.hostname or "", f":{split.port}" if split.port else ""
    except ValueError:
        return "what is no address"
    return f"{split.scheme}://{host}{port}{split.path}"


class Fetcher:
    """Downloads from the host of one address; ``key`` is sent to Google and to this machine alone."""

    def __init__(self, source: str, key: str = "", sleep: Callable[[float], None] = time.sleep) -> None:
        self._source = _split(source)
        self._key = key
        self._sleep = sleep
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
            urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler(),
        ):  # fmt: skip
            self._opener.add_handler(handler)

    def address(self, base: str, other: str) -> str:
        """Return an address that a document names; raise UsageError where it leads to another host, or out of https."""
        try:
            found = urljoin(base, other)
        except ValueError:
            found = other
        if not self._is_ours(found):
            raise UsageError(f"{shown(base)} leads to another place: {shown(found)}")
        return found

    def _is_ours(self, address: str) -> bool:
        try:
            split = _split(address)
        except UsageError:
            return False
        return _origin(split) == _origin(self._source)

    def fetch(self, address: str, path: str) -> None:
        """Write what is at an address into a file, unpacked; raise UsageError where it does not arrive whole."""
        for attempt in range(MAX_TRIES):
            try:
                self._once(address, path)
            except _TryAgainError as failure:
                wait = failure.wait if failure.wait is not None else float(2**attempt)
                if attempt == MAX_TRIES - 1 or wait > MAX_WAIT:
                    hint = f"it asks to wait {wait:.0f} seconds" if wait > MAX_WAIT else f"tried {attempt + 1} times"
                    raise UsageError(Problem(f"{shown(address)}: {failure}", hint=hint)) from None
                self._sleep(wait)
            else:
                return

    def _once(self, address: str, path: str) -> None:
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = self._opener.open(self._request(address), timeout=TIMEOUT)
            except urllib.error.HTTPError as failure:
                with failure:
                    if failure.code in (301, 302, 303, 307, 308):
                        address = self.address(address, failure.headers.get("Location", ""))
                        continue
                    raise _error(address, failure) from None
            except (urllib.error.URLError, http.client.HTTPException, OSError) as failure:
                raise _TryAgainError(_why(failure)) from None
            if response is None:
                raise UsageError(f"{shown(address)} is no http or https address")
            with response:
                _save(response, path, address)
            return
        raise UsageError(f"{shown(address)}: more than {MAX_REDIRECTS} redirections")

    def _request(self, address: str) -> urllib.request.Request:
        headers = {"User-Agent": f"finops-guard/{__version__}", "Accept-Encoding": "gzip"}
        host = urlsplit(address).hostname or ""
        if self._key and (host in _LOCAL or host.endswith(_GOOGLE)):
            headers[_KEY_HEADER] = self._key
        return urllib.request.Request(address, headers=headers)


def _split(address: str) -> SplitResult:
    try:
        split = urlsplit(address)
        is_right = split.scheme in _PORTS and bool(split.hostname) and split.username is None and split.port != 0
    except ValueError:
        is_right = False
    if not is_right or not address.isascii() or not address.isprintable() or " " in address:
        message = "--from is no address that can be read"
        raise UsageError(Problem(message, hint="write it as https://host/path, without a name or password, and quoted"))
    return split


def _origin(split: SplitResult) -> tuple[str, str, int]:
    return split.scheme, (split.hostname or "").casefold(), split.port or _PORTS[split.scheme]


def _why(failure: Exception) -> str:
    reason = getattr(failure, "reason", None) or failure
    return f"it cannot be reached: {type(reason).__name__ if not str(reason) else reason}"


def _error(address: str, failure: urllib.error.HTTPError) -> Exception:
    reason = f"HTTP {failure.code} {http.client.responses.get(failure.code, '')}".strip()
    if failure.code in _AGAIN:
        return _TryAgainError(reason, _retry_after(failure.headers.get("Retry-After", "")))
    hint = "is there a key? see docs/prices.md" if failure.code in (401, 403) else ""
    return UsageError(Problem(f"{shown(address)}: {reason}", hint=hint))


def _retry_after(value: str) -> float | None:
    """Return how many seconds a server asks to wait, in either form that HTTP has for it."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _save(response: Any, path: str, address: str) -> None:
    """Write a body into a file, unpacked; raise UsageError where it is too large, or cannot be unpacked."""
    encoding = response.headers.get("Content-Encoding", "").strip().casefold()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise UsageError(f"{shown(address)} is packed as {encoding[:20]!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31) if encoding.endswith("gzip") else None
    expected, received = response.headers.get("Content-Length", ""), 0
    deadline = time.monotonic() + MAX_SECONDS
    try:
        with open(path, "wb") as file:
            while chunk := response.read(_CHUNK):
                received += len(chunk)
                _write(file, chunk, unpacker, address)
                if time.monotonic() > deadline:
                    raise UsageError(f"{shown(address)} has not arrived within {MAX_SECONDS // 60} minutes")
    except (http.client.HTTPException, OSError) as failure:
        raise _TryAgainError(f"it broke off: {_why(failure)}") from None
    except zlib.error:
        raise UsageError(f"{shown(address)} cannot be unpacked") from None
    if (expected.isdigit() and received != int(expected)) or (unpacker is not None and not unpacker.eof):
        raise _TryAgainError(f"it broke off after {received:,} bytes")


def _write(file: IO[bytes], chunk: bytes, unpacker: Any, address: str) -> None:
    while chunk:
        data = unpacker.decompress(chunk, _CHUNK) if unpacker is not None else chunk
        file.write(data)
        if file.tell() > MAX_CSV:
            raise UsageError(f"{shown(address)} is larger than {MAX_CSV // 1024**3} GiB")
        chunk = unpacker.unconsumed_tail if unpacker is not None else b""
