"""Lines by hand: matched, split, ignored, taken back; who sees them, and what is left of them after an erasure."""

from __future__ import annotations

import pytest

from tests.actions.bank.test_import_lines import importing, listed, what
from tests.casa import Casa
from tests.intake.statements import JOES, camt, entry


@pytest.fixture
def parked(casa: Casa) -> Casa:
    """Contacts 1 Joe and 2 Ann, and a line of 100.00 that nobody knows."""
    casa.property("Rose Court/1")
    casa.property("Elm/1")
    casa.tenant("Joe Bloggs", at="Rose Court/1")
    casa.tenant("Ann Archer", at="Elm/1")
    importing(casa, camt(entry("100.00", payer="Papa Payer", iban=JOES, purpose="for the children")))
    return casa


def test_a_line_is_posted_by_hand_and_undone(parked: Casa) -> None:
    done = parked.ok("ledger bank match 1 1 -o json")

    (result,) = done.results
    assert (result["id"], result["outcome"], result["state"], result["left"], result["entry"]) == (
        1, "matched", "posted", "0.00", 1
    )  # fmt: skip
    assert what(parked) == [("posted", 1, 100)]
    assert listed(parked)[0]["entries"] == [1]
    assert listed(parked)[0]["why"] == "matched by hand"
    assert parked.ok("ledger bank match 1 1 -o json").results[0]["outcome"] == "unchanged"
    another = parked.run("ledger bank match 1 2 -o json")
    assert (another.exit_code, another.reasons) == (5, ["already-posted"])
    assert another.results[0]["reasons"][0]["remedy"] == "casactl ledger void 1"
    parked.ok("undo -y")
    assert what(parked) == [("parked", None, 0)]
    assert parked.contact(1).balance == "0.00"
    parked.ok("workspace check")


