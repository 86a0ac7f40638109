"""Every text of the portal is in one catalogue, and another language takes no more than a catalogue."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pyotp
import pytest
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from casactl.web import words
from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD

Browse = Callable[..., Browser]
ROOT = Path(__file__).parents[2]
WEB = Path(words.__file__).parent
PAGES = sorted((WEB / "pages").glob("*.j2"))
PSEUDO = "xx"
OPEN, SHUT = "⟦", "⟧"
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "data-progress", "data-failed")
"""Attributes that people hear or read."""
DATA = re.compile(
    r"The office|Joe Bloggs|Lex Law|Ann Archer|Rose Court|Flat 1|joe@example\.com|lex@law\.example|GBP|UTC|PDF|CSV|"
    r"Rent|Water|Off|root|Boiler|Rules|a\.pdf|Called|She rang|Lex|Joe|kB|"
    r"[A-Z]{2,4}\d*|Firefox|Linux|Vic Vendor|b\.exe|[A-Z2-7]{4}|[a-z2-7]{5}-[a-z2-7]{5}|[\W\d_]"
)
"""What a page of the test shows that is the office's or a person's own, and figures."""


# What stands in the sources ---------------------------------------------------------------------


def test_the_catalogue_is_as_the_sources_say() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "texts.py"))["catalogue"]()
    assert (WEB / "locale" / "portal.pot").read_text("utf-8") == made, "stale: run `make docs`"


class Loose(HTMLParser):
    """The words of a page between its tags and in what is spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def loose(source: str) -> Iterator[str]:
    """What a template says to people that no translator is asked for."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    parts: list[str] = []
    for output in tree.find_all(nodes.Output):
        for each in output.nodes:
            if isinstance(each, nodes.TemplateData):
                parts.append(each.data)
            else:
                parts.append("0")  # what is filled in
                yield from (text for text in constants(each) if " " in text.strip() or text[:1].isupper())
    page = Loose()
    page.feed("".join(parts))
    for text in page.words:
        if re.search(r"[^\W\d_]", re.sub(r'[\w-]+="[^"]*"|\bUTC\b|%s', "", text)):  # attributes, places
            yield text.strip()


def constants(node: nodes.Node) -> Iterator[str]:
    """Texts in an expression, but those that are marked and those that are data: names, formats, addresses."""
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Compare | nodes.Getitem):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from constants(child)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_text_of_a_page_lies_outside_of_the_catalogue(page: Path) -> None:
    assert list(loose(page.read_text("utf-8"))) == []


@pytest.mark.parametrize("source", [
    "<p>Hello</p>", '<input aria-label="Hello">', '{{ "Hello there" }}', '{{ "Hello" if found else _("None.") }}',
    "<p>{{ found }} cases</p>",
])  # fmt: skip
def test_a_text_that_is_not_marked_is_found(source: str) -> None:
    assert list(loose(source))


SENTENCE = re.compile(r"[A-Z][a-z]+ .*[a-z]")
MARKED = {"N_", "gettext", "ngettext", "InvalidValue", "failure"}


def sentences(tree: ast.AST) -> Iterator[str]:
    """Texts in a module that read like a sentence and are not marked; what documents the module is none."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKED:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.match(node.value):
            yield node.value
        yield from sentences(node)


@pytest.mark.parametrize("module", sorted(WEB.glob("*.py")), ids=lambda module: module.name)
def test_no_text_of_a_route_lies_outside_of_the_catalogue(module: Path) -> None:
    assert list(sentences(ast.parse(module.read_text("utf-8")))) == []


