"""Amounts of money as people write them in an annotation."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

# The active codes of ISO 4217 that stand for money in use: no funds codes, metals or test codes.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())

MAX_LENGTH = 80
_MONEY = (
    r"\s*(?:(?P<before>[A-Za-z]{3})\s*)?(?P<sign>-)?(?P<amount>\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,6})?)"
    r"(?:\s*(?P<after>[A-Za-z]{3})\b)?(?:\s*(?:/|\bper\b|\ban?\b)\s*(?P<period>[A-Za-z]+)|\s+(?P<adverb>[a-z]+ly))?\s*"
)

# How often a period comes in a year, which has 12 months and 365 days.
_A_YEAR = {
    **dict.fromkeys(("month", "mo", "monthly"), Decimal(12)),
    **dict.fromkeys(("year", "yr", "annum", "yearly", "annually"), Decimal(1)),
    **dict.fromkeys(("quarter", "quarterly"), Decimal(4)),
    **dict.fromkeys(("week", "weekly"), Decimal(365) / 7),
    **dict.fromkeys(("day", "daily"), Decimal(365)),
}


class Money(Struct, frozen=True):
    """An amount a month in one currency (an ISO 4217 code)."""

    amount: Decimal
    currency: str


def parse(text: str) -> Money | str:
    """Return the money that a text such as ``2000 USD`` or ``EUR 2,000.50/month`` names, else why it names none.

    An amount without a period is one a month; ``24000 USD/year`` is 2,000 USD a month.
    """
    found = re.fullmatch(_MONEY, text, re.ASCII) if len(text) <= MAX_LENGTH else None
    if found is None:
        return 'is no amount of money such as "2000 USD"'
    if found["before"] and found["after"]:
        return "names two currencies"
    currency = found["before"] or found["after"]
    if not currency:
        return 'names no currency (write it as "2000 USD")'
    if currency not in CURRENCIES:
        hint = f" (write {currency.upper()})" if currency.upper() in CURRENCIES else ""
        return f"names {currency}, which is no currency of ISO 4217{hint}"
    if found["sign"]:
        return "is less than 0"
    period = found["period"] or found["adverb"] or "month"
    times = _A_YEAR.get(period.lower())
    if times is None:
        return f'is for a {period} (write a month, quarter, year, week or day, such as "2000 {currency}/month")'
    amount = Decimal(found["amount"].replace(",", ""))
    if times != _A_YEAR["month"]:
        amount = (amount * times / 12).quantize(Decimal("0.01"))
    return Money(amount, currency)
