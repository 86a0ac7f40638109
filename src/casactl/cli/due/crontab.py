"""`due crontab`."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from casactl.cli.options import Ctx
from casactl.render.view import write

LINES = """\
# casactl, workspace '{name}': the dated work every morning, then what needs you today, a backup every night.
# Mail from cron means that something needs you: blocked work (exit 3), mail that was refused (exit 9), or a failure.
# % is written \\% because cron reads a bare one as the end of the line.
15 5 * * *  {command} due run
0 7 * * *  {command} today --limit 10
*/5 * * * *  {command} --quiet outbox send
45 1 * * *  {command} --yes --quiet workspace backup {backup}

# The same for systemd. casactl-due.service:
[Unit]
Description=casactl dated work ({name})

[Service]
Type=oneshot
UMask=0077
ExecStart={command} due run

# casactl-due.timer:
[Unit]
Description=casactl dated work ({name}), every morning

[Timer]
OnCalendar=*-*-* 05:15:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def crontab(ctx: Ctx) -> None:
    """Print crontab lines and a systemd timer for the nightly work."""
    app = ctx.obj
    entry = app.existing_workspace()
    program = shutil.which("casactl") or str(Path(sys.argv[0]).absolute())
    command = shlex.join([program, "--config", str(app.config.path), "--workspace", entry.name])
    backup = shlex.quote(str(entry.folder / entry.name)) + r".$(date +\%a).backup"
    write(LINES.format(name=entry.name, command=command, backup=backup))