# What comes through -----------------------------------------------------------------------------


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language that marks each text, and says it in English otherwise."""
    with (WEB / "locale" / "portal.pot").open("rb") as file:
        catalogue = read_po(file, locale="en")
    for each in catalogue:
        if not each.id:
            continue
        if each.pluralizable:
            each.string = tuple(f"{OPEN}{text}{SHUT}" for text in each.id)
        else:
            each.string = f"{OPEN}{each.id}{SHUT}"
    with (tmp_path / f"{PSEUDO}.po").open("wb") as made:
        write_po(made, catalogue)
    monkeypatch.setattr(words, "FOLDER", tmp_path)


def unmarked(html: str) -> list[str]:
    """What a page says in no language's words, but data."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<svg.*?</svg>", " ", html, flags=re.DOTALL)
    heard = " ".join(f" {value} " for name in SPOKEN for value in re.findall(rf'\b{name}="([^"]*)"', text))
    plain = f"{re.sub(r'<[^>]*>', '', text)} {heard}"
    while (shorter := re.sub(rf"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", " ", plain)) != plain:
        plain = shorter
    left = DATA.sub(" ", re.sub(r"&\w+;|&#\d+;", " ", plain))
    return sorted(set(re.findall(r"[^\W\d_]{2,}", left)))


@pytest.fixture
def people(casa: Casa, pseudo: None, browse: Browse) -> tuple[Browser, Browser, Browser]:
    """Joe, who has something of everything, Lex, his attorney, and nobody."""
    casa.property("Rose Court/Flat 1")
    casa.ok("workspace set portal_language xx")
    casa.ok("workspace set handover_requires_demand off")
    casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/Flat 1", phone="020 7946 0018")
    casa.ok("contact invite 1")
    casa.ok("portal activate", stdin=f"{link(casa)}\n{PASSWORD}\n")
    casa.ok("user add lex@law.example --name 'Lex Law' --type attorney --community 'Rose Court'")
    casa.ok("user set-password lex@law.example", stdin=f"{PASSWORD}\n")
    paper = casa.room / "a.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    for line in (
        "ledger charge 1 120 --for Rent --on 2026-07-01",
        "ledger charge 1 12 --for Water --on 2026-11-01 --due 2027-02-01",
        "address add 1 --line 'Rose Court 1' --postcode N1 --city Rose --country GB --billing",
        "event add --contact 1 --title Water --start '2026-12-01 14:00'",
        "task add --contact 1 --title Boiler --due 2026-12-24 --no-send",
        "message send 1 --subject Water --text Off --no-send", "contract add --contact 1 --title Rules --no-send",
        ["document", "add", "1", str(paper), "--visibility", "contact"], "ledger invoice 1",
        "contact handover 1 --to lex@law.example --no-send", "note add 1 --visibility case --text Called",
        ["document", "add", "1", str(paper), "--visibility", "case"],
    ):  # fmt: skip
        casa.ok(line)
    return signed_in(browse()), signed_in(browse(), "lex@law.example"), browse()


def signed_in(browser: Browser, email: str = "joe@example.com") -> Browser:
    """The same browser once somebody has signed in, in words that are marked."""
    browser.open("/sign-in").press(f"{OPEN}Sign in{SHUT}", email=email, password=PASSWORD)
    assert browser.status == 200, browser.text
    return browser


OWN = ("/", "/statement", "/statement?from=2026-11-01", "/messages", "/messages?sent=", "/documents", "/work",
       "/details", "/password", "/password?changed=", "/sessions", "/none")  # fmt: skip
CASES = ("/cases", "/cases?q=none", "/cases/1", "/second-factor", "/password", "/sessions", "/none")
DOORS = ("/sign-in", "/forgot", "/activate", "/reset", "/sign-out", "/sign", "/none", "/look")


def test_every_text_comes_from_the_catalogue(people: tuple[Browser, Browser, Browser]) -> None:
    people[0].client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
    for browser, paths in zip(people, (OWN, CASES, DOORS), strict=True):
        for path in paths:
            assert unmarked(browser.open(path).html) == [], path
            assert f'<html lang="{PSEUDO}"' in browser.html, path


def button(words: str) -> str:
    """What a button is called in that language."""
    return f"{OPEN}{words}{SHUT}"


