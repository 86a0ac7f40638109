"""The portal as a service of systemd, behind a proxy with TLS: Caddy, or nginx."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.records import dataclass
from casactl.render.crontab import for_systemd
from casactl.render.view import sanitize

SERVICE = """\
[Unit]
Description=casactl portal ({described})
Wants=network-online.target
After=network-online.target

[Service]
User={user}
UMask=0077
ExecStart={unit} portal serve --listen {listen} --behind 127.0.0.1
Restart=on-failure
RestartSec=2
TimeoutStopSec=30
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome={home}
ReadWritePaths={folders}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallFilter=@system-service
MemoryMax=1G

[Install]
WantedBy=multi-user.target
"""
CADDY = """\
{host} {{
    request_body {{
        max_size {megabytes}MB
    }}
    reverse_proxy {listen} {{
        header_up Host {{host}}
        transport http {{
            read_timeout 120s
        }}
    }}
}}
"""
NGINX = """\
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    return 301 https://$host$request_uri;
}}

server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    http2 on;
    server_name {host};

    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;

    client_max_body_size {megabytes}m;
    client_body_timeout 120s;
    server_tokens off;

    location / {{
        proxy_pass http://{listen};
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-Proto https;
        proxy_request_buffering off;
        proxy_read_timeout 120s;
    }}
}}
"""
PAGE = """\
# /etc/systemd/system/casactl-portal.service: the portal of workspace '{name}'.
# Then: systemctl daemon-reload && systemctl enable --now casactl-portal
{systemd}
# One of the two before it. Caddy gets its certificate by itself: /etc/caddy/Caddyfile
{caddy}
# nginx, with a certificate of certbot's: /etc/nginx/conf.d/casactl-portal.conf
{nginx}"""


@dataclass(frozen=True, slots=True)
class Serving:
    """What the three files are made of."""

    workspace: str
    command: Sequence[str]
    """The program with its configuration and workspace."""
    user: str
    host: str
    listen: str
    megabytes: int
    """How large a request may be."""
    folders: Sequence[str]
    """Where the server writes."""


def portal_unit(serving: Serving) -> dict[str, str]:
    """The files, by what reads them.

    Raises Untypable.
    """
    home = "read-only" if any(each.startswith(("/home/", "/root/")) for each in serving.folders) else "yes"
    words = {
        "described": sanitize(serving.workspace).replace("%", "%%"), "user": serving.user, "host": serving.host,
        "listen": serving.listen, "megabytes": serving.megabytes, "home": home,
        "unit": " ".join(map(for_systemd, serving.command)), "folders": " ".join(map(for_systemd, serving.folders)),
    }  # fmt: skip
    made = {"systemd": SERVICE, "caddy": CADDY, "nginx": NGINX}
    return {name: text.format(**words) for name, text in made.items()}


def unit_page(serving: Serving, files: dict[str, str]) -> str:
    """The same as one text to read and to cut in pieces."""
    return PAGE.format(name=sanitize(serving.workspace), **files)
