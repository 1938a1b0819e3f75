"""Until when vendors support versions of what they run, and until when they sell support beyond that.

A version that is not listed has no date that was sourced: nothing is said of it. Dates are those of the vendors' own
release calendars (read on 2026-11-28 as they stood on 2026-08-22 in the tables that endoflife.date takes from them; EKS
and Aurora PostgreSQL also in the calendars themselves): Amazon EKS User Guide, Kubernetes versions; Amazon RDS User
Guide, MySQL and MariaDB on Amazon RDS versions; Amazon RDS for PostgreSQL, Aurora PostgreSQL and Aurora MySQL release
notes, release calendars; Amazon ElastiCache User Guide, engine versions; Amazon DocumentDB Developer Guide, version
support dates; Azure Kubernetes Service, supported Kubernetes versions; GKE release schedule; Cloud SQL for MySQL,
database versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class State(StrEnum):
    """How a version is supported on a day."""

    STANDARD = "standard"
    EXTENDED = "extended"  # beyond its time, for money
    ENDED = "ended"


class Support(Struct, frozen=True):
    """Until when a version is supported: the last day of standard and of extended support (ISO 8601).

    ``extended_until`` is empty where the vendor sells no extended support for it, OPEN where no source has its end.
    """

    service: str
    version: str
    until: str
    extended_until: str = ""

    def state(self, day: str) -> State:
        """Return how the version is supported on a day (ISO 8601)."""
        if day <= self.until:
            return State.STANDARD
        return State.EXTENDED if day <= self.extended_until else State.ENDED


OPEN = "9999-12-31"

# By service: version, the last day of standard support, and of extended support where there is one.
_DATES: Mapping[str, str] = {
    "eks": """
        1.36 2027-08-01 2028-08-01; 1.35 2027-03-26 2028-03-26; 1.34 2026-12-01 2027-12-01; 1.33 2026-07-28 2027-07-28
        1.32 2026-03-22 2027-03-22; 1.31 2025-11-25 2026-11-25; 1.30 2025-07-22 2026-07-22; 1.29 2025-03-22 2026-03-22
        1.28 2024-11-25 2025-11-25; 1.27 2024-07-23 2025-07-23; 1.26 2024-06-10 2025-06-10; 1.25 2024-04-30 2025-04-30
        1.24 2024-01-30 2025-01-30; 1.23 2023-10-10 2024-10-10; 1.22 2023-06-03 2024-08-31; 1.21 2023-02-15 2024-07-14
    """,
    "rds-mysql": """
        8.4 2029-07-31 2032-07-31; 8.0 2026-07-31 2029-07-31; 5.7 2024-02-29 2029-06-30; 5.6 2022-03-01
    """,
    "rds-postgres": """
        18 2031-02-28 2034-02-28; 17 2030-02-28 2033-02-28; 16 2029-02-28 2032-02-29; 15 2028-02-29 2031-02-28
        14 2027-02-28 2030-02-28; 13 2026-02-28 2029-02-28; 12 2025-02-28 2028-02-29; 11 2024-02-29 2027-03-31
        10 2023-04-30; 9.6 2022-04-30
    """,
    "rds-mariadb": """
        11.8 2028-06-30; 11.4 2029-05-31; 10.11 2028-02-29; 10.6 2026-12-31; 10.5 2026-08-31; 10.4 2025-02-28
        10.3 2023-10-23
    """,
    "aurora-postgresql": """
        18 2031-02-28 2034-02-28; 17 2030-02-28 2033-02-28; 16 2029-02-28 2032-02-28; 15 2028-02-29 2031-02-28
        14 2027-02-28 2030-02-28; 13 2026-02-28 2029-02-28; 12 2025-02-28 2028-02-29; 11 2024-02-29 2027-03-31
    """,
    "aurora-mysql": "3 2028-04-30 2029-07-31; 2 2024-10-31 2029-06-30; 1 2023-02-28",
    "elasticache-redis": "6 2027-01-31 2030-01-31; 5 2026-01-31 2029-01-31; 4 2026-01-31 2029-01-31",
    "docdb": "3.6 2026-03-30 2029-03-30",
    "aks": """
        1.36 2027-06-30 2028-06-30; 1.35 2027-03-31 2028-03-31; 1.34 2026-11-30 2027-11-30; 1.33 2026-07-31 2027-07-31
        1.32 2026-03-31 2027-03-31; 1.31 2025-11-01 2026-11-30; 1.30 2025-08-22 2026-07-31; 1.29 2025-03-31 2026-04-30
        1.28 2025-01-31 2026-02-28; 1.27 2024-07-31 2025-07-31; 1.26 2024-04-11; 1.25 2024-01-14; 1.24 2023-07-31
    """,
    "gke": f"""
        1.36 2027-08-09 {OPEN}; 1.35 2027-04-11 {OPEN}; 1.34 2026-10-01 {OPEN}; 1.33 2026-08-03 {OPEN}
        1.32 2026-04-11 {OPEN}; 1.31 2026-01-16 {OPEN}; 1.30 2025-09-30 {OPEN}
    """,
    "cloudsql-mysql": "8.0 2026-06-30 2029-06-30; 5.7 2025-01-31 2028-01-31; 5.6 2025-01-31 2028-01-31",
}

SERVICES = tuple(_DATES)


def lookup(service: str, version: str) -> Support | None:
    """Return until when a version is supported; None where no source says. Raise KeyError for an unknown service."""
    for entry in _DATES[service].replace("\n", ";").split(";"):
        fields = entry.split()
        if fields and fields[0] == version:
            return Support(service, version, *fields[1:])
    return None


def versions(service: str) -> tuple[str, ...]:
    """Return the versions of a service whose dates are known."""
    entries = (entry.split() for entry in _DATES[service].replace("\n", ";").split(";"))
    return tuple(fields[0] for fields in entries if fields)
