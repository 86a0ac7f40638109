"""Which mail domains say where somebody works or belongs, and which anybody can have."""

from __future__ import annotations

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
