"""Countries: an ISO code, or a name in one of the languages that offices use, to the two letters that are stored."""

from __future__ import annotations

from functools import lru_cache

from casactl.domain.settings import COUNTRIES
from casactl.errors import InvalidValue
from casactl.intake.field_names import plain

CODES = frozenset(COUNTRIES) | {"XK"}
"""Those of ISO 3166, and Kosovo's, which has post but no code of its own there."""

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")

USUAL = {
    "GB": """uk, great britain, britain, england, scotland, wales, northern ireland, grossbritannien, schottland,
        nordirland, vereinigtes königreich, angleterre, grande bretagne, ecosse, pays de galles, inglaterra,
        gran bretaña, escocia, gales, inghilterra, gran bretagna, scozia, galles, groot brittannie, engeland,
        schotland, anglia, szkocja, walia, gra bretanha, grã bretanha""",
    "US": """usa, us, u.s., america, united states of america, vereinigte staaten von amerika, amerika, etats unis
        d'amerique, estados unidos de america, ee uu, eeuu, stati uniti d'america, verenigde staten van amerika,
        stany zjednoczone ameryki, eua, estados unidos da america""",
    "NL": "holland, the netherlands, hollande, holanda, olanda, holandia",
    "DE": """bundesrepublik deutschland, brd, federal republic of germany, republique federale d'allemagne""",
    "IE": "eire, republic of ireland, irische republik, irish republic",
    "CZ": """czech republic, tschechische republik, republique tcheque, republica checa, repubblica ceca, tsjechie,
        tsjechische republiek, republika czeska""",
    "AE": "uae, emirates, emirate, emirats, vae",
    "ZA": "rsa, republic of south africa, suid afrika",
    "RU": "russian federation, russische föderation",
    "KR": "korea, republic of korea, korea republic, südkorea, coree du sud, corea del sur, corea del sud",
    "KP": "north korea, democratic people's republic of korea",
    "TR": "turkey, turkiye",
    "CI": "ivory coast",
    "SZ": "swaziland, swasiland",
    "MK": "macedonia, mazedonien, macedoine",
    "MM": "burma, birma, birmanie",
    "CV": "cape verde",
    "VA": "vatican, holy see, vatikan",
    "HK": "hong kong, hongkong",
    "MO": "macau, macao",
    "PS": "palestine, palästina",
    "CH": "swiss confederation, helvetia, suisse, svizzera, schweiz",
    "GR": "hellas, el",
    "CN": "people's republic of china, pr china, prc",
    "VN": "viet nam",
    "LU": "grand duchy of luxembourg, grossherzogtum luxemburg",
}
"""What people write and no list of countries says."""

NEAR = 3


class InvalidCountry(InvalidValue):
    """What is given names no country."""

    code = "invalid-country"


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO code of two letters (`GB`); raises InvalidCountry, with what comes near."""
    word = text.strip()
    if word in CODES:
        return word
    key = plain(word)
    if len(key) == 2 and key.upper() in CODES:
        return key.upper()
    found = _names().get(key)
    if found is None:
        raise InvalidCountry(_not_known(word, key))
    return found


def country_name(code: str) -> str:
    """The country's name in English."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def _not_known(word: str, key: str) -> str:
    from difflib import get_close_matches

    near = dict.fromkeys(_names()[name] for name in get_close_matches(key, _names(), n=8, cutoff=0.75))
    listed = ", ".join(f"{country_name(code)} ({code})" for code in list(near)[:NEAR])
    return f"'{word[:60]}' is no country" + (f"; near: {listed}" if listed else "; give its ISO code or its name")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Codes of three letters and names, by what counts of them; a usual name is nobody else's."""
    from babel import Locale
    from babel.core import get_global

    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in CODES:
                names.setdefault(plain(name), code)
    for code, others in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(others) == 1 and others[0] in CODES:
            names.setdefault(code.lower(), others[0])
    for code, listed in USUAL.items():
        names |= dict.fromkeys((plain(name) for name in listed.replace("\n", " ").split(",")), code)
    return names
