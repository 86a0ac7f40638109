"""From a number to a lease."""

from __future__ import annotations

from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.leases import LeaseRow, lease_by_number
from casactl.store.reader import Reader


class LeaseNotFound(NotFound):
    """No lease has that number."""

    code = "lease.not-found"


def find_lease(reader: Reader, text: str) -> LeaseRow:
    """The lease with that number, within the reader's scope.

    Raises LeaseNotFound.
    """
    digits = text.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
    lease = lease_by_number(reader, number, scope=reader.scope)
    if lease is None:
        raise LeaseNotFound(f"No lease '{text}'.", hint=Remedy("lease list", status="all"))
    return lease
