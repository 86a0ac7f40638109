"""Using a link: once, by whoever comes first, with a password worth the name."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.mailed import PASSWORD, activated, activation, invited, link

SENTENCE = "This link does not work, or no longer: the office sends another one."


def test_a_link_works_once(casa: Casa) -> None:
    joe = invited(casa)
    found = link(casa)

    first = casa.ok("portal activate -o json", stdin=activation(found))
    second = casa.run("portal activate -o json", stdin=activation(found))

    assert (first.outcomes, first.ids) == (["activated"], [joe])
    assert (second.exit_code, second.reasons) == (5, ["link-dead"])
    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")


@pytest.mark.parametrize("shape", ["{link}", "{token}", "  {link}  ", "<{link}>", '"{token}"'])
def test_the_whole_link_or_its_token_alone_are_taken(casa: Casa, shape: str) -> None:
    invited(casa)
    found = link(casa)

    casa.ok("portal activate", stdin=activation(shape.format(link=found, token=found.partition("token=")[2])))


def test_lines_may_end_as_on_windows(casa: Casa) -> None:
    invited(casa)

    casa.ok("portal activate", stdin=f"{link(casa)}\r\n{PASSWORD}\r\n")

    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")


@pytest.mark.parametrize("token", ["nonsense", "token=", "' or 1=1 --", "é" * 50, "x" * 100_000])
def test_a_token_that_nobody_was_sent_opens_nothing(casa: Casa, token: str) -> None:
    invited(casa)

    refused = casa.run("portal activate -o json", stdin=activation(token))

    assert (refused.exit_code, refused.error["message"]) == (5, SENTENCE)


def test_whatever_is_wrong_with_a_link_the_sentence_is_the_same(casa: Casa) -> None:
    joe = activated(casa)
    used = link(casa)
    ann = invited(casa, "Ann", "ann@example.com")
    replaced = link(casa, "ann@")
    casa.ok(f"contact invite {ann} --resend")
    expired = link(casa, "ann@")
    casa.travel(to="2027-01-01")

    said = {casa.run("portal activate", stdin=activation(each)).stderr for each in (used, replaced, expired, "x" * 43)}

    assert len(said) == 1
    assert SENTENCE in said.pop()
    assert casa.contact(joe).portal == "activated"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("tiny", "at least 12"),
        ("x" * 11, "at least 12"),
        ("lamp river " * 94, "at most 1,024"),
        ("password1234", "guessed first"),
        ("Password123456", "guessed first"),
        ("qwertyuiop12", "guessed first"),
        ("123456789012", "guessed first"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "guessed first"),
        ("iloveyou1234", "guessed first"),
        ("p@ssw0rd!2345", "guessed first"),
        ("joe@example.com", "guessed first"),
        ("JoeBloggsJoe", "guessed first"),
        ("            ", "guessed first"),
    ],
)
def test_a_refused_password_does_not_use_the_link_up(casa: Casa, password: str, words: str) -> None:
    joe = invited(casa)

    refused = casa.run("portal activate -o json", stdin=activation(link(casa), password))

    assert (refused.exit_code, refused.error["code"]) == (2, "password.not-accepted")
    assert words in refused.error["message"]
    assert password.strip() == "" or password not in refused.stdout + refused.stderr
    assert casa.contact(joe).portal == "invited"
    casa.ok("portal activate", stdin=activation(link(casa)))


@pytest.mark.parametrize(
    "password",
    ["日本語 の 長い 合言葉 です", "näive Zoë übt 42 Löwen", "lamp river quiet " * 60, "\ttab lamp river \t"],
)
def test_any_script_and_length_makes_a_password(casa: Casa, password: str) -> None:
    activated(casa, password=password)

    casa.ok("portal sign-in joe@example.com", stdin=f"{password}\n")


def test_a_password_is_the_same_however_the_keyboard_composes_it(casa: Casa) -> None:
    activated(casa, password="quiet le\u0301opard 42")

    casa.ok("portal sign-in joe@example.com", stdin="quiet l\u00e9opard 42\n")


@pytest.mark.parametrize("stdin", ["", "\n", "{link}", "{link}\n", "{link}\n\n", b"\xff\xfe\n\xff\n"])
def test_what_is_missing_or_no_text_is_a_usage_error(casa: Casa, stdin: str | bytes) -> None:
    invited(casa)

    given = stdin if isinstance(stdin, bytes) else stdin.format(link=link(casa))
    assert casa.run("portal activate", stdin=given).exit_code == 2
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_a_dry_run_does_not_use_the_link_up(casa: Casa) -> None:
    joe = invited(casa)

    assert casa.ok("portal activate -n -o json", stdin=activation(link(casa))).outcomes == ["activated"]

    assert casa.contact(joe).portal == "invited"
    assert casa.rows("select count(*) from account") == [(0,)]
    casa.ok("portal activate", stdin=activation(link(casa)))


def test_a_request_id_repeats_the_result_but_for_no_other_link(casa: Casa) -> None:
    invited(casa)
    ann = invited(casa, "Ann", "ann@example.com")
    first = casa.ok("portal activate --request-id a -o json", stdin=activation(link(casa, "joe@")))

    assert casa.ok("portal activate --request-id a -o json", stdin=activation(link(casa, "joe@"))).json == first.json
    assert casa.run("portal activate --request-id a", stdin=activation(link(casa, "ann@"))).exit_code == 5
    assert casa.contact(ann).portal == "invited"


# A new password -----------------------------------------------------------------------------------


def test_SD_24_a_reset_link_gives_a_new_password_once_within_the_hour(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"portal reset-password {joe}")
    found = link(casa)

    done = casa.ok("portal activate -o json", stdin=activation(found, "another quiet lamp"))

    assert (done.outcomes, done.ids) == (["updated"], [joe])
    assert casa.run("portal activate", stdin=activation(found, "a third quiet lamp")).exit_code == 5
    assert casa.run("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n").exit_code == 5
    casa.ok("portal sign-in joe@example.com", stdin="another quiet lamp\n")
    assert casa.contact(joe).portal == "activated"


def test_a_reset_link_lasts_an_hour(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"portal reset-password {joe}")
    casa.travel(to="2026-11-23 10:00:00")

    assert casa.run("portal activate", stdin=activation(link(casa), "another quiet lamp")).exit_code == 5

    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")


def test_a_second_reset_voids_the_first(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"portal reset-password {joe}")
    first = link(casa)
    casa.ok(f"portal reset-password {joe}")

    assert casa.run("portal activate", stdin=activation(first)).exit_code == 5
    casa.ok("portal activate", stdin=activation(link(casa), "another quiet lamp"))


@pytest.mark.parametrize(
    "commands",
    [
        ["contact deactivate 1"],
        ["contact deactivate 1", "contact activate 1"],
        ["contact edit 1 --email new@example.com"],
        ["undo"],
        ["contact archive 1", "contact erase 1 --yes"],
    ],
)
def test_an_old_reset_link_opens_nothing(casa: Casa, commands: list[str]) -> None:
    joe = activated(casa)
    casa.ok(f"portal reset-password {joe}")
    old = link(casa)
    for command in commands:
        casa.ok(command)

    assert casa.run("portal activate", stdin=activation(old, "another quiet lamp")).exit_code == 5


def test_a_new_password_ends_a_block(casa: Casa) -> None:
    joe = activated(casa)
    for _ in range(6):
        casa.run("portal sign-in joe@example.com", stdin="wrong\n")
    casa.ok(f"portal reset-password {joe}")

    casa.ok("portal activate", stdin=activation(link(casa), "another quiet lamp"))

    casa.ok("portal sign-in joe@example.com", stdin="another quiet lamp\n")
