"""A contact's picture: told by its content, kept as documents are, gone with the contact (SD-16)."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from casactl.actions.contact.avatar import LARGEST
from tests.casa import Casa
from tests.intake.test_picture import NO_PICTURES
from tests.pictures import header, jpeg, png
from tests.store.test_undo import everything

ONE, TWO, THREE = png(text=b"one"), png(text=b"two"), jpeg()
JOE = ["contact", "add", "--type", "tenant", "--first-name", "Joe", "--last-name", "Bloggs"]


def file(folder: Path, content: bytes = ONE, name: str = "face.png") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def stored(casa: Casa) -> set[str]:
    """The names of all files in the documents folder, half-written ones among them."""
    return {path.name for path in (casa.folder / "documents").rglob("*") if path.is_file()}


def digests(*contents: bytes) -> set[str]:
    return {sha256(content).hexdigest() for content in contents}


def wear(casa: Casa, number: int, content: bytes, folder: Path) -> None:
    casa.ok(["contact", "edit", number, "--avatar", file(folder, content)])


def shown(casa: Casa, number: int) -> str | None:
    """The hash of the picture in the profile."""
    avatar = casa.contact(number).avatar
    return avatar and str(avatar["sha256"])


def got(casa: Casa, number: int, folder: Path) -> bytes:
    casa.ok(["contact", "avatar", number, "-O", str(folder / "out"), "-y"])
    return (folder / "out").read_bytes()


def test_SD_16_a_picture_is_optional_given_on_add_and_shown(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Ann Archer")
    number = casa.ok([*JOE, "--avatar", file(tmp_path), "-o", "ids"]).ids[0]

    assert casa.contact(1).avatar is None
    assert casa.contact(number).avatar == {
        "type": "image/png", "size": len(ONE), "sha256": sha256(ONE).hexdigest(),
    }  # fmt: skip
    assert got(casa, number, tmp_path) == ONE
    assert [path.stat().st_mode & 0o777 for path in (casa.folder / "documents").rglob("*") if path.is_file()] == [0o600]


def test_SD_16_a_picture_is_replaced_and_taken_away_on_edit(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()

    for content in (ONE, TWO, THREE):
        wear(casa, 1, content, tmp_path)
        assert got(casa, 1, tmp_path) == content
    assert casa.contact(1).avatar["type"] == "image/jpeg"
    again = casa.ok(["contact", "edit", "1", "--avatar", file(tmp_path, THREE), "-o", "json"])
    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)
    casa.ok(["contact", "edit", "1", "--avatar", ""])
    assert casa.contact(1).avatar is None
    assert casa.ok(["contact", "edit", "1", "--avatar", "", "-o", "json"]).outcomes == ["unchanged"]
    told = [
        (change["before"], change["after"])
        for event in casa.ok("contact history 1 -o json").json for change in event["changes"]
        if change["field"] == "avatar"
    ]  # fmt: skip
    png_, jpeg_ = f"image/png, {len(ONE)} bytes", f"image/jpeg, {len(THREE)} bytes"
    assert told == [(jpeg_, None), (png_, jpeg_), ("another picture", "another picture"), (None, png_)]


@pytest.mark.parametrize("what", list(NO_PICTURES))
def test_SD_16_anything_but_a_whole_picture_is_refused_whatever_it_is_called(
    casa: Casa, tmp_path: Path, what: str
) -> None:
    for name in ("face.png", "face.jpg"):
        refused = casa.run([*JOE, "--avatar", file(tmp_path, NO_PICTURES[what], name), "-o", "json"])
        assert (refused.exit_code, refused.error["code"]) == (2, "contact.invalid-avatar")
        assert refused.error["message"].startswith(f"'{name}' ")
        assert refused.error["rule"] == "SD-16"
    assert stored(casa) == set()
    assert casa.ok("contact list -o json").json == []


def test_SD_16_two_megabytes_are_taken_and_a_byte_more_is_not(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    room = LARGEST - len(png())

    wear(casa, 1, png(text=b"x" * room), tmp_path)
    refused = casa.run(
        ["contact", "edit", "1", "--avatar", file(tmp_path, png(text=b"x" * (room + 1))), "-o", "json"]
    )  # fmt: skip

    assert casa.contact(1).avatar["size"] == LARGEST
    assert (refused.exit_code, refused.error["code"]) == (2, "contact.invalid-avatar")
    assert "larger than 2 MB" in refused.error["message"]
    assert "document_max_mb" not in refused.stderr
    assert len(stored(casa)) == 1


def test_a_small_file_that_claims_a_huge_picture_is_refused_at_once(casa: Casa, tmp_path: Path) -> None:
    bomb = png()[:8] + header(2**31 - 1, 2**31 - 1) + png()[33:]

    refused = casa.run([*JOE, "--avatar", file(tmp_path, bomb), "-o", "json"])

    assert (refused.exit_code, "10,000 on a side" in refused.error["message"]) == (2, True)


def test_only_plain_files_are_read_and_nothing_holds_the_command_up(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    real = file(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "folder").mkdir()
    before = everything(casa)

    for path in ("/dev/zero", "/dev/null", tmp_path / "pipe", tmp_path / "link", tmp_path / "folder", tmp_path / "no"):
        for line in ([*JOE], ["contact", "edit", "1"]):
            refused = casa.run([*line, "--avatar", str(path), "-o", "json"])
            assert (refused.exit_code, refused.error["code"]) == (2, "contact.invalid-avatar"), path
    assert (everything(casa), stored(casa)) == (before, set())


def test_what_fails_or_is_only_tried_leaves_no_bytes(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    casa.tenant("Gone Person")
    casa.set_lifecycle(2, "erased")
    face = file(tmp_path)

    casa.ok([*JOE, "--avatar", face, "-n"])
    casa.ok(["contact", "edit", "1", "--avatar", face, "-n"])
    for line, code in (
        (["contact", "edit", "99"], 4), (["contact", "edit", "2"], 5), ([*JOE, "--phone", "1"], 2),
        ([*JOE, "--invite"], 5), (["contact", "edit", "1", "--if-version", "7"], 5),
        (["contact", "edit", "1", "--custom", "x"], 2),
    ):  # fmt: skip
        assert casa.run([*line, "--avatar", face]).exit_code == code, line
    assert stored(casa) == set()


def test_getting_a_picture_out_asks_before_it_replaces_a_file(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    casa.tenant("Ann Archer")
    wear(casa, 1, ONE, tmp_path)
    target = tmp_path / "mine"
    target.write_text("mine")

    refused = casa.run(["contact", "avatar", "1", "-O", str(target), "-o", "json"])
    assert (refused.exit_code, target.read_text()) == (5, "mine")
    assert casa.run("contact avatar 1").exit_code == 2
    assert casa.run(["contact", "avatar", "1", "-O", ""]).exit_code == 2
    assert casa.run(["contact", "avatar", "1", "-O", str(tmp_path / "no" / "x")]).exit_code == 2
    none = casa.run(["contact", "avatar", "2", "-O", "x", "-o", "json"])
    assert (none.exit_code, none.error["code"]) == (4, "contact.no-avatar")
    assert casa.run("contact avatar 99 -O x").exit_code == 4


# Bytes that come and go ---------------------------------------------------------------------------


def test_undo_frees_what_was_brought_in_and_brings_back_what_was_replaced(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    wear(casa, 1, ONE, tmp_path)
    wear(casa, 1, TWO, tmp_path)
    assert stored(casa) == digests(ONE, TWO)

    casa.ok("undo -y")
    assert (shown(casa, 1), stored(casa)) == (*digests(ONE), digests(ONE))
    casa.ok("undo -y")
    assert (shown(casa, 1), stored(casa)) == (None, set())
    redo = casa.run(f"undo {casa.log()[0]['operation']} -y -o json")
    assert (redo.exit_code, redo.error["code"]) == (5, "undo.impossible")
    assert "avatar 1 are gone" in redo.error["message"]


def test_a_picture_that_was_taken_away_comes_back_with_undo_any_number_of_times(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    wear(casa, 1, ONE, tmp_path)
    casa.ok(["contact", "edit", "1", "--avatar", ""])

    for expected in (*digests(ONE), None, *digests(ONE), None, *digests(ONE)):
        casa.ok(f"undo {casa.log()[0]['operation']} -y")
        assert (shown(casa, 1), stored(casa)) == (expected, digests(ONE))
    assert got(casa, 1, tmp_path) == ONE


def test_taking_everything_back_leaves_no_bytes_whatever_came_between(casa: Casa, tmp_path: Path) -> None:
    casa.ok([*JOE, "--avatar", file(tmp_path)])
    casa.ok(["contact", "edit", "1", "--avatar", ""])
    for _ in range(4):
        casa.ok(f"undo {casa.log()[0]['operation']} -y")
    casa.ok(f"undo {casa.log()[0]['operation']} -y")
    assert stored(casa) == digests(ONE)

    casa.ok("undo 2 -y")

    assert (casa.ok("contact list -o json").json, stored(casa)) == ([], set())


def test_undo_of_adding_the_contact_takes_its_picture_along(casa: Casa, tmp_path: Path) -> None:
    casa.ok([*JOE, "--avatar", file(tmp_path)])

    casa.ok("undo -y")

    assert (casa.ok("contact list -o json").json, stored(casa)) == ([], set())


def test_an_older_picture_does_not_come_back_over_a_newer_one(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    wear(casa, 1, ONE, tmp_path)
    casa.ok(["contact", "edit", "1", "--avatar", ""])
    removal = casa.log()[0]["operation"]
    wear(casa, 1, TWO, tmp_path)

    refused = casa.run(f"undo {removal} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.built-upon")
    assert shown(casa, 1) in digests(TWO)


def test_bytes_that_somebody_else_names_stay(casa: Casa, tmp_path: Path) -> None:
    for name in ("Joe Bloggs", "Ann Archer", "Max Third"):
        casa.tenant(name)
    wear(casa, 1, ONE, tmp_path)
    casa.ok(["document", "add", "2", file(tmp_path)])
    wear(casa, 3, ONE, tmp_path)

    casa.ok("undo -y")
    casa.ok("undo -y")
    assert stored(casa) == digests(ONE)
    casa.ok("contact archive 1")
    casa.ok("contact erase 1 -y")

    assert stored(casa) == set()


def test_an_erasure_takes_the_picture_and_all_that_were_there_before(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    casa.tenant("Ann Archer")
    for content in (ONE, TWO):
        wear(casa, 1, content, tmp_path)
    casa.ok(["contact", "edit", "1", "--avatar", ""])
    wear(casa, 1, THREE, tmp_path)
    wear(casa, 2, TWO, tmp_path)

    casa.ok("contact archive 1")
    casa.ok("contact erase 1 -y")

    assert casa.contact(1).avatar is None
    assert stored(casa) == digests(TWO)
    assert casa.ok("log verify").exit_code == 0
    assert casa.ok("document check").exit_code == 0


# Merge --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "lose", "after"), [(ONE, TWO, ONE), (ONE, None, ONE), (None, TWO, TWO), (None, None, None)]
)
def test_a_merge_keeps_the_winners_picture_else_takes_the_other_and_is_undone_exactly(
    casa: Casa, tmp_path: Path, keep: bytes | None, lose: bytes | None, after: bytes | None
) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Jo Bloggs")
    for number, content in ((1, keep), (2, lose)):
        if content:
            wear(casa, number, content, tmp_path)
    before = everything(casa)["avatar"]

    done = casa.ok("contact merge 1 2 -y -o json")

    [line] = [line for line in done.results[0]["fields"] if line["field"] == "avatar"]
    words = {ONE: "picture of 1", TWO: "picture of 2", None: None}
    assert (line["keep"], line["lose"], line["result"]) == (words[keep], words[lose], words[after])
    assert shown(casa, 1) == (sha256(after).hexdigest() if after else None)
    held = {content for content in (keep, lose) if content}
    assert stored(casa) == digests(*held)
    casa.ok("undo -y")
    assert [row[:6] for row in everything(casa)["avatar"]] == [row[:6] for row in before]
    assert stored(casa) == digests(*held)
    casa.ok(f"undo {casa.log()[0]['operation']} -y")
    assert shown(casa, 1) == (sha256(after).hexdigest() if after else None)


def test_a_merge_says_that_a_picture_is_given_up(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Jo Bloggs")
    wear(casa, 1, ONE, tmp_path)
    wear(casa, 2, TWO, tmp_path)

    assert "avatar\tpicture of 1\tpicture of 2\tpicture of 1" in casa.ok("contact merge 1 2 -n").stderr


def test_the_number_of_who_was_merged_leads_to_the_picture(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Jo Bloggs")
    wear(casa, 2, TWO, tmp_path)
    casa.ok("contact merge 1 2 -y")

    assert got(casa, 2, tmp_path) == TWO


def test_an_erasure_of_the_winner_takes_the_picture_that_the_merge_dropped(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Jo Bloggs")
    wear(casa, 1, ONE, tmp_path)
    wear(casa, 2, TWO, tmp_path)
    casa.ok("contact merge 1 2 -y")

    casa.ok("contact archive 1")
    casa.ok("contact erase 1 -y")

    assert stored(casa) == set()


# Care ---------------------------------------------------------------------------------------------


def test_document_check_proves_pictures_too(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok(["document", "add", "1", file(tmp_path, THREE)])
    wear(casa, 1, ONE, tmp_path)

    rows = casa.ok("document check -o json").json
    assert [(row["kind"], row["ok"], row["contact_id"]) for row in rows] == [("document", True, 1), ("avatar", True, 1)]
    place = next((casa.folder / "documents").rglob(sha256(ONE).hexdigest()))
    place.write_bytes(TWO)
    found = casa.run("document check -o json")
    assert (found.exit_code, found.json[1]["problem"]) == (8, "altered")
    assert found.error["message"] == (
        "1 of 1 document and 1 picture is damaged: picture of Joe Bloggs is altered."
    )  # fmt: skip
    out = casa.run(["contact", "avatar", "1", "-O", str(tmp_path / "out"), "-o", "json"])
    assert (out.exit_code, out.error["code"], (tmp_path / "out").exists()) == (8, "document.damaged", False)
    place.unlink()
    assert casa.run("document check -o json").json[1]["problem"] == "missing"


def test_backup_and_restore_carry_pictures(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    wear(casa, 1, ONE, tmp_path)
    casa.ok(["workspace", "backup", str(tmp_path / "b")])

    casa.ok(["workspace", "restore", str(tmp_path / "b"), "second"])

    assert casa.ok("document check -w second -o json").json[0]["ok"] is True
    assert casa.ok(["contact", "avatar", "1", "-O", str(tmp_path / "out"), "-w", "second"]).exit_code == 0
    assert (tmp_path / "out").read_bytes() == ONE


def test_a_backup_whose_picture_is_missing_says_so(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    wear(casa, 1, ONE, tmp_path)
    next((casa.folder / "documents").rglob(sha256(ONE).hexdigest())).unlink()

    done = casa.run(["workspace", "backup", str(tmp_path / "b"), "-o", "json"])

    assert done.exit_code == 8
    assert "the bytes of avatar 1 are missing" in done.stderr


def test_whoever_may_see_the_contact_sees_the_picture_and_nobody_else(casa: Casa, tmp_path: Path) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.property("Elm Row/1", kind="unit")
    casa.owner("Olive Owner", at="Rose Court/1")
    casa.owner("Elmar Elm", at="Elm Row/1")
    for number, content in ((1, ONE), (2, TWO)):
        wear(casa, number, content, tmp_path)
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("user add law@firm.example --name L --type attorney --community 'Rose Court'")
    casa.ok("user add ann@office.example --name A --type staff --group clerk --community 'Rose Court'")
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("contact handover 1 --to law@firm.example")

    for who in ("law@firm.example", "ann@office.example"):
        assert casa.ok(f"contact show 1 -o json --actor {who}").json["avatar"]["sha256"] in digests(ONE)
        casa.ok(["contact", "avatar", "1", "-O", str(tmp_path / "out"), "-y", "--actor", who])
        assert casa.run(["contact", "avatar", "2", "-O", str(tmp_path / "no"), "--actor", who]).exit_code == 4
        assert [row["contact_id"] for row in casa.ok(f"document check -o json --actor {who}").json] == [1]
    assert casa.run(["contact", "edit", "1", "--avatar", "", "--actor", "law@firm.example"]).exit_code == 5
    assert casa.run(["contact", "edit", "2", "--avatar", "", "--actor", "ann@office.example"]).exit_code == 4


def test_a_request_is_the_same_only_with_the_same_picture(casa: Casa, tmp_path: Path) -> None:
    first = casa.ok([*JOE, "--avatar", file(tmp_path), "--request-id", "a", "-o", "json"])

    assert casa.ok([*JOE, "--avatar", file(tmp_path), "--request-id", "a", "-o", "json"]).json == first.json
    other = casa.run([*JOE, "--avatar", file(tmp_path, TWO), "--request-id", "a", "-o", "json"])
    assert (other.exit_code, other.error["code"]) == (5, "request.reused")
    assert stored(casa) == digests(ONE)
