"""What Tab offers, asked as each shell's script asks; what the shells make of it: `test_completion_in_shells.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
import shellingham

from casactl.cli.completion_scripts import SHELLS, this_shell
from casactl.cli.tree import TOP, TREE
from tests.casa import Casa
from tests.run import run


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/Block A/12")
    casa.tenant("Joe Bloggs", email="joe@example.com", external_id="T-100", at="Rose Court/Block A/12")
    casa.tenant("Joan Other", email="joan@example.com", external_id="T-200")
    casa.owner("Zoë Zimmer", email="zoe@elsewhere.example")
    return casa


def asked(env: dict[str, str]) -> str:
    done = run([], env=env)
    assert (done.exit_code in (0, 1), done.stderr) == (True, "")
    return done.stdout


def bash(line: str, replaced: str | None = None) -> list[str]:
    """The offers for the end of a line; `replaced` is what bash is about to replace, the last word otherwise."""
    word = line.rpartition(" ")[2] if replaced is None else replaced
    env = {"_CASACTL_COMPLETE": "offer_bash", "_CASACTL_LINE": f"casactl {line}", "_CASACTL_WORD": word}
    return [offer for offer in asked(env).splitlines() if offer]


def zsh(line: str) -> list[str]:
    return plain("zsh", line)


def fish(line: str) -> list[str]:
    return plain("fish", line)


def plain(shell: str, line: str) -> list[str]:
    env = {"_CASACTL_COMPLETE": f"offer_{shell}", "_CASACTL_LINE": f"casactl {line}"}
    return [offer.split("\t")[0] for offer in asked(env).splitlines() if offer]


def test_nouns_and_verbs_are_offered(office: Casa) -> None:
    assert set(bash("")) >= {*TREE, *TOP}
    assert bash("conta") == ["contact"]
    assert set(bash("contact ")) >= {name.split()[0] for name in TREE["contact"].verbs}
    assert set(bash("contact ar")) == {"archive"}
    assert "contact" in zsh("co")
    assert fish("contact unarch") == ["unarchive"]


def test_options_are_offered(office: Casa) -> None:
    assert "--output" in bash("contact list --ou")
    assert "--when-clear" in bash("contact archive --wh")


def test_choices_are_offered(office: Casa) -> None:
    assert bash("contact add --type te") == ["tenant"]
    assert set(bash("contact list --lifecycle ")) >= {"active", "inactive", "archived"}
    assert bash("contact can 1 arch") == ["archive"]


def test_a_group_of_verbs_is_offered_once_and_then_its_verbs(office: Casa) -> None:
    assert bash("workspace fi") == ["field"]
    assert set(bash("workspace field ")) >= {"add", "list", "show", "edit", "remove"}
    assert bash("workspace field rem") == ["remove"]
    assert "--add-choice" in bash("workspace field edit x --add")
    assert "field" in zsh("workspace fi")
    assert fish("workspace field sh") == ["show"]


def test_SD_16_defined_fields_and_their_choices_are_offered(office: Casa) -> None:
    office.ok("workspace field add region --type choice --choice North --choice 'Far west'")
    office.ok("workspace field add rent-review --type date")

    assert bash("contact edit 1 --custom re") == ["region=", "rent-review="]
    assert bash("contact edit 1 --custom region=N", "N") == ["North"]
    assert set(bash("contact edit 1 --custom region=", "")) == {"'North'", "'Far west'"}
    assert bash("contact edit 1 --custom rent-review=", "") == []
    assert bash("contact edit 1 --custom nothing=", "") == []
    assert fish("contact edit 1 --custom region=N") == ["region=North"]
    assert bash("workspace field edit re") == ["region", "rent-review"]


def test_an_options_value_behind_an_equals_sign_is_offered(office: Casa) -> None:
    assert bash("contact add --type=te", "te") == ["tenant"]
    assert bash("contact list --workspace=m", "m") == ["main"]


SETS = {
    "contact list -o ": ("table", "ids"), "contact list --output=": ("--output=json",), "--color ": ("auto", "never"),
    "contact list --fields ": ("id", "display_name"), "contact list --fields id,em": ("id,email",),
    "contact show 1 --fields=bal": ("--fields=balance",), "contact edit 1 --fields ": ("ref", "outcome"),
    "report overview --fields ": ("part", "value"), "ledger statement 1 --fields ": ("id", "amount"),
    "workspace set date_format ": ("iso", "day-first", "month-first"), "workspace set company-first o": ("on", "off"),
    "workspace set currency GB": ("GBP",), "workspace set timezone Europe/Lo": ("Europe/London",),
    "contact import x.csv --date-format ": ("dmy", "mdy", "ymd"), "contact import x.csv --decimal ": (".", ","),
    "contact import x.csv --profile y": ("yardi",), "log list --verb contact.arc": ("contact.archive",),
    "contact list --tag v": ("vip",), "contact edit 1 --untag v": ("vip",),
    "log list --contact jo": ("joe@example.com",),
    "--actor ev": ("eve@office.example",), "contact attach 1 Ro": ("Rose Court",),
}  # fmt: skip
"""What has few values, or values that the workspace knows, with some of them."""


@pytest.mark.parametrize("line", list(SETS))
def test_T_whatever_has_few_values_offers_them(office: Casa, line: str) -> None:
    office.ok("contact edit 1 --tag vip")
    office.ok("user add eve@office.example --name Eve --type staff")
    before = office.log()

    assert set(zsh(line)) >= set(SETS[line])
    assert office.log() == before


@pytest.mark.parametrize(("line", "files"), [
    ("contact import ", True), ("document add 1 ", True), ("report overview --html ", True), ("--config ", True),
    ("contact export --fields id ", True), ("contact import x.csv --rejects=", True), ("batch ", True),
    ("contact list -o xyz", False), ("contact list --created-since ", False), ("contact show ", False),
    ("contact add --first-name ", False), ("workspace set office_name ", False), ("contact x", False),
])  # fmt: skip
def test_T_files_are_left_to_the_shell_only_where_one_is_meant(office: Casa, line: str, files: bool) -> None:
    for shell in SHELLS:
        done = run([], env={"_CASACTL_COMPLETE": f"offer_{shell}", "_CASACTL_LINE": f"casactl {line}"})
        assert (done.exit_code, done.stdout, done.stderr) == (0 if files else 1, "", ""), shell


def test_workspaces_are_offered(office: Casa) -> None:
    assert bash("contact list -w m") == ["main"]
    assert bash("workspace use m") == ["main"]


def test_contacts_are_offered_by_number_and_email(office: Casa) -> None:
    assert bash("contact show 1") == ["1"]
    assert sorted(bash("contact show jo")) == ["joan@example.com", "joe@example.com"]
    assert "joe@example.com" in zsh("contact show joe")
    assert fish("contact show zo") == ["zoe@elsewhere.example"]


def test_contacts_are_offered_by_last_name_and_company_where_nobody_else_has_it(office: Casa) -> None:
    office.tenant("Siobhan O'Brien")
    office.company("Acme & Sons")
    office.ok("contact add --type tenant --single-name --last-name Zorro")
    for _ in range(2):
        office.ok("contact add --type tenant --first-name Ann --last-name Twin --allow-duplicate")
    office.ok("contact add --type tenant --first-name Ben --last-name Twin")

    assert zsh("contact show Blo") == ["Bloggs, Joe"]
    assert bash("contact show 'Blo", "Blo") == ["Bloggs, Joe"]
    assert fish("contact show 'Bloggs, J'") == ["Bloggs, Joe"]
    assert bash("contact show acm") == ["'acme & Sons'"]
    assert zsh("contact archive Zor") == ["Zorro"]
    assert bash("contact show obr") == fish("contact show x") == []
    assert fish("contact show \"o'b") == ["o'brien, Siobhan"]
    assert zsh("contact show Tw") == ["Twin, Ben"]
    for offer in ("Bloggs, Joe", "o'brien, Siobhan", "acme & Sons", "Zorro", "Twin, Ben"):
        assert office.ok(["contact", "show", offer]).exit_code == 0


def test_scheduled_changes_are_offered_where_one_is_cancelled(office: Casa) -> None:
    office.ok("contact lock 2 --reason Keys --on +1w")
    office.ok("contact lock 3 --reason Keys --on +2w")
    office.ok("due cancel 2")

    assert bash("due cancel ") == ["1"]
    env = {"_CASACTL_COMPLETE": "offer_zsh", "_CASACTL_LINE": "casactl due cancel "}
    assert "lock Joan Other on 2026-11-30" in asked(env)
    assert bash("due cancel 9") == []
    assert bash("contact list --sort b") == ["balance"]


def test_what_was_typed_limits_what_is_offered(office: Casa) -> None:
    assert bash("contact show 9") == []
    assert bash("contact show nobody") == []


@pytest.mark.parametrize("verb", ["archive", "show"])
def test_bash_replaces_an_email_from_the_at_sign_on(office: Casa, verb: str) -> None:
    assert bash(f"contact {verb} joe@", "@") == ["@example.com"]
    assert bash(f"contact {verb} joe@exa", "@exa") == ["@example.com"]
    if verb == "archive":
        assert bash(f"contact {verb} 1 zoe@else", "@else") == ["@elsewhere.example"]
    assert bash(f"contact {verb} zoe@exa", "@exa") == []


@pytest.mark.parametrize("verb", ["archive", "show"])
def test_bash_breaks_an_external_id_at_the_colon(office: Casa, verb: str) -> None:
    assert bash(f"contact {verb} ref:T-1", "T-1") == ["T-100"]
    assert sorted(bash(f"contact {verb} ref:", "")) == ["T-100", "T-200"]
    assert "ref:T-100" in fish(f"contact {verb} ref:T-1")


def test_S1_a_property_of_several_words_stays_one(office: Casa) -> None:
    office.property("Mill Lane")

    assert "'Rose Court/Block A/12'" in bash("contact list --property Rose")
    assert bash("property show Mil") == ["'Mill Lane'"]
    assert bash('property show "Mil', "Mil") == ["Mill Lane"]
    assert bash("property show Mill\\ L", "Mill\\ L") == ["'Mill Lane'"]
    assert zsh("property show Mill\\ L") == fish("property show 'Mill L") == ["Mill Lane"]


def test_S6_nobody_is_offered_what_they_may_not_see(office: Casa) -> None:
    office.property("Elm Park")
    office.tenant("Hidden Harry", email="harry@example.com", external_id="T-300", at="Elm Park")
    office.ok("user add clerk@example.com --name Clerk --type staff --community 'Rose Court'")
    office.ok("user add att@example.com --name Att --type attorney --community 'Rose Court'")
    clerk, attorney = "--actor clerk@example.com", "--actor att@example.com"

    assert bash("task assign 1 --to cl") == ["clerk@example.com"]
    assert bash(f"{clerk} task assign 1 --to cl") == []
    assert bash(f"{clerk} contact show 1") == ["1"]
    assert bash(f"{clerk} contact show ref:", "") == ["T-100"]
    assert bash(f"{clerk} contact show ha") == []
    assert bash(f"contact {clerk} show 4") == []
    assert bash(f"{clerk} contact list --property ") == [
        "'Rose Court'",
        "'Rose Court/Block A'",
        "'Rose Court/Block A/12'",
    ]
    for line in ("contact show 1", "contact show ref:T", "contact list --property R", "workspace field show r"):
        assert bash(f"{attorney} {line}", line.rpartition(":")[2]) == []
    assert bash("--actor nobody@example.com contact show 1") == []


def test_a_tab_that_cannot_be_answered_offers_nothing(machine: Path) -> None:
    assert bash("contact show 1") == []
    (machine / "config.toml").write_text("broken")
    assert bash("contact show 1") == []
    assert bash("contact list -w ") == []


def test_a_name_in_an_offer_cannot_act_on_the_terminal(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("J\u202eoe Bloggs", email="joe@example.com")

    for shell in ("fish", "zsh"):
        text = asked({"_CASACTL_COMPLETE": f"offer_{shell}", "_CASACTL_LINE": "casactl contact show 1"})
        assert text == "1\tJ<U+202E>oe Bloggs\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_for_each_shell_is_printed(machine: Path, shell: str) -> None:
    text = asked({"_CASACTL_COMPLETE": f"source_{shell}"})

    assert f"_CASACTL_COMPLETE=offer_{shell}" in text
    assert "eval" not in text.replace("evaluated", "")
    assert run(["--show-completion", shell]).stdout == text
    assert run(["--show-completion", "tcsh"]).exit_code == 2


QUOTED = r"""'$(touch x) '\''y'\'''"""


