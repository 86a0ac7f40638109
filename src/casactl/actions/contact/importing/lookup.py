"""What a batch of candidates meets in the workspace: holders, properties, companies, looked up together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field

from casactl.actions.contact.importing.candidate import Candidate
from casactl.domain.names import fold
from casactl.domain.remedy import Line
from casactl.domain.same_name import Named
from casactl.domain.standing import Lifecycle
from casactl.records import dataclass
from casactl.store.queries.links import led
from casactl.store.queries.points import points_of
from casactl.store.queries.properties import keys_to_ids
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

MEMO = 40_000
NAME = "c.first_name, c.last_name, c.name, c.suffix"
GONE = frozenset({Lifecycle.ERASED, Lifecycle.MERGED})
"""Their numbers stay taken: whoever was erased does not come back with an old file."""
UNNAMED = 0
"""Stands for a user, and for somebody out of sight: a holder whom no row is matched to and nobody names."""


@dataclass(slots=True)
class Namesake:
    """Somebody of the same name, by which alone nobody is known."""

    id: int
    kind: str
    type: str | None
    phone: str | None
    places: set[int]
    reached_by: set[str]
    """The keys of all its e-mails and phones."""
    suffix: str | None = None
    line: int = 0
    """The row of this file that adds them."""


@dataclass(slots=True)
class Holders:
    """Who has which number, external id and e-mail, as the batch goes on."""

    ids: set[int] = field(default_factory=set)
    external: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)
    external_of: dict[int, str | None] = field(default_factory=dict)
    """The external ids of those who hold the batch's e-mails."""
    names: dict[int, Named] = field(default_factory=dict)
    """What those are called whom a number, an external id or an e-mail of the batch means."""
    email_names: dict[str, Named] = field(default_factory=dict)
    """What those are called who hold the batch's e-mails, the rows before included."""
    further: dict[str, dict[int, Named]] = field(default_factory=dict)
    """By e-mail that is nobody's login those who have it as a further one, with what they are called."""
    namesakes: dict[str, list[Namesake]] | None = None
    """By sort key those of the same name as a row that says no other key; None where each says one."""


