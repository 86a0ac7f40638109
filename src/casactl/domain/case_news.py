"""What an attorney is told of a case by mail, each thing once, and in which words."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.records import dataclass

OPENED, CLOSED, REOPENED = "opened", "closed", "reopened"
PAYMENT, DOCUMENT, NOTE = "payment", "document", "note"
SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class News:
    """A kind of thing that happens: the subject, and the sentence."""

    subject: str
    words: str
    by_case: bool = False
    """Whether it is known by the case's number, which may be closed by then; else by the contact of an open one."""


KINDS: Mapping[str, News] = {
    OPENED: News("New case: {name}", "{name} in {community} was handed over to you."),
    CLOSED: News("Case closed: {name}", "The case of {name} in {community} was taken back from you.", by_case=True),
    REOPENED: News("Case open again: {name}", "The case of {name} in {community} is open again, and with you."),
    PAYMENT: News("Payment: {name}", "The office has recorded a payment in the case of {name} in {community}."),
    DOCUMENT: News("Document: {name}", "The office has filed a document in the case of {name} in {community}."),
    NOTE: News("Message: {name}", "The office has written about the case of {name} in {community}."),
}
"""In the order in which they are told."""
IS_SETTLED = "The case of {name} in {community} is settled, and closed."


def words_of(kind: str, *, name: str, community: str, outcome: str | None) -> tuple[str, str]:
    """Subject and sentence."""
    news = KINDS[kind]
    words = IS_SETTLED if kind == CLOSED and outcome == SETTLED else news.words
    return news.subject.format(name=name), words.format(name=name, community=community)
