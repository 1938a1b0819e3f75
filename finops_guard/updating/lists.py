"""Price lists from files, directories and addresses: each recognised by its content."""

from __future__ import annotations

import os
import tempfile
from urllib.parse import parse_qsl, urlencode, urlsplit

from finops_guard.errors import Problem, UsageError
from finops_guard.updating import aws, azure, gcp, opencost
from finops_guard.updating.collecting import Collector
from finops_guard.updating.documents import MAX_JSON, Parts, lines, parts, reading, whole
from finops_guard.updating.fetching import Fetcher, shown

# Our own bounds: the whole price list of Azure has a thousand pages.
MAX_PAGES = 5_000
MAX_FILES = 5_000
_START = 64 * 1024
_ENDINGS = (".csv", ".json", ".csv.gz", ".json.gz")
_KNOWN = "an AWS offer file, Azure Retail Prices, SKUs of Google's Cloud Billing Catalog, or prices of OpenCost"


class Reader:
    """Reads price lists into a collector; an address is asked only where the source is one."""

    def __init__(self, found: Collector) -> None:
        self._found = found
        self._google = gcp.Catalog(found)
        self._pages = 0

    def read(self, source: str, fetcher: Fetcher | None) -> None:
        """Read a file, all price lists of a directory, or what is at an address."""
        if fetcher is not None:
            self._address(source, fetcher)
        elif os.path.isdir(source):
            names = sorted(name for name in os.listdir(source) if name.lower().endswith(_ENDINGS))[: MAX_FILES + 1]
            if not names or len(names) > MAX_FILES:
                raise UsageError(
                    Problem(
                        f"{source} has no price lists, or more than {MAX_FILES:,}", hint=f"as {', '.join(_ENDINGS)}"
                    )
                )
            for name in names:
                self._file(os.path.join(source, name), os.path.join(source, name))
        elif os.path.exists(source):
            self._file(source, source)
        else:
            raise UsageError(f"there is no file {source}")
        self._google.finish()

    def _file(self, path: str, name: str) -> None:
        document = self._one(path, name)
        if document is not None and ("offers" in document or "regions" in document):
            raise UsageError(Problem(f"{name} is an index of price lists", hint="give its address with --from"))

    def _one(self, path: str, name: str) -> Parts | None:
        """Take the prices of one file; return its parts where it is a JSON document: it may lead to others."""
        with reading(path, name) as file:
            start = file.read(_START).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start.startswith((b"{", b"[")):
            self._table(path, name, start)
            return None
        document = parts(whole(path, name, MAX_JSON), name)
        if "Items" in document:
            azure.read(document, name, self._found)
        elif "skus" in document:
            self._google.read(document, name)
        elif {"products", "terms"} <= set(document):
            aws.read_json(document, name, self._found)
        elif {"CPU", "RAM"} <= set(document):
            opencost.read_defaults(document, name, self._found)
        elif not ("offers" in document or "regions" in document):
            raise UsageError(Problem(f"{name} is no price list that is known", hint=f"it may be {_KNOWN}"))
        return document

    def _table(self, path: str, name: str, start: bytes) -> None:
        head = start.partition(b"\n")[0]
        if head.startswith((b'"FormatVersion"', b"FormatVersion")):
            with reading(path, name) as file:
                aws.read_csv(lines(file, name), name, self._found)
        elif all(column.encode() in head for column in opencost.COLUMNS[3:]):
            with reading(path, name) as file:
                opencost.read_csv(lines(file, name), name, self._found)
        else:
            raise UsageError(Problem(f"{name} is no price list that is known", hint=f"it may be {_KNOWN}"))

    def _address(self, source: str, fetcher: Fetcher) -> None:
        """Read what is at an address, and what it leads to: pages that follow, offer files of an index."""
        waiting, seen = [source], {source}
        with tempfile.TemporaryDirectory(prefix="finops-guard-prices-") as directory:
            path = os.path.join(directory, "list")
            while waiting:
                address = waiting.pop(0)
                self._pages += 1
                if self._pages > MAX_PAGES:
                    raise UsageError(f"{shown(source)}: more than {MAX_PAGES:,} pages")
                fetcher.fetch(address, path)
                document = self._one(path, shown(address))
                for other in self._next(document, address) if document is not None else ():
                    following = fetcher.address(address, other)
                    if following in seen:
                        raise UsageError(f"{shown(address)} leads to a page that was read before")
                    seen.add(following)
                    waiting.append(following)

    def _next(self, document: Parts, address: str) -> list[str]:
        if "offers" in document:
            return aws.region_indexes(document, shown(address), self._found)
        if "regions" in document:
            return aws.offer_files(document, shown(address), self._found)
        if "Items" in document:
            following = azure.next_page(document)
            return [following] if following else []
        token = gcp.next_page(document) if "skus" in document else ""
        if not token:
            return []
        query = [(name, value) for name, value in parse_qsl(urlsplit(address).query) if name != "pageToken"]
        return [urlsplit(address)._replace(query=urlencode([*query, ("pageToken", token)])).geturl()]
