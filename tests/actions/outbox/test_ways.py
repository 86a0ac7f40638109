"""Where letters go: to a company's primary contact, to a household's, and after them when they change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casactl.actions.message.notify import Notice, notify
from casactl.actions.outbox.lease import begin, lease, new_lease
from casactl.domain.letters import CHANNELS
from tests.casa import Casa
from tests.mailed import letters, text_of
from tests.worded import worded

STATUS = "arrears status {} --set reminder --notify email"


def owes(casa: Casa, *contacts: int) -> None:
    for each in contacts:
        casa.ok(f"ledger charge {each} 40 --for Rent --on 2026-10-01")


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant with an e-mail."""
    return casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0001")


@pytest.fixture
def ann(casa: Casa) -> int:
    """Another."""
    return casa.tenant("Ann Archer", email="ann@example.com")


@pytest.fixture
def kid(casa: Casa, joe: int) -> int:
    """Somebody without an address who lives with Joe, the household's primary."""
    number = casa.tenant("Kid Bloggs")
    casa.ok(f"contact link {number} {joe} --as household")
    return number


@pytest.fixture
def acme(casa: Casa, joe: int) -> int:
    """A company with an address of its own and Joe as its primary contact, where each company has one."""
    casa.ok("workspace set company_first on")
    return casa.company("Acme Ltd", email="office@acme.example.com", primary=joe)


def to(casa: Casa, **env: Any) -> list[tuple[int, str, str, int | None]]:
    """(contact, recipient, state, through whom) of the letters, oldest first."""
    rows = casa.ok("outbox list -o json", **env).json[::-1]
    return [(row["contact_id"], row["to"], row["state"], row["via"]) for row in rows]


def message(casa: Casa, contact: int, *options: str) -> None:
    casa.ok(["message", "send", contact, "--subject", "Water", "--text", "Off on Monday", "--no-send", *options])


def test_a_statement_goes_where_every_letter_to_the_contact_goes(casa: Casa, acme: int, kid: int) -> None:
    for who in (acme, kid):
        casa.ok(f"ledger charge {who} 120 --for Rent")
        assert casa.ok(f"ledger statement {who} --mail -o json").outcomes == ["written"]

    assert to(casa) == [(acme, "joe@example.com", "written", 1), (kid, "joe@example.com", "written", 1)]
    assert ["care of Joe Bloggs" in text_of(letter) for letter in letters(casa)] == [True, True]


# Households -------------------------------------------------------------------------------------------


def test_a_member_without_an_address_is_told_through_the_households_primary(casa: Casa, joe: int, kid: int) -> None:
    owes(casa, kid)
    casa.ok(STATUS.format(kid))

    assert to(casa) == [(kid, "joe@example.com", "written", joe)]
    (letter,) = letters(casa)
    assert letter["Subject"] == "Payment reminder (for Kid Bloggs)"
    assert "\nFor Kid Bloggs, care of Joe Bloggs.\n\nDear Kid Bloggs,\n" in text_of(letter)
    assert casa.ok(f"arrears history {kid} -o json").json[0]["notified"] == ["email"]


def test_a_member_with_an_address_is_told_there(casa: Casa, joe: int, ann: int) -> None:
    casa.ok(f"contact link {ann} {joe} --as household")

    owes(casa, ann, joe)
    casa.ok(STATUS.format(f"{ann} {joe}"))

    assert to(casa) == [(ann, "ann@example.com", "written", None), (joe, "joe@example.com", "written", None)]
    assert "care of" not in text_of(letters(casa)[0])


def test_each_channel_is_looked_at_by_itself(casa: Casa, joe: int, kid: int) -> None:
    casa.ok(["contact", "edit", kid, "--phone", "020 7946 0002"])

    message(casa, kid, "--channel", "email,sms")

    assert {(channel, recipient) for channel, recipient in casa.rows("select channel, recipient from outbox")} == {
        ("email", "joe@example.com"), ("sms", "+442079460002"),
    }  # fmt: skip


def test_a_handover_reaches_a_member_through_the_household(casa: Casa, joe: int, kid: int) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.ok(["contact", "attach", kid, "Rose Court/1", "--as", "tenant"])
    casa.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(f"ledger charge {kid} 120 --for Rent")

    casa.ok(f"contact handover {kid} --to law@firm.example --notify email")

    assert (kid, "joe@example.com", "written", joe) in to(casa)


@pytest.mark.parametrize("state", ["archived", "erased", "merged"])
def test_whoever_is_archived_or_gone_is_a_way_to_nobody(casa: Casa, joe: int, kid: int, state: str) -> None:
    assert casa.ok(f"contact can {kid} receive-notice").exit_code == 0
    casa.set_lifecycle(joe, state)

    refused = casa.run(["message", "send", kid, "--subject", "s", "--text", "t", "-o", "json"])

    assert (refused.exit_code, refused.reasons) == (5, ["no-address"])
    assert casa.run(f"contact can {kid} receive-notice").exit_code == 5


