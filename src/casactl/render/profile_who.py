"""Standing, reach, places and people on a contact's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casactl.domain.remedy import Remedy, Sentence
from casactl.domain.ties import first_place_of, label_of
from casactl.render.places import address_in_words, lease_in_words, purpose, span_in_words
from casactl.render.records import plain
from casactl.render.section import Lines, Page, letters_in_words, told
from casactl.render.view import sanitize, sign

FLAG = ("⚑", "!")
"""Names the attorney (WU-12)."""

PLACES, PEOPLE, ADDRESSES = 6, 8, 4
Block = tuple[str, Lines]


def standing(page: Page) -> Iterator[Block]:
    """The four axes with their reasons, and what they come to."""
    shape = page.shape
    lines = told(("life cycle", _lifecycle(page)))
    if shape["locked"]:
        lines.append(("lock", _lock(page), "bad"))
    lines += [("", words, "quiet") for words in shape["meaning"]]
    lines += told(("portal", _portal(page)))
    if shape["arrears"] != "current":
        lines.append(("arrears", str(shape["arrears"]), "attention"))
    if shape["case"]:
        lines.append(("attorney", _case(page, shape["case"]), "flag"))
    changed = f", changed {page.day(shape['updated_at'])}, version {shape['version']}"
    lines += told(("archives on", page.day(shape["archive_on"])), ("added", page.day(shape["created_at"]) + changed))
    yield "Standing", lines


def _lifecycle(page: Page) -> str:
    """Since when, by whom and why, where the log says so."""
    shape = page.shape
    words = [str(shape["lifecycle"])]
    if shape["lifecycle_since"]:
        words.append(f"since {page.day(shape['lifecycle_since'])} by {sanitize(shape['lifecycle_by'])}")
    return _because(" ".join(words), shape["lifecycle_reason"])


def _lock(page: Page) -> str:
    shape = page.shape
    since = f" since {page.day(shape['locked_at'])}" if shape["locked_at"] else ""
    by = f" by {sanitize(shape['locked_by'])}" if shape["locked_by"] else ""
    return _because(f"locked{since}{by}", shape["lock_reason"])


def _because(words: str, reason: object) -> str:
    return f"{words}: {sanitize(reason)}" if reason else words


def _portal(page: Page) -> str:
    """When the person was last there or, in its place, the invitation (SD-22); and what keeps them out."""
    shape = page.shape
    state = str(shape["portal"])
    if state == "activated":
        words = f"last sign-in {page.day(shape['last_sign_in_at'])}" if shape["last_sign_in_at"] else "never signed in"
        words = f"activated, {words}"
    elif state == "invited":
        words = f"Invited {page.day(shape['invited_at'])}".rstrip()
        if shape["invitation_expired"]:
            words += ", the invitation has expired"
        elif shape["invitation_until"]:
            words += f", good until {page.when(shape['invitation_until'])} UTC"
        if letters := [each for each in shape["invitation_letters"] if each["state"] != "sent"]:
            words += f", {letters_in_words(letters)}"
    else:
        words = "Not invited"
    if shape["sign_in_blocked_until"]:
        words += f", shut until {page.when(shape['sign_in_blocked_until'])} UTC after wrong passwords"
    return words


def _case(page: Page, case: Mapping[str, Any]) -> str:
    since = f"case {case['id']} in {sanitize(case['community'])} since {page.day(case['opened_at'])}"
    return f"{sign(*FLAG)} {sanitize(case['attorney'])}, {since}"


def reach(page: Page) -> Iterator[Block]:
    """Where the contact is reached, and what others know it by."""
    shape = page.shape
    company = sanitize(shape["company"]) if shape["kind"] == "person" else ""
    email = sanitize(shape["email"])
    email += f", from which mail came back on {page.day(shape['bounced_at'])}" if shape["bounced_at"] else ""
    pairs = [("e-mail", email), ("phone", sanitize(page.phone)), ("company", company)]
    further = [(sanitize(label), sanitize(text)) for label, text in page.points]
    known = [("external id", sanitize(shape["external_id"])), ("title", sanitize(shape["title"]))]
    yield "Reach", told(*pairs, *further, *known, ("does not want", plain(shape["do_not"])))


def properties(page: Page) -> Iterator[Block]:
    """Where the contact is or was, in which role, and the leases."""
    shape = page.shape
    places = [
        (str(at["role"]), f"{sanitize(at['property'])}  {span_in_words(page.view, at)}") for at in shape["attachments"]
    ]
    leases = [(str(lease["status"]), lease_in_words(page.view, lease)) for lease in reversed(shape["leases"])]
    yield "Properties", page.some(places, PLACES, "properties")
    yield "Leases", page.some(leases, PLACES, "properties")


def people(page: Page) -> Iterator[Block]:
    """Who belongs to the contact, and to whom it belongs; the primary one first."""
    lines = [
        (
            label_of(link["as"]),
            f"{sanitize(link['display_name'])} (no {link['contact_id']}){_first_place(link)}",
        )
        for link in page.shape["links"]
    ]
    yield "People", page.some(lines, PEOPLE, "people")


def _first_place(link: Mapping[str, Any]) -> str:
    """What the one who is marked among several is called."""
    return f", {first_place_of(link['as'])}" if link["primary"] else ""


def addresses(page: Page) -> Iterator[Block]:
    """Postal addresses, the billing address first, with the key and whom to ask for it (PY-5)."""
    lines = [(purpose(each) or "address", address_in_words(page.view, each)) for each in page.shape["addresses"]]
    yield "Addresses", page.some(lines, ADDRESSES, "addresses")


def more(page: Page) -> Iterator[Block]:
    """Tags, custom fields, and how to get the picture."""
    shape = page.shape
    custom = [(sanitize(name), plain(value)) for name, value in shape["custom"].items()]
    yield "More", [*told(("tags", plain(shape["tags"])), ("picture", _picture(page))), *custom]


def _picture(page: Page) -> str:
    held = page.shape["avatar"]
    if not held:
        return ""
    get = Remedy("contact avatar", page.shape["id"])
    return page.view.words.text(Sentence(f"{held['type']}, {held['size']:,} bytes: ", get))
