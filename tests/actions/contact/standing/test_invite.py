"""Invitations: who gets one, what it carries, how long it lasts, and what kills its link."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.mailed import PASSWORD, activated, activation, invited, letters, link, text_of


def outcome_of(casa: Casa, command: str) -> tuple[int, list[str], list[str]]:
    done = casa.run(f"{command} -o json")
    return done.exit_code, done.outcomes, done.reasons


# Inviting -----------------------------------------------------------------------------------------


def test_MC_4_adding_grants_no_access(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    assert casa.contact(joe).portal == "not-invited"
    assert letters(casa) == []
    assert casa.run("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n").exit_code == 5


def test_SD_21_an_invitation_leads_from_not_invited_to_invited(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    assert outcome_of(casa, f"contact invite {joe}") == (0, ["invited"], [])

    assert casa.contact(joe).portal == "invited"
    assert [row[0] for row in casa.rows("select invited_at from contact")] == ["2026-11-23T09:00:00.000000Z"]
    assert casa.log()[0]["verb"] == "contact.invite"


def test_SD_18_the_mail_carries_a_link_alone_on_its_line_that_ends_in_a_token(casa: Casa) -> None:
    casa.ok("workspace set portal_url https://portal.example/app")
    invited(casa)

    (letter,) = letters(casa)

    assert letter["To"] == "joe@example.com"
    found = link(casa)
    assert found.startswith("https://portal.example/app/activate?token=")
    assert len(found.partition("token=")[2]) == 43  # 256 bits, URL-safe
    assert found in text_of(letter).splitlines()


def test_SD_18_access_comes_with_a_password_only(casa: Casa) -> None:
    joe = invited(casa)
    assert casa.run("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n").exit_code == 5

    casa.ok("portal activate", stdin=activation(link(casa)))

    assert casa.contact(joe).portal == "activated"
    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")


def test_inviting_again_changes_nothing_and_points_at_resend(casa: Casa) -> None:
    joe = invited(casa)

    again = casa.ok(f"contact invite {joe} -o json")

    assert again.outcomes == ["unchanged"]
    assert again.json["operation"] is None
    assert f"contact invite {joe} --resend" in again.stderr
    assert len(letters(casa)) == 1


def test_SD_30_a_lead_is_not_invited(casa: Casa) -> None:
    lea = casa.person("Lea Lead", type="lead", email="lea@example.com")

    refused = casa.run(f"contact invite {lea} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["lead"])
    assert refused.error["rule"] == "SD-30"
    assert casa.contact(lea).portal == "not-invited"


def test_SD_24_after_activation_a_new_password_solves_access_trouble(casa: Casa) -> None:
    joe = activated(casa)

    for command in (f"contact invite {joe}", f"contact invite {joe} --resend", f"contact invite {joe} --on tomorrow"):
        refused = casa.run(f"{command} -o json")
        assert (refused.exit_code, refused.reasons) == (5, ["already-activated"])
        assert refused.error["rule"] == "SD-24"
    assert refused.results[0]["reasons"][0]["remedy"] == f"casactl portal reset-password {joe}"
    casa.ok(f"portal reset-password {joe}")


@pytest.mark.parametrize(
    ("put", "code"),
    [
        ("contact edit {} --email ''", "no-email"),
        ("contact deactivate {}", "inactive"),
        ("contact archive {}", "archived"),
    ],
)
def test_who_may_not_be_invited_is_told_why_and_the_remedy_clears_the_way(casa: Casa, put: str, code: str) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(put.format(joe))

    refused = casa.run(f"contact invite {joe} -o json")

    assert (refused.exit_code, refused.reasons) == (5, [code])
    remedy = str(refused.results[0]["reasons"][0]["remedy"]).replace("ADDRESS", "joe@example.com")
    casa.ok(remedy.removeprefix("casactl "))
    casa.ok(f"contact invite {joe}")


def test_who_was_erased_or_merged_is_not_invited(casa: Casa) -> None:
    joe, jo = casa.tenant("Joe Bloggs", email="joe@example.com"), casa.tenant("Jo Bloggs", email="jo@example.com")
    ann = casa.tenant("Ann Bloggs", email="ann@example.com")
    casa.ok(f"contact merge {joe} {jo} --yes")
    casa.ok(f"contact deactivate {ann}")
    casa.ok(f"contact delete {ann} --yes")

    assert outcome_of(casa, f"contact invite {ann}") == (5, ["refused"], ["gone"])
    assert outcome_of(casa, f"contact invite {jo} --resend") == (5, ["refused"], ["gone"])


def test_of_many_each_has_its_own_outcome(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs", email="joe@example.com"), invited(casa, "Ann", "ann@example.com")
    lea, nomail = casa.person("Lea Lead", type="lead", email="lea@example.com"), casa.tenant("No Mail")

    refs = f"{joe} {ann} {lea} {nomail} 999"
    assert casa.run(f"contact invite {refs}").exit_code == 2
    done = casa.run(f"contact invite {refs} --yes -o json")

    assert done.exit_code == 3
    assert done.outcomes == ["invited", "unchanged", "refused", "refused", "refused"]
    assert done.reasons == ["lead", "no-email", "contact.not-found"]
    assert len(letters(casa, "joe@example.com")) == 1


def test_a_filter_invites_everybody_it_finds(casa: Casa) -> None:
    casa.property("Rose Court")
    for n in range(4):
        casa.tenant(f"Tenant {n}", email=f"t{n}@example.com", at="Rose Court")
    casa.tenant("Elsewhere", email="e@example.com")

    done = casa.ok("contact invite --property 'Rose Court' --portal not-invited --yes -o json")

    assert done.outcomes == ["invited"] * 4
    assert len({link(casa, f"t{n}@") for n in range(4)}) == 4
    assert casa.ok("contact list --portal invited -o ids").ids == [1, 2, 3, 4]


def test_a_dry_run_invites_nobody(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    tried = casa.ok(f"contact invite {joe} -n -o json")

    assert (tried.outcomes, tried.json["operation"], tried.json["dry_run"]) == (["invited"], None, True)
    assert casa.contact(joe).portal == "not-invited"
    assert casa.rows("select count(*) from outbox") == [(0,)]
    assert letters(casa) == []


@pytest.mark.parametrize(
    "words", ["--channel sms", "--channel pigeon", "--resend --on tomorrow", "--on yesterday", "--on 31/12/2026"]
)
def test_what_makes_no_sense_is_a_usage_error(casa: Casa, words: str) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    assert casa.run(f"contact invite {joe} {words}").exit_code == 2
    assert casa.run("contact invite").exit_code == 2
    assert casa.contact(joe).portal == "not-invited"


# Again, and back ----------------------------------------------------------------------------------


def test_SD_23_while_invited_a_link_is_sent_again_any_number_of_times(casa: Casa) -> None:
    joe = invited(casa)
    links = [link(casa)]
    for _ in range(3):
        assert outcome_of(casa, f"contact invite {joe} --resend") == (0, ["resent"], [])
        links.append(link(casa))

    assert len(set(links)) == 4
    for old in links[:-1]:
        assert casa.run("portal activate", stdin=activation(old)).exit_code == 5
    casa.ok("portal activate", stdin=activation(links[-1]))


def test_SD_23_only_who_was_invited_gets_another_link(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    refused = casa.run(f"contact invite {joe} --resend -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["not-invited"])
    casa.ok(str(refused.results[0]["reasons"][0]["remedy"]).removeprefix("casactl "))


def test_a_resent_link_replaces_a_letter_that_still_waits(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --no-send")
    casa.ok(f"contact invite {joe} --resend --no-send")

    assert [row["state"] for row in casa.ok("outbox list -o json").json] == ["pending", "cancelled"]
    casa.ok("outbox send")
    (letter,) = letters(casa)
    assert "new link" in letter["Subject"]
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_a_revoked_invitation_opens_nothing_and_can_be_given_again(casa: Casa) -> None:
    joe = invited(casa)
    old = link(casa)

    assert outcome_of(casa, f"contact revoke {joe}") == (0, ["revoked"], [])

    assert casa.contact(joe).portal == "not-invited"
    assert casa.run("portal activate", stdin=activation(old)).exit_code == 5
    assert outcome_of(casa, f"contact revoke {joe}") == (0, ["unchanged"], [])
    assert outcome_of(casa, f"contact invite {joe}") == (0, ["invited"], [])
    assert casa.run("portal activate", stdin=activation(old)).exit_code == 5
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_revoking_cancels_a_letter_that_still_waits(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok(f"contact revoke {joe}")

    assert casa.rows("select state from outbox") == [("cancelled",)]
    casa.ok("outbox send")
    assert letters(casa) == []


def test_an_account_is_not_revoked_but_deactivated(casa: Casa) -> None:
    joe = activated(casa)

    refused = casa.run(f"contact revoke {joe} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["already-activated"])
    assert refused.results[0]["reasons"][0]["remedy"] == f"casactl contact deactivate {joe}"
    assert casa.contact(joe).portal == "activated"


# Expiry -------------------------------------------------------------------------------------------


def test_an_invitation_expires_after_invitation_hours(casa: Casa) -> None:
    casa.ok("workspace set invitation_hours 2")
    joe = invited(casa)
    assert casa.ok("contact list --portal expired -o ids").ids == []

    casa.travel(to="2026-11-23 10:59:59")
    assert casa.contact(joe).invitation_expired is False
    casa.travel(to="2026-11-23 11:00:00")

    assert casa.contact(joe).portal == "invited"
    assert casa.contact(joe).invitation_expired is True
    assert casa.ok("contact list --portal expired -o ids").ids == [joe]
    assert casa.ok("contact list --portal expired --portal activated -o ids").ids == [joe]
    assert casa.run("portal activate", stdin=activation(link(casa))).exit_code == 5
    casa.ok("contact invite --portal expired --resend --yes")
    assert casa.contact(joe).invitation_expired is False
    casa.ok("portal activate", stdin=activation(link(casa)))
    assert casa.ok("contact list --portal expired -o ids").ids == []


def test_an_invitation_that_waits_to_leave_has_not_expired_and_lasts_from_when_it_leaves(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --no-send")
    casa.travel(to="2026-12-24")
    assert casa.contact(joe).invitation_expired is False
    assert casa.ok("contact list --portal expired -o ids").ids == []

    casa.ok("outbox send")

    casa.travel(to="2026-12-31 08:59:00")
    assert casa.contact(joe).invitation_expired is False
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_an_invitation_whose_letter_was_cancelled_counts_as_expired(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok("outbox cancel 1")

    assert casa.contact(joe).invitation_expired is True


def test_SD_22_a_list_shows_invited_until_activation_where_the_last_sign_in_stands(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    shown = []

    def look() -> None:
        shown.append(casa.ok("contact list").stdout.rstrip("\n").split("\t")[7])

    look()
    casa.ok(f"contact invite {joe}")
    look()
    casa.travel(to="2026-12-24")
    look()
    casa.ok(f"contact invite {joe} --resend")
    look()
    casa.ok("portal activate", stdin=activation(link(casa)))
    look()
    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")
    look()

    assert shown == ["Not invited", "Invited", "Invitation expired", "Invited", "never", "2026-12-24"]
    assert casa.contact(joe).last_sign_in_at == "2026-12-24T09:00:00.000000Z"


# What kills a link --------------------------------------------------------------------------------

KILLERS = {
    "resend": ["contact invite {joe} --resend --no-send"],
    "revoke": ["contact revoke {joe}"],
    "deactivate": ["contact deactivate {joe}"],
    "deactivate and back": ["contact deactivate {joe}", "contact activate {joe}"],
    "archive": ["contact archive {joe}"],
    "archive and back": ["contact archive {joe}", "contact unarchive {joe}"],
    "archive undone": ["contact archive {joe}", "undo"],
    "delete": ["contact deactivate {joe}", "contact delete {joe} --yes"],
    "erase": ["contact archive {joe}", "contact erase {joe} --yes"],
    "merge": ["contact merge {ann} {joe} --yes"],
    "merge undone": ["contact merge {ann} {joe} --yes", "undo"],
    "another e-mail": ["contact edit {joe} --email new@example.com"],
    "another e-mail and back": [
        "contact edit {joe} --email new@example.com", "contact edit {joe} --email joe@example.com",
    ],
    "another e-mail undone": ["contact edit {joe} --email new@example.com", "undo"],
    "no e-mail": ["contact edit {joe} --email ''"],
    "undo": ["undo"],
    "undo, and its undo": ["undo", "undo 4"],
    "revoke undone": ["contact revoke {joe}", "undo"],
}  # fmt: skip


@pytest.mark.parametrize("way", KILLERS)
def test_SD_23_an_old_link_opens_nothing_after(casa: Casa, way: str) -> None:
    joe = invited(casa)
    old = link(casa)
    ann = casa.tenant("Ann Other", email="ann@example.com") if "merge" in way else 0
    for command in KILLERS[way]:
        casa.ok(command.format(joe=joe, ann=ann))

    refused = casa.run("portal activate -o json", stdin=activation(old))

    assert (refused.exit_code, refused.reasons) == (5, ["link-dead"])
    assert casa.rows("select count(*) from account") == [(0,)]
    assert casa.rows("select count(*) from contact where portal = 'activated'") == [(0,)]


@pytest.mark.parametrize("way", ["archive", "deactivate", "another e-mail", "archive undone", "revoke undone"])
def test_who_stays_invited_without_a_link_shows_as_expired(casa: Casa, way: str) -> None:
    joe = invited(casa)

    for command in KILLERS[way]:
        casa.ok(command.format(joe=joe))

    assert casa.contact(joe).portal == "invited"
    assert casa.contact(joe).invitation_expired is True
    found = casa.ok("contact list --all --portal expired -o ids").ids
    assert found == [joe]


def test_an_import_that_changes_the_e_mail_kills_the_link(casa: Casa) -> None:
    joe = invited(casa)
    old = link(casa)

    rows = f"contact_id,email\n{joe},new@example.com\n"
    casa.ok("contact import - --on-conflict update", stdin=rows)

    assert casa.run("portal activate", stdin=activation(old)).exit_code == 5
    assert casa.contact(joe).invitation_expired is True


def test_an_edit_of_the_e_mail_says_that_the_link_is_dead(casa: Casa) -> None:
    joe = invited(casa)

    assert "--resend" not in casa.ok(f"contact edit {joe} --phone '020 7946 0958'").stdout
    assert f"contact invite {joe} --resend" in casa.ok(f"contact edit {joe} --email new@example.com").stdout
    casa.ok(f"contact invite {joe} --resend")
    casa.ok("portal activate", stdin=activation(link(casa, "new@example.com")))


# Undo ---------------------------------------------------------------------------------------------


def test_undo_of_an_invitation_cancels_the_letter_that_waits(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok("undo")

    assert casa.contact(joe).portal == "not-invited"
    casa.ok("outbox send")
    assert letters(casa) == []
    assert casa.rows("select state from outbox") == [("cancelled",)]


def test_undo_of_an_invitation_that_has_left_says_so(casa: Casa) -> None:
    joe = invited(casa)

    done = casa.ok("undo")

    assert "joe@example.com" in done.stderr
    assert casa.contact(joe).portal == "not-invited"
    assert casa.ok("log verify -o json").json["ok"]


def test_undo_of_an_activation_brings_no_password_back(casa: Casa) -> None:
    joe = activated(casa)
    undone = casa.ok("undo -o json").json["operation"]
    assert casa.contact(joe).portal == "invited"
    assert casa.contact(joe).invitation_expired is True

    casa.ok(f"undo {undone}")

    assert casa.contact(joe).portal == "activated"
    assert casa.run("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n").exit_code == 5
    casa.ok(f"portal reset-password {joe}")
    casa.ok("portal activate", stdin=activation(link(casa), "another quiet lamp"))
    casa.ok("portal sign-in joe@example.com", stdin="another quiet lamp\n")


def test_an_invitation_that_was_accepted_is_not_undone(casa: Casa) -> None:
    joe = invited(casa)
    number = casa.log()[0]["operation"]
    casa.ok("portal activate", stdin=activation(link(casa)))

    assert casa.run(f"undo {number}").exit_code == 5
    assert casa.contact(joe).portal == "activated"


# On a day -----------------------------------------------------------------------------------------


def test_an_invitation_for_a_day_leaves_on_that_day(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    assert outcome_of(casa, f"contact invite {joe} --on 2026-12-01") == (0, ["scheduled"], [])
    assert casa.contact(joe).portal == "not-invited"
    casa.ok("due run")
    assert letters(casa) == []

    casa.travel(to="2026-12-01")
    (result,) = casa.ok("due run -o json").json["results"]

    assert (result["verb"], result["outcome"]) == ("invite", "invited")
    assert casa.contact(joe).portal == "invited"
    assert len(letters(casa)) == 1
    casa.ok("due run")
    assert len(letters(casa)) == 1
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_a_planned_invitation_waits_while_a_rule_forbids_it(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    planned = casa.ok(f"contact invite {joe} --on 2026-12-01 -o json")
    casa.travel(to="2026-12-01")
    blocked = casa.run("due run -o json")

    assert planned.reasons == ["no-email"]
    assert blocked.exit_code == 3
    assert blocked.json["results"][0]["outcome"] == "blocked"
    casa.ok(f"contact edit {joe} --email joe@example.com")
    casa.ok("due run")
    assert casa.contact(joe).portal == "invited"


def test_inviting_now_ends_the_plan(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --on 2026-12-01")

    casa.ok(f"contact invite {joe}")

    assert casa.ok("due list -o json").json == []


# With what adds -----------------------------------------------------------------------------------


def test_SD_17_adding_invites_when_it_is_told_to(casa: Casa) -> None:
    added = casa.ok(
        "contact add --type client --first-name Joe --last-name Bloggs --email joe@example.com --invite -o json"
    )

    assert added.outcomes == ["added"]
    assert casa.contact(1).portal == "invited"
    assert [entry["verb"] for entry in casa.log()][:1] == ["contact.add"]
    casa.ok("portal activate", stdin=activation(link(casa)))


@pytest.mark.parametrize("words", ["", "--no-invite"])
def test_SD_17_scripts_say_invite_or_nobody_is_invited(casa: Casa, words: str) -> None:
    casa.ok(f"contact add --type client --first-name Joe --last-name Bloggs --email joe@example.com {words}")

    assert casa.contact(1).portal == "not-invited"
    assert letters(casa) == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [("--type lead --email lea@example.com", "SD-30"), ("--type tenant", "SD-18")],
)
def test_who_cannot_be_invited_is_not_added_either(casa: Casa, words: str, rule: str) -> None:
    refused = casa.run(f"contact add --first-name Lea --last-name Lead {words} --invite -o json")

    assert (refused.exit_code, refused.error["rule"]) == (5, rule)
    assert casa.ok("contact list --all -o ids").ids == []
    assert casa.rows("select count(*) from outbox") == [(0,)]


def test_undo_of_adding_and_inviting_takes_both_back(casa: Casa) -> None:
    casa.ok("contact add --type client --first-name Joe --last-name Bloggs --email joe@example.com --invite")
    old = link(casa)

    casa.ok("undo")

    assert casa.ok("contact list --all -o ids").ids == []
    assert casa.run("portal activate", stdin=activation(old)).exit_code == 5
    assert casa.ok("workspace check -o json").json["ok"]
    assert casa.ok("log verify -o json").json["ok"]
    casa.tenant("Joe Bloggs", email="joe@example.com")


PEOPLE = """type,first name,last name,email
client,Joe,Bloggs,joe@example.com
tenant,No,Mail,
lead,Lea,Lead,lea@example.com
"""


def test_SD_17_an_import_invites_whom_it_adds_and_may(casa: Casa) -> None:
    done = casa.ok("contact import - --invite -o json", stdin=PEOPLE)

    assert (done.json["added"], done.json["invited"]) == (3, 1)
    assert "1 invited" in done.stderr
    assert "2 added without an invitation" in done.stderr
    assert [casa.contact(n).portal for n in (1, 2, 3)] == ["invited", "not-invited", "not-invited"]
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_an_import_invites_nobody_unless_it_is_told_to(casa: Casa) -> None:
    done = casa.ok("contact import - -o json", stdin=PEOPLE)

    assert "invited" not in done.json
    assert letters(casa) == []


def test_an_import_does_not_invite_whom_it_finds(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    done = casa.ok("contact import - --invite --on-conflict skip -o json", stdin=PEOPLE)

    assert (done.json["added"], done.json["invited"]) == (2, 0)
    assert casa.contact(joe).portal == "not-invited"


def test_a_dry_run_of_an_import_sends_nothing(casa: Casa) -> None:
    done = casa.ok("contact import - --invite -n -o json", stdin=PEOPLE)

    assert done.json["invited"] == 1
    assert letters(casa) == []
    assert casa.rows("select count(*) from outbox") == [(0,)]
