"""What hangs on a setting: what its change would falsify, and what it means for what is stored already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from casactl.domain.abilities import Reason
from casactl.domain.amounts import form_of
from casactl.domain.dates import years_after
from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.settings import BY_BROWSER
from casactl.intake.languages import unspoken
from casactl.store.holdings import amounts_held, links_under_way, newest_entries, planned_work
from casactl.store.queries.settings import setting, whole
from casactl.store.reader import Reader


def falsifies(reader: Reader, name: str, value: str) -> list[Reason]:
    """Why a setting may not be changed: stored amounts count in the currency in which they were written."""
    if name != "currency" or not (where := amounts_held(_whole(reader))):
        return []
    message = f"amounts are counted in {setting(reader, name)} already ({where}), and {value} would revalue them"
    return [Reason(None, "amounts-exist", message, Remedy("workspace add", Blank("NAME"), currency=value))]


def refuse_to_revalue(reader: Reader, counted: str) -> None:
    """Raise BuiltUpon where amounts written in one currency would be counted in another by what was taken back."""
    now = setting(reader, "currency")
    if now != counted and (held := amounts_held(_whole(reader))):
        raise failure("undo.impossible", f"Amounts are counted in {counted} now ({held}); {now} would revalue them.")


def consequences(reader: Reader, name: str, value: str, *, today: date) -> list[str]:
    """What the change means for what is stored, in sentences; nothing where it means nothing."""
    found = CONSEQUENCES.get(name)
    return list(found(_whole(reader), value, today)) if found and setting(reader, name) != value else []


def _whole(reader: Reader) -> Reader:
    return reader.unfenced("a setting holds for everything in the workspace")


def _timezone(reader: Reader, value: str, today: date) -> Iterator[str]:
    planned, _ = planned_work(reader, today.isoformat())
    if planned:
        changes = "1 planned change keeps its day, which begins" if planned == 1 else (
            f"{planned:,} planned changes keep their days, which begin"
        )  # fmt: skip
        yield f"{changes} at midnight in {value} from now on"
    yield f"moments that are stored stay; on which day they fall is read in {value}"


def _portal_language(reader: Reader, value: str, today: date) -> Iterator[str]:
    if value != BY_BROWSER and (words := unspoken(value)):
        yield words


def _country(reader: Reader, value: str, today: date) -> Iterator[str]:
    yield f"phones that are stored stay; numbers without a country code are read as those of {value} from now on"
    held = setting(reader, "number_format")
    before, after = form_of(held, setting(reader, "country")), form_of(held, value)
    if before != after:
        yield f"amounts that are typed or imported are read as {after}, no longer as {before}"


def _number_format(reader: Reader, value: str, today: date) -> Iterator[str]:
    yield f"amounts that are typed or imported are read as {form_of(value, setting(reader, 'country'))} from now on"


def _retention(reader: Reader, value: str, today: date) -> Iterator[str]:
    before, after, freed, kept = whole(reader, "retention_years"), int(value), 0, 0
    for day in newest_entries(reader):
        was, is_ = (years_after(date.fromisoformat(day), years) > today for years in (before, after))
        freed += was and not is_
        kept += is_ and not was
    if freed:
        yield f"{_contacts(freed)} may be erased from now on, with entries that the years before still kept"
    if kept:
        yield f"{_contacts(kept)} may not be erased any more until {after} years after the newest entry"


def _contacts(count: int) -> str:
    return "1 contact" if count == 1 else f"{count:,} contacts"


def _portal(reader: Reader, value: str, today: date) -> Iterator[str]:
    if count := links_under_way(reader):
        yield f"{count:,} {'link that was' if count == 1 else 'links that were'} sent before lead to the old address"


CONSEQUENCES: Mapping[str, Callable[[Reader, str, date], Iterator[str]]] = {
    "timezone": _timezone,
    "country": _country,
    "number_format": _number_format,
    "retention_years": _retention,
    "portal_url": _portal,
    "portal_language": _portal_language,
}
