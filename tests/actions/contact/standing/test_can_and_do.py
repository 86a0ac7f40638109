"""What `contact can` says is what the verbs do: for every ability, in every standing, for whoever asks (L6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa

LAW, CLERK = "law@firm.example", "clerk@office.example"
DO = {
    "be-invited": "contact invite 1", "receive-message": "message send 1 --subject x --text y",
    "be-charged": "ledger charge 1 5 --for x", "pay": "ledger pay 1 5", "have-work": "task add --contact 1 --title x",
    "be-assigned": "task assign 1 --to 1", "be-attached": "contact attach 1 Rose/2 --as owner",
    "be-handed-over": f"contact handover 1 --to {LAW}", "lock": "contact lock 1 --reason x",
    "unlock": "contact unlock 1", "deactivate": "contact deactivate 1", "activate": "contact activate 1",
    "archive": "contact archive 1", "unarchive": "contact unarchive 1", "delete": "contact delete 1 -y",
    "erase": "contact erase 1 -y", "merge": "contact merge 1 3 -y", "edit": "contact edit 1 --tag x",
}  # fmt: skip


def _owes(casa: Casa) -> None:
    casa.ok("ledger charge 1 50 --for Levy")


def _demanded(casa: Casa) -> None:
    _owes(casa)
    casa.ok("arrears status 1 --set letter-of-demand")


def _out_of_reach(casa: Casa) -> None:
    _demanded(casa)
    casa.ok(f"user revoke {LAW} --community Rose")


def _moved_out(casa: Casa) -> None:
    casa.ok("contact attach 1 Rose/1 --as tenant --from 2026-01-01")
    _demanded(casa)
    casa.ok("contact detach 1 Rose/1 --on 2026-11-01")


def _handed(casa: Casa) -> None:
    casa.ok("contact attach 1 Rose/1 --as owner")
    _demanded(casa)
    casa.ok(f"contact handover 1 --to {LAW}")


STANDINGS: dict[str, Callable[[Casa], object]] = {
    "active": lambda casa: None,
    "inactive": lambda casa: casa.ok("contact deactivate 1"),
    "archived": lambda casa: casa.ok("contact archive 1"),
    "archived from inactive": lambda casa: (casa.ok("contact deactivate 1"), casa.ok("contact archive 1")),
    "locked": lambda casa: casa.ok("contact lock 1 --reason x"),
    "invited": lambda casa: casa.ok("contact invite 1 --no-send"),
    "owes": _owes,
    "demanded, with no community": _demanded,
    "out of the attorney's reach": _out_of_reach,
    "moved out": _moved_out,
    "handed over": _handed,
    "erased": lambda casa: (casa.ok("contact deactivate 1"), casa.ok("contact delete 1 -y")),
    "merged": lambda casa: casa.ok("contact merge 2 1 -y"),
}


@pytest.fixture
def office(casa_sqlite: Casa) -> Casa:
    """Contact 1, somebody for whom there is a task, somebody for whom there is nothing; an attorney for Rose."""
    casa = casa_sqlite
    casa.property("Rose/1", kind="unit")
    casa.property("Rose/2", kind="unit")
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.tenant("Ann Other", email="ann@example.com")
    casa.tenant("Bob Third")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose"])
    casa.ok(["user", "add", CLERK, "--name", "Clara Clerk", "--type", "staff", "--group", "clerk"])
    casa.ok("task add --contact 2 --title Look")
    return casa


def differing(casa: Casa, more: str = "") -> dict[str, tuple[bool, str]]:
    """The abilities of which `can` says something else than the verb does."""
    answers = casa.ok(f"contact can 1 {more} -o json").json["abilities"]
    allowed = {each["ability"]: each["allowed"] for each in answers}
    found = {}
    for ability, line in DO.items():
        done = casa.run(f"{line} -n {more} -o json")
        outcome = done.outcomes[0] if done.stdout else f"exit {done.exit_code}"
        if outcome != "unchanged" and allowed[ability] is (outcome in ("refused", "exit 5", "exit 2")):
            found[ability] = allowed[ability], outcome
    return found


@pytest.mark.parametrize("standing", list(STANDINGS))
def test_L6_can_says_what_the_verbs_do(office: Casa, standing: str) -> None:
    STANDINGS[standing](office)

    assert differing(office) == {}


def test_L6_can_speaks_for_whoever_asks(office: Casa) -> None:
    office.ok("contact deactivate 1")

    assert differing(office, f"--actor {CLERK}") == {}
    refused = office.run(f"contact can 1 delete --actor {CLERK} -o json")
    assert (refused.exit_code, refused.json["abilities"][0]["reasons"][0]["code"]) == (5, "permission.denied")
    assert office.ok("contact can 1 delete -o json").exit_code == 0


def test_L6_somebody_who_was_never_invited_is_not_said_to_sign_in(office: Casa) -> None:
    office.ok("contact archive 1")

    assert "signs in" not in office.ok("contact show 1").stdout
    with office.work() as work:
        work.update("contact", [{"id": 1, "portal": "activated"}])
    assert "still signs in" in office.ok("contact show 1").stdout


def test_L6_nobody_signs_in_while_the_account_is_shut(office: Casa) -> None:
    with office.work() as work:
        work.update("contact", [{"id": 1, "portal": "activated"}])
        row = {"contact_id": 1, "password_hash": "x", "failed": 9, "updated_at": work.now,
               "blocked_until": "2026-11-23T10:00:00.000000Z"}  # fmt: skip
        work.insert("account", [row])

    shut = office.run("contact can 1 sign-in -o json")

    assert (shut.exit_code, shut.json["abilities"][0]["reasons"][0]["code"]) == (5, "account-shut")
    office.travel(to="2026-11-24")
    assert office.run("contact can 1 sign-in").exit_code == 0


def test_L7_the_hint_of_a_missing_right_may_be_followed(office: Casa) -> None:
    denied = office.run(f"user list --actor {CLERK} -o json")

    assert "casactl user me" in denied.error["hint"]
    assert office.ok(f"user me --actor {CLERK} -o json").json["email"] == CLERK
    assert office.ok(f"user me --actor {LAW} -o json").json["email"] == LAW
