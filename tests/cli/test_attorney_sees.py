"""What an attorney does not see of a contact: tags, custom fields, why it was locked (S12)."""

from __future__ import annotations

import pytest

from casactl.render.view import FORMATS
from tests.casa import Casa

LAW = "law@firm.example"
SECRETS = ("secrettag", "secretkey", "secretvalue", "secretreason")
LINES = (
    "contact show 1", "contact list", "contact list --all", "contact list --match olive", "contact list --locked",
    "contact find olive", "contact export", "contact can 1", "contact can 1 pay", "contact history 1",
    "contact list --fields id,tags,custom,lock_reason", "contact show 1 --fields tags,custom,lock_reason",
    "log list", "log list --contact 1", "log show 8", "arrears list", "arrears history 1", "ledger statement 1",
    "ledger ageing", "document list", "note list", "contact duplicates --threshold 1", "property show 'Rose Court'",
    "message list", "today", "report overview", "workspace show", "doctor", "user me", "ledger pay 1 5",
    "message preview invitation 1", "workspace field list",
)  # fmt: skip


@pytest.fixture
def office(casa: Casa) -> Casa:
    """An account in an attorney's hands, of which the office knows more than that."""
    casa.property("Rose Court/1", kind="unit")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok("workspace set handover_requires_demand off")
    casa.owner("Olive Owner", at="Rose Court/1", tag=["secrettag"], custom={"secretkey": "secretvalue"})
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("contact lock 1 --reason secretreason")
    casa.ok(f"contact handover 1 --to {LAW}")
    return casa


def test_S12_an_attorney_sees_no_tags_custom_fields_or_lock_reasons(office: Casa) -> None:
    assert all(word in office.ok("contact show 1 -o json").stdout for word in SECRETS)
    shown = office.ok(f"contact show 1 -o json --actor {LAW}").json
    assert (shown["id"], shown["tags"], shown["custom"], shown["lock_reason"]) == (1, [], {}, None)

    for line in LINES:
        for form in FORMATS:
            ran = office.run(f"{line} -o {form} --actor {LAW}")
            found = [word for word in SECRETS if word in ran.stdout + ran.stderr]
            assert found == [], (line, form, ran)


@pytest.mark.parametrize("filter_", ["--tag secrettag", "--match secretvalue", "--match secretkey"])
def test_S12_nor_do_filters_tell_an_attorney_of_them(office: Casa, filter_: str) -> None:
    assert office.run(f"contact list {filter_} -o ids --actor {LAW}").ids == []
    if "tag" in filter_:
        assert office.ok(f"contact list {filter_} -o ids").ids == [1]


@pytest.mark.parametrize("words", ["list --tag ", "show ", "export --tag ", "edit 1 --custom ", "edit 1 --untag "])
def test_S12_nor_does_completion(office: Casa, words: str) -> None:
    line = f"casactl --actor {LAW} contact {words}"

    ran = office.run([], env={"_CASACTL_COMPLETE": "offer_zsh", "_CASACTL_LINE": line})

    assert [word for word in SECRETS if word in ran.stdout + ran.stderr] == []