def test_a_line_is_split_and_waits_until_nothing_is_left(parked: Casa) -> None:
    first = parked.ok("ledger bank match 1 1 --amount 60 -o json").results[0]

    assert (first["state"], first["left"], what(parked)) == ("parked", "40.00", [("parked", 1, 100)])
    line = listed(parked)[0]
    assert (line["posted"], line["left"], line["why"]) == ("60.00", "40.00", "40.00 GBP left, matched by hand")
    refused = parked.run("ledger bank match 1 2 --amount 40.01 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["more-than-left"])
    parked.ok("ledger bank match 1 2 --amount 40")
    assert what(parked) == [("posted", None, 100)]
    assert [parked.contact(n).balance for n in (1, 2)] == ["-60.00", "-40.00"]
    assert parked.rows("select text from ledger_entry") == [(None,), (None,)]
    parked.ok("undo -y")
    parked.ok("ledger bank match 1 2")
    assert parked.contact(2).balance == "-40.00"


def test_a_payment_that_is_voided_frees_its_line_and_voids_undone_take_it_back(parked: Casa) -> None:
    parked.ok("ledger bank match 1 1")

    parked.ok("ledger void 1 --reason wrong")

    assert what(parked) == [("parked", None, 0)]
    parked.ok("undo -y")
    assert what(parked) == [("posted", 1, 100)]
    parked.ok("ledger void 1 --reason wrong")
    parked.ok("ledger bank match 1 2")
    assert what(parked) == [("posted", 2, 100)]
    parked.ok("workspace check")


def test_lines_are_ignored_with_a_reason(parked: Casa) -> None:
    assert parked.run("ledger bank ignore 1").exit_code == 2
    parked.ok("ledger bank ignore 1 --reason interest")

    assert [(each["state"], each["why"]) for each in listed(parked, "--state", "ignored")] == [("ignored", "interest")]
    assert parked.ok("ledger bank ignore 1 --reason again -o json").results[0]["outcome"] == "unchanged"
    refused = parked.run("ledger bank match 1 1 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["ignored"])
    parked.ok(refused.results[0]["reasons"][0]["remedy"].removeprefix("casactl ") + " -y")
    parked.ok("ledger bank match 1 1")
    posted = parked.run("ledger bank ignore 1 --reason x -o json")
    assert (posted.exit_code, posted.reasons) == (5, ["already-posted"])


def test_money_out_and_what_is_not_there_is_refused(parked: Casa) -> None:
    importing(parked, camt(entry("5.00", direction="DBIT")))

    refused = parked.run("ledger bank match 2 1 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["money-out"])
    assert parked.run("ledger bank match 9 1").exit_code == 4
    assert parked.run("ledger bank match 1 99").exit_code == 4
    assert parked.run("ledger bank match 1 1 --amount -5").exit_code == 2
    assert parked.run("ledger bank ignore 9 --reason x").exit_code == 4
    assert parked.run("ledger bank list --state lost").exit_code == 2


def test_undo_of_the_import_names_what_was_matched_since(parked: Casa) -> None:
    operation = parked.log()[0]["operation"]
    parked.ok("ledger bank match 1 1")

    refused = parked.run(["undo", operation, "-y"])

    assert refused.exit_code == 5
    assert f"undo {operation + 1}" in refused.stderr


def test_learned_payers_are_replaced_and_go_along_in_a_merge(parked: Casa) -> None:
    parked.ok("ledger bank match 1 1 --remember")
    importing(parked, camt(entry("7.00", payer="Papa Payer", iban=JOES)))
    assert what(parked)[1] == ("posted", 1, 100)

    parked.ok("contact merge 2 1 -y")
    importing(parked, camt(entry("8.00", payer="Papa Payer", iban=JOES)))

    assert [each["contact_id"] for each in listed(parked)] == [2, 2, 2]
    parked.ok("undo -y")
    parked.ok("undo -y")
    assert [each["contact_id"] for each in listed(parked)] == [1, 1]


def test_the_last_word_about_a_payer_counts(parked: Casa) -> None:
    parked.ok("ledger bank match 1 1 --remember")
    parked.ok("ledger void 1 --reason wrong")
    parked.ok("ledger bank match 1 2 --remember")

    importing(parked, camt(entry("7.00", payer="Papa Payer", iban=JOES)))

    assert what(parked)[1] == ("posted", 2, 100)


def test_a_line_that_names_nobody_cannot_be_remembered(parked: Casa) -> None:
    importing(parked, camt(entry("5.00", purpose="cash")))

    assert "names nobody" in parked.ok("ledger bank match 2 1 --remember").stderr


def test_S10_nothing_of_a_payer_is_left_after_an_erasure(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    joe, ann = casa.tenant("Josephine Bloggington"), casa.tenant("Ann Archer")
    text = camt(
        entry("10.00", payer="Josephine Bloggington", iban=JOES, purpose="RF74000001"),
        entry("10.00", payer="Papa Payer", purpose="for Josephine Bloggington"),
        entry("10.00", payer="Papa Payer", purpose="RF47000002"), entry("3.00", payer="Ann Archer", purpose="nothing"),
    )  # fmt: skip
    importing(casa, text)
    casa.ok(f"ledger bank match 2 {joe} --remember")
    casa.ok(f"ledger charge {joe} 20 --for Rent")
    casa.ok("workspace set retention_years 0")

    casa.ok(f"contact archive {joe}")
    casa.ok(f"contact erase {joe} -y")

    bytes_ = casa.database.read_bytes()
    for gone in (b"Bloggington", JOES.encode(), b"bloggington"):
        assert gone not in bytes_
    lines = listed(casa)
    assert [(each["payer"], each["purpose"]) for each in lines] == [
        (None, None), (None, None), ("Papa Payer", "RF47000002"), ("Ann Archer", "nothing")
    ]  # fmt: skip
    assert [each["contact_id"] for each in lines] == [joe, joe, ann, ann]
    assert casa.rows("select 1 from bank_payer") == []
    assert importing(casa, text).json["unchanged"] == 4
    casa.ok("log verify")
    casa.ok("workspace check")


def test_S6_somebody_fenced_sees_their_own_peoples_lines_and_brings_in_none(parked: Casa) -> None:
    parked.ok("user add clerk@office.example --name Clerk --type staff --community 'Rose Court'")
    importing(
        parked,
        camt(entry("1.00", purpose="RF74000001"), entry("2.00", purpose="RF47000002"), entry("3.00", purpose="x")),
    )
    clerk = ["--actor", "clerk@office.example"]

    seen = parked.ok([*clerk, "ledger", "bank", "list", "-o", "json"]).json

    assert [each["contact_id"] for each in seen] == [1]
    assert parked.run([*clerk, "ledger", "bank", "match", 1, 1]).exit_code == 4
    assert parked.run([*clerk, "ledger", "bank", "ignore", 3, "--reason", "x"]).exit_code == 4
    assert parked.run([*clerk, "ledger", "bank", "import", "statement"]).exit_code == 5


def test_attorneys_see_no_statements(parked: Casa) -> None:
    parked.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")

    seen = parked.run("--actor law@firm.example ledger bank list -o json")

    assert seen.stdout.strip() in ("", "[]")


@pytest.mark.parametrize("columns", [80, 100])
def test_a_list_has_why_before_it_has_the_score(parked: Casa, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parked.ok("ledger bank match 1 1 --amount 30")
    monkeypatch.setenv("COLUMNS", str(columns))

    shown = parked.ok("ledger bank list -o table").stdout

    head = shown.splitlines()[0]
    assert "why" in head
    assert "70.00" in shown
    assert ("no room for score" in shown) == ("score" not in head)
    assert all(len(line) <= columns for line in shown.splitlines())
