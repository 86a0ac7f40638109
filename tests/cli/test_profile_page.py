"""The page of a contact as a person at a terminal sees it, narrow and wide, whatever a name may hold."""

from __future__ import annotations

import io
import re
import sys
import unicodedata

import pytest
from rich.cells import cell_len

from casactl.actions.contact.profile.parts import SECTIONS
from casactl.cli.main import main
from casactl.render.profile import LEFT, PARTS, RIGHT
from casactl.render.profile_money import bar
from casactl.render.profile_work import every_in_words
from tests.casa import Casa
from tests.clock import StillClock
from tests.portrait import LAW, portrait

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Screen(io.StringIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        """So it says."""
        return True


def draw(columns: int, *words: object, clock: StillClock | None = None) -> str:
    """What a command draws on a terminal that is so wide, without its styles; on the first day unless told."""
    screen = Screen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("TERM", "xterm")
        patch.setattr(sys, "stdout", screen)
        assert main(list(map(str, words)), clock=(clock or StillClock()).now) == 0
    return ESCAPES.sub("", screen.getvalue())


@pytest.fixture
def joe(casa_sqlite: Casa) -> tuple[Casa, int]:
    return casa_sqlite, portrait(casa_sqlite)


def squeezed(text: str) -> str:
    """Words with single spaces between, so that it does not matter where lines break."""
    return " ".join(text.split())


SHOWN = (
    "Joe Bloggs tenant, person no 2 reminder", "life cycle active", "portal Not invited", "archives on 2027-04-01",
    "+44 20 7946 0958", "company Acme Ltd", "external id T-1", "tenant Rose Court/Block A/12 since 2026-01-01",
    "works for Acme Ltd (no 1)", "billing 12 Rose Court, LONDON, N1 1AA", "shop 3 Elm Row",
    "🔑 Kay Holder, +442079460111: rings twice", "balance 150.50 GBP", "oldest due 2026-07-10, 136 days ago",
    "120+ days 10.00 ██", "last payments 2026-07-01 60.00 GBP", "project 5 New roof, due 2027-02-01",
    "task 1 Fix the tap, due 2026-11-20, 3 days overdue", "Service plan plan 9 Boiler, every 3 months",
    "Events ahead event 7 Viewing, 2026-12-03 14:30 to 15:00", "To be signed contract 10 Service agreement",
    "Given to them task 11 Water the plants, for Ann Archer (no 3)",
    "Completed task 3 Change the lock, done 2026-10-01",
    "event 8 Housewarming, passed 2026-02-03", "reminder, by root: waits for the insurer", "prefers the phone",
    "out 2026-11-23 Water", "archive 2027-04-01 pending", "tags keys; vip", "role board",
    "after 20 days on average, 50% in time", "6 open, 3 done, 1 cancelled", "casactl ledger pay 2 150.50",
)  # fmt: skip


def test_PY_7_everything_stands_on_the_page_at_80_columns(joe: tuple[Casa, int]) -> None:
    page = draw(80, "contact", "show", joe[1])

    assert [words for words in SHOWN if words not in squeezed(page)] == []
    assert max(map(cell_len, page.splitlines())) <= 80
    assert page.index("Standing") < page.index("Money") < page.index("Work") < page.index("\nNext")


def test_at_140_columns_who_and_where_stands_beside_what_is_going_on(joe: tuple[Casa, int]) -> None:
    page = draw(140, "contact", "show", joe[1]).splitlines()

    assert max(map(cell_len, page)) <= 140
    (row,) = (line for line in page if line.startswith("Standing"))
    assert row.split() == ["Standing", "Money"]
    narrow = draw(80, "contact", "show", joe[1]).splitlines()
    assert len(page) < 0.7 * len(narrow)
    left, right = (squeezed(" ".join(part)) for part in zip(*((line[:70], line[70:]) for line in page), strict=True))
    assert "12 Rose Court, LONDON" in left
    assert "New roof, due 2027-02-01" in right


def test_every_section_is_drawn_in_one_of_the_columns_or_below() -> None:
    assert sorted((*LEFT, *RIGHT, "next")) == sorted(SECTIONS)
    assert [*PARTS, "next"] == list(SECTIONS)


def test_PY_5_only_an_address_with_access_details_has_a_key(joe: tuple[Casa, int]) -> None:
    page = draw(80, "contact", "show", joe[1], "--section", "addresses")

    assert page.count("🔑") == 1
    assert page.index("3 Elm Row") < page.index("🔑")
    assert "Money" not in page


def test_a_section_is_shown_in_full_and_the_page_says_how_to_see_it(casa_sqlite: Casa) -> None:
    ann = casa_sqlite.owner("Ann Archer")
    for n in range(10):
        casa_sqlite.property(f"Rose Court/{n}", kind="unit")
        casa_sqlite.ok(["contact", "attach", ann, f"Rose Court/{n}"])
    pieces = [{"contact_id": ann, "kind": "task", "title": f"T{n}", "author": "root"} for n in range(300)]
    with casa_sqlite.work("task.add") as work:
        work.insert("engagement", [{**piece, "state": "open" if n % 2 else "done"} for n, piece in enumerate(pieces)])

    page = draw(80, "contact", "show", ann)

    assert "and 4 more: --section properties" in page
    assert "and 144 more: --section work" in page
    assert len(page.splitlines()) < 70
    whole = draw(80, "contact", "show", ann, "--section", "work", "--section", "properties")
    assert "more: --section" not in whole
    assert (whole.count("task "), whole.count("Rose Court/")) == (300, 10)


def test_a_section_of_notes_has_them_as_they_were_written(casa_sqlite: Casa) -> None:
    ann = casa_sqlite.owner("Ann Archer")
    casa_sqlite.ok(["note", "add", ann, "--text", "word " * 100 + "\nlast line"])
    for n in range(12):
        casa_sqlite.ok(["message", "receive", ann, "--subject", f"S{n}", "--text", "x"])

    page = draw(80, "contact", "show", ann)
    section = draw(80, "contact", "show", ann, "--section", "notes", "--section", "messages")

    assert "last line" not in page
    assert section.count("word") == 100
    assert "last line" in [line.strip() for line in section.splitlines()]
    assert f"casactl message list {ann} has all of them" in section
    assert "and 5 more: --section messages" in page


NAMES = {
    "Chinese": "佐藤 美咲",
    "Arabic": "محمد الخطيب",
    "combining": "Ann\u0301a",
    "markup": "[red]Joe[/red] :smile:",
    "long": "X" * 380,
    "direction": "\u202eevil \u200b",
    "joined emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 Family",
}


@pytest.mark.probe
@pytest.mark.parametrize("columns", [40, 80, 140])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_a_text_holds_the_page_stays_inert_and_keeps_its_width(
    casa_sqlite: Casa, name: str, columns: int
) -> None:
    ann = casa_sqlite.owner(f"{name} Archer", custom={"role": name}, tag=[name[:60]])
    evil = f"{name}\x1b[31m\x07\r\n{name}"
    address = {"contact_id": ann, "line": evil, "country": "GB", "billing": 1, "access_note": evil, "label": evil}
    piece = {"contact_id": ann, "kind": "task", "title": evil, "state": "open", "author": evil, "due": "2026-11-01"}
    with casa_sqlite.work("address.add") as work:
        work.insert("address", [address])
        work.insert("engagement", [piece])

    page = draw(columns, "contact", "show", ann)

    bad = {mark for mark in page if unicodedata.category(mark) in ("Cc", "Cf") and mark != "\n"}
    assert bad == set()
    assert max(map(cell_len, page.splitlines())) <= columns
    if columns > 40:
        assert f"casactl task done {1}" in page


def test_MC_8_the_heading_says_what_is_out_of_the_ordinary_and_the_standing_says_why(joe: tuple[Casa, int]) -> None:
    casa, number = joe
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok(["contact", "handover", number, "--to", LAW])
    casa.ok(["contact", "lock", number, "--reason", "with the attorney"])
    casa.ok(["contact", "deactivate", number, "--reason", "no answer"])

    page = squeezed(draw(100, "contact", "show", number))

    assert "no 2 inactive Locked handover ⚑ Lex Law Standing" in page  # WU-12
    assert "life cycle inactive since 2026-11-23 by root: no answer" in page
    assert "lock locked since 2026-11-23 by root: with the attorney" in page
    assert "no payments through the platform; signing in stays (MC-6)" in page
    assert "no tasks (SD-2)" in page
    assert "attorney ⚑ Lex Law, case 1 in Rose Court since 2026-11-23" in page


def test_SD_22_the_portal_line_says_invited_until_the_first_sign_in(casa_sqlite: Casa) -> None:
    ann = casa_sqlite.owner("Ann Archer", email="ann@example.com")
    assert "Not invited" in draw(80, "contact", "show", ann)
    casa_sqlite.ok(["contact", "invite", ann])
    assert "Invited 2026-11-23, good until 2026-11-30 09:00 UTC" in draw(80, "contact", "show", ann)
    casa_sqlite.travel(to="2026-12-24")
    assert "Invited 2026-11-23, the invitation has expired" in draw(80, "contact", "show", ann, clock=casa_sqlite.clock)


def test_D1_D2_the_portal_line_says_what_became_of_the_invitation(casa_sqlite: Casa) -> None:
    ann = casa_sqlite.owner("Ann Archer", email="ann@example.com")
    casa_sqlite.ok(["contact", "invite", ann, "--no-send"])
    assert "Invited 2026-11-23, email pending" in draw(80, "contact", "show", ann)
    casa_sqlite.ok("outbox send")
    assert "UTC, email written" in " ".join(draw(80, "contact", "show", ann).split())
    casa_sqlite.ok(["contact", "invite", ann, "--resend", "--no-send"])
    casa_sqlite.ok("outbox cancel 2")
    assert "email cancelled" in " ".join(draw(80, "contact", "show", ann).split())
    shown = casa_sqlite.ok(["contact", "show", ann, "-o", "json"]).json
    assert shown["invitation_letters"] == [{"channel": "email", "state": "cancelled"}]


def test_where_the_encoding_has_no_such_signs_words_stand_for_them(
    joe: tuple[Casa, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "encoding", "ascii")

    page = draw(80, "contact", "show", joe[1])

    assert page.isascii()
    assert "(key) Kay Holder" in page
    assert "80.00  ################" in page


def test_WU_14_documents_stand_on_the_page(casa_sqlite: Casa, tmp_path_factory: pytest.TempPathFactory) -> None:
    ann = casa_sqlite.owner("Ann Archer")
    file = tmp_path_factory.mktemp("papers") / "demand.txt"
    file.write_text("pay", "utf-8")
    casa_sqlite.ok(["document", "add", ann, str(file), "--visibility", "case"])

    assert "demand.txt, text/plain, for the case (no 1)" in squeezed(draw(80, "contact", "show", ann))


@pytest.mark.parametrize(("share", "drawn"), [(1.0, "█" * 16), (0.5, "█" * 8), (0.001, "▏"), (0.04, "▋")])
def test_a_bar_is_as_long_as_its_share_and_never_nothing(share: float, drawn: str) -> None:
    assert bar(share) == drawn


@pytest.mark.parametrize(
    ("every", "words"),
    [("3m", "every 3 months"), ("1w", "every week"), ("2y", "every 2 years"), ("odd", "every odd")],
)
def test_PY_8_an_interval_in_words(every: str, words: str) -> None:
    assert every_in_words(every) == words


@pytest.mark.parametrize("columns", [80, 140])
def test_whoever_is_erased_has_a_page_without_anything_to_do(casa_sqlite: Casa, columns: int) -> None:
    number = casa_sqlite.tenant("Er Ased")
    casa_sqlite.ok(f"contact archive {number}")
    casa_sqlite.ok(f"contact erase {number} -y")

    page = draw(columns, "contact", "show", number)

    assert "erased" in page
    assert "Next" not in page


def test_a_part_that_was_asked_for_says_that_there_is_nothing(casa_sqlite: Casa) -> None:
    number = casa_sqlite.tenant()

    assert "Nothing under messages." in draw(100, "contact", "show", number, "--section", "messages")
    assert "Nothing under" not in draw(100, "contact", "show", number)


def test_only_people_at_a_property_move_out(casa_sqlite: Casa) -> None:
    lead, tenant = casa_sqlite.person("Lea Lead", type="lead"), casa_sqlite.tenant()

    assert ["after a move-out" in draw(100, "contact", "show", who) for who in (lead, tenant)] == [False, True]


def test_a_lease_without_an_end_goes_on(casa: Casa) -> None:
    casa.property("Rose Court/A/12")
    joe = casa.tenant(at="Rose Court/A/12")
    casa.ok(f"lease add {joe} 'Rose Court/A/12' --from 2026-11-01 --rent 850")

    assert "Rose Court/A/12  from 2026-11-01 on, 850.00 GBP\n" in casa.ok(f"contact show {joe} -o table").stdout
