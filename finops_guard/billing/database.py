"""DuckDB with nothing but the files of the bill: no network, no extensions, no other files, bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from finops_guard.billing.model import BillingSettings
from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def _private_directory() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="finops-guard-")
    except OSError as failure:
        raise UsageError(f"no temporary directory can be made: {failure.strerror}") from None


@contextmanager
def database(paths: Sequence[str], settings: BillingSettings) -> Iterator[tuple[DuckDBPyConnection, list[str]]]:
    """Yield a database, and under which names it may read the files; raise UsageError without DuckDB.

    The names are links of ours in a private directory, so that no name of a stranger is a pattern or part of a query.
    """
    try:
        import duckdb
    except ImportError:
        hint = "install finops-guard-cli[billing]"
        raise UsageError(Problem("billing files are read with DuckDB, which is not installed", hint=hint)) from None
    with _private_directory() as private:
        links = [str(Path(private, f"bill-{number}")) for number in range(len(paths))]
        for path, link in zip(paths, links, strict=True):
            try:
                Path(link).symlink_to(Path(path).resolve())
            except OSError as failure:  # Windows asks for a privilege
                message = f"no link to the file can be made: {failure.strerror}"
                raise UsageError(Problem(message, Location(path))) from None
        spill = Path(private, "spill")
        spill.mkdir()
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{settings.memory}MB",
                "threads": settings.threads,
                "temp_directory": str(spill),
                "secret_directory": str(spill),
                "allow_persistent_secrets": False,
                "allow_community_extensions": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"SET allowed_paths = [{', '.join(map(quoted, links))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection, links
        finally:
            connection.close()


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'
