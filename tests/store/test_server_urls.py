"""Database URLs of PostgreSQL servers: read as libpq reads them, shown without any part of a password."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from casactl.store.location import PARAMETERS, SECRET, parse_url
from tests.failing import failing
from tests.run import run
from tests.worded import hinted

PASSWORD = "s3cret"


@pytest.mark.parametrize(
    ("rest", "host", "port"),
    [
        ("u@h1:5601,h2:5602/db?target_session_attrs=read-write", "h1,h2", "5601,5602"),
        ("u@h1,h2:5602,h3/db", "h1,h2,h3", ",5602,"),
        ("u@[::1]:5601,[fe80::1%25eth0],h3:1/db", "::1,fe80::1%eth0,h3", "5601,,1"),
        ("u@%2Fvar%2Frun%2Fpg:5601,h2/db", "/var/run/pg,h2", "5601,"),
        ("u@/db?host=%2Fvar%2Frun", "/var/run", None),
        ("/db?host=h1,h2&port=1,2", "h1,h2", "1,2"),
        ("h1/db", "h1", None),
        ("/db", None, None),
    ],
)
@pytest.mark.parametrize("word", ["", f":{PASSWORD}", ":%40%2F%3A%25s3cret", ":a?b:c#d,s3cret", ":"])
def test_hosts_are_those_that_libpq_goes_to_and_no_password_is_shown(
    rest: str, host: str | None, port: str | None, word: str
) -> None:
    if word and not rest.startswith("u@"):
        rest = f"u@{rest}"
    plain = f"postgresql://{rest}"

    location = parse_url(plain.replace("u@", f"u{word}@"))

    read = conninfo_to_dict(location.url)
    assert (read.get("host"), read.get("port"), read["dbname"]) == (host, port, "db")
    assert location.shown == (plain.replace("u@", "u:***@") if word else plain)
    assert PASSWORD not in repr(location)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:pa@s3cret@h/db",
        "postgresql://u:pa/s3cret@h/db",
        "postgresql://u:12/s3cret@h/db",
        "postgresql://u:pa?x=s3cret@h@h2/db",
        "postgresql://u:s3cret%@h/db",
        "postgresql://u:s3cret%00@h/db",
        "postgresql://u:s3 s3cret@h/db",
        "postgresql://u:s3cret\x1b[2J@h/db",
        "postgresql://u:s3cret",
        "postgresql://u:s3cret/db",
        "postgresql://u:s3cret@h:70000/db",
        "postgresql://u:s3cret@h:0/db",
        "postgresql://u:s3cret@[::1/db",
        "postgresql://u:s3cret@::1/db",
        "postgresql://u:s3cret@h:x,h2/db",
        "postgresql://u:s3cret@h/db?port=1,2",
        "postgresql://u:s3cret@h/db?sslmode",
        "postgresql://u@h/db?password=s3cret",
        "postgresql://u@h/db?pass%77ord=s3cret",
        "postgresql://u@h/db?sslpassword=s3cret",
        "postgresql://u@h/db?oauth_client_secret=s3cret",
        "postgresql://u:s3cret@h/db?replication=database",
        "postgresql://u:s3cret@h/db?client_encoding=LATIN1",
        "postgresql://u:s3cret@h/db?nonsense=1",
        "mysql://u:pa@s3cret@h/db",
        "redis://:pa@s3cret",
        "postgres:u:pa@s3cret",
    ],
)
def test_S12_what_libpq_reads_otherwise_or_would_show_is_refused_without_being_shown(url: str) -> None:
    with failing("config.database") as refused:
        parse_url(url)

    assert refused.value.exit == 11
    assert "s3cret" not in " ".join([refused.value.message, *hinted(refused.value)])


def test_every_parameter_of_libpq_is_known_a_secret_or_one_that_would_change_what_is_spoken() -> None:
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    secret = {option.keyword.decode() for option in pq.Conninfo.get_defaults() if option.dispchar == b"*"}

    assert secret <= SECRET
    assert known - PARAMETERS - SECRET <= {
        "client_encoding", "replication", "sslkeylogfile", "oauth_issuer", "oauth_client_id", "oauth_scope",
        "servicefile",
    }  # fmt: skip


@pytest.mark.parametrize(
    "parameter",
    ["target_session_attrs=master", "sslmode=maybe", "connect_timeout=soon", "ssl_min_protocol_version=TLSv9",
     "load_balance_hosts=all", "keepalives_idle=long"],
)  # fmt: skip
@pytest.mark.parametrize("line", ["contact list", "contact add --type tenant --first-name Joe --last-name Bloggs"])
def test_a_value_that_libpq_does_not_know_is_the_configurations_fault(machine: Path, parameter: str, line: str) -> None:
    url = f"postgresql://u:s3cret@127.0.0.1:1/db?{parameter}"

    ran = run(f"{line} -o json", env={"CASACTL_DATABASE": url})

    assert (ran.exit_code, ran.error["code"]) == (11, "config.database"), ran
    assert "s3cret" not in ran.stderr


AWAY = "postgresql://u:s3cret@127.0.0.1:1,[::1]:1/db?target_session_attrs=read-write"
LINES = ("contact list", "contact add --type tenant --first-name Joe --last-name Bloggs", "workspace show -o json",
         "workspace check", "workspace backup x", "due run -y")  # fmt: skip


@pytest.mark.parametrize(("url", "code"), [("postgresql://u:pa@s3cret@h/db", 11), (AWAY, 6)])
@pytest.mark.parametrize("way", ["environment", "configuration"])
def test_S12_no_command_shows_a_password(machine: Path, way: str, url: str, code: int) -> None:
    env = {"CASACTL_DATABASE": url}
    if way == "configuration":
        (machine / "config.toml").write_text(f"[workspaces.main]\ndatabase = '{url}'\n")
        env = {}

    left = [run(line, env=env) for line in LINES]
    left += [run(line, env=env) for line in ("doctor", "workspace list")]

    assert [ran.exit_code for ran in left[: len(LINES)]] == [code] * len(LINES)
    assert not any("s3cret" in ran.stdout + ran.stderr for ran in left)
    assert not any("unexpected" in ran.stderr for ran in left)


@pytest.mark.parametrize(("url", "code"), [("postgresql://u:pa@s3cret@h/db", 11), (AWAY, 6)])
@pytest.mark.parametrize("line", ["workspace add other -o json --database", "workspace move main -y --database"])
def test_S12_no_door_for_a_new_url_shows_a_password(machine: Path, line: str, url: str, code: int) -> None:
    run("workspace add main")

    ran = run(f"{line} {url}")

    assert ran.exit_code == code
    assert "s3cret" not in ran.stdout + ran.stderr
