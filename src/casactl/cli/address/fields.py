"""An address's fields as options: what `add` gives and `edit` changes."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.options import flag, option

ACCESS = "Who has the key"

Number = Annotated[str, typer.Argument(metavar="ID", help="The address's number.", show_default=False)]
Line = Annotated[
    list[str] | None,
    option("--line", help="Street and number; may be repeated for further lines.", metavar="TEXT"),
]
City = Annotated[str | None, option("--city", help="The town.")]
Region = Annotated[str | None, option("--region", help="State, province or county, where the post needs it.")]
Postcode = Annotated[str | None, option("--postcode", help="The postcode.")]
Country = Annotated[
    str | None, option("--country", help="ISO code or name; the workspace's by default.", metavar="COUNTRY")
]
Label = Annotated[str | None, option("--label", help="What it is called: home, office, holiday flat …")]
AccessName = Annotated[str | None, option("--access-name", help="Whom to ask for access.", panel=ACCESS)]
AccessPhone = Annotated[str | None, option("--access-phone", help="Their phone.", panel=ACCESS)]
AccessEmail = Annotated[str | None, option("--access-email", help="Their e-mail.", panel=ACCESS)]
AccessNote = Annotated[
    str | None, option("--access-note", help="What to know: where the key is, a gate code, a dog.", panel=ACCESS)
]
WithAccess = Annotated[bool, flag("--with-access", help="Only those with access details.")]


def given(*, line: list[str] | None, **fields: str | None) -> dict[str, str]:
    """The fields that were given, an empty one among them; several lines as one."""
    from casactl.actions.address.values import joined

    found = {} if line is None else {"line": joined(line)}
    return found | {name: value for name, value in fields.items() if value is not None}
