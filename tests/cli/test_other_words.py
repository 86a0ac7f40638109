"""Other people's words for nouns and verbs lead on by a table (T9), whose lines are lines of ours."""

from __future__ import annotations

import pytest

from casactl.cli.loader import load_verb
from casactl.cli.other_words import remedy_of
from casactl.cli.tree import TREE, verb_for
from casactl.intake.data_files import data_file
from tests.cli.test_remedies import parsed
from tests.run import run

WORDS = {
    "tenant add": "contact add --type tenant",
    "tenants": "contact list --type tenant",
    "owner ls": "contact list --type owner",
    "unit new": "property add --kind unit",
    "flats": "property list --kind unit",
    "community list": "property list",
    "company add": "contact add --kind company",
    "vendor add": "contact add --type vendor",
    "people": "contact list",
    "contact move-out": "contact archive REF --on DATE",
    "moveout": "lease end ID",
    "move-in": "lease add REF",
    "lease terminate": "lease end",
    "lease renew": "lease rent",
    "lease import": "contact import FILE",
    "payment add": "ledger pay REF AMOUNT",
    "pay": "ledger pay",
    "charge": "ledger charge",
    "bill": "ledger levy",
    "invoice": "ledger invoice",
    "rent": "lease list",
    "refund": "ledger refund",
    "balance": "ledger statement REF",
    "statement": "ledger statement",
    "overdue": "arrears list",
    "reminder": "arrears run",
    "late-fee": "ledger fee",
    "Eviction": "contact handover",
    "reverse": "undo",
    "reconcile": "ledger bank import FILE",
    "search": "contact find TEXT",
    "rm": "property remove PATH",
    "ls": "contact list",
    "show": "contact show REF",
    "import": "property import FILE",
    "export": "contact export",
    "backup": "workspace backup",
    "config": "workspace get",
    "init": "workspace add NAME",
    "login": "portal sign-in EMAIL",
    "invite": "contact invite",
    "portal invite": "contact invite",
    "workorder add": "task add",
    "task complete": "task done ID",
    "calendar": "event export FILE",
    "email send": "message send",
    "document upload": "document add REF FILE",
    "audit": "log list",
    "merge": "contact merge",
    "gdpr": "contact erase REF",
    "dashboard": "today",
    "keys": "address list --with-access",
    "upgrade": "workspace migrate",
    "ledger show": "ledger statement REF",
    "report aging": "ledger ageing",
    "user remove": "user disable EMAIL",
    "inbox": "message list --unread",
    "contact get 1": "contact show",
    "contact set 1": "contact edit",
    "contact details 1": "contact show",
    "contact insert": "contact add",
    "contact evict 1": "contact archive REF --on DATE",
    "contact note 1": "note add REF",
    "contact tag 1 vip": "contact tag add",
    "contact tag vip 1": "contact tag remove",
    "contact untag 1 vip": "contact tag remove TAG REF",
    "contact message 1": "message send REF",
    "contact undelete 1": "undo",
    "contact reactivate 1": "contact activate",
    "contact enable 1": "contact activate",
    "contact disable 1": "contact deactivate",
    "contact restore 1": "contact unarchive",
    "contact close 1": "contact archive",
    "contact dedupe": "contact duplicates",
    "contact combine 1 2": "contact merge",
    "contact upload x.csv": "contact import",
    "lease get 1": "lease show",
    "property rename X": "property edit",
    "property tree": "property list",
    "ledger debit 1 5": "ledger charge REF AMOUNT",
    "ledger cancel 3": "ledger void ENTRY",
    "arrears show 1": "arrears history REF",
    "due remove 1": "due cancel ID",
    "portal start": "portal serve",
    "user passwd a@b.example": "user set-password",
    "redo": "undo OPERATION",
    "report list": "report overview",
}


def test_T9_a_word_that_is_half_another_is_no_slip_of_it() -> None:
    assert "Did you mean" not in run("contact messenger").stderr
    assert "Did you mean 'merge'" in run("contact mrege").stderr


def test_T9_every_verb_of_the_table_is_one_of_ours() -> None:
    known = {verb.rpartition(" ")[2] for noun in TREE.values() for verb in noun.verbs}
    meant = {verb for line in data_file("other_words")["verbs"].values() for verb in line.split()}

    assert meant - known == set()


@pytest.mark.parametrize("typed", list(WORDS))
def test_T9_words_of_other_systems_lead_on(typed: str) -> None:
    done = run(typed)

    assert done.exit_code == 2
    assert f"casactl {WORDS[typed]}" in done.stderr
    assert not done.stdout


def test_T9_every_line_of_the_table_is_a_line_of_ours() -> None:
    table = data_file("other_words")
    lines = [line for several in table["words"].values() for line in several if not line.startswith("--")]
    for line in lines:
        remedy = remedy_of(line)
        verb = verb_for(remedy.verb)
        assert verb, line
        params = load_verb(remedy.verb, verb).params
        asked = [each for each in params if each.param_type_name == "argument" and each.required]
        assert len(remedy.words) >= len(asked), line
        assert parsed(line.split()) == remedy.verb, line
    for line in table["nouns"].values():
        assert line.split()[0] in TREE, line


def test_T9_no_word_of_the_table_hides_one_of_ours_or_stands_there_twice() -> None:
    table = data_file("other_words")
    words = [word for part in table["nouns"] for word in part.split()]
    for part in table["words"]:
        said = part.split()
        size = 2 if said[0] in TREE else 1
        words += [" ".join(said[n : n + size]) for n in range(0, len(said), size)]

    assert len(set(words)) == len(words)
    assert [word for word in words if word in TREE or (" " in word and verb_for(word))] == []


def test_a_word_that_is_only_mistyped_still_says_what_is_near() -> None:
    assert "Did you mean 'message'?" in run("mesage list").stderr


@pytest.mark.parametrize(
    ("topic", "line"), [("tenant", "contact list --type tenant"), ("contact move-out", "lease end")]
)
def test_T9_help_on_a_word_of_other_systems_leads_on_too(topic: str, line: str) -> None:
    assert f"casactl {line}" in run(f"help {topic}").stderr


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("contact 3 show", "contact show 3"), ("property 1 show", "property show 1"), ("3", "contact show 3"),
        ("ann@example.com", "contact show ann@example.com"),
    ],
)  # fmt: skip
def test_T9_who_stands_where_the_verb_belongs_is_put_behind_it(typed: str, line: str) -> None:
    done = run(typed)

    assert done.exit_code == 2
    assert f"casactl {line}\n" in done.stderr


def test_T9_help_on_a_verb_without_its_noun_leads_to_its_page_not_to_doing_it() -> None:
    assert "casactl ledger levy --help" in run("help levy").stderr


@pytest.mark.parametrize("option", ["--json", "--csv", "--ids"])
def test_T9_a_format_as_an_option_says_how_it_is_asked_for(option: str) -> None:
    assert f"-o {option.removeprefix('--')}" in run(f"contact list {option}").stderr
