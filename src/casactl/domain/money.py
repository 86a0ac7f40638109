"""Amounts: whole numbers of a currency's smallest unit inside, decimal text outside, floats nowhere."""

from __future__ import annotations

import re

from casactl.errors import InvalidValue

LARGEST = 10**13  # minor units; sums of many such amounts still fit 64 bits

# ISO 4217: the active codes that have a minor unit, by the number of its decimals.
_DECIMALS_TWO = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
    VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_DECIMALS_OTHER = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_MINOR_UNITS = dict.fromkeys(_DECIMALS_TWO.split(), 2) | {
    code: decimals for decimals, codes in _DECIMALS_OTHER.items() for code in codes.split()
}


class InvalidAmount(InvalidValue):
    """Text that is no amount of money in the currency at hand."""

    code = "usage.invalid-amount"


def is_currency(code: str) -> bool:
    """Whether it is an active ISO 4217 code, in capitals."""
    return code in _MINOR_UNITS


def currencies() -> list[str]:
    """The codes in the order of the alphabet."""
    return sorted(_MINOR_UNITS)


def minor_units(currency: str) -> int:
    """The decimals that amounts of a currency have: 2 for GBP, 0 for JPY, 3 for KWD."""
    return _MINOR_UNITS.get(currency, 2)


def format_amount(minor: int, currency: str) -> str:
    """Decimal text with all of the currency's decimals: `120.00`, `-5.00`, `1200` (JPY)."""
    decimals = minor_units(currency)
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).zfill(decimals + 1)
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits


def parse_amount(text: str, currency: str) -> int:
    """Minor units from plain decimal text such as `120` or `120.5`: above zero, without sign or separators.

    Raises InvalidAmount.
    """
    shape = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?", text.strip())
    if not shape:
        raise InvalidAmount(f"{_quoted(text)} is not an amount", hint=f"write {_example(currency)}")
    whole, fraction = shape[1].lstrip("0"), shape[2] or ""
    if len(fraction) > (decimals := minor_units(currency)):
        raise InvalidAmount(f"{_quoted(text)} has more than {_decimals_in_words(decimals)} of {currency}")
    if len(whole) > len(str(LARGEST)) or (minor := int(whole + fraction.ljust(decimals, "0") or "0")) > LARGEST:
        raise InvalidAmount(f"{_quoted(text)} is more than {format_amount(LARGEST, currency)} {currency}")
    if minor == 0:
        raise InvalidAmount("an amount must be above zero", hint=f"write {_example(currency)}")
    return minor


def _decimals_in_words(decimals: int) -> str:
    return f"the {decimals} decimals" if decimals else "the whole units"


def _example(currency: str) -> str:
    return f"digits and at most one point, as in {format_amount(12_000, currency)}"


def _quoted(text: str) -> str:
    return f'"{text}"' if len(text) <= 40 else f'"{text[:39]}…"'
