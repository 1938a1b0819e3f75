"""Which exceptions a repository had before: an id is never used again, and no exception grows younger."""

from __future__ import annotations

from finops_guard import revisions
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.governance import EXCEPTIONS
from finops_guard.governance.dates import day
from finops_guard.governance.granted import text
from finops_guard.governance.register import MAX_FILE_SIZE
from finops_guard.location import SourceText


def first_created(git: str, directory: str) -> dict[str, str]:
    """Return the first ``created`` of each id, in small letters, that any file of the register had in a commit.

    It is empty where none of them is a day.
    """
    found: dict[str, str] = {}
    for data in revisions.contents_below(git, directory, EXCEPTIONS, MAX_FILE_SIZE):
        try:
            documents, _ = load(SourceText(EXCEPTIONS, decode(data)))
        except DecodeError:
            continue
        for document in documents:
            id_, created = text(document.value, "id").casefold(), text(document.value, "created")
            days = [each for each in (found.get(id_, ""), created) if day(each)]
            found[id_] = min(days, default="")
    found.pop("", None)
    return found
