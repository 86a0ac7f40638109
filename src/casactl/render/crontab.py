"""The dated work as lines for cron and as a timer for systemd: each reads a command its own way."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.render.view import sanitize
from casactl.render.wording import BARE, quoted

LINES = """\
# casactl, workspace '{name}': the dated work every morning, then what needs you today, a backup every night.
# Mail from cron means that something needs you: blocked work (exit 3), mail that was refused (exit 9), or a failure.
# % is written \\% because cron reads a bare one as the end of the line.
15 5 * * *  {command} due run
0 7 * * *  {command} today --limit 10
*/5 * * * *  {command} --quiet outbox send
45 1 * * *  {command} --yes --quiet workspace backup {backup}$(date +\\%a).backup

# The same for systemd. casactl-due.service:
[Unit]
Description=casactl dated work ({described})

[Service]
Type=oneshot
UMask=0077
ExecStart={unit} due run

# casactl-due.timer:
[Unit]
Description=casactl dated work ({described}), every morning

[Timer]
OnCalendar=*-*-* 05:15:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def crontab_of(name: str, command: Sequence[str], backup: str) -> str:
    """What `due crontab` prints; `backup` is how the backups' paths begin, before the day of the week.

    Raises Untypable.
    """
    shown = sanitize(name)
    line = " ".join(map(quoted, command))
    return LINES.format(
        name=shown, command=_for_cron(line), backup=_for_cron(quoted(f"{backup}.")),
        described=shown.replace("%", "%%"), unit=" ".join(map(for_systemd, command)),
    )  # fmt: skip


def _for_cron(line: str) -> str:
    """A shell's line as cron takes it: it looks at `%` before any shell does, quoted or not."""
    return line.replace("%", "\\%")


def for_systemd(word: str) -> str:
    """A word of `ExecStart=` or of a list of paths, where `%` and `$` mean something and escapes are those of C."""
    if BARE.fullmatch(word):
        return word
    return f'"{"".join(map(_escaped, word))}"'


def _escaped(mark: str) -> str:
    if mark in "%$":
        return mark * 2
    if mark in '"\\':
        return f"\\{mark}"
    return mark if mark.isprintable() else "".join(f"\\x{byte:02x}" for byte in mark.encode("utf-8", "surrogateescape"))
