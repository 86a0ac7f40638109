"""Who a row is: by its number, external id or e-mail, else by its name together with a phone or a place.

One key alone never overrides a name that is another's (I3, I4, I5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casactl.actions.contact.importing.candidate import Candidate
from casactl.actions.contact.importing.choices import BY_EMAIL, BY_EXTERNAL_ID, BY_ID, ImportChoices
from casactl.actions.contact.importing.lookup import UNNAMED, Holders, Lookup, Namesake
from casactl.actions.contact.importing.update import Match
from casactl.domain.import_counts import FAIL
from casactl.domain.names import fold
from casactl.domain.person_names import another_generation
from casactl.domain.same_name import same_but_for_spelling
from casactl.intake.contact_point import email_point
from casactl.intake.data_files import nicknames
from casactl.intake.engine import RowFault

NEW = 1 << 60
"""Stands for the number of a row that this file adds, until it has one."""
SHARED = "of two who share an address the second goes in without a login: --shared-email keep"


class Recognition:
    """Matches the rows of one import with whom they are about."""

    def __init__(self, choices: ImportChoices, lookup: Lookup, first_new: int) -> None:
        """`first_new` is the number of the first contact that the import adds."""
        self._choices, self._lookup, self._first_new = choices, lookup, first_new
        self.made: dict[str, int] = {}
        """By key the companies that were made because somebody works for them: a row may say more of one."""

    def match(self, row: Candidate, holders: Holders) -> Match | None:
        """The contact that a row is about: by number, else external id, else e-mail, else name; None for a new one."""
        if row.id:
            if row.id not in holders.ids or row.id >= self._first_new:
                raise RowFault("unknown-id", f"there is no contact {row.id}")
            self._agree(row, holders, row.id, BY_ID, "id-names-somebody-else")
            return self._allowed(Match(row, row.id, True), holders, "id-taken", f"contact {row.id} is there already")
        if row.external_id and (number := holders.external.get(row.external_id)):
            what = f"the external id {row.external_id} is contact {number}'s"
            if number >= self._first_new:
                raise RowFault("external-id-taken", what.replace(f"contact {number}'s", "another row's"))
            if self._choices.on_conflict != FAIL:
                self._agree(row, holders, number, BY_EXTERNAL_ID, "external-id-taken matches-another-name")
            return self._allowed(Match(row, number, False), holders, "external-id-taken", what)
        holder = holders.emails.get(row.email_key) if row.email_key else None
        if holder is not None and self._gives_up_email(row, holders):
            holder = None
        if holder is None and (number := self._by_further_email(row, holders)):
            taken = f"{row.email} is a further e-mail of contact {number} of that name"
            if row.external_id or holders.external_of.get(number):
                raise RowFault("email-taken", taken)
            return self._allowed(Match(row, number, False), holders, "email-taken", taken)
        if holder is None and row.name and (made := self.made.pop(fold(row.name), None)):
            return Match(row, made, False)
        return self._by_namesake(row, holders) if holder is None else self._by_email(row, holders, holder)

    def _by_email(self, row: Candidate, holders: Holders, holder: int) -> Match:
        if holder == UNNAMED:
            raise RowFault("email-taken", f"{row.email} already belongs to somebody else")
        if holder >= self._first_new:
            couple = f"; {SHARED}" if self._is_another(row, holders) else ""
            raise RowFault("email-taken", f"{row.email} belongs to another row of this file{couple}")
        taken = f"{row.email} already belongs to contact {holder}"
        if row.external_id or holders.external_of.get(holder):
            raise RowFault("email-taken", taken)
        if self._choices.on_conflict != FAIL:
            self._agree(row, holders, holder, BY_EMAIL, "matches-another-name")
        return self._allowed(Match(row, holder, False), holders, "email-taken", taken)

    @staticmethod
    def _by_further_email(row: Candidate, holders: Holders) -> int | None:
        """The one who has the row's e-mail beside another, and its name; of others it may be a couple's."""
        held = holders.further.get(row.email_key or "")
        if not (held and row.named):
            return None
        alike = [number for number, name in held.items() if same_but_for_spelling(row.named, name, nicknames())]
        return alike[0] if len(alike) == 1 else None

    def _agree(self, row: Candidate, holders: Holders, number: int, key: str, code: str) -> None:
        """Raise RowFault where a row's key is one person's and its name another's: one key alone never renames."""
        held = holders.names.get(number)
        if held is None or key in self._choices.trust:
            return
        if not same_but_for_spelling(row.named, held, nicknames(), either=key == BY_ID):
            what = {BY_ID: "number", BY_EXTERNAL_ID: "external id", BY_EMAIL: "e-mail"}[key]
            raise RowFault(
                code,
                f"the {what} is that of contact {number}, {held.shown}, and the row names {row.named.shown}; if it is "
                f"the same contact: --trust {key}{f'; {SHARED}' if key == BY_EMAIL else ''}",
            )

    @staticmethod
    def _is_another(row: Candidate, holders: Holders) -> bool:
        """Whether the row's e-mail is somebody's of another name."""
        held = holders.email_names.get(row.email_key or "")
        return held is not None and not same_but_for_spelling(row.named, held, nicknames())

    def _gives_up_email(self, row: Candidate, holders: Holders) -> bool:
        """Let a row's e-mail that is another person's be a further one, where that was asked for."""
        gives_up = self._choices.shared_email and row.email is not None and self._is_another(row, holders)
        if gives_up and row.email:
            row.points.insert(0, email_point(row.email))
            row.email = row.email_key = None
        return gives_up

    def _by_namesake(self, row: Candidate, holders: Holders) -> Match | None:
        """Of a row that has its name alone: the one of that name with the same phone or place, or with nothing else."""
        if holders.namesakes is None or not row.keyless:
            return None
        kind = row.kind or "person"
        there = holders.namesakes.get(row.sort_key, ())
        same = [each for each in there if each.kind == kind and not another_generation(row.suffix, each.suffix)]
        places = {place for key, _, _ in row.places if (place := self._lookup.properties.get(key))}
        reached = row.reached_by
        rivals = [each for each in same if not (row.phone and each.phone and reached.isdisjoint(each.reached_by))]
        strong = [each for each in rivals if reached & each.reached_by or places & each.places]
        weak = [] if reached or places else [each for each in rivals if row.type in (None, each.type)]
        known = [each for each in strong or weak if not each.line]
        if (strong and known) or len(known) == len(weak) == 1:
            why = f"contact {known[0].id} is {row.named.shown} already"
            return self._allowed(Match(row, known[0].id, False, by_name=not strong), holders, "same-name", why)
        others = rivals + [each for each in same if each not in rivals and places & each.places]
        if others and not self._choices.allow_duplicate:
            raise RowFault("same-name", f"{row.named.shown} could be {_namesakes(others)}; {apart(row)}")
        return None

    def _allowed(self, match: Match, holders: Holders, code: str, message: str) -> Match:
        if self._choices.on_conflict != FAIL:
            return match
        fault, held = RowFault(code, message), holders.names.get(match.contact)
        if not match.row.of_several or (held and not same_but_for_spelling(match.row.named, held, nicknames())):
            raise fault
        return replace(match, taken=fault)

    def claim(self, row: Candidate, holders: Holders, owner: int) -> None:
        """Take the row's e-mail and external id for `owner`, so that later rows of the batch see it."""
        taken = row.email_key is not None and holders.emails.get(row.email_key, owner) != owner
        if taken and row.email_key and not self._gives_up_email(row, holders):
            raise RowFault("email-taken", f"{row.email} already belongs to {_who(holders.emails[row.email_key])}")
        if row.external_id and holders.external.get(row.external_id, owner) != owner:
            other = _who(holders.external[row.external_id])
            raise RowFault("external-id-taken", f"the external id {row.external_id} is {other}'s")
        if row.email_key:
            holders.emails[row.email_key] = owner
            holders.email_names[row.email_key] = row.named
            holders.external_of[owner] = row.external_id
        if row.external_id:
            holders.external[row.external_id] = owner

    def claim_new(self, row: Candidate, holders: Holders) -> None:
        """Take what a row has for somebody new, and let later rows know of them.

        Raises RowFault.
        """
        self.claim(row, holders, self._first_new + NEW)
        self._remember(row, holders)

    def _remember(self, row: Candidate, holders: Holders) -> None:
        """Let rows of this batch that say no more than the name know of this one."""
        if holders.namesakes is not None and (row.last_name or row.name):
            places = {place for key, _, _ in row.places if (place := self._lookup.properties.get(key))}
            number = self._first_new + NEW
            new = Namesake(
                number, row.kind or "person", row.type, row.phone, places, row.reached_by, row.suffix, row.line
            )
            holders.namesakes.setdefault(row.sort_key, []).append(new)


def _who(number: int) -> str:
    return "somebody else" if number == UNNAMED else f"contact {number}"


def apart(row: Candidate) -> str:
    """What would tell a row from whoever has its name; the phone that it says does not."""
    ways = "an external id or an e-mail" if row.phone else "an external id, an e-mail or a phone"
    return f"{ways} tells them apart; to add another one of that name: --allow-duplicate"


def _namesakes(others: Sequence[Namesake]) -> str:
    named = [f"line {each.line} of this file" if each.line else f"contact {each.id}" for each in others[:3]]
    return " or ".join(named) + (" or another" if len(others) > len(named) else "")
