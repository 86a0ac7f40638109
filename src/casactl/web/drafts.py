"""What somebody was writing when they had been signed out: it goes along through signing in, and stands in its form."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from casactl.records import dataclass
from casactl.web.words import N_

TEXTS: Mapping[str, tuple[str, ...]] = {
    "person.write": ("subject", "message"), "company.write": ("subject", "message"), "attorney.note": ("note",),
    "attorney.correct": ("note",), "attorney.status": ("status", "note"), "attorney.upload": (),
}  # fmt: skip
"""The forms in which people write at length or choose files, with the fields that are kept."""
AGAIN = N_(
    "This form is older than your signing in: nothing was sent. Please look at what you wrote, and send it again."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written, and where it was to go."""

    to: str
    fields: Mapping[str, str]
    had_files: bool = False
    """Whether files were to go along, which no browser chooses again by itself."""

    @property
    def words(self) -> str:
        """What people see of it."""
        return "\n\n".join(text for name, text in self.fields.items() if text.strip() and name != "status")


def unsent() -> Draft | None:
    """What this request would have written."""
    names = TEXTS.get(request.endpoint or "")
    return _draft(request.path, names) if names is not None and request.method == "POST" else None


def carried() -> Draft | None:
    """What a form of the doors carries along, where it leads back to a form of ours."""
    path = request.form.get("draft_to", "")
    try:
        endpoint, _ = request_ctx.url_adapter.match(path, method="POST") if request_ctx.url_adapter else ("", {})
    except HTTPException:
        return None
    return _draft(path, TEXTS[endpoint]) if endpoint in TEXTS else None


def _draft(path: str, names: tuple[str, ...]) -> Draft | None:
    found = Draft(path, {name: request.form.get(name, "") for name in names}, had_files())
    return found if found.words or found.had_files else None


def had_files() -> bool:
    """Whether files were chosen in the form of this request, or in the one whose words it carries along."""
    return "draft_files" in request.form or any(each.filename for each in request.files.getlist("file"))


def is_stale() -> bool:
    """Whether the form of this request came from before somebody signed in: its page is shown again, with the words."""
    return bool(g.get("stale"))