def test_every_page_that_is_rarely_seen_comes_from_the_catalogue(
    casa: Casa, people: tuple[Browser, Browser, Browser], browse: Browse
) -> None:
    joe, lex, nobody = people
    lex.open("/second-factor").press(button("Set up"))
    seed = re.search(r"secret=([A-Z2-7]+)", lex.html)
    assert seed
    now = pyotp.TOTP(seed[1]).at(int(casa.clock.now().timestamp()))
    shown = [lex.press(button("Confirm"), code=now).html, lex.open("/second-factor").html]
    nobody.open("/sign-in").press(button("Sign in"), email="lex@law.example", password=PASSWORD)
    shown += [nobody.html, nobody.press(button("Sign in"), code="1").html]
    shown.append(signed_in(lex).open("/work").html)
    assert "Lex Law" in shown[-1], "it says who was signed in before"
    casa.ok("contact lock 1 --reason x")
    casa.ok("workspace set portal_edits direct")
    casa.ok("contact edit 1 --do-not email,broadcast")
    for line in ("contract done 3", "arrears plan add 1 --amount 60 --every 1m --from 2026-12-01 --no-send",
                 "plan add --contact 1 --title Boiler --every 1y --start 2026-12-01 --assign 1 --no-send"):  # fmt: skip
        casa.ok(line)
    shown += [joe.open(path).html for path in ("/", "/statement", "/work", "/details", "/details?changed=")]
    browser = browse(address="127.0.0.1")
    looked = casa.ok("portal view 1 --open --reason Rent").stdout.strip()
    shown.append(browser.open(looked.removeprefix("http://localhost:8000")).html)
    shown.append(browser._go("POST", "/messages", data=posted(browser.open("/messages"))).html)
    casa.ok("workspace set sign_without_login on")
    casa.person("Vic Vendor", type="vendor", email="vic@example.com")
    casa.ok("contract add --contact 2 --title Rules --text Rules --due 2027-01-01 --sign-without-login")
    browser = browse().open(link(casa).removeprefix("http://localhost:8000"))
    shown.append(browser.html)
    browser.press(button("Sign the contract"), name="Joe", consent="1")
    shown += [browser.html, browser.press(button("Sign the contract"), consent="1").html]
    casa.ok("contact invite 2")
    address = link(casa).removeprefix("http://localhost:8000")
    shown.append(browser.open(address).html)
    casa.ok("contact invite 2 --resend")
    shown += [browser.open(address).html, browser.press(button("Send the link")).html]
    assert [each for each in map(unmarked, shown) if each] == []


def posted(browser: Browser) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    return {each.name: each.value for each in browser.forms[-1].fields if each.kind == "hidden"}


def test_what_is_refused_comes_from_there_with_its_values(casa: Casa, people: tuple[Browser, Browser, Browser]) -> None:
    joe, lex, nobody = people
    shown = [
        joe.open("/messages").press(button("Send"), subject=subject, message=text).html
        for subject, text in (("1" * 500, "Off"), ("", "1" * 100_001), ("", "a\x01b"))
    ]
    shown += [
        joe.open("/messages").press(button("Send"), message="Off", file=(BytesIO(content), name)).html
        for name, content in (("b.exe", b"MZ"), ("a.pdf", b"Rent\n"), ("a.pdf", b"\x00\x01"), ("a.pdf", b""))
    ]
    shown += [joe.open("/statement?from=Rent").html, joe.open("/statement?from=2026-13-01").html]
    shown.append(joe.open("/details").press(button("Ask for the change"), email="Rent").html)
    shown.append(joe.open("/details").press(button("Ask for the change"), phone="12").html)
    shown.append(joe.open("/work").press(button("Sign the contract"), name="Lex", consent="1").html)
    casa.ok("contract done 3")
    shown.append(joe.press(button("Sign the contract"), name="Joe", consent="1").html)
    for given in ("short", "x" * 1025):
        joe.open("/password").press(button("Change password"), current=PASSWORD, password=given, repeat=given)
        shown.append(joe.html)
    shown += [lex.open("/cases/1").press(button("Preview"), status=given).html for given in ("settled", "Rent")]
    shown.append(lex.open("/cases/1").press(button("Preview"), status="on-hold", remark="a\x01b").html)
    shown.append(lex.open("/cases/1").press(button("Add note"), note=" ").html)
    shown.append(lex.open("/cases/1").press(button("Add note"), note="1" * 100_001).html)
    casa.ok("note add 1 --visibility case --text Called")
    casa.ok("ledger pay 1 120")
    shown.append(lex.open("/cases/1").press(button("Preview"), status="payment-plan").html)
    casa.ok("workspace set document_max_mb 1")
    for size in (3 << 19, 3 << 20):
        file = (BytesIO(b"%PDF-1.4" + bytes(size)), "a.pdf")
        shown.append(lex.open("/cases/1").press(button("Upload"), file=file).html)
    for number in range(21):
        nobody.open("/sign-in").press(button("Sign in"), email=f"{number}@example.com", password="not the password")
    assert nobody.status == 429
    shown.append(nobody.html)
    assert [each for each in map(unmarked, shown) if each] == []
    assert all(OPEN in each for each in shown)


