"""The catalogue of all that people read in the portal, `web/locale/portal.pot`, as docs/generate.py writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from casactl.actions.portal.case import SORTS
from casactl.domain.channels import DO_NOT
from casactl.domain.contact_types import ROLES
from casactl.domain.document_names import IN_WORDS
from casactl.domain.engagements import KINDS
from casactl.domain.failure_table import FAILURES
from casactl.domain.ledger import EntryKind
from casactl.domain.standing import Arrears
from casactl.web.words import FOLDER

SOURCE = FOLDER.parent.parent
HEAD = """\
# Every text of the portal, written by `make docs`; LANGUAGE.po beside it holds another language.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

"""
Marks = Mapping[str, tuple[int, ...] | None]
Said = str | tuple[str, ...]

MARKS: Marks = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "Worded": (1,)}
RAISED: Marks = {
    "Worded": (1,),
    "failure": (2,),
    "InvalidValue": None,
    "InvalidEmail": None,
    "InvalidPhone": None,
    "InvalidDate": None,
}
"""Which argument of what is raised is a sentence that a page may show as it stands."""
RAISING = (
    "actions/arrears/status.py", "actions/document.py", "actions/message/deliver.py", "actions/note.py",
    "actions/passwords.py", "actions/portal/access.py", "actions/portal/second_factor.py", "actions/portal/signing.py",
    "domain/arrears.py", "domain/names.py", "intake/phone_number.py", "intake/scan.py", "store/blobs.py",
)  # fmt: skip
CODES = ("document.", "portal.", "password.", "note.", "arrears.", "usage.")
"""Whose failures people meet in the portal."""


def texts() -> Iterator[tuple[Said, str]]:
    """Each text, one or singular and plural, with the file that it stands in."""
    for page in sorted((SOURCE / "web" / "pages").glob("*.j2")):
        yield from _in(page, "jinja2.ext:babel_extract", MARKS)
    for module in sorted((SOURCE / "web").glob("*.py")):
        yield from _in(module, "python", {**MARKS, **RAISED})
    for name in RAISING:
        yield from _in(SOURCE / name, "python", RAISED)
    for code, failure in FAILURES.items():
        if failure.sentence and code.startswith(CODES):
            yield failure.sentence, "domain/failure_table.py"
    states = (word for kind in KINDS.values() for word in kind.words.values())
    orders = (name.replace("-", " ") for name in SORTS)
    listed = (*ROLES, *EntryKind, *Arrears, *states, *orders, *IN_WORDS.values(), *DO_NOT)
    for word in (*listed, "note", "document", "its case"):
        yield str(word), "domain"


def _in(file: Path, method: str, keywords: Marks) -> Iterator[tuple[Said, str]]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "extensions": "jinja2.ext.i18n"}
    for found in extract_from_file(method, str(file), keywords=keywords, options=options):
        said = found[1]
        if said and (isinstance(said, tuple) or (any(map(str.isalpha, said)) and said[:2] != "--")):
            yield said, str(file.relative_to(SOURCE))


def catalogue() -> str:
    """The file's text; without lines and dates, so that it changes with its texts alone."""
    found = Catalog(charset="utf-8")
    with redirect_stderr(StringIO()):  # says where a text is made of pieces, which no page shows
        for said, file in texts():
            found.add(said, locations=[(file, 0)])
    made = BytesIO()
    write_po(made, found, width=116, omit_header=True, include_lineno=False, sort_output=True)
    return HEAD + made.getvalue().decode()
