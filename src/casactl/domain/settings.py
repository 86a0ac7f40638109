"""The settings that all operators of a workspace share: names, defaults, and what each accepts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from ipaddress import ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from casactl.domain.amounts import BY_COUNTRY, FORMS
from casactl.domain.channels import AUTO, NOTICE_CHANNELS, PORTAL
from casactl.domain.failures import failure
from casactl.domain.money import is_currency
from casactl.domain.portal import is_loopback
from casactl.domain.second_factor import CHOICES, OFFERED
from casactl.errors import InvalidValue
from casactl.records import dataclass

_COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2."""

BY_BROWSER = "by-browser"
"""The portal speaks the language that each browser asks for."""
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_TEXT = 500, 100, 2000

HOME_CURRENCY = {
    "AU": "AUD", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK", "GB": "GBP", "HK": "HKD",
    "HU": "HUF", "IN": "INR", "JP": "JPY", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "RO": "RON",
    "SE": "SEK", "SG": "SGD", "US": "USD", "ZA": "ZAR", "BR": "BRL", "TR": "TRY", "KR": "KRW", "AE": "AED",
    "AT": "EUR", "BE": "EUR", "CY": "EUR", "DE": "EUR", "EE": "EUR", "ES": "EUR", "FI": "EUR", "FR": "EUR",
    "GR": "EUR", "HR": "EUR", "IE": "EUR", "IT": "EUR", "LT": "EUR", "LU": "EUR", "LV": "EUR", "MT": "EUR",
    "NL": "EUR", "PT": "EUR", "SI": "EUR", "SK": "EUR", "MC": "EUR", "AD": "EUR", "ME": "EUR", "BG": "EUR",
}  # fmt: skip
"""The currency that a workspace starts with when only its country is said."""


class InvalidSetting(InvalidValue):
    """A value that the setting does not accept."""

    code = "workspace.invalid-setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """A shared setting; `parse` gives the stored text or raises `InvalidSetting`."""

    name: str
    default: str
    parse: Callable[[str], str]
    meaning: str
    choices: Sequence[str] = ()
    """What it may be, where that is a few words."""


def _timezone(text: str) -> str:
    try:
        return str(ZoneInfo(text.strip()[:LONGEST_NAME]))
    except (ValueError, OSError, KeyError) as unknown:
        raise InvalidSetting(
            f"'{text}' is not a time zone; use a name such as Europe/London, Africa/Johannesburg or UTC."
        ) from unknown


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not is_currency(code):
        raise InvalidSetting(f"'{text}' is not a currency code (ISO 4217), such as GBP, EUR or ZAR.")
    return code


def _country(text: str) -> str:
    code = text.strip().upper()
    if code not in COUNTRIES:
        raise InvalidSetting(f"'{text}' is not a country code (ISO 3166), such as GB, DE or ZA.")
    return code


def _whole(lowest: int, highest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit() and lowest <= int(digits[:9]) <= highest):
            raise InvalidSetting(f"'{text}' is not a whole number from {lowest} to {highest}.")
        return str(int(digits))

    return parse


SWITCH = ("on", "off")
DATE_FORMATS = ("iso", "day-first", "month-first")


def _switch(text: str) -> str:
    word = text.strip().lower()
    if word in ("on", "yes", "true", "1"):
        return "on"
    if word in ("off", "no", "false", "0"):
        return "off"
    raise InvalidSetting(f"'{text}' is neither on nor off.")


def _address(text: str) -> str:
    """Where the portal is: a link is this address with the token as its last parameter."""
    url = text.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    plain = url.isprintable() and url.isascii() and not set(url) & set(' \\"<>') and len(url) <= LONGEST_ADDRESS
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise InvalidSetting(f"'{text}' is not a web address, such as https://portal.example/activate.")
    if "@" in parts.netloc:
        raise InvalidSetting("A web address with a user's name or a password in it would be in every letter.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise InvalidSetting(f"'{text}' is not encrypted: links to {parts.hostname} begin with https://.")
    return url


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        raise InvalidSetting(f"One line of up to {LONGEST_NAME} characters is needed.")
    return words


def _line_or_none(text: str) -> str:
    return _one_line(text) if text.strip() else ""


def _picture(text: str) -> str:
    """A file's name, without a path: the server finds it in the workspace's folder, and nowhere else."""
    name = text.strip()
    if name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.(png|jpe?g)", name):
        raise InvalidSetting(f"'{text}' is no picture in the workspace's folder, such as logo.png.")
    return name


def _networks(text: str) -> str:
    """Networks as `ipaddress` writes them: 192.0.2.0/24, 2001:db8::/48; one address is a network, too."""
    try:
        return ", ".join(str(ip_network(word, strict=False)) for word in text.replace(",", " ").split())
    except ValueError:
        raise InvalidSetting(f"'{text}' is no list of networks, such as 192.0.2.0/24, 2001:db8::/48.") from None


def _language(text: str) -> str:
    word = text.strip()
    if word.lower() == BY_BROWSER:
        return BY_BROWSER
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", word):
        raise InvalidSetting(f"'{text}' is no language, such as en or pt-BR; {BY_BROWSER} follows each browser.")
    return word


def _command(text: str) -> str:
    """A program with its arguments, parted as a shell parts them, though none ever sees it."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if text.strip() and (not words or len(text) > LONGEST_ADDRESS or not text.isprintable()):
        raise InvalidSetting(f"'{text}' is no program with its arguments, such as /usr/bin/clamdscan --fdpass.")
    return shlex.join(words)