def test_what_a_form_says_of_mistakes_comes_from_there_too(people: tuple[Browser, Browser, Browser]) -> None:
    joe, lex, nobody = people

    nobody.open("/sign-in").press(button("Sign in"), email="joe@example.com", password="not the password")
    assert unmarked(nobody.html) == []
    assert unmarked(nobody.open("/forgot").press(button("Send the link"), email="joe@example.com").html) == []
    for given in (("x" * 12, "y" * 12), ("password1234", "password1234")):
        joe.open("/password").press(button("Change password"), current=PASSWORD, password=given[0], repeat=given[1])
        assert (joe.status, unmarked(joe.html)) == (400, [])
    assert unmarked(joe.open("/messages").press(button("Send"), message=" ").html) == []
    assert unmarked(joe.open("/work").press(button("Sign the contract"), name="Joe").html) == []
    assert unmarked(lex.open("/cases/1").press(button("Upload")).html) == []
    assert unmarked(lex.open("/cases/1").press(button("Preview"), status="on-hold").html) == []
    assert unmarked(lex.open("/second-factor").press(button("Set up")).html) == []
    assert unmarked(lex.press(button("Confirm"), code="000000").html) == []
    assert unmarked(joe._go("POST", "/messages", data={"form_token": "no"}).html) == []


# Which language ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "spoken"), [
    ("xx", "xx"), ("de, xx;q=0.8, en;q=0.5", "xx"), ("de-AT", "en"), ("", "en"), ("en, xx", "en"), ("*;q=x;;", "en"),
])  # fmt: skip
def test_the_first_language_that_a_browser_asks_for_and_that_is_here(
    casa: Casa, pseudo: None, browse: Browse, asked: str, spoken: str
) -> None:
    page = browse().open("/sign-in", headers={"Accept-Language": asked})
    assert f'<html lang="{spoken}"' in page.html
    assert (OPEN in page.html) == (spoken == PSEUDO)


def test_the_office_may_say_which_language(casa: Casa, pseudo: None, browse: Browse) -> None:
    casa.ok("workspace set portal_language en")
    assert OPEN not in browse().open("/sign-in", headers={"Accept-Language": PSEUDO}).html
    told = casa.ok("workspace set portal_language de")
    assert "no catalogue for 'de': its pages stay English" in told.stderr
    assert "no catalogue for 'de'" in casa.ok("workspace get portal_language").stderr
    assert '<html lang="en"' in browse().open("/sign-in").html
    for wrong in ("", "english please", "../xx", "e"):
        assert casa.run(["workspace", "set", "portal_language", wrong]).exit_code == 2


def test_a_language_that_runs_from_right_to_left_says_so(
    casa: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browse: Browse
) -> None:
    (tmp_path / "ar.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)

    assert '<html lang="ar" dir="rtl">' in browse().open("/sign-in", headers={"Accept-Language": "ar"}).html
    assert '<html lang="en">' in browse().open("/sign-in").html
