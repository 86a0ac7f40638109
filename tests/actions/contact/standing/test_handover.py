"""Handing accounts over to an attorney, what the attorney sees of them, and taking them back."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.length import by_length
from tests.run import Run

LAW, OTHER = "law@firm.example", "other@firm.example"
ROSE, ELM = "Rose Court", "Elm Row"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contacts 1 (Rose Court, owes 120) and 2 (Elm Row, owes 80); an attorney for Rose Court, one for nothing."""
    casa.property(f"{ROSE}/Block A/12")
    casa.property(f"{ELM}/3", kind="unit")
    casa.owner("Olive Owner", email="olive@example.com", at=f"{ROSE}/Block A/12")
    casa.owner("Ed Elm", at=f"{ELM}/3")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", ROSE])
    casa.ok(f"user add {OTHER} --name 'Olga Other' --type attorney")
    casa.ok("ledger charge 1 120 --for Levy --due 2026-08-01")
    casa.ok("ledger charge 2 80 --for Levy")
    return casa


def demand(casa: Casa, *numbers: int) -> None:
    for number in numbers:
        casa.ok(f"arrears status {number} --set letter-of-demand")


def handed(casa: Casa, number: int = 1, more: str = "") -> Run:
    demand(casa, number)
    return casa.ok(f"contact handover {number} --to {LAW} -o json {more}")


def as_law(casa: Casa, line: str) -> Run:
    return casa.run(f"{line} --actor {LAW}")


def test_WU_6_WU_7_WU_12_a_handover_names_the_attorney_and_gives_access(office: Casa) -> None:
    done = handed(office, more="--note 'owes since May' --notify email --lock 'with attorney' --no-send")

    olive = office.contact(1)
    assert done.outcomes == ["handed-over"]
    assert (olive.arrears, olive.attorney, olive.locked, olive.lock_reason) == (
        "handover", "Lex Law", True, "with attorney",
    )  # fmt: skip
    assert (olive.case["attorney"], olive.case["community"]) == ("Lex Law", ROSE)
    assert office.ok("arrears history 1 -o json").json[0] | {"at": ""} == {
        "at": "", "actor": "root", "status": "handover", "note": "owes since May", "attorney": "Lex Law",
        "notified": [], "letters": [{"channel": "email", "state": "pending"}], "undelivered": [],
    }  # fmt: skip
    sent = office.rows("select template, state from outbox order by id")
    assert sent == [("handover-owner", "pending"), ("handover-attorney", "pending")]
    assert as_law(office, "contact show 1 -o json").json["id"] == 1
    assert "⚑ Lex Law" in office.ok("contact list").stdout


def test_WU_2_the_attorney_must_exist_be_one_and_be_enabled(office: Casa) -> None:
    demand(office, 1)
    office.ok("user add ann@office.example --name Ann --type staff")

    assert office.run("contact handover 1 --to nobody@firm.example").exit_code == 4
    staff = office.run("contact handover 1 --to ann@office.example -o json")
    assert (staff.exit_code, staff.error["code"], staff.error["rule"]) == (5, "handover.not-an-attorney", "WU-2")
    office.ok(f"user disable {LAW} -y")
    disabled = office.run(f"contact handover 1 --to {LAW} -o json")
    assert (disabled.exit_code, disabled.error["hint"]) == (5, f"casactl user enable {LAW}")
    assert office.run("contact handover 1").exit_code == 2


