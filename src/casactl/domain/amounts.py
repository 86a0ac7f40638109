"""Reading amounts as people write them: with the currency's sign, and with separators as the office's country has them.

Decimal text with a point, as programs write it, is always taken. What could mean two amounts is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from casactl.domain.money import InvalidAmount, format_amount, is_currency, parse_amount
from casactl.records import dataclass

POINT, COMMA, SPACE, APOSTROPHE = FORMS = ("1,000.00", "1.000,00", "1 000,00", "1'000.00")
"""How numbers are written: what parts thousands, and what decimals."""

BY_COUNTRY = "by-country"

_COUNTRIES = {
    COMMA: "AD AR AT BA BE BR CL CO CR CY DE DK EC ES GR HR ID IS IT LU MC ME MK NL PT PY RO RS SI SM TR UY VA VE VN",
    SPACE: "AL AM AX AZ BG BY CZ DZ EE FI FR GE HU KG KZ LT LV MA MD NO PL RU SE SJ SK TJ TM TN UA UZ ZA",
    APOSTROPHE: "CH LI",
}
_FORM_OF = {country: form for form, countries in _COUNTRIES.items() for country in countries.split()}

_GROUP = {POINT: ",", COMMA: "[.]", SPACE: " ", APOSTROPHE: "['’]"}
_DECIMAL = {POINT: "[.]", COMMA: ",", SPACE: ",", APOSTROPHE: "[.]"}
_SHAPES = {
    form: re.compile(f"([0-9]{{1,3}}(?:{_GROUP[form]}[0-9]{{3}})+|[0-9]+)(?:{_DECIMAL[form]}([0-9]+))?")
    for form in FORMS
}

SIGNS: Mapping[str, str] = {
    "AED": "Dh Dhs", "AUD": "$ A$ AU$", "BRL": "R$", "CAD": "$ C$ CA$", "CHF": "Fr Fr. SFr SFr.",
    "CNY": "¥ 元 CN¥", "CZK": "Kč", "DKK": "kr kr.", "EUR": "€", "GBP": "£", "GHS": "GH₵", "HKD": "$ HK$",
    "HUF": "Ft", "ILS": "₪", "INR": "₹ Rs Rs.", "ISK": "kr kr.", "JPY": "¥ 円 JP¥", "KES": "KSh", "KRW": "₩",
    "KWD": "KD", "MXN": "$ MX$", "NGN": "₦", "NOK": "kr kr.", "NZD": "$ NZ$", "PHP": "₱", "PLN": "zł", "RON": "lei",
    "RUB": "₽", "SEK": "kr kr.", "SGD": "$ S$", "THB": "฿", "TRY": "₺ TL", "UAH": "₴", "USD": "$ US$", "VND": "₫",
    "ZAR": "R",
}  # fmt: skip
"""What is written beside an amount in a currency's place, where it is not its code."""


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩"}
"""Full-width digits and signs, which keyboards of East Asia write, as the others."""


class WrongCurrency(InvalidAmount):
    """An amount in another currency than the workspace's."""


_BESIDE = re.compile(r"(?P<before>[^0-9\s,.'’+-]*[.]?)(?P<number>[0-9](?:[0-9,.'’ ]*[0-9])?)(?P<after>[^0-9\s,'’+-]*)")


def form_of(number_format: str, country: str) -> str:
    """How numbers are written in a workspace with these settings."""
    return _FORM_OF.get(country, POINT) if number_format == BY_COUNTRY else number_format


@dataclass(frozen=True, slots=True)
class Amounts:
    """How amounts are read in a workspace."""

    currency: str
    form: str = POINT

    @classmethod
    def of(cls, setting: Callable[[str], str]) -> Amounts:
        """By a workspace's settings; `setting` gives one by its name."""
        return cls(setting("currency"), form_of(setting("number_format"), setting("country")))

    def parse(self, text: str) -> int:
        """Minor units, above zero.

        Raises InvalidAmount, also for what may mean two amounts.
        """
        number = self._number(text)
        found, faults = dict[int, None](), list[InvalidAmount]()
        for reading in dict.fromkeys((self._formed(number), number)):
            try:
                found[parse_amount(reading, self.currency)] = None
            except InvalidAmount as fault:
                faults.append(fault)
        if len(found) > 1:
            either = " or ".join(format_amount(minor, self.currency) for minor in found)
            raise InvalidAmount(f'"{text.strip()}" may mean {either}', hint="write it without separators of thousands")
        if not found:
            raise InvalidAmount(faults[0].message.replace(number, text.strip(), 1), hint=self._hint)
        return next(iter(found))

    def refuse_other(self, said: str) -> None:
        """Raise WrongCurrency for a currency's code or sign that is not the workspace's; nothing said is no other."""
        word = said.strip()
        if word and word.upper() != self.currency and word not in SIGNS.get(self.currency, "").split():
            raise WrongCurrency(f'"{word[:20]}" is another currency; this workspace counts in {self.currency}')

    def _formed(self, number: str) -> str:
        """The number as decimal text, where it is written in the workspace's form; else as it is."""
        shape = _SHAPES[self.form].fullmatch(number)
        if not shape:
            return number
        whole = re.sub("[^0-9]", "", shape[1])
        return f"{whole}.{shape[2]}" if shape[2] else whole

    def _number(self, text: str) -> str:
        """What is left without the currency's code or sign.

        Raises InvalidAmount for another currency's.
        """
        body = re.sub(r"\s", " ", text.strip()).translate(_WIDE)
        beside = _BESIDE.fullmatch(re.sub(r"(?<![0-9 ]) +| +(?![0-9 ])", "", body))
        if not beside:
            return body
        for sign in filter(None, (beside["before"], beside["after"])):
            if sign.upper() != self.currency and sign not in SIGNS.get(self.currency, "").split():
                others = [code for code, signs in SIGNS.items() if sign in signs.split()] or [sign.upper()]
                if not is_currency(others[0]):
                    return body
                other = others[0] if len(others) == 1 else "another currency"
                raise WrongCurrency(f'"{text.strip()}" is in {other}; this workspace counts in {self.currency}')
        return beside["number"]

    @property
    def _hint(self) -> str:
        example = format_amount(120_000, self.currency)
        written = self.form if "." in example else self.form[:5]
        return f"write digits and at most one point, as in {example}, or as the setting number_format says: {written}"