def test_S1_the_scripts_of_0_1_0_are_answered_and_evaluate_only_quoted_words(office: Casa) -> None:
    office.tenant("Wicked Will", email="will@example.com", external_id="$(touch x) 'y'")
    held = {"_CASACTL_COMPLETE": "complete_bash", "COMP_WORDS": "casactl\ncontact\nshow\nref\n:\n$", "COMP_CWORD": "5"}
    line = {"_TYPER_COMPLETE_ARGS": "casactl contact show ref:$"}
    zsh, fish = {"_CASACTL_COMPLETE": "complete_zsh"}, {"_CASACTL_COMPLETE": "complete_fish"}

    assert asked(held) == f"{QUOTED}\n"
    assert asked(held | {"COMP_WORDS": "casactl\ncontact\nshow\njoe\n@\nex"}) == "@example.com\n"
    assert asked(zsh | line) == f"compadd -- 'ref:{QUOTED[1:]}\n"
    assert asked(zsh | {"_TYPER_COMPLETE_ARGS": "casactl contact show ref:no"}) == "_files\n"
    assert asked(fish | line | {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}) == "ref:$(touch x) 'y'\tWicked Will\n"
    assert asked(fish | line | {"_TYPER_COMPLETE_FISH_ACTION": "is-args"}) == ""


