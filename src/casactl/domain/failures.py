"""Raising what stands in the table of failures, which is read when something has failed and not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casactl.domain.remedy import Advice
    from casactl.errors import CasaError


def failure(
    code: str, message: str | None = None, /, *, hint: Advice | None = None, rule: str | None = None,
    row: int | None = None, **words: object,
) -> CasaError:  # fmt: skip
    """The failure of that code, its sentence and hint filled with `words`, or with those of the situation at hand."""
    from casactl.domain.failure_table import FAILURES
    from casactl.domain.remedy import Remedy
    from casactl.domain.worded import Worded

    of = FAILURES[code]
    if hint is None:
        hint = of.hint.filled(words) if isinstance(of.hint, Remedy) else of.hint
    return of.kind(
        Worded(of.sentence, **words) if message is None else message,
        code=code, hint=hint, rule=rule or of.rule, row=row,
    )  # fmt: skip
