"""Documents: a file's bytes kept by their hash, and found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from casactl.actions.find import find_one
from casactl.actions.note import CASE, not_to_edit
from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.document_names import IN_WORDS, ending, in_words, is_run, misleads
from casactl.domain.engagements import DONE, OPEN
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import derived
from casactl.domain.worded import Worded
from casactl.intake.document_type import kind_of, media_type
from casactl.records import dataclass
from casactl.store.blobs import Incoming, free_afterwards, problem_of
from casactl.store.queries.engagements import contracts_of, signed_on
from casactl.store.queries.facts import facts_for
from casactl.store.queries.papers import DocumentRow, document_by_number, every_avatar, every_document, open_cases
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

DOCUMENT, AVATAR = "document", "avatar"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """A document, or a contact's picture, and what is wrong with its bytes: missing, altered, or nothing (None)."""

    id: int
    contact_id: int
    name: str
    sha256: str
    problem: str | None
    kind: str

    @derived(after="sha256")
    def ok(self) -> bool:
        """Whether the bytes are what was filed."""
        return self.problem is None

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return f"document {self.id}, {self.name}," if self.kind == DOCUMENT else self.name


def find_document(reader: Reader, number: int) -> DocumentRow:
    """A document that whoever asks may see.

    Raises NotFound.
    """
    return find_one(document_by_number(reader, number), "document", number)


def check_documents(reader: Reader, folder: Path) -> Iterator[FileVerdict]:
    """The bytes of every document and every picture against what was filed, one by one."""
    for row in list(every_document(reader)):
        problem = problem_of(folder, row.sha256, row.size)
        yield FileVerdict(row.id, row.contact_id, row.name, row.sha256, problem, DOCUMENT)
    for each in list(every_avatar(reader)):
        problem = problem_of(folder, each.sha256, each.size)
        yield FileVerdict(each.id, each.contact_id, f"picture of {each.display_name}", each.sha256, problem, AVATAR)


VISIBILITIES = ("office", "case", "contact")
LONGEST_NAME = 255


def checked_type(incoming: Incoming, name: str, *, taken: str) -> str:
    """The media type of what was read and is called so; `taken` is the setting `document_types`.

    Raises InvalidValue.
    """
    type_ = media_type(incoming.path)
    kind = kind_of(type_) if type_ else None
    if is_run(name):
        raise failure("document.name-runs", name=name, ending=ending(name), taken=in_words(taken))
    if kind is None or kind not in [word.strip() for word in taken.split(",")]:
        what = Worded("is {type}", type=type_) if type_ else Worded("holds nothing that is known here")
        raise failure("document.type-not-taken", name=name, what=what, taken=in_words(taken))
    check_name(name, str(type_))
    return str(type_)


def check_name(name: str, type_: str) -> None:
    """Raise InvalidValue where a name says another kind than the content is: whoever opens it would be misled."""
    kind = kind_of(type_)
    if is_run(name):
        raise failure(
            "document.name-runs", name=name, ending=ending(name), taken=Worded(IN_WORDS[kind]) if kind else type_
        )
    if kind is not None and misleads(name, kind):
        raise failure("document.name-misleads", name=name, ending=ending(name), kind=Worded(IN_WORDS[kind]))


def document_name(given: str | None, source: Path) -> str:
    """The name to show: data, never a path.

    Raises BadText.
    """
    try:
        name = clean(given if given is not None else source.name, limit=LONGEST_NAME)
    except BadText as fault:
        raise BadText(
            Worded("the document's name: {problem}", problem=fault.message), hint="give another with --name"
        ) from None
    if not name:
        raise BadText("The document's name is empty.", hint="give one with --name")
    return name


def add_document(
    work: UnitOfWork, ref: str, number: int, incoming: Incoming, *, name: str, type_: str, visibility: str,
    message: int | None = None,
) -> Outcome:  # fmt: skip
    """File bytes that have been read under a contact that is not gone; `message` is what they came with."""
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    if gone := cannot_now(facts):
        return Outcome("document.add", [Result(ref, number, REFUSED, facts.display_name, tuple(gone))])
    row = {
        "contact_id": number,
        "visibility": visibility,
        "name": name,
        "type": type_,
        "size": incoming.size,
        "sha256": incoming.sha256,
        "author": work.origin.actor,
        "case_id": open_cases(work.store, [number]).get(number) if visibility == CASE else None,
        "message_id": message,
    }
    added = work.insert("document", [row])[0]
    work.incoming.append(incoming)
    note = f"{type_}, {incoming.size:,} bytes, for the {visibility}"
    return Outcome("document.add", [Result(ref, added, "added", name, note=note)])


def edit_document(
    work: UnitOfWork, number: int, *, name: str | None, incoming: Incoming | None, type_: str, any_word: bool
) -> Outcome:
    """Give a document another name or other bytes: one's own while it is the last word, any with `any_word`.

    Raises NotFound, InvalidValue.
    """
    row = find_document(work.reader, number)
    reasons = not_to_edit(work, "document", number, author=row.author, any_word=any_word)
    reasons += _signed_reasons(work, number) if incoming is not None else []
    if reasons:
        return Outcome("document.edit", [Result(str(number), number, REFUSED, row.name, tuple(reasons))])
    check_name(name or row.name, type_ or row.type)
    new: dict[str, object] = {"name": name} if name else {}
    if incoming is not None:
        new |= {"type": type_, "size": incoming.size, "sha256": incoming.sha256}
        work.incoming.append(incoming)
    changed = work.update("document", [{"id": number, **new}])
    return Outcome("document.edit", [Result(str(number), number, UPDATED if changed else UNCHANGED, name or row.name)])


def remove_document(work: UnitOfWork, number: int) -> Outcome:
    """Take a document away; the log can bring it back, so its bytes stay until the contact is erased."""
    row = find_document(work.reader, number)
    if reasons := _contract_reasons(work, number):
        return Outcome("document.remove", [Result(str(number), number, REFUSED, row.name, tuple(reasons))])
    work.delete("document", [row.id])
    free_afterwards(work, [row.sha256])
    return Outcome("document.remove", [Result(str(number), row.id, "removed", row.name)])


def _signed_reasons(work: UnitOfWork, number: int) -> list[Reason]:
    """What keeps the bytes of a document as they are: they were signed, or filed as the paper of a signature."""
    under = [contract for contract, state in contracts_of(work.store, number) if state == DONE]
    text = "document {} was signed with contract {}, and stays as it was"
    paper = "document {} is the paper of the signature under contract {}"
    return [
        *(Reason(None, "signed", text.format(number, contract)) for contract in under),
        *(Reason("SD-20", "signed", paper.format(number, contract)) for contract in signed_on(work.store, number)),
    ]


def _contract_reasons(work: UnitOfWork, number: int) -> list[Reason]:
    """What keeps a document: a contract is it, signed or not."""
    return _signed_reasons(work, number) or [
        Reason(None, "contract-document", f"document {number} is what contract {contract} is about",
               Remedy("contract edit", contract, document="") if state == OPEN else None)
        for contract, state in contracts_of(work.store, number)
    ]  # fmt: skip
