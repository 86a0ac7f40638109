"""Values that contacts hold although their custom field does not take them, met on the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from casactl.domain.custom import CustomField, FieldType, fits

MEMO = 20_000


class Misfits:
    """Counts the values on their way out that their fields do not take; judges each text once."""

    def __init__(self, defined: Mapping[str, CustomField]) -> None:
        self.defined = defined
        self._judged: dict[tuple[str, str], bool] = {}
        self.counts: Counter[str] = Counter()

    def look(self, held: Mapping[str, str]) -> None:
        """Count those among one contact's values."""
        for name, known in self.defined.items():
            if (value := held.get(name)) and not self.fits(known, value):
                self.counts[name] += 1

    def fits(self, known: CustomField, value: str) -> bool:
        """Whether a field takes a value."""
        verdict = self._judged.get((known.name, value))
        if verdict is None:
            if len(self._judged) >= MEMO:
                self._judged.clear()
            verdict = self._judged[known.name, value] = fits(known, value)
        return verdict

    def is_number(self, name: str, value: str) -> bool:
        """Whether a value is a number in a field that takes numbers: no formula, whatever it begins with."""
        known = self.defined.get(name)
        return known is not None and known.type is FieldType.NUMBER and self.fits(known, value)

    def told(self) -> Iterator[str]:
        """A sentence for each field that has any, with the command that lists them."""
        for name, count in self.counts.items():
            known = self.defined[name]
            values = "1 value is" if count == 1 else f"{count:,} values are"
            yield f"{values} not what '{name}' takes, {known.takes}: casactl workspace field show {name}"
