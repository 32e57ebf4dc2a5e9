"""What every entry names beside what it carries: the policy it was judged by, its subject and the manifest."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.policy import policies
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import id_of
from peel_ml.assurance.signing.keys import key_id
from peel_ml.errors import Problem

REASON_LENGTH = 4000

SUBJECTS: dict[str, Callable[[Any], str]] = {
    "enter": lambda what: id_of(what.manifest.sha256, what.scope),
    "found": lambda what: what.person.id,
    "person": lambda what: what.person.id,
    "delegate": lambda what: what.deputy,
    "trust_key": lambda what: key_id(what.public),
    "retire_key": lambda what: what.key,
}
"""What an entry is about, where that follows from what it carries."""


def misnamed(book: Book, entry: Entry, payload: Any) -> Iterator[Problem]:
    """Yield what an entry names and is not so."""
    age = {version: number for number, version in enumerate(policies())}
    if entry.policy_version not in age:
        yield Problem(
            f"it was judged by the policy {entry.policy_version}, which this PEEL ML does not hold",
            "Update PEEL ML to the version that wrote it.",
        )
    elif book.entries and age[entry.policy_version] < age.get(book.entries[-1].policy_version, 0):
        yield Problem("it was judged by an older policy than the entry before it", "Update PEEL ML.")
    subject = SUBJECTS.get(entry.action)
    if subject is not None and entry.subject != subject(payload):
        yield Problem("it is not about what it carries: its subject is another one")
    matter = book.matters.get(entry.subject)
    if entry.action not in ("enter", "revise") and entry.manifest != (
        None if matter is None else matter.manifest_sha256
    ):
        yield Problem("it names another manifest than the matter has", "Look at it again, then decide.")
    if len(entry.reason) > REASON_LENGTH:
        yield Problem(f"the reason has {len(entry.reason)} characters; {REASON_LENGTH} are enough")
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\r\t" for one in entry.reason):
        yield Problem("the reason holds characters that cannot be shown")
