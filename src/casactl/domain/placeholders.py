"""What spreadsheets and other programs write where nothing is known; nothing said is nothing."""

from __future__ import annotations

import re

from casactl.domain.names import fold

_WORDS = """
    - -- --- – — . .. ... ? ?? ??? / * n/a n.a. n.a n\\a #n/a #ref! #value! #name? #null! #div/0! #num! na. none null
    nil
    nan undefined tbc tba tbd unknown not-known not-available not-applicable (blank) blank empty (none) [none] <null>
    k.a. keine keiner unbekannt entfällt nicht-bekannt s/o n.d. aucun aucune inconnu néant sans-objet ninguno ninguna
    desconocido no-disponible n/d nessuno nessuna sconosciuto non-disponibile n.v.t. nvt geen onbekend brak nieznany
    nie-dotyczy b.d. nenhum nenhuma desconhecido não-disponível
"""


def _forms() -> frozenset[str]:
    words = {
        word.replace("-", " ") if word.strip("-") and not word.startswith("#") else word for word in _WORDS.split()
    }
    return frozenset(form for word in words for form in (word, word.upper(), word.capitalize(), word.title()))


PLACEHOLDERS = _forms()
"""In the cases in which they are written; `NA` is not among them, which is a name and a country too."""
ERRORS = frozenset(form for form in PLACEHOLDERS if form.startswith("#"))
"""Those that a spreadsheet writes in the place of a result: they are never what anybody meant."""
AS_NAMES = PLACEHOLDERS - {"Blank", "Null", "Unknown"}
"""Those that stand for nothing where a person's name is asked for: these three, written so, are names too."""


_UNREACHED = """
    na n-a nd no none none-given none-known no-phone no-number no-telephone no-mobile no-email no-e-mail no-mail noemail
    nophone not-given not-provided not-supplied not-known refused withheld unlisted ex-directory x xx xxx s-n s-t
    keine-angabe k-a nicht-vorhanden nicht-angegeben kein-telefon keine-nummer keine-e-mail keine-email sin-telefono
    sin-correo sin-email no-tiene pas-de-telephone pas-d-email pas-de-mail sans-telephone geen-telefoon geen-email
    geen-e-mail senza-telefono non-ha brak-telefonu nie-ma sem-telefone sem-email nao-tem
"""
_UNREACHED_BY = frozenset(word.replace("-", " ") for word in _UNREACHED.split())


def is_unreached(text: str) -> bool:
    """Whether a cell of a phone or an e-mail says that there is none: `no phone`, `k. A.`."""
    return " ".join(_LETTERS.findall(fold(text))) in _UNREACHED_BY


_LETTERS = re.compile(r"\w+")
_EMPTY = "vacant vacancy vacante unoccupied leerstand inoccupé sfitto leegstand pustostan"
_ALSO_EMPTY = "leerstehend inoccupe inoccupée inoccupee sfitta"
VACANT = frozenset(
    form
    for word in (*_EMPTY.split(), "(vacant)", "- vacant -")
    for form in (word, word.upper(), word.capitalize(), word.title())
)
"""What lists of units write in the place of a name where nobody lives."""
_SUM = re.compile(
    r"(?i)(?:(?:grand |sub[- ]?)?totals?|total g[eé]n[eé]ral|totale|totaal|summe|gesamt(?:summe)?|insgesamt"
    r"|zwischensumme|razem)\b[\s:=.,\d€£$-]*"
    r"|\d+ units?|\d+(?:[.,]\d+)? ?% (?:occupied|vacant)"
    r"|(?:page|seite|p[aá]gina|strona) \d+(?: ?(?:of|von|de|di|van|z|/) ?\d+)?"
)
_VACANCY = re.compile(rf"(?i)\W*(?:{'|'.join(f'{_EMPTY} {_ALSO_EMPTY}'.split())})\b")


def is_sum(text: str) -> bool:
    """Whether a row called so sums up others, or is the foot of a page: `Grand total: 12`, `Page 1 of 2`."""
    return _SUM.fullmatch(text) is not None


def is_vacancy(text: str) -> bool:
    """Whether a cell says that nobody lives there: `Vacant-Unrented`."""
    return _VACANCY.match(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a text stands for nothing."""
    return text in PLACEHOLDERS or text.strip().lower() in PLACEHOLDERS