def _number_format(text: str) -> str:
    words = " ".join(text.lower().replace("’", "'").split())
    if words not in (BY_COUNTRY, *FORMS):
        raise InvalidSetting(f"'{text}' is not one of {', '.join(FORMS)}; {BY_COUNTRY} follows the country.")
    return words


def _one_word(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        word = text.strip().lower()
        if word not in words:
            raise InvalidSetting(f"'{text}' is not one of {', '.join(words)}.")
        return word

    return parse


def _among(name: str, default: str, words: Sequence[str], meaning: str) -> Setting:
    """A setting that is one of a few words."""
    return Setting(name, default, _one_word(*words), meaning, words)


def _notice_channels(text: str) -> str:
    words = list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    unknown = [word for word in words if word not in NOTICE_CHANNELS]
    if unknown or not words:
        raise InvalidSetting(f"'{', '.join(unknown)}' is not among the channels: {', '.join(NOTICE_CHANNELS)}.")
    return ",".join(words)


def _paragraphs(text: str) -> str:
    words = text.replace("\\n", "\n").strip()
    if len(words) > LONGEST_TEXT or not words.replace("\n", "").isprintable():
        raise InvalidSetting(f"Plain text of up to {LONGEST_TEXT:,} characters is needed.")
    return words


DOCUMENT_TYPES = ("pdf", "png", "jpeg", "tiff", "heic", "text", "csv", "office", "mail")
"""The kinds of documents that can be told by their content."""


def _document_types(text: str) -> str:
    words = list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    unknown = [word for word in words if word not in DOCUMENT_TYPES]
    if unknown or not words:
        raise InvalidSetting(f"'{', '.join(unknown)}' is not among the kinds: {', '.join(DOCUMENT_TYPES)}.")
    return ", ".join(words)


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("timezone", "UTC", _timezone, "the office's calendar: when a dated change is due"),
        Setting("currency", "GBP", _currency, "what money is counted in"),
        Setting("country", "GB", _country, "how a phone number without a country code is read"),
        Setting("retention_years", "7", _whole(0, 100), "how long ledger entries keep a contact from erasure"),
        Setting("invitation_hours", "168", _whole(1, 8760), "how long an invitation link works"),
        Setting("portal_url", "http://localhost:8000/", _address, "the portal's web address, which links lead to"),
        Setting("office_name", "The office", _one_line, "how letters name the office"),
        Setting("office_address", "", _paragraphs, "the sender's address in letters; \\n parts its lines"),
        Setting("office_phone", "", _line_or_none, "whom letters say to call"),
        Setting("office_email", "", _line_or_none, "where letters say to write to"),
        Setting("office_legal", "", _paragraphs, "registration, tax number, directors: the foot of a letter"),
        Setting("company_first", "off", _switch, "each company has a primary contact", SWITCH),
        Setting("sign_without_login", "off", _switch, "contracts may be mailed for signing without an account", SWITCH),
        Setting("handover_requires_demand", "on", _switch, "a letter of demand comes before a handover", SWITCH),
        Setting("document_max_mb", "50", _whole(1, 10_000), "how large a document may be, in MB"),
        Setting("document_types", ", ".join(DOCUMENT_TYPES), _document_types, "what kinds of documents are taken"),
        Setting(
            "number_format",
            BY_COUNTRY,
            _number_format,
            "how amounts are read: 1,000.00, 1.000,00, …",
            (BY_COUNTRY, *FORMS),
        ),
        Setting("plan_days", "30", _whole(0, 3650), "how many days a blocked plan is tried before it lapses"),
        Setting(
            "instalment_grace_days", "3", _whole(0, 60), "how many days late an instalment may come before it is missed"
        ),
        Setting("payment_instructions", "", _paragraphs, "how to pay: in letters, and in the portal to whoever may"),
        _among("portal_edits", "ask", ("off", "ask", "direct"), "whether people change their details"),
        _among("message_channel", "email", (*NOTICE_CHANNELS, AUTO, PORTAL), "how messages of the office leave"),
        Setting(
            "notice_channels", "email,post", _notice_channels, "the order in which --notify auto looks for a channel"
        ),
        Setting("office_logo", "", _picture, "the office's logo: a picture in the workspace's folder"),
        Setting("upload_day_mb", "100", _whole(1, 100_000), "how much somebody may upload in a day, in MB"),
        Setting("scan_command", "", _command, "the program that looks at uploads before they are kept"),
        Setting("portal_language", BY_BROWSER, _language, "the portal's language, English where it does not speak it"),
        _among("attorney_second_factor", OFFERED, CHOICES, "a second factor of attorneys in the portal"),
        Setting("office_networks", "", _networks, "from where the office looks through somebody's eyes"),
        Setting("access_log_days", "90", _whole(1, 3650), "how long the portal remembers who came to its doors"),
        _among("date_format", "iso", DATE_FORMATS, "dates on a terminal: iso, day-first or month-first"),
    )
}


def setting(name: str) -> Setting:
    """The setting of that name; an unknown one lists the valid ones (exit 4)."""
    known = SETTINGS.get(name.strip().lower().replace("-", "_"))
    if known:
        return known
    near = get_close_matches(name, SETTINGS, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise failure("workspace.unknown-setting", f"There is no setting '{name}'.{guess} Settings: {', '.join(SETTINGS)}.")