def test_WU_3_the_attorney_must_reach_the_community(office: Casa) -> None:
    demand(office, 2)

    refused = office.run(f"contact handover 2 --to {LAW} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["attorney-out-of-reach"])
    remedy = refused.results[0]["reasons"][0]["remedy"]
    assert remedy == f'casactl user grant {LAW} --community "{ELM}"'
    office.ok(remedy.removeprefix("casactl "))
    assert office.ok(f"contact handover 2 --to {LAW} -o json").outcomes == ["handed-over"]


def test_WU_4_the_community_is_the_only_one_or_has_to_be_said(office: Casa) -> None:
    demand(office, 1)
    office.ok(f"contact attach 1 '{ELM}/3' --as owner")

    unclear = office.run(f"contact handover 1 --to {LAW} -o json")
    assert (unclear.exit_code, unclear.stdout, "--community" in unclear.error["message"]) == (2, "", True)
    assert office.run(f"contact handover 1 --to {LAW} --community Nowhere").exit_code == 4
    office.ok(f"contact handover 1 --to {LAW} --community '{ROSE}'")
    assert office.contact(1).case["community"] == ROSE


def test_WU_4_a_contact_of_no_community_is_refused(office: Casa) -> None:
    office.owner("Nora Nowhere")
    office.ok("ledger charge 3 10 --for Levy")
    demand(office, 3)

    assert office.run(f"contact handover 3 --to {LAW} -o json").reasons == ["no-community"]


def test_who_owes_nothing_is_not_handed_over(office: Casa) -> None:
    demand(office, 1)
    office.ok("ledger pay 1 120")

    refused = office.run(f"contact handover 1 --to {LAW} -o json")

    assert (refused.exit_code, "nothing-owed" in refused.reasons) == (5, True)


def test_a_letter_of_demand_comes_first_and_for_this_debt(office: Casa) -> None:
    refused = office.run(f"contact handover 1 --to {LAW} -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["no-demand"])
    demand(office, 1)
    office.travel(to="2026-11-24")
    office.ok("ledger pay 1 120")
    office.ok("ledger charge 1 50 --for Levy")

    assert office.run(f"contact handover 1 --to {LAW} -o json").reasons == ["no-demand"], "that was the debt before"
    demand(office, 1)
    office.ok(f"contact handover 1 --to {LAW}")


def test_without_the_setting_a_missing_demand_is_a_warning(office: Casa) -> None:
    office.ok("workspace set handover_requires_demand off")

    done = office.ok(f"contact handover 1 --to {LAW}")

    assert "without a letter of demand" in done.stderr


def test_a_second_handover_while_one_is_open_is_refused(office: Casa) -> None:
    handed(office)
    office.ok(f"user grant {OTHER} --community '{ROSE}'")

    refused = office.run(f"contact handover 1 --to {OTHER} -o json")

    assert (refused.exit_code, refused.reasons, office.contact(1).attorney) == (5, ["case-open"], "Lex Law")


def test_MC_15_an_open_handover_blocks_archiving_and_the_remedies_clear_the_way(office: Casa) -> None:
    handed(office, more="--lock 'with attorney'")

    refused = office.run("contact archive 1 -o json")

    assert refused.reasons == ["open-handover", "open-balance", "property-attached"]
    for reason in refused.results[0]["reasons"]:
        office.ok(reason["remedy"].removeprefix("casactl "))
    office.ok("contact archive 1")


def test_WU_1_an_attorney_moves_the_status_within_the_case_only(office: Casa) -> None:
    handed(office)

    assert as_law(office, "arrears status 1 --set payment-plan --note 'ten a month' -o json").outcomes == ["updated"]
    assert as_law(office, "arrears status 1 --set on-hold -o json").outcomes == ["updated"]
    assert as_law(office, "arrears status 1 --set handover -o json").outcomes == ["updated"]
    for status in ("current", "reminder", "first-notice", "second-notice", "letter-of-demand"):
        refused = as_law(office, f"arrears status 1 --set {status} -o json")
        assert (refused.exit_code, refused.reasons) == (5, ["case-open"])
    assert as_law(office, "arrears status 1 --set settled -o json").reasons == ["balance-open"] * 2
    office.ok("ledger pay 1 120")
    assert as_law(office, "arrears status 1 --set settled -o json").outcomes == ["updated"]
    assert (office.contact(1).case, office.contact(1).attorney) == (None, None)
    assert as_law(office, "contact show 1").exit_code == 4, "the case is closed"


def test_WU_7_the_attorney_sees_exactly_the_accounts_handed_over(office: Casa) -> None:
    assert as_law(office, "arrears list -o json").json == []
    handed(office)

    assert as_law(office, "arrears list -o ids").ids == [1]
    assert as_law(office, "contact list -o ids").ids == [1]
    assert as_law(office, "ledger ageing -o ids").ids == [1]
    assert as_law(office, "contact show 2").exit_code == 4
    assert as_law(office, "ledger statement 2").exit_code == 4
    assert as_law(office, "arrears history 2").exit_code == 4
    assert office.run(f"contact list -o json --actor {OTHER}").json == []
    office.ok(f"user revoke {LAW} --community '{ROSE}' -y")
    assert as_law(office, "contact list -o json").json == [], "out of reach, out of sight"


def test_recall_goes_back_to_the_status_before_and_the_lock_stays(office: Casa) -> None:
    handed(office, more="--lock 'with attorney'")
    assert office.run("contact recall 1").exit_code == 2, "a reason is needed"

    done = office.ok("contact recall 1 --reason 'paid in part' -o json")

    olive = office.contact(1)
    assert (done.outcomes, olive.arrears, olive.attorney, olive.locked) == (
        ["recalled"], "letter-of-demand", None, True,
    )  # fmt: skip
    assert "contact unlock 1" in done.results[0]["note"]
    assert as_law(office, "contact show 1").exit_code == 4
    assert office.ok("contact recall 1 --reason again -o json").outcomes == ["unchanged"]
    assert office.ok("arrears history 1 -o json").json[0]["note"] == "paid in part"


def test_M4_who_has_paid_is_current_after_a_recall(office: Casa) -> None:
    never = office.ok("contact recall 1 --reason paid -o json").results[0]
    assert (never["outcome"], never["note"]) == ("unchanged", "is with no attorney")
    handed(office)
    office.ok("ledger pay 1 120")
    assert office.contact(1).arrears == "handover"

    office.ok("contact recall 1 --reason paid")

    assert office.contact(1).arrears == "current"
    office.ok("undo -y")
    office.ok("contact recall 1 --status reminder --reason paid")
    assert office.contact(1).arrears == "reminder"


def test_recall_to_another_status(office: Casa) -> None:
    handed(office)

    assert office.run("contact recall 1 --status handover --reason x").exit_code == 5
    assert office.run("contact recall 1 --status settled --reason x -o json").reasons == ["balance-open"] * 2
    office.ok("contact recall 1 --status current --reason x")
    assert office.contact(1).arrears == "current"


def test_a_handover_on_a_date_is_checked_again_on_that_day(office: Casa) -> None:
    demand(office, 1)
    planned = office.ok(f"contact handover 1 --to {LAW} --on 2026-12-01 --lock 'with attorney' -o json")
    assert (planned.outcomes, office.contact(1).attorney) == (["scheduled"], None)

    office.travel(to="2026-12-01")
    ran = office.ok("due run -o json")

    assert [result["outcome"] for result in ran.json["results"]] == ["handed-over"]
    assert (office.contact(1).attorney, office.contact(1).lock_reason) == ("Lex Law", "with attorney")
    assert office.log()[0]["verb"] == "contact.handover"


def test_L2_a_planned_handover_lapses_with_its_debt_and_a_planned_recall_runs(office: Casa) -> None:
    demand(office, 1)
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-01")

    paid = office.ok("ledger pay 1 120")

    assert "the plan to hand over Olive Owner (1) on 2026-12-01 has lapsed: Olive Owner owes nothing" in paid.stderr
    office.ok("ledger charge 1 20 --for Levy")
    demand(office, 1)
    office.travel(to="2026-12-01")
    assert office.ok("due run -o json").json["results"] == []
    assert office.contact(1).attorney is None
    office.ok("ledger charge 1 30 --for Levy")
    handed(office)
    office.ok("contact recall 1 --reason agreed --on 2026-12-05")
    office.travel(to="2026-12-05")
    assert [r["outcome"] for r in office.ok("due run -o json").json["results"]] == ["recalled"]


def test_undo_takes_case_access_lock_and_notices_back_at_once(office: Casa) -> None:
    before = office.contact(1)
    demand(office, 1)
    office.ok(f"contact handover 1 --to {LAW} --lock x --notify email --no-send")
    office.ok("undo -y")
    office.ok("undo -y")

    olive = office.contact(1)
    assert (olive.arrears, olive.case, olive.locked) == (before.arrears, None, False)
    assert as_law(office, "contact list -o json").json == []
    assert office.ok("workspace check").exit_code == 0


def test_a_thousand_owners_by_filter_are_one_operation_with_an_outcome_each(
    office: Casa, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("owners") / "owners.csv"
    many, owing = by_length((150, 110), (1000, 900))
    lines = "".join(f"owner,Olaf,Nr{n},{ROSE}/Block A/12,bulk\n" for n in range(many))
    file.write_text(f"type,first name,last name,property,tags\n{lines}", "utf-8")
    office.ok(["contact", "import", str(file), "-q"])
    owners = office.ok("contact list --tag bulk -o ids").ids
    money = "".join(f"{number},charge,10,2026-11-01,Levy\n" for number in owners[:owing])
    office.ok("ledger import - -q", stdin=f"contact_id,kind,amount,date,text\n{money}")
    office.ok("workspace set handover_requires_demand off")

    done = office.run(f"contact handover --tag bulk --to {LAW} -y -o json")

    assert len(done.results) == many
    assert done.outcomes.count("handed-over") == owing
    assert set(done.outcomes) <= {"handed-over", "refused"}
    assert len(office.rows("select distinct operation_id from change where table_name = 'handover_case'")) == 1


def test_an_attorney_with_an_open_case_is_not_deleted(office: Casa) -> None:
    handed(office)
    office.ok(f"user disable {LAW} -y")

    refused = office.run(f"user delete {LAW} -y -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["open-handover"])
    assert office.contact(1).attorney == "Lex Law", "the case stays with the name"


def test_the_handovers_report_counts_each_attorneys_cases(office: Casa) -> None:
    handed(office)
    office.ok("contact recall 1 --reason x")
    handed(office)

    row = office.ok("report handovers -o json").json[0]

    assert (row["attorney"], row["open"], row["owed"], row["recalled"], row["settled"]) == (
        "Lex Law", 1, "120.00", 1, 0,
    )  # fmt: skip
