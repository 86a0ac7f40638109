"""Templates: every one fills in, escapes, can be replaced, and says where it is broken."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from casactl.actions.ledger.statement import Statement
from casactl.actions.ledger.statement_letter import letter_facts
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import BUILT_IN, TemplateFault, Templates
from casactl.domain.letters import KINDS, Template
from casactl.store.queries.ledger import EntryRow

OFFICE = Letterhead("Rose & Co", "https://portal.example/", 168)
LINK = "https://portal.example/?token=abc"
EVIL = "<script>alert(1)</script>{{ 7*7 }}"


def words(template: str, **changes: str) -> dict[str, object]:
    """What a template of that name gets."""
    plain = {"name": "Joe", "subject": "Water", "text": "Off"} | changes
    link = LINK if KINDS[template].link else ""
    facts: dict[str, object] = {}
    if template == Template.STATEMENT:
        facts = letter_facts(statement(plain["text"]), date_format="iso")
    elif template == Template.INVOICE:
        table = [f"{plain['text']}  5.00"]
        row = {"date": "2026-11-01", "what": plain["text"], "due": "", "amount": "5.00"}
        invoice = {"recipient": [plain["name"]], "title": "Invoice 1", "date": "2026-11-01", "table": table}
        facts = {"invoice": {**invoice, "total": "5.00 GBP", "credits": None, "rows": [row]}}
    return wording(
        template, OFFICE, name=plain["name"], link=link, subject=plain["subject"], text=plain["text"], facts=facts
    )


def statement(text: str) -> Statement:
    """A statement whose only entry, and whose address, say what somebody typed."""
    entry = EntryRow(1, 1, "charge", "2026-11-01", None, 5000, text, None, None, None, 0, None, "Joe")
    return Statement(1, "Joe", "GBP", None, None, 0, [entry], (text,))


@pytest.mark.parametrize("template", list(Template))
def test_every_template_has_text_and_html_that_the_wheel_carries(template: str, tmp_path: Path) -> None:
    assert any((BUILT_IN / f"{template}.{form}.j2").is_file() for form in ("txt", "words"))
    made = Templates(tmp_path).mail(template, words(template))

    assert made.subject
    assert made.text.strip()
    assert "Rose &amp; Co" in (made.html or "")
    assert Templates(tmp_path).sms(template, words(template)).text


@pytest.mark.parametrize("template", [name for name, kind in KINDS.items() if kind.link])
def test_a_link_stands_alone_on_its_line_and_ends_in_the_token(template: str, tmp_path: Path) -> None:
    made = Templates(tmp_path).mail(template, words(template))

    assert made.text.splitlines().count(LINK) == 1
    assert made.text.count("token=") == 1
    assert ("for 1 hour" if KINDS[template].link == "reset" else "for 7 days") in made.text


@pytest.mark.parametrize("template", list(Template))
def test_what_people_write_is_no_markup_and_no_template(template: str, tmp_path: Path) -> None:
    made = Templates(tmp_path).mail(template, words(template, name=EVIL, subject=EVIL, text=EVIL))

    assert "49" not in made.text + (made.html or "")

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert tag != "script"

    Tags().feed(made.html or "")


def test_a_file_of_the_workspace_replaces_the_programs_own(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "message.txt.j2").write_text("Subject: {{ office }}: {{ subject }}\n\n{{ text|upper }}\n")

    made = Templates(tmp_path).mail("message", words("message"))

    assert (made.subject, made.text) == ("Rose & Co: Water", "OFF\n")
    assert "Rose &amp; Co: Water" in (made.html or "")


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("Subject: x\n\n{{ nope }}\n", 3, "'nope' is undefined"),
        ("Subject: x\n\n{% if %}\n", 3, "Expected an expression"),
        ("{{ name }\n", 1, "unexpected '}'"),
        ("Subject: x\n\n\n{{ 1/0 }}\n", 4, "division by zero"),
        ("{% include 'missing.j2' %}\n", 1, "missing.j2"),
        ("{{ ().__class__.__mro__ }}", 1, "unsafe"),
        ("{{ name.__init__.__globals__ }}", 1, "unsafe"),
        ("{{ range(10**9)|list }}", 1, "Range too big"),
        ("{% include '../../etc/passwd' %}", 1, "passwd"),
    ],
)
def test_a_broken_template_names_file_and_line(source: str, line: int, says: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "message.txt.j2").write_text(source)

    with pytest.raises(TemplateFault) as broken:
        Templates(tmp_path).mail("message", words("message"))

    assert str(broken.value).startswith(f"{folder}/message.txt.j2, line {line}: ")
    assert says in str(broken.value)


def test_a_template_that_is_no_text_names_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "message.html.j2").write_bytes(b"\xff\xfe")

    with pytest.raises(TemplateFault, match=r"message\.html\.j2: it is not UTF-8 text"):
        Templates(tmp_path).mail("message", words("message"))