@pytest.mark.parametrize(
    ("around", "signed_in", "meant"),
    [("fish", "/bin/bash", "fish"), ("sh", "/usr/bin/zsh", "zsh"), ("dash", "/bin/tcsh", "dash"),
     (None, "/bin/zsh", "zsh"), (None, "", "")],
)  # fmt: skip
def test_the_shell_meant_is_the_one_typed_in_and_no_scripts_sh_between(
    monkeypatch: pytest.MonkeyPatch, around: str | None, signed_in: str, meant: str
) -> None:
    def found() -> tuple[str, str]:
        if around is None:
            raise shellingham.ShellDetectionFailure
        return around, f"/bin/{around}"

    monkeypatch.setattr(shellingham, "detect_shell", found)
    monkeypatch.setenv("SHELL", signed_in)

    assert this_shell() == meant


def test_completion_prints_a_shells_script_and_a_trial_puts_nothing_in_place(machine: Path) -> None:
    home = {"HOME": str(machine / "home"), "SHELL": "/bin/csh"}

    printed = run("completion fish", env=home)
    trial = run("completion install zsh -n", env=home)

    assert printed.stdout == run("--show-completion fish", env=home).stdout
    assert (trial.exit_code, trial.stdout, ".zfunc/_casactl" in trial.stderr) == (0, "", True)
    assert run("completion csh").exit_code == run("completion bash fish").exit_code == 2
    assert not (machine / "home").exists()
