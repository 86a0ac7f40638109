"""Values that contacts hold although their custom field does not take them, met on the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from casactl.domain.custom import CustomField, FieldType, fits
from casactl.domain.remedy import Line, Remedy, Sentence

MEMO = 20_000


class InvalidValues:
    """Counts the values on their way out that their fields do not take; judges each text once."""

    def __init__(self, defined: Mapping[str, CustomField]) -> None:
        self.defined = defined
        self._judged: dict[str, dict[str, bool]] = {
            name: {} for name, known in defined.items() if known.type is not FieldType.TEXT
        }
        self.counts: Counter[str] = Counter()

    def look(self, held: Mapping[str, str]) -> None:
        """Count those among one contact's values."""
        for name, judged in self._judged.items():
            if value := held.get(name):
                verdict = judged.get(value)
                if not (self._judge(name, value) if verdict is None else verdict):
                    self.counts[name] += 1

    def _judge(self, name: str, value: str) -> bool:
        judged = self._judged[name]
        if len(judged) >= MEMO:
            judged.clear()
        verdict = judged[value] = fits(self.defined[name], value)
        return verdict

    def is_number(self, name: str, value: str) -> bool:
        """Whether a value is a number in a field that takes numbers: no formula, whatever it begins with."""
        known = self.defined.get(name)
        return known is not None and known.type is FieldType.NUMBER and self._judge(name, value)

    def told(self) -> Iterator[Line]:
        """A sentence for each field that has any, with the command that lists them."""
        for name, count in self.counts.items():
            known = self.defined[name]
            values = "1 value is" if count == 1 else f"{count:,} values are"
            yield Sentence(f"{values} not what '{name}' takes, {known.takes}: ", Remedy("workspace field show", name))
