"""`portal unit`: what systemd, Caddy and nginx are given."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def outside(casa: Casa) -> Casa:
    """An office whose portal has an address."""
    casa.ok("workspace set portal_url https://portal.example/")
    casa.ok("workspace set document_max_mb 20")
    return casa


def test_three_files_fit_the_workspace(outside: Casa) -> None:
    files = outside.ok("portal unit --listen 127.0.0.1:8123 -o json").json

    assert list(files) == ["systemd", "caddy", "nginx"]
    assert f"--config {outside.config_file} --workspace" in files["systemd"]
    assert "portal serve --listen 127.0.0.1:8123 --behind 127.0.0.1" in files["systemd"]
    assert f"ReadWritePaths={outside.folder}" in files["systemd"]
    assert "User=casactl\n" in files["systemd"]
    assert "portal.example {" in files["caddy"]
    assert "max_size 21MB" in files["caddy"]
    assert "reverse_proxy 127.0.0.1:8123 {" in files["caddy"]
    assert "client_max_body_size 21m;" in files["nginx"]
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in files["nginx"]
    assert "proxy_set_header X-Forwarded-Proto https;" in files["nginx"]
    assert files["nginx"].count("{") == files["nginx"].count("}")


def test_the_page_says_where_each_file_goes(outside: Casa) -> None:
    page = outside.ok("portal unit --listen '[::1]:8000' --user office").stdout
    for words in ("/etc/systemd/system/", "/etc/caddy/Caddyfile", "/etc/nginx/conf.d/", "[::1]:8000", "User=office"):
        assert words in page


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--listen 0.0.0.0:8000", "reached from outside"),
        ("--listen nonsense", "ADDRESS:PORT"),
        ("--user 'x y'", "no user's name"),
    ],
)
def test_what_would_not_serve_is_refused(outside: Casa, line: str, words: str) -> None:
    refused = outside.run(f"portal unit {line}")
    assert (refused.exit_code, words in refused.stderr) == (2, True)


def test_a_portal_without_an_address_has_no_proxy(casa: Casa) -> None:
    refused = casa.run("portal unit")
    assert (refused.exit_code, "portal_url" in refused.stderr) == (2, True)
