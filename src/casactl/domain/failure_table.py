"""Every failure that nobody catches by its name, as a table: code, exit, situation, sentence, what leads on.

Raised as `raise failure("contact.no-avatar", contact=17)`, see `failures.py`, which fills sentence and hint. What is
told apart by whoever catches it is a class of its own, beside what raises it.
"""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.failures_of_machine import MACHINE
from casactl.domain.failures_of_office import OFFICE
from casactl.domain.situation import Situation

FAILURES: Mapping[str, Situation] = dict(sorted({**OFFICE, **MACHINE}.items()))
