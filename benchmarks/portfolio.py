"""A made-up office of any size: properties and contacts as CSV, the same for the same seed.

Every row can be imported with `country = GB`. Used by the benchmarks; also a program:
`python benchmarks/portfolio.py FOLDER ROWS`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

HEADER = (
    *("External ID", "Type", "First Name", "Last Name", "Company"),
    *("E-mail", "Mobile phone", "Property", "Attached as", "Tags"),
)
ADDRESS_HEADER = (
    *("Street", "Address line 2", "Town", "Postcode", "Country"),
    *("Key holder", "Key holder phone", "Key holder e-mail", "Access notes"),
)
CUSTOM_HEADER = ("x-meter", "x-parking")
RARE_TAG = "rare"
RARE_METER = "M-0000017"
"""The meter of one row alone, as each meter is."""
RARE_NAME = "Zaphodsen"  # the last name of exactly one row
COMMON_NAME = "Ashworth"
UNITS_PER_BUILDING = 40
CONTACTS_PER_UNIT = 5


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    Joe Ann Valerie Adam Priya Chidi Ngozi Thandi Sipho Maja Łukasz Zoë Renée José Íñigo Søren Åsa Jürgen
    Käthe Σοφία Νίκος Ольга Иван 直樹 七夏 小明 美咲 محمد فاطمة Siobhán Aoife Owen Megan Harry Olivia Noah
    Amelia Grace Leo Isla Freya Arthur Theo Ivy Ruby Alfie Elsie Mabel Rosa Hugo Iris Otto Nora Finn Ada Ezra
""")
LAST_STARTS = _words("""
    Ash Black Clay Dun Elm Fair Green Hart Iron King Lang March North Oak Pem Red Stan Thorn West Wood
""")
LAST_ENDS = _words("""
    worth bury combe dale field ford ham hurst ley mere more ridge stead stone ton wall well wick wood by
""")
OTHER_LAST_NAMES = _words("佐藤 森 Wiśniewska Müller O’Connor Nkosi Παπαδόπουλος Иванова García Ødegård الخطيب Şahin")
MAIL_DOMAINS = ("mail.example.net", "post.example.org", "example.com", "büro.example.com", "home.example.net")
TAGS = ("vip", "parking", "pets", "board", "newsletter", "key-holder", "storage")
PLACES = _words("Rose Thomas Green Johnson Turnbull Rees Albert Mill Garden Castle Abbey Quay")
KINDS_OF_PLACE = ("Court", "Park", "Heights", "Gardens", "House", "Square", "Mews", "Wharf")
RESIDENTS = ("tenant", "owner", "occupant")
MUST_HAVE_EMAIL = ("prospect", "client")
OTHERS = ("lead", "prospect", "client", "vendor", "agent")


@dataclass(frozen=True)
class Files:
    """Where a portfolio lies, and names in it that measurements ask for."""

    properties: Path
    contacts: Path
    community: str
    unit: str


STREETS = ("High Street", "Church Lane", "Mill Road", "Königstraße", "Rue de l’Église", "Station Road", "Park Avenue")
TOWNS = (
    ("London", "SW1A 1AA", "GB"), ("Leeds", "LS1 4AP", "United Kingdom"), ("Bristol", "BS1 5TR", "uk"),
    ("Köln", "50667", "Deutschland"), ("Paris", "75001", "France"), ("Utrecht", "3511 AA", "Nederland"),
    ("York", "YO1 7HH", ""),
)  # fmt: skip
ACCESS_NOTES = ("", "key under the third pot", "gate code 4711", "ring twice; the dog is friendly")


def portfolio(
    folder: Path, rows: int, *, seed: int = 17, leads_only: bool = False, addressed: bool = False, custom: bool = False
) -> Files:
    """`properties.csv` and `contacts.csv` of so many rows in `folder`, written unless they are there.

    Leads have no property. Where it is `addressed`, every row has an address, two of five somebody with
    the key, and one of three a company; with `custom`, one of three has values in two fields of the office's own.
    """
    places = _Places(rows)
    files = Files(folder / "properties.csv", folder / "contacts.csv", places.communities[0], places.unit(0))
    if not files.contacts.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write(files.properties, ("Kind", "Name", "In"), places.rows())
        contacts = _contacts(rows, places, Random(seed), leads_only)
        if addressed:
            contacts = _with_addresses(contacts, rows, Random(seed))
        if custom:
            contacts = _with_fields(contacts)
        more = (*(ADDRESS_HEADER if addressed else ()), *(CUSTOM_HEADER if custom else ()))
        _write(files.contacts, HEADER + more, contacts)
    return files


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    unfinished.rename(path)


