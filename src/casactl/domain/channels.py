"""The ways by which words of the office come to people."""

from __future__ import annotations

CHANNELS = ("email", "sms")
"""The ways by which a letter leaves."""
PORTAL = "portal"
"""Words that stay in the portal: the mail says only that there is something to read."""
WEB = "web"
"""Words that somebody wrote there."""