def test_what_waits_to_go_through_an_archived_primary_is_cancelled_when_it_would_leave(
    casa: Casa, joe: int, kid: int
) -> None:
    message(casa, kid)
    assert to(casa) == [(kid, "joe@example.com", "pending", joe)]

    casa.ok(f"contact archive {joe}")
    assert [each[2] for each in to(casa)] == ["pending"], "somebody else may take it"
    casa.run("outbox send")

    assert [each[2] for each in to(casa)] == ["cancelled"]
    assert casa.ok("outbox list -o json").json[0]["last_error"] == "nobody takes letters for Kid Bloggs now"
    assert letters(casa) == []


def test_another_primary_takes_what_waits_and_undo_gives_it_back(casa: Casa, joe: int, ann: int, kid: int) -> None:
    message(casa, kid)

    casa.ok(f"contact link {ann} {kid} --as household --primary")
    assert to(casa) == [(kid, "ann@example.com", "pending", ann)]
    casa.ok("undo -y")
    assert to(casa) == [(kid, "joe@example.com", "pending", joe)]
    casa.ok(f"contact unlink {kid} {joe}")
    casa.run("outbox send")
    assert [each[2] for each in to(casa)] == ["cancelled"]


def test_a_new_address_of_whoever_takes_it_is_followed_an_own_one_is_taken(casa: Casa, joe: int, kid: int) -> None:
    message(casa, kid)

    casa.ok(f"contact edit {joe} --email bloggs@example.com")
    assert to(casa) == [(kid, "bloggs@example.com", "pending", joe)]
    casa.ok(f"contact edit {kid} --email kid@example.com")
    assert to(casa) == [(kid, "kid@example.com", "pending", None)]


def test_links_and_broadcasts_go_to_nobody_but_their_own_reader(casa: Casa, joe: int, kid: int) -> None:
    assert casa.run(f"contact invite {kid} -o json").reasons == ["no-email"]
    casa.ok("message broadcast --subject Water --text Off -y --no-send")
    assert to(casa) == [(joe, "joe@example.com", "pending", None)]


# Companies --------------------------------------------------------------------------------------------


def test_SD_15_letters_for_a_company_go_to_its_primary_contact(casa: Casa, joe: int, acme: int) -> None:
    message(casa, acme)
    owes(casa, acme)
    casa.ok(STATUS.format(acme) + " --no-send")
    casa.ok(f"contact invite {acme} --no-send")

    assert to(casa) == [
        (acme, "joe@example.com", "pending", joe), (acme, "joe@example.com", "pending", joe),
        (acme, "office@acme.example.com", "pending", None),
    ]  # fmt: skip
    preview = casa.ok(f"message preview arrears-status {acme} -o json").json
    assert preview["to"] == "joe@example.com"
    assert "For Acme Ltd, care of Joe Bloggs." in preview["text"]


def test_SD_15_replacing_the_primary_contact_moves_what_waits(casa: Casa, joe: int, ann: int, acme: int) -> None:
    message(casa, acme)

    casa.ok(f"contact link {ann} {acme} --as works-for --primary")

    assert to(casa) == [(acme, "ann@example.com", "pending", ann)]
    casa.ok("outbox send")
    assert [letter["To"] for letter in letters(casa)] == ["ann@example.com"]
    casa.ok(f"contact edit {joe} --company ''")
    message(casa, acme)
    assert to(casa)[-1] == (acme, "ann@example.com", "pending", ann)


def test_SD_15_a_primary_contact_without_an_address_leaves_the_companys_own(casa: Casa, joe: int, acme: int) -> None:
    message(casa, acme)
    casa.ok(f"contact edit {joe} --email ''")
    assert to(casa) == [(acme, "office@acme.example.com", "pending", None)]


def test_the_setting_moves_what_waits_both_ways(casa: Casa, joe: int) -> None:
    acme = casa.company("Acme Ltd", email="office@acme.example.com", primary=joe)
    message(casa, acme)
    own, theirs = (acme, "office@acme.example.com", "pending", None), (acme, "joe@example.com", "pending", joe)
    assert to(casa) == [own]

    casa.ok("workspace set company_first on")
    assert to(casa) == [theirs]
    casa.ok("undo -y")
    assert to(casa) == [own]
    casa.ok("workspace set company_first on")
    casa.ok("workspace set company_first off")
    assert to(casa) == [own]


def told(casa: Casa, contact: int) -> list[tuple[str | None, str]]:
    """Notify a contact; gives why it was not."""
    with casa.work("task.assign") as work:
        found = notify(work, [contact], Notice("A task for you", "Mend the gate."))
    return [(reason.rule, worded(reason.remedy) or "") for reason in found.not_told.get(contact, ())]


def test_SD_15_a_company_is_notified_once_its_primary_contact_was_invited(casa: Casa, joe: int, acme: int) -> None:
    assert told(casa, acme) == [("SD-19", f"casactl contact invite {joe}")]

    casa.ok(f"contact invite {joe} --no-send")

    assert told(casa, acme) == []
    assert to(casa)[-1] == (acme, "joe@example.com", "pending", joe)
    casa.ok("outbox send")
    assert [each[2] for each in to(casa)] == ["written", "written"]


