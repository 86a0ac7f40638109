"""A letter that waited is judged again when it leaves: what is untrue by then is cancelled, with the reason (D4)."""

from __future__ import annotations

import pytest

from tests.casa import Casa

REMIND = "arrears status 1 --set reminder --notify email --no-send"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1 owes 900, due long ago; an attorney reaches the community."""
    casa.property("Rose Court/1")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose Court/1")
    casa.ok("ledger charge 1 900 --for Levy --due 2026-08-01")
    casa.ok(["user", "add", "law@firm.example", "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    return casa


def leaving(casa: Casa) -> tuple[list[str], str]:
    """What became of what waits, and why."""
    done = casa.ok("outbox send -o json")
    return done.outcomes, " ".join(reason["message"] for result in done.results for reason in result["reasons"])


def test_D4_a_reminder_does_not_leave_after_the_payment(office: Casa) -> None:
    office.ok(REMIND)
    office.ok("ledger pay 1 900 --outside")

    outcomes, why = leaving(office)

    assert outcomes == ["cancelled"]
    assert "reminder" in why or "900.00" in why
    told = office.ok("arrears history 1 -o json").json[-1]
    assert (told["notified"], told["letters"][0]["state"]) == ([], "cancelled")
    assert told["undelivered"] == [f"email: {why}"]
    assert not list((office.folder / "outbox").glob("*.eml"))


def test_D4_a_reminder_names_what_is_owed_when_it_leaves(office: Casa) -> None:
    office.ok(REMIND)
    office.ok("ledger pay 1 100")

    assert leaving(office) == (["cancelled"], "the letter says 900.00 GBP, by now it is 800.00 GBP")


def test_D4_what_is_still_true_leaves(office: Casa) -> None:
    office.ok(f"{REMIND} --attach-statement")
    office.ok("ledger statement 1 --mail --no-send")

    assert leaving(office) == (["written", "written"], "")


def test_D4_a_letter_does_not_leave_behind_its_own_deadline(office: Casa) -> None:
    office.ok(REMIND)
    office.travel(to="2026-12-07")
    assert office.ok("outbox send -n -o json").results[0]["reasons"] == []
    office.travel(to="2026-12-08")

    assert leaving(office) == (["cancelled"], "the letter asks for payment by 2026-12-07, which has passed")
    office.ok(f"{REMIND} --repeat")
    assert leaving(office)[0] == ["written"]


def test_D4_a_notice_of_another_status_than_todays_does_not_leave(office: Casa) -> None:
    office.ok(REMIND)
    office.ok("arrears status 1 --set first-notice")

    assert leaving(office) == (["cancelled"], "the letter says reminder, by now it is first notice")


def test_D4_a_handover_is_not_told_after_the_recall(office: Casa) -> None:
    office.ok("arrears status 1 --set letter-of-demand")
    office.ok("contact handover 1 --to law@firm.example --notify email --no-send")
    office.ok("contact recall 1 --reason mistake")

    assert leaving(office)[0] == ["cancelled", "cancelled"]  # neither the person's nor the attorney's


@pytest.mark.parametrize(
    ("first", "between", "again"),
    [
        ("arrears status 1 --set reminder", "arrears status 1 --set current", "arrears status 1 --set reminder"),
        ("contact handover 1 --to law@firm.example", "contact recall 1 --reason mistake",
         "contact handover 1 --to other@firm.example"),
        ("arrears plan add 1 --amount 100", "arrears plan end 1", "arrears plan add 1 --amount 300"),
    ],
)  # fmt: skip
def test_D4_what_was_over_meanwhile_does_not_leave_beside_what_came_about_anew(
    office: Casa, first: str, between: str, again: str
) -> None:
    office.ok("user add other@firm.example --name Otto --type attorney --community 'Rose Court'")
    office.ok("workspace set handover_requires_demand off")
    office.ok(f"{first} --notify email --no-send")
    office.ok(between)
    office.ok(f"{again} --notify email --no-send")
    office.run("outbox send")

    told = office.rows("select state, last_error from outbox where step_id is not null and user_id is null order by id")
    assert told == [
        ("cancelled", "what the letter tells of was over meanwhile, and has come about anew"),
        ("written", None),
    ]


def test_D4_a_payment_that_was_undone_leaves_the_reminder_true(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder --notify email --no-send")
    office.ok("ledger pay 1 900")
    office.ok("undo")

    assert leaving(office)[0] == ["written"]


def test_D4_the_person_is_not_sent_to_an_attorney_who_is_reached_otherwise(office: Casa) -> None:
    office.ok("workspace set handover_requires_demand off")
    office.ok("contact handover 1 --to law@firm.example --notify email --no-send")
    office.ok("user edit law@firm.example --phone '020 7946 0111'")
    office.run("outbox send")

    told = office.rows("select state, last_error from outbox where template = 'handover-owner'")
    assert told[0][0] == "cancelled"
    assert told[0][1].endswith("is reached, and that has changed")


@pytest.mark.parametrize("what", ["ledger charge 1 5 --for Key", "ledger void 1 --reason wrong", "ledger pay 1 900"])
def test_D4_a_statement_whose_figures_moved_does_not_leave(office: Casa, what: str) -> None:
    office.ok("ledger statement 1 --mail --no-send")
    office.ok(what)

    assert leaving(office) == (["cancelled"], "the account has moved since the statement was written")


def test_D4_a_statement_of_a_closed_period_leaves_whatever_came_after(office: Casa) -> None:
    office.ok("ledger charge 1 10 --for Key --on 2026-10-05")
    office.ok("ledger statement 1 --from 2026-10-01 --to 2026-10-31 --mail --no-send")
    office.ok("ledger pay 1 900")
    office.ok("workspace set date_format day-first")

    assert leaving(office)[0] == ["written"]


def test_D4_an_attached_statement_moves_with_the_account(office: Casa) -> None:
    office.ok(f"{REMIND} --attach-statement")
    office.ok("ledger charge 1 50 --for Key --due 2026-08-02")
    office.ok("ledger credit 1 50 --for Key")

    assert leaving(office) == (["cancelled"], "the account has moved since the statement was written")


@pytest.mark.parametrize(
    "what", ["contact archive 2", "contact edit 2 --email other@example.com", "contact deactivate 2 --reason x"]
)
def test_D4_an_invitation_of_somebody_who_may_not_have_it_does_not_leave(office: Casa, what: str) -> None:
    office.tenant("Ina Invited", email="ina@example.com")
    office.ok("contact invite 2 --no-send")

    office.ok(what)

    assert office.ok("outbox send").stdout == ""
    assert office.rows("select state from outbox") == [("cancelled",)]


def test_D4_a_dry_run_says_what_would_be_cancelled(office: Casa) -> None:
    office.ok(REMIND)
    office.ok("ledger pay 1 900")

    assert office.ok("outbox send -n -o json").outcomes == ["cancelled"]
    assert office.rows("select state from outbox") == [("pending",)]
