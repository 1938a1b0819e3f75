from __future__ import annotations

import re

import pytest

from finops_guard.catalog import support_dates
from finops_guard.catalog.support_dates import State, lookup


@pytest.mark.parametrize(
    ("service", "version", "day", "expected"),
    [
        ("eks", "1.31", "2025-11-25", State.STANDARD),  # billed from the 26th on
        ("eks", "1.31", "2025-11-26", State.EXTENDED),
        ("eks", "1.31", "2026-11-25", State.EXTENDED),
        ("eks", "1.31", "2026-11-26", State.ENDED),
        ("rds-mysql", "8.0", "2026-07-31", State.STANDARD),
        ("rds-mysql", "8.0", "2026-08-01", State.EXTENDED),
        ("rds-mysql", "5.6", "2026-08-01", State.ENDED),
        ("rds-postgres", "13", "2026-11-28", State.EXTENDED),
        ("rds-mariadb", "10.5", "2026-11-28", State.ENDED),  # there is no extended support for it
        ("aurora-mysql", "2", "2026-11-28", State.EXTENDED),
        ("elasticache-redis", "5", "2026-11-28", State.EXTENDED),
        ("gke", "1.30", "2026-11-28", State.EXTENDED),
        ("cloudsql-mysql", "5.7", "2026-11-28", State.EXTENDED),
        ("docdb", "3.6", "2026-11-28", State.EXTENDED),
    ],
)
def test_states(service: str, version: str, day: str, expected: State) -> None:
    found = lookup(service, version)
    assert found is not None
    assert found.state(day) is expected


def test_a_version_without_dates_is_not_judged() -> None:
    assert lookup("eks", "1.99") is None
    assert lookup("rds-postgres", "") is None
    with pytest.raises(KeyError):
        lookup("unknown", "1.0")


def test_dates_are_dates_and_later_versions_live_longer() -> None:
    for service in support_dates.SERVICES:
        dates = []
        for version in support_dates.versions(service):
            found = lookup(service, version)
            assert found is not None
            assert re.fullmatch(r"20[23]\d-[01]\d-[0-3]\d", found.until)
            assert found.extended_until == "" or found.extended_until > found.until
            dates.append(found.until)
        # MariaDB's have lives of different lengths.
        assert service == "rds-mariadb" or dates == sorted(dates, reverse=True), service
