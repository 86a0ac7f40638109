"""Users: who may act, as what, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa

ATTORNEY = "law@firm.example"
START = "2026-11-23T09:00:00.000000Z"
ROSE, ELM = "Rose Court", "Elm Row"


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property(f"{ROSE}/Block A/12")
    casa.property(f"{ELM}/3", kind="unit")
    return casa


def attorney(casa: Casa, *communities: str) -> str:
    reach = [word for path in communities for word in ("--community", path)]
    casa.ok(["user", "add", ATTORNEY, "--name", "Lex Law", "--type", "attorney", *reach])
    return ATTORNEY


def test_WU_2_an_attorney_is_a_user_of_type_and_group_attorney(office: Casa) -> None:
    attorney(office, ROSE)

    assert office.ok("user list -o json").json == [
        {"id": 1, "email": ATTORNEY, "name": "Lex Law", "type": "attorney", "group": "attorney",
         "communities": [ROSE], "enabled": True}
    ]  # fmt: skip


def test_staff_are_clerks_unless_told_otherwise(office: Casa) -> None:
    office.ok("user add ann@office.example --name Ann --type staff")
    office.ok("user add bob@office.example --name Bob --type staff --group manager --phone '020 7946 0001'")

    assert [(each["email"], each["group"]) for each in office.ok("user list -o json").json] == [
        ("ann@office.example", "clerk"),
        ("bob@office.example", "manager"),
    ]
    assert office.ok("user show bob@office.example -o json").json["phone"] == "+442079460001"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("user add not-an-address --name X --type staff", 2),
        ("user add x@y.example --type staff", 2),
        ("user add x@y.example --name X", 2),
        ("user add x@y.example --name X --type king", 2),
        ("user add x@y.example --name X --type staff --group king", 2),
        ("user add x@y.example --name X --type staff --group attorney", 2),
        ("user add x@y.example --name X --type attorney --group clerk", 2),
        ("user add x@y.example --name X --type attorney --community Nowhere", 4),
        ("user add x@y.example --name X --type attorney --community 'Rose Court/Block A'", 2),
        ("user add x@y.example --name X --type staff --phone nonsense", 2),
        ("user show nobody@y.example", 4),
        ("user enable nobody@y.example", 4),
        ("user grant nobody@y.example --community 'Rose Court'", 4),
        ("user edit nobody@y.example", 2),
    ],
)
def test_bad_input_is_refused_and_nobody_is_added(office: Casa, line: str, code: int) -> None:
    assert office.run(line).exit_code == code
    assert office.ok("user list -o json").json == []


def test_SD_8_contacts_and_users_share_one_table_of_claims(office: Casa) -> None:
    office.tenant("Joe Bloggs", email="Joe@example.com")
    attorney(office)

    taken = office.run("user add joe@EXAMPLE.com --name Joe --type staff -o json")
    assert (taken.exit_code, taken.error["code"]) == (5, "contact.email-taken")
    taken = office.run("contact add --type tenant --first-name A --last-name B --email LAW@firm.example -o json")
    assert (taken.exit_code, taken.error["rule"]) == (5, "SD-8")
    assert "Lex Law" not in taken.error["message"], "who may not see users learns no name (S6)"
    assert office.ok("workspace check").exit_code == 0


def test_SD_8_an_import_meets_the_users_too(office: Casa, tmp_path: Path) -> None:
    attorney(office)
    rows = f"type,first name,last name,email\ntenant,A,B,{ATTORNEY}\n"

    done = office.run(["contact", "import", "-", "--rejects", str(tmp_path / "bad.csv"), "-o", "json"], stdin=rows)

    assert (done.exit_code, done.json["added"], done.json["rejected"]) == (3, 0, 1)


def test_SD_10_deleting_a_user_frees_the_email_and_the_log_keeps_a_name(office: Casa) -> None:
    attorney(office, ROSE)
    refused = office.run(f"user delete {ATTORNEY} -y -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["user-enabled"])

    office.ok(f"user disable {ATTORNEY}")
    assert office.run(f"user delete {ATTORNEY}").exit_code == 2, "it wants a confirmation"
    office.ok(f"user delete {ATTORNEY} -y")

    assert office.ok("user list -o json").json == []
    office.tenant("Joe Bloggs", email=ATTORNEY)
    assert "Lex Law" in office.log()[1]["summary"]
    assert office.ok("workspace check").exit_code == 0


def test_undo_brings_a_deleted_user_back_unless_the_email_is_taken(office: Casa) -> None:
    attorney(office, ROSE)
    office.ok(f"user disable {ATTORNEY}")
    office.ok(f"user delete {ATTORNEY} -y")
    office.ok("undo -y")
    assert office.ok("user list -o json").json[0]["communities"] == [ROSE]

    office.ok(f"user delete {ATTORNEY} -y")
    deletion = office.log()[0]["operation"]
    office.tenant("Joe Bloggs", email=ATTORNEY)
    assert office.run(f"undo {deletion} -y").exit_code == 5


@pytest.mark.parametrize("who", ["contact_id", "user_id"])
def test_U1_undoing_who_was_added_takes_along_what_the_log_does_not_hold(office: Casa, who: str) -> None:
    if who == "user_id":
        attorney(office, ROSE)
    else:
        office.owner("Ann Archer", email="ann@example.com")
    adding = office.log()[0]["operation"]
    if who == "user_id":
        office.ok(f"user invite {ATTORNEY}")
        office.ok(f"user set-password {ATTORNEY}", stdin="correct horse battery\n")
    with office.work() as work:
        whose = {who: 1, "browser": "b"}
        work.insert("known_browser", [{who: 1, "hash": "k" * 64, "seen_at": START}])
        work.insert("access_log", [whose | {"at": START, "event": "sign-in", "outcome": "ok", "network": "n"}])
        work.insert("portal_session", [whose | {"hash": "s" * 64, "created_at": START, "seen_at": START,
                                                "ends_at": START, "idle_minutes": 30, "replaced": 0}])  # fmt: skip
    assert office.run(f"undo {adding} -y -n").exit_code == 0

    office.ok(f"undo {adding} -y")

    tables = ["known_browser", "access_log", "portal_session", "outbox", "token"]
    assert [row for rows in office.tables(tables).values() for row in rows] == []
    assert office.rows("select id from user_secret") == []
    office.ok("workspace check")
    office.ok(f"undo {office.log()[0]['operation']} -y")
    office.ok("workspace check")


def test_U2_what_the_log_does_not_hold_is_not_said_to_be_undone(office: Casa) -> None:
    attorney(office, ROSE)
    office.owner("Ann Archer", email="ann@example.com")
    office.ok("message send 1 --subject Hi --text x --no-send")
    for line in ("outbox cancel 1", f"user set-password {ATTORNEY}"):
        office.ok(line, stdin="correct horse battery\n")
        made = office.log()[0]["operation"]
        for undo in (f"undo {made} -y -o json -n", f"undo {made} -y -o json", "undo -y -o json"):
            refused = office.run(undo)
            assert (refused.exit_code, refused.error["code"]) == (5, "undo.impossible"), undo
        assert office.log()[0]["operation"] == made


def test_U1_undoing_an_attorney_names_what_their_letters_are_about(office: Casa) -> None:
    attorney(office, ROSE)
    adding = office.log()[0]["operation"]
    office.owner("Ann Archer", at=f"{ROSE}/Block A/12", email="ann@example.com")
    office.ok("ledger charge 1 90 --for Levy --on 2026-08-01 --due 2026-08-01")
    office.ok("arrears status 1 --set letter-of-demand --notify email")
    office.ok(f"contact handover 1 --to {ATTORNEY}")
    handing = office.log()[0]["operation"]

    refused = office.run(f"undo {adding} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.built-upon")
    assert refused.error["hint"] == f"casactl undo {handing}"
    office.ok(f"undo {handing} -y")
    office.ok(f"undo {adding} -y")
    office.ok("workspace check")


def test_WU_3_communities_are_granted_and_revoked(office: Casa) -> None:
    attorney(office)

    assert office.ok(f"user grant {ATTORNEY} --community '{ROSE}' --community '{ELM}' -o json").outcomes == ["updated"]
    assert office.ok(f"user grant {ATTORNEY} --community '{ROSE}' -o json").outcomes == ["unchanged"]
    assert office.ok(f"user revoke {ATTORNEY} --community '{ELM}' -o json").outcomes == ["updated"]
    assert office.ok(f"user revoke {ATTORNEY} --community '{ELM}' -o json").outcomes == ["unchanged"]
    assert office.ok("user list -o json").json[0]["communities"] == [ROSE]


def test_editing_changes_fields_and_moves_the_claim(office: Casa) -> None:
    attorney(office)

    office.ok(f"user edit {ATTORNEY} --email lex@firm.example --firm 'Law & Co'")

    assert office.run(f"user show {ATTORNEY}").exit_code == 4
    assert office.ok("user show lex@firm.example -o json").json["firm"] == "Law & Co"
    office.tenant("Joe Bloggs", email=ATTORNEY)
    assert office.ok("user edit lex@firm.example --firm 'Law & Co' -o json").outcomes == ["unchanged"]


def test_a_password_is_hashed_and_stands_nowhere(office: Casa) -> None:
    attorney(office)
    password = "a long and quiet passphrase"

    office.ok(f"user set-password {ATTORNEY}", stdin=f"{password}\n")

    assert str(office.rows("select password_hash from user_secret")[0][0]).startswith("$argon2id$")
    assert password not in str(office.rows("select payload from operation"))
    assert office.log()[0]["verb"] == "user.set-password"
    for weak in ("short", "password1234", ""):
        assert office.run(f"user set-password {ATTORNEY}", stdin=f"{weak}\n").exit_code == 2


def test_a_disabled_user_and_an_unknown_one_act_no_more(office: Casa) -> None:
    office.ok("user add ann@office.example --name Ann --type staff")
    assert office.ok("contact list --actor ann@office.example").exit_code == 0

    office.ok("user disable ann@office.example")

    refused = office.run("contact list --actor ann@office.example -o json")
    assert (refused.exit_code, refused.error["code"]) == (5, "user.disabled")
    assert office.run("contact list", env={"CASACTL_ACTOR": "ann@office.example"}).exit_code == 5
    assert office.run("contact list --actor bob@office.example").exit_code == 4


def test_WU_1_the_log_records_who_acted_and_who_sat_there(office: Casa) -> None:
    office.ok("user add ann@office.example --name Ann --type staff")
    office.ok("contact add --type tenant --first-name A --last-name B --actor ann@office.example")

    entry = office.log()[0]
    assert (entry["actor"], entry["os_user"]) == ("ann@office.example", "root")


def test_a_clerk_takes_back_only_what_was_their_own(office: Casa) -> None:
    office.ok("user add ann@office.example --name Ann --type staff")
    office.tenant("Joe Bloggs")
    others = office.log()[0]["operation"]
    office.ok("contact add --type tenant --first-name A --last-name B --actor ann@office.example")

    refused = office.run(f"undo {others} -y --actor ann@office.example -o json")
    assert (refused.exit_code, refused.error["code"]) == (5, "permission.denied")
    assert "undo.others" in refused.error["message"]
    office.ok("undo -y --actor ann@office.example")
