"""What a template may use, and under which name the office writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.domain.dates import calendar_date, parse_moment, show_date
from casactl.domain.email import sender_parts
from casactl.domain.letters import KINDS, title_of
from casactl.domain.payment_reference import payment_reference
from casactl.domain.portal import RESET_HOURS
from casactl.records import dataclass
from casactl.store.mail_config import MailConfig
from casactl.store.queries.settings import whole_in, zone_in

OPTIONAL = (
    "text", "status", "balance", "statement", "attorney", "attorney_lines", "community", "plan", "invoice",
    "debtor", "page", "reminded",
)  # fmt: skip
"""What a letter may bring along; empty where it does not."""

NO_ACCOUNT: Mapping[str, object] = {
    "reference": "", "recipient": (), "date": "", "deadline": "", "due": "", "later": "", "later_from": "", "fees": "",
    "credit": "", "rows": (), "table": (),
}  # fmt: skip
"""The account of a letter that holds none."""

LOCAL_SENDER = "casactl@localhost"
"""The sender of what goes to a folder where the configuration names none."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the workspace's settings put into its letters."""

    name: str
    portal_url: str
    invitation_hours: int
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    legal: str = ""
    payment_instructions: str = ""
    date_format: str = "iso"
    timezone: str = "UTC"

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Letterhead:
        """From the settings, every one of them."""
        return cls(
            settings["office_name"], settings["portal_url"], whole_in(settings, "invitation_hours"),
            tuple(settings["office_address"].splitlines()), settings["office_phone"], settings["office_email"],
            settings["office_legal"], settings["payment_instructions"], settings["date_format"], settings["timezone"],
        )  # fmt: skip

    def day_of(self, queued_at: str) -> str:
        """The office's day on which a letter was written, as it writes days."""
        on = calendar_date(parse_moment(queued_at), zone_in({"timezone": self.timezone}))
        return show_date(on.isoformat(), self.date_format)

    @property
    def contact_us(self) -> str:
        """Whom to call, and where to write to; empty where the office has said neither."""
        ways = [f"call {self.phone}" if self.phone else "", f"write to {self.email}" if self.email else ""]
        said = " or ".join(way for way in ways if way)
        return f"Questions? Please {said}." if said else ""

    def lasts(self, purpose: str | None) -> str:
        """How long a link works, in words; empty without a link."""
        if purpose is None:
            return ""
        hours = self.invitation_hours if purpose in ("activation", "sign") else RESET_HOURS
        count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
        return f"{count} {unit}{'' if count == 1 else 's'}"


def wording(
    template: str, office: Letterhead, *, name: str, link: str, subject: str | None, text: str | None,
    facts: Mapping[str, Any], via: str = "", contact: int | None = None, unsubscribe: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Everything that a template may use; what a letter brings along stands beside it, never in its place.

    `via` is the name of who takes the letter for `name`; its subject then says whom it is about, whatever the template.
    """
    given: dict[str, Any] = {"name": name, **dict.fromkeys(OPTIONAL, ""), "account": NO_ACCOUNT, **facts}
    titled = subject or title_of(template, facts)
    ours = {
        "office": office.name,
        "office_address": list(office.address),
        "office_phone": office.phone,
        "office_email": office.email,
        "office_legal": office.legal,
        "payment_instructions": office.payment_instructions,
        "payment_reference": payment_reference(contact) if contact else "",
        "contact_us": office.contact_us,
        "portal_url": office.portal_url,
        "link": link,
        "lasts": office.lasts(KINDS[template].link or ("sign" if link else None)),
        "subject": _about(titled, name) if via else titled,
        "via": via,
        "unsubscribe": unsubscribe,
        "text": given["text"] if text is None else text,
    }
    return given | ours


def _about(subject: str, name: str) -> str:
    """A subject that says whom a letter is about; one that was sent before says it already."""
    return f"{subject.removesuffix(f' (for {name})')} (for {name})"


def sender_of(config: MailConfig, office: str) -> str:
    """The configured sender, under the office's name where it has no name of its own."""
    name, address = sender_parts(config.sender or LOCAL_SENDER) or ("", LOCAL_SENDER)
    plain = "".join(mark for mark in name or office if mark not in '<>"')
    return f"{plain} <{address}>"
