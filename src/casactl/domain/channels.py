"""The ways by which words of the office come to people."""

from __future__ import annotations

CHANNELS = ("email", "sms")
"""The ways by which a letter leaves by itself."""
POST = "post"
"""On paper: it leaves once somebody has printed it."""
AUTO = "auto"
"""The first way of the setting `notice_channels` by which somebody is reached."""
NOTICE_CHANNELS = (*CHANNELS, POST)
"""The ways by which a letter about a debt may leave."""
BROADCAST = "broadcast"
DO_NOT = (*CHANNELS, POST, BROADCAST)
"""What somebody may not want: letters by a channel, or what goes to many."""
PORTAL = "portal"
"""Words that stay in the portal: the mail says only that there is something to read."""
WEB = "web"
"""Words that somebody wrote there."""
