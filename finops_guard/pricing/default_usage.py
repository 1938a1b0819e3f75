"""What one instance of common resources uses a month where nobody says so, if the usage file asks for ``defaults``.

These are our own assumptions, for a small service that people work with: no measurement, no average, and no advice.
An estimate that rests on one says so. They are round on purpose, so that nobody takes them for more than they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_MILLION = 1_000_000


def _amounts(**by_key: int) -> Mapping[str, Decimal]:
    return {key: Decimal(amount) for key, amount in by_key.items()}


AMOUNTS: Mapping[str, Mapping[str, Decimal]] = {
    "aws_nat_gateway": _amounts(monthly_data_processed_gb=100),
}
