"""A browser of Flask's: it keeps cookies, follows where it is led, and fills in the forms of the page it is on."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Config, Flask
from werkzeug.test import EnvironBuilder, TestResponse

from casactl.office.floor import Manner, Office
from casactl.office.places import Places
from casactl.web.app import create_app
from tests.casa import Casa

HOST = "http://localhost:8000"


def portal(casa: Casa, log: list[str] | None = None) -> Flask:
    """The portal of a test's workspace; letters leave at once."""
    manner = Manner(channel="web")
    office = Office(Places(str(casa.config_file)), "root", clock=casa.clock.now, manner=manner)
    heard = log if log is not None else []
    app = copy(_nobodys())
    app.config = Config(app.root_path, {**app.config, "OFFICE": office, "LOG": heard.append})
    return app


@cache
def _nobodys() -> Flask:
    """The portal before it has an office: routes and templates take longer to compile than most pages to answer."""
    office: Any = None
    return create_app(office, later=lambda task: task())


@dataclass
class Field:
    """One field of a form, by its label."""

    name: str
    kind: str
    value: str
    label: str = ""


@dataclass
class Form:
    """A form with its fields and buttons."""

    method: str
    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.ids: dict[str, Field] = {}
        self._label: str | None = None
        self._button = False
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(at.get("method", "get").lower(), at.get("action", "")))
        elif tag in ("input", "textarea", "select") and self.forms and at.get("name"):
            checked = at.get("type") != "checkbox" and (at.get("type") != "radio" or "checked" in at)
            each = Field(at["name"], at.get("type", tag), at.get("value", "") if checked else "")
            self.forms[-1].fields.append(each)
            self.ids[at.get("id", "")] = each
            self._area = each if tag == "textarea" else None
        elif tag == "option" and self.forms and self.forms[-1].fields:
            last = self.forms[-1].fields[-1]
            if "selected" in at or not last.value:
                last.value = at.get("value", "")
        elif tag == "label":
            self._label = at.get("for", "")
            self.labels[self._label] = ""
        elif tag == "button":
            self._button = True
            if self.forms:
                self.forms[-1].buttons.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = None
        elif tag == "button":
            self._button = False
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._label is not None:
            self.labels[self._label] += data.strip()
        elif self._button and self.forms:
            self.forms[-1].buttons[-1] += data.strip()
        elif self._area is not None:
            self._area.value += data


class Browser:
    """One browser with its own cookies."""

    def __init__(self, app: Flask, *, address: str = "192.0.2.7") -> None:
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.answer: TestResponse

    def open(self, path: str, **more: Any) -> Browser:
        """Go to a page and follow where it leads."""
        return self._go("GET", path, **more)

    def _go(self, method: str, path: str, *, follow: bool = True, **more: Any) -> Browser:
        builder = EnvironBuilder(path, method=method, base_url=HOST, **more)
        asked = builder.get_environ()
        try:
            self.answer = self.client.open(asked, follow_redirects=follow)
        finally:
            asked["wsgi.input"].close()  # a large body is a temporary file
            builder.close()
        return self

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        return self.answer.request.path

    @property
    def html(self) -> str:
        return self.answer.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The words of the page."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.html))).replace(" .", ".").strip()

    @property
    def forms(self) -> list[Form]:
        page = _Page()
        page.feed(self.html)
        for name, words in page.labels.items():
            if name in page.ids:
                page.ids[name].label = words
        return page.forms

    def press(
        self, button: str, *, headers: dict[str, str] | None = None, follow: bool = True, **given: Any
    ) -> Browser:
        """Fill in the form with this button, by labels (`e_mail` is E-mail) or names, and send it."""
        form = next(form for form in self.forms if button in form.buttons)
        values: dict[str, Any] = {each.name: each.value for each in form.fields if each.kind != "file"}
        values = {name: value for name, value in values.items() if value or name != "keep"}
        for key, value in given.items():
            wanted = key.replace("_", "").lower()
            names = [f.name for f in form.fields
                     if wanted in (re.sub(r"\W", "", f.label).lower(), f.name.replace("_", "").lower())]  # fmt: skip
            assert names, f"{key} is no field of {[f.label or f.name for f in form.fields]}"
            values[names[0]] = value
        path = form.action or self.path
        if form.method == "get":
            return self._go("GET", path, query_string=values)
        self._go("POST", path, data=values, headers=headers, follow=follow and "draft_to" not in values)
        if follow and self.status == 307:  # what Flask's client forgets: the same form goes there
            return self._go("POST", self.answer.headers["Location"], data=values, headers=headers)
        return self.open(self.answer.headers["Location"]) if follow and 300 <= self.status < 400 else self