def test_merging_the_primary_contact_leaves_what_waits_to_the_winner(casa: Casa, joe: int, ann: int, acme: int) -> None:
    message(casa, acme)

    casa.ok(f"contact merge {ann} {joe} -y")

    assert to(casa) == [(acme, "ann@example.com", "pending", ann)]


# At the last moment -----------------------------------------------------------------------------------


def test_what_changed_unseen_is_found_when_a_letter_is_about_to_leave(casa: Casa, joe: int, kid: int, ann: int) -> None:
    message(casa, kid)
    with casa.work() as work:
        work.run("update link set other_id = :ann", ann=ann)

    casa.ok("outbox send")

    assert to(casa) == [(kid, "ann@example.com", "written", ann)]
    assert "care of Ann Archer" in text_of(letters(casa)[0])


def test_a_letter_made_out_to_somebody_who_no_longer_takes_it_goes_with_the_next_run(
    casa: Casa, joe: int, kid: int, ann: int
) -> None:
    message(casa, kid)
    name = new_lease()
    with casa.work() as work:
        (leased,) = lease(work, name, size=5, channels=list(CHANNELS)).letters
    casa.ok(f"contact link {ann} {kid} --as household --primary")

    with casa.work() as work:
        assert begin(work, name, leased.row) == ("retry", "somebody else takes it by now")

    assert to(casa) == [(kid, "ann@example.com", "retry", ann)]
    casa.ok("outbox send")
    assert [letter["To"] for letter in letters(casa)] == ["ann@example.com"]


def test_a_letter_that_is_tried_again_says_once_whom_it_is_about(casa: Casa, joe: int, kid: int) -> None:
    message(casa, kid)
    casa.ok("outbox send")
    with casa.work() as work:
        work.run("update outbox set state = 'failed'")

    casa.ok("outbox retry 1")

    assert casa.ok("outbox list -o json").json[0]["subject"] == "Water (for Kid Bloggs)"


# Who sees it ------------------------------------------------------------------------------------------


def test_the_address_of_somebody_out_of_sight_is_not_shown(casa: Casa, joe: int, kid: int) -> None:
    for path, who in (("Rose Court/1", kid), ("Elm Row/1", joe)):
        casa.property(path, kind="unit")
        casa.ok(["contact", "attach", who, path, "--as", "tenant"])
    casa.ok("user add ann@office.example --name Ann --type staff --group manager --community 'Rose Court'")
    fenced: dict[str, Any] = {"env": {"CASACTL_ACTOR": "ann@office.example"}}

    sent = [
        casa.ok(f"message send {kid} --subject s --text t", **fenced),
        casa.ok(f"message preview message {kid} --text x -o json", **fenced),
        casa.ok("outbox list -o json", **fenced),
        casa.run("outbox retry 1 -o json", **fenced),
        casa.run("undo -y", **fenced),
    ]

    assert to(casa, **fenced) == [(kid, "(out of sight)", "written", None)]
    for done in sent:
        assert "joe@" not in done.stdout + done.stderr
        assert "Joe" not in done.stdout + done.stderr
    assert to(casa) == [(kid, "joe@example.com", "written", joe)]


def test_the_rules_name_nobody_out_of_sight(casa: Casa, joe: int, kid: int, acme: int) -> None:
    for path, who in (("Rose Court/1", kid), ("Rose Court/1", acme), ("Elm Row/1", joe)):
        casa.property(path, kind="unit")
        casa.ok(["contact", "attach", who, path, "--as", "tenant"])
    casa.ok(["contact", "edit", joe, "--email", "", "--phone", ""])
    casa.ok("user add ann@office.example --name Ann --type staff --group manager --community 'Rose Court'")

    for fenced, name in ((True, "Acme Ltd"), (False, "Joe Bloggs")):
        env = {"CASACTL_ACTOR": "ann@office.example"} if fenced else {}
        said = casa.run(f"contact can {acme} receive-notification -o json", env=env)
        assert name in said.stdout
        unreachable = casa.run(f"message send {kid} --subject s --text t", env=env)
        assert "Kid Bloggs has no e-mail, nor has the household's primary" in unreachable.stderr
        assert not fenced or "Joe" not in said.stdout + said.stderr + unreachable.stderr


@pytest.mark.parametrize("verb", ["delete", "erase"])
def test_erasing_whoever_took_letters_leaves_nothing_of_them_in_those(
    casa: Casa, joe: int, kid: int, ann: int, verb: str
) -> None:
    message(casa, kid)
    casa.ok("outbox send")
    message(casa, kid)
    casa.ok(f"contact {'archive' if verb == 'erase' else 'deactivate'} {joe}")

    casa.ok(f"contact {verb} {joe} -y")

    casa.run("outbox send")
    assert to(casa) == [(kid, "(erased)", "written", None), (kid, "(erased)", "cancelled", None)]
    assert letters(casa) == []
    assert casa.rows("select 1 from outbox where recipient like '%joe@%'") == []
    held = [json.loads(facts) for (facts,) in casa.rows("select facts from outbox")]
    assert joe not in [each.get("via") for each in held]
