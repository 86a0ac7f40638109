"""Rights are asked by the floor: for the verb, in the workspace that is acted upon, whatever a door forgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from casactl.cli.context import App
from casactl.cli.tree import TOP, TREE, right_to_write, verb_for
from casactl.domain.permissions import RIGHTS, STEPS, THINGS, Group, may
from tests.casa import Casa
from tests.cli.writing_lines import ANN, LAW, LINES, line_of, office

BOB = "bob@office.example"
Filled = Callable[[Callable[[Casa], None]], Casa]
VERBS = {f"{noun} {name}": verb for noun, each in TREE.items() for name, verb in each.verbs.items()}
VERBS |= {name: verb for name, (_, verb) in TOP.items()}


def test_every_right_in_the_tree_is_one_that_groups_hold() -> None:
    known = {f"{thing}:{right}" for thing in THINGS for right in RIGHTS} | set(STEPS) | {""}

    assert {verb.right for verb in VERBS.values()} | {verb.writes for verb in VERBS.values()} <= known


def test_the_verbs_that_take_no_right_are_few() -> None:
    assert {words for words, verb in VERBS.items() if not verb.right} == {
        "user me", "portal activate", "portal sign-in", "workspace list", "workspace use", "demo", "help",
        "completion", "batch", "shell",
    }  # fmt: skip


@pytest.mark.parametrize("words", list(LINES))
def test_a_door_that_forgets_to_ask_is_refused_by_the_floor(
    filled: Filled, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casa = filled(office)
    verb = verb_for(words)
    assert verb is not None
    right = verb.writes or verb.right
    actor, group = (LAW, Group.ATTORNEY) if not may(Group.ATTORNEY, right) else (BOB, Group.CLERK)
    if may(group, right):  # what every group may, nobody is refused
        assert right in ("arrears:edit", "note:create", "note:edit", "document:create", "document:edit")
        return
    line = line_of(casa, words, tmp_path)
    before = casa.rows("select head from chain")
    monkeypatch.setattr(App, "permit", lambda self, right: None)
    monkeypatch.setattr("casactl.cli.selecting.agree", lambda *words, **more: None)

    refused = casa.run(f"{line} --actor {actor} -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "permission.denied")
    assert casa.rows("select head from chain") == before


# Undo -------------------------------------------------------------------------------------------


def staff(casa: Casa, email: str, group: str, *communities: str) -> str:
    reach = [word for path in communities for word in ("--community", path)]
    casa.ok(["user", "add", email, "--name", email[:3], "--type", "staff", "--group", group, *reach])
    return email


def latest(casa: Casa) -> int:
    number: int = casa.log()[0]["operation"]
    return number


def test_S3_a_demoted_superuser_cannot_undo_the_demotion(casa: Casa) -> None:
    ann = staff(casa, ANN, "superuser")
    casa.ok(f"user edit {ann} --group manager")
    demotion = latest(casa)

    refused = casa.run(f"undo {demotion} --actor {ann} -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "permission.denied")
    assert casa.ok(f"user show {ann} -o json").json["group"] == "manager"


@pytest.mark.parametrize(
    "line",
    [
        "workspace set office_name Acme", f"user disable {BOB}", f"user edit {BOB} --group manager",
        f"user grant {BOB} --community Rose", f"user delete {BOB} -y", "workspace field add shoe --type number",
        "user add new@office.example --name New --type staff",
    ],
)  # fmt: skip
def test_S3_a_manager_undoes_nothing_that_a_manager_may_not_do(casa: Casa, line: str) -> None:
    casa.property("Rose")
    casa.tenant()
    staff(casa, BOB, "clerk")
    manager = staff(casa, "max@office.example", "manager")
    if "delete" in line:
        casa.ok(f"user disable {BOB}")
    casa.ok(line)
    done = latest(casa)

    assert casa.run(f"undo {done} --actor {manager} -o json").error["code"] == "permission.denied"
    casa.ok(f"undo {done}")
    redo = casa.run(f"undo {done + 1} --actor {manager} -o json")
    assert redo.error["code"] == "permission.denied"


def test_S3_an_undo_takes_the_right_of_the_verb_even_of_ones_own(casa: Casa) -> None:
    casa.tenant()
    bob = staff(casa, BOB, "manager")
    casa.ok("ledger charge 1 100 --for Levy")
    casa.ok(f"ledger write-off 1 --reason x --actor {bob}")
    casa.ok(f"user edit {bob} --group clerk")

    assert casa.run(f"undo --actor {bob} -o json").error["code"] == "permission.denied"


def test_S3_what_cron_did_takes_the_right_of_what_it_did(casa: Casa) -> None:
    casa.property("Rose/1", kind="unit")
    casa.ok("workspace set handover_requires_demand off")
    casa.owner("Owen Owing", at="Rose/1")
    casa.ok("ledger charge 1 100 --for Levy")
    casa.ok(["user", "add", LAW, "--name", "Lex", "--type", "attorney", "--community", "Rose"])
    bob = staff(casa, BOB, "clerk")
    casa.ok(f"contact handover 1 --to {LAW} --on +1d")
    casa.travel(to="2026-11-25")
    casa.ok("due run")
    assert casa.log()[0]["verb"] == "contact.handover"

    assert casa.run(f"undo {latest(casa)} --actor {bob} -o json").error["code"] == "permission.denied"
    assert casa.run(f"undo {latest(casa)} -n").exit_code == 0


def test_S3_who_lost_the_reach_undoes_nothing_there(casa: Casa) -> None:
    casa.property("Rose")
    casa.property("Elm")
    casa.tenant("Ruth Rose", at="Rose")
    casa.tenant("Eli Elm", at="Elm")
    bob = staff(casa, BOB, "manager", "Rose", "Elm")
    casa.ok(f"contact lock 2 --reason x --actor {bob}")
    casa.ok(f"user revoke {bob} --community Elm")
    locked = casa.log()[1]["operation"]

    for line in (f"undo {locked}", "undo"):
        assert casa.run(f"{line} --actor {bob} -o json").error["code"] == "undo.nothing"
    assert casa.contact(2).locked


def test_S3_whoever_is_fenced_undoes_no_property_out_of_reach(casa: Casa) -> None:
    for path in ("Rose/1", "Elm/1"):
        casa.property(path, kind="unit")
    bob = staff(casa, BOB, "manager", "Rose")
    casa.ok("property edit Elm --name Oak")

    assert casa.run(f"undo {latest(casa)} --actor {bob} -o json").error["code"] == "undo.nothing"


def test_every_verb_of_the_log_has_its_right() -> None:
    assert right_to_write("contact.archive") == "contact:edit"
    assert right_to_write("workspace.field.add") == "settings:edit"
    assert right_to_write("ledger.statement") == "message:create"
    assert right_to_write("undo") == "contact:edit"
    assert right_to_write("contact.unheard-of") is None


# Whole workspaces -------------------------------------------------------------------------------


@pytest.fixture
def offices(casa_sqlite: Casa) -> Casa:
    """Workspaces `main` and `esc`: Mia is a fenced manager of main, and superuser in esc."""
    casa = casa_sqlite
    casa.property("Rose")
    casa.tenant(at="Rose")
    casa.ok("workspace add esc")
    for mia in ("mia@office.example",):
        staff(casa, mia, "manager", "Rose")
        casa.ok(f"user add {mia} --name Mia --type staff --group superuser -w esc")
    staff(casa, "sue@office.example", "superuser", "Rose")
    staff(casa, "sam@office.example", "superuser")
    return casa


WHOLE = ("workspace backup x.backup", "workspace restore {backup} main -y", "workspace remove main --delete-data -y",
         "workspace remove main -y", "workspace move main --database sqlite:////{folder}/moved.db -y",
         "workspace migrate")  # fmt: skip


@pytest.mark.parametrize("actor", ["mia@office.example -w {w}", "sue@office.example -w main"])
@pytest.mark.parametrize("line", WHOLE)
def test_S5_a_whole_workspace_takes_an_unfenced_superuser_of_it(
    offices: Casa, line: str, actor: str, tmp_path: Path
) -> None:
    backup = tmp_path / "main.backup"
    offices.ok(["workspace", "backup", str(backup)])
    where = "esc" if " main" in line else "main"
    before = offices.rows("select head from chain")

    words = f"{line.format(backup=backup, folder=tmp_path)} --actor {actor.format(w=where)} -o json"
    refused = offices.run(words)

    assert (refused.exit_code, refused.error["code"]) == (5, "permission.denied")
    assert offices.rows("select head from chain") == before
    assert not (tmp_path / "moved.db").exists()
    assert not Path("x.backup").exists()


@pytest.mark.parametrize("line", WHOLE)
def test_S5_an_unfenced_superuser_of_it_may(offices: Casa, line: str, tmp_path: Path) -> None:
    backup = tmp_path / "main.backup"
    offices.ok(["workspace", "backup", str(backup)])

    offices.ok(f"{line.format(backup=backup, folder=tmp_path)} --actor sam@office.example -w main -n")


@pytest.mark.parametrize("line", [line for line in WHOLE if " main" in line])
def test_S5_nobody_has_to_be_known_in_the_current_workspace(offices: Casa, line: str, tmp_path: Path) -> None:
    backup = tmp_path / "main.backup"
    offices.ok(["workspace", "backup", str(backup)])

    offices.ok(f"{line.format(backup=backup, folder=tmp_path)} --actor sam@office.example -w esc -n")


@pytest.mark.parametrize("line", ["workspace show main", "workspace check main"])
def test_S5_looking_at_a_workspace_is_judged_there(offices: Casa, line: str) -> None:
    offices.ok(["user", "add", LAW, "--name", "Lex", "--type", "attorney", "--community", "Rose"])
    offices.ok(f"user add {LAW} --name Lex --type staff --group superuser -w esc")

    assert offices.run(f"{line} --actor {LAW} -w esc -o json").error["code"] == "permission.denied"
    offices.ok(f"{line} --actor sam@office.example -w esc")


def test_S5_a_verb_about_a_whole_workspace_is_judged_there_only() -> None:
    assert {words for words, verb in VERBS.items() if verb.whole} == {
        f"workspace {verb}" for verb in ("backup", "check", "migrate", "move", "remove", "restore", "show")
    }
    assert {words for words, verb in VERBS.items() if verb.right == "workspace.store"} < {
        words for words, verb in VERBS.items() if verb.whole
    }


def test_S5_a_superuser_brings_an_older_workspace_up_to_date_where_it_knows_users(
    casa_sqlite: Casa, tmp_path: Path
) -> None:
    from casactl.store.location import parse_url
    from tests.store.test_opening import old_store

    (tmp_path / "old").mkdir()
    old = f"sqlite:///{tmp_path}/old/casactl.db"
    old_store(parse_url(old))

    refused = casa_sqlite.run(f"workspace migrate --actor {ANN} -o json", env={"CASACTL_DATABASE": old})

    assert (refused.exit_code, refused.error["code"]) == (5, "permission.denied")
    casa_sqlite.ok("workspace migrate", env={"CASACTL_DATABASE": old})
    assert casa_sqlite.run(f"workspace migrate --actor {ANN} -o json", env={"CASACTL_DATABASE": old}).exit_code == 4


@pytest.mark.probe
def test_S5_a_new_workspace_is_answered_for_by_the_current_one(offices: Casa, tmp_path: Path) -> None:
    backup = tmp_path / "main.backup"
    offices.ok(["workspace", "backup", str(backup)])
    line = f"workspace restore {backup} fresh -o json"

    assert offices.run(f"{line} --actor mia@office.example").error["code"] == "permission.denied"
    assert offices.run(f"{line} --actor nobody@office.example").exit_code == 4
    offices.ok(f"{line} --actor sam@office.example")


# One's own rights -------------------------------------------------------------------------------


@pytest.mark.parametrize(("group", "type_"), [("manager", "staff"), ("clerk", "staff"), ("attorney", "attorney")])
def test_L7_everybody_may_see_their_own_rights(casa: Casa, group: str, type_: str) -> None:
    casa.property("Rose")
    casa.tenant()
    casa.ok(["user", "add", BOB, "--name", "Bob", "--type", type_, "--group", group, "--community", "Rose"])

    denied = casa.run(f"user list --actor {BOB} -o json")
    shown = casa.ok(f"user me --actor {BOB} -o json")

    assert denied.error["code"] == "permission.denied"
    assert denied.error["hint"].endswith("casactl user me")
    assert shown.json == casa.ok(f"user show {BOB} -o json").json


def test_L7_the_machines_own_user_may_do_everything(casa: Casa) -> None:
    shown = casa.ok("user me -o json").json

    assert (shown["email"], shown["group"], shown["communities"]) == (None, "superuser", [])
    assert set(shown["steps"]) == set(STEPS)
    assert "rights" in casa.ok("user me -o tsv").stdout
