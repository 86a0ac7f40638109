"""One mail address, nothing that could be taken for two; when two spellings are one; whose domain it is in."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FORBIDDEN = frozenset(',;:<>()[]"\\')
"""What separates, groups or quotes addresses in a header."""

LONGEST = 320


def is_one_address(text: str) -> bool:
    """Whether the text is one bare address: no second one, no comment, no white space, nothing invisible."""
    local, at, domain = text.partition("@")
    plain = text.isprintable() and not any(mark in FORBIDDEN or mark.isspace() for mark in text)
    return bool(at and local and domain) and plain and "@" not in domain and len(text) <= LONGEST


def sender_parts(text: str) -> tuple[str, str] | None:
    """(name, address) of `Name <address>` or of a bare address, None when it is neither."""
    words = text.strip()
    name, bracket, rest = words.partition("<")
    address = rest.removesuffix(">") if bracket else words
    if (bracket and not rest.endswith(">")) or not is_one_address(address) or not name.isprintable():
        return None
    return (name.strip().strip('"') if bracket else "", address)


def email_key(address: str) -> str:
    """The key under which an address is claimed: case ignored, domain in its ASCII form, plus-tags kept."""
    if address.isascii():
        return address.lower()
    local, at, domain = address.rpartition("@")
    return _caseless(local) + at + _ascii_domain(domain)


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    return ".".join(map(_ascii_label, _labels(domain)))


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _labels(domain: str) -> list[str]:
    # Lower case, not case-folded: straße.example and strasse.example are two domains.
    lowered = unicodedata.normalize("NFKC", domain).lower()
    return unicodedata.normalize("NFC", lowered).replace("。", ".").split(".")


def _ascii_label(label: str) -> str:
    # Plain Punycode: the standard library's `idna` codec is IDNA 2003 and would make strasse of straße.
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii").lower()


_NAMES = "gmail googlemail outlook hotmail live msn yahoo ymail rocketmail gmx yandex aol icloud zoho"
FREE_NAMES = frozenset(_NAMES.split())
"""First labels under which providers hold many domains (yahoo.co.uk)."""

_DOMAINS = """
    me.com mac.com web.de t-online.de freenet.de arcor.de proton.me protonmail.com pm.me mail.com email.com
    inbox.com
    btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk tiscali.co.uk orange.fr free.fr
    laposte.net wanadoo.fr sfr.fr neuf.fr libero.it virgilio.it alice.it tin.it mail.ru bk.ru list.ru rambler.ru qq.com
    163.com 126.com sina.com naver.com daum.net hanmail.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net
    cox.net charter.net earthlink.net juno.com fastmail.com fastmail.fm hey.com tutanota.com tuta.io hushmail.com
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz rogers.com shaw.ca sympatico.ca telus.net
    mweb.co.za telkomsa.net webmail.co.za vodamail.co.za ziggo.nl kpnmail.nl planet.nl home.nl telenet.be skynet.be
    bluewin.ch telia.com wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz abv.bg ukr.net rediffmail.com uol.com.br
    bol.com.br terra.com.br eircom.net o2.co.uk plus.net ymail.com
"""
FREE = frozenset(_DOMAINS.split())


def own_domain(email: str) -> str | None:
    """The domain of an address, folded, where it is not one that anybody can have."""
    domain = email.rpartition("@")[2].strip().lower()
    if not domain or domain in FREE or domain.partition(".")[0] in FREE_NAMES:
        return None
    return domain


def mailbox(email: str) -> str:
    """The mailbox that an address delivers to: without a plus-tag, a free Google one without its dots too."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