class _Places:
    """A dozen communities; the more contacts, the more buildings in each."""

    def __init__(self, contacts: int) -> None:
        names = (f"{place} {kind}" for kind, place in product(KINDS_OF_PLACE, PLACES))
        self.communities = [next(names) for _ in range(12)]
        units = max(contacts // CONTACTS_PER_UNIT, 120)
        self.buildings = -(-units // (len(self.communities) * UNITS_PER_BUILDING))
        self.units = len(self.communities) * self.buildings * UNITS_PER_BUILDING

    def unit(self, number: int) -> str:
        building, unit = divmod(number, UNITS_PER_BUILDING)
        community, block = divmod(building, self.buildings)
        return f"{self.communities[community]}/Block {block + 1}/{unit + 1}"

    def rows(self) -> Iterator[tuple[str, ...]]:
        for community in self.communities:
            yield "community", community, ""
            for block in range(1, self.buildings + 1):
                yield "building", f"Block {block}", community
                for unit in range(1, UNITS_PER_BUILDING + 1):
                    yield "unit", str(unit), f"{community}/Block {block}"


def _contacts(rows: int, places: _Places, random: Random, leads_only: bool) -> Iterator[tuple[str, ...]]:
    companies = [f"{_last_name(random)} & {_last_name(random)} {i} Ltd" for i in range(max(rows // 500, 5))]
    rare_every = max(rows // 5, 1)
    for i in range(rows):
        resident = not leads_only and random.random() < 0.88
        kind = "lead" if leads_only else random.choice(RESIDENTS if resident else OTHERS)
        company = random.choice(companies) if random.random() < 0.04 else ""
        first, last = random.choice(FIRST_NAMES), _last_name(random)
        if i == rows // 2:
            last = RARE_NAME
        elif company and kind == "vendor":
            first, last, company = "", "", f"{company} branch {i}"
        yield (
            f"B-{i:07}",
            kind,
            first,
            last,
            company,
            _email(i, random) if kind in MUST_HAVE_EMAIL or random.random() < 0.8 else "",
            _phone(random) if random.random() < 0.6 else "",
            places.unit(random.randrange(places.units)) if resident else "",
            kind if resident else "",
            _tags(random, rare=i % rare_every == rare_every // 2),
        )


def _with_addresses(contacts: Iterator[tuple[str, ...]], rows: int, random: Random) -> Iterator[tuple[str, ...]]:
    """The rows with an address each; a third of the people work for one of a few hundred companies."""
    companies = [f"{_last_name(random)} & {_last_name(random)} {i} Ltd" for i in range(max(rows // 50, 5))]
    for i, contact in enumerate(contacts):
        if contact[2] and not contact[4] and random.random() < 0.33:
            contact = (*contact[:4], random.choice(companies), *contact[5:])
        yield contact + _address(i, random)


def _with_fields(contacts: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows with a meter of its own for one of three, and how it parks."""
    for i, contact in enumerate(contacts):
        yield contact + ((f"M-{i:07}", ("street", "garage")[i % 2]) if i % 3 == 2 else ("", ""))


def _address(number: int, random: Random) -> tuple[str, ...]:
    street = f"{random.randrange(1, 400)} {random.choice(STREETS)}"
    second = f"Flat {random.randrange(1, 60)}" if random.random() < 0.3 else ""
    keys: tuple[str, ...] = ("", "", "", "")
    if random.random() < 0.4:
        name = f"{random.choice(FIRST_NAMES)} {_last_name(random)}"
        email = f"keys.{number}@example.org" if random.random() < 0.5 else ""
        keys = (name, _phone(random), email, random.choice(ACCESS_NOTES))
    return (street, second, *random.choice(TOWNS), *keys)


def _last_name(random: Random) -> str:
    if random.random() < 0.1:
        return random.choice(OTHER_LAST_NAMES)
    return random.choice(LAST_STARTS) + random.choice(LAST_ENDS)


def _email(number: int, random: Random) -> str:
    plus = "+home" if random.random() < 0.05 else ""
    name = f"Resident.{number}" if random.random() < 0.1 else f"resident.{number}"
    return f"{name}{plus}@{random.choice(MAIL_DOMAINS)}"


def _phone(random: Random) -> str:
    digits = f"7{random.choice('45789')}{random.randrange(10**8):08}"
    style = random.random()
    if style < 0.4:
        return f"0{digits}"
    if style < 0.7:
        return f"0{digits[:4]} {digits[4:]}"
    return f"+44{digits}" if style < 0.9 else f"+44 {digits[:4]} {digits[4:]}"


def _tags(random: Random, *, rare: bool) -> str:
    tags = random.sample(TAGS, random.choice((1, 1, 2))) if random.random() < 0.3 else []
    return ";".join([*tags, RARE_TAG] if rare else tags)


if __name__ == "__main__":
    portfolio(Path(sys.argv[1]), int(sys.argv[2]))