class Lookup:
    """Answers for batches of candidates; keeps properties and companies between batches."""

    def __init__(
        self, reader: Reader, *, today: str, tenancies: bool = False, wording: Callable[[Line], str] = str
    ) -> None:
        """With `tenancies` people are known by where they were, too."""
        self._reader, self._today, self._tenancies, self.wording = reader, today, tenancies, wording
        self.properties: dict[str, int | None] = {}
        self.companies: dict[str, int] = {}
        self._unseen: set[str] = set()
        self._told: set[str] = set()
        self.company_first = setting(reader, "company_first") == "on"
        self.currency = setting(reader, "currency")
        self._led: set[int] = set()

    def holders(self, rows: Sequence[Candidate], *, shared: bool = False) -> Holders:
        """Everybody who has an id, external id or e-mail of the batch; with `shared` an e-mail may be no key.

        Whole rows lose a number that nobody has: they are known by what else they say.
        """
        reader, found = self._reader, Holders()
        whole = reader.unfenced("who is out of sight holds e-mails and external ids all the same; nobody names them")
        numbers = [row.id for row in rows if row.id]
        if numbers:
            sql = f"select c.id, c.lifecycle, {NAME} from {{contact}} c where {reader.among('c.id', 'ids')}"
            known: set[int] = set()
            for number, lifecycle, *name in reader.rows(sql, {"ids": reader.bind(numbers)}):
                known.add(number)
                if lifecycle not in GONE:
                    found.names[number] = Named(*name)
            found.ids = set(found.names)
            for row in rows:
                if row.id and row.id not in known and row.is_whole and not reader.fenced:
                    row.id = None
        refs = [row.external_id for row in rows if row.external_id]
        if refs:
            among = reader.among("c.external_id", "refs")
            sql = f"select c.external_id, c.id, {NAME} from {{contact}} c where c.external_id is not null and {among}"
            for ref, number, *name in whole.rows(sql, {"refs": reader.bind(refs)}):
                found.external[ref] = number
                found.names[number] = Named(*name)
        keys = [row.email_key for row in rows if row.email_key]
        if keys:
            sql = (
                f"select k.key, c.id, c.external_id, {NAME} from {{claim}} k "
                f"left join {{contact}} c on c.id = k.contact_id where {reader.among('k.key', 'keys')}"
            )
            for key, number, ref, *name in whole.rows(sql, {"keys": reader.bind(keys)}):
                found.emails[key] = number or UNNAMED
                found.external_of[number or UNNAMED] = ref
                found.names[number or UNNAMED] = found.email_names[key] = Named(*name)
            self._find_further(found, [key for key in keys if key not in found.emails])
        known_by_name = [row for row in rows if row.keyless or (shared and row.email_key and not row.id)]
        self._find_namesakes(found, known_by_name)
        return self._unnamed(found) if reader.fenced else found

    def _find_further(self, found: Holders, keys: Sequence[str]) -> None:
        """Who in sight has these as further e-mails, as whoever was merged with another has."""
        if not keys:
            return
        sql = (
            f"select p.key, c.id, c.external_id, {NAME} from {{contact_point}} p "
            "join {contact} c on c.id = p.contact_id where p.kind = 'email' "
            f"and c.lifecycle not in ('erased', 'merged') and {self._reader.among('p.key', 'keys')}"
        )
        for key, number, ref, *name in self._reader.rows(sql, {"keys": self._reader.bind(keys)}):
            found.further.setdefault(key, {})[number] = found.names[number] = Named(*name)
            found.external_of[number] = ref

    def _find_namesakes(self, found: Holders, rows: Sequence[Candidate]) -> None:
        """Who in sight has the name of a row that says no other key, with phone and present places."""
        if not rows:
            return
        reader = self._reader
        found.namesakes = {}
        keys = sorted({row.sort_key for row in rows})
        sql = (
            "select c.sort_key, c.id, c.kind, c.type, c.phone, c.suffix from {contact} c "
            f"where c.lifecycle not in ('erased', 'merged') and {reader.among('c.sort_key', 'keys')} order by c.id"
        )
        by_number: dict[int, Namesake] = {}
        for key, number, kind, type_, phone, suffix in reader.rows(sql, {"keys": reader.bind(keys)}):
            by_number[number] = Namesake(number, kind, type_, phone, set(), {phone} if phone else set(), suffix)
            found.namesakes.setdefault(key, []).append(by_number[number])
        for number, points in points_of(reader, list(by_number)).items():
            by_number[number].reached_by.update(point.key for point in points)
        if by_number:
            at = (
                "select a.contact_id, a.property_id from {attachment} a where "
                f"{reader.among('a.contact_id', 'ids')} and (a.ends is null or a.ends >= :today)"
            )
            since = "" if self._tenancies else self._today
            for number, place in reader.rows(at, {"ids": reader.bind(list(by_number)), "today": since}):
                by_number[number].places.add(place)

    def _unnamed(self, found: Holders) -> Holders:
        """The same without the numbers of those who are out of sight."""
        seen = self._reader.in_sight("contact", {*found.external.values(), *found.emails.values()})
        for held in (found.external, found.emails):
            held.update({key: UNNAMED for key, number in held.items() if number not in seen})
        found.external_of = {number: ref for number, ref in found.external_of.items() if number in seen}
        return found

    def learn_properties(self, rows: Iterable[Candidate]) -> None:
        """Make sure that every path of the batch is in `properties`, None when there is no such property."""
        if len(self.properties) > MEMO:
            self.properties.clear()
        keys = sorted({place[0] for row in rows for place in row.places} - self.properties.keys())
        if not keys:
            return
        self.properties.update(dict.fromkeys(keys))
        self.properties.update(keys_to_ids(self._reader, keys))

    def learn_companies(self, rows: Iterable[Candidate]) -> None:
        """Make sure that every company of the batch that exists is in `companies`."""
        if len(self.companies) > MEMO:
            self.companies.clear()
            self._unseen.clear()
            self._led.clear()
        reader, keys = self._reader, sorted({fold(row.company) for row in rows if row.company} - self.companies.keys())
        if not keys:
            return
        sql = (
            "select c.sort_key, min(c.id) from {contact} c where c.kind = 'company' "
            f"and c.lifecycle not in ('erased', 'merged') and {reader.among('c.sort_key', 'keys')} group by c.sort_key"
        )
        whole = reader.unfenced("a company is not made a second time")
        found: dict[str, int] = dict(whole.rows(sql, {"keys": reader.bind(keys)}))
        self.companies.update(found)
        seen = reader.in_sight("contact", found.values())
        self._unseen |= {key for key, number in found.items() if number not in seen}
        if self.company_first and found:
            self._led |= led(reader, list(found.values()))

    def passes_for_new(self, company: str) -> bool:
        """Whether a company (its key) counts as added, once: it is new, or there out of sight, which nobody is told."""
        new = (company in self._unseen or company not in self.companies) and company not in self._told
        if self._reader.fenced:
            self._told.add(company)
        return new

    def takes_first_place(self, company: int) -> bool:
        """Whether the next person of a company becomes its primary contact (SD-15); the one after does not."""
        first = self.company_first and company not in self._led
        self._led.add(company)
        return first
