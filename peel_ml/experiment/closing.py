"""The last look before a run writes anything: whether it names anybody, and what it will leave behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.card import to_json as card_to_json
from peel_ml.cards.figures import figures
from peel_ml.checking import CheckRow, Found, Outcome, Passed, run_checks
from peel_ml.data.checks.wording import listing, plural
from peel_ml.data.identifiers import KIND_NAMES, ColumnScan, mailboxes, personal_mailbox, scan_texts
from peel_ml.results.artefacts import Artefact, ArtefactKind
from peel_ml.results.identifiers import IdentifierHit, IdentifierScan
from peel_ml.results.recorded import R, Recorded, to_json

CONTACT = "people.contact"

PLACES = (
    ("findings", "sentences of findings"),
    ("checks", "sentences of checks"),
    ("provenance", "the declaration"),
    ("", "names of groups, categories and figures in the record"),
)
"""Where a text of the record stands, by the first key that leads to it."""

CARD = "the card"

WRITTEN: Mapping[str, ArtefactKind] = {
    "record.json": "record",
    "card.json": "card",
    "card.html": "card",
    "card.md": "card",
    "study/search.json": "search",
    "model/description.json": "model description",
}
"""Files that every run with a card leaves; its figures come on top."""


@dataclass(frozen=True)
class Written:
    """What the check of the written texts looks at."""

    hits: tuple[IdentifierHit, ...]
    texts: int


def check_written(view: Written) -> Outcome:
    """Find texts that a run is about to write and that name a person.

    Rule: every text of the record and of the card, the declaration among them, against the kinds of
    `peel_ml.data.identifiers`. The mailbox declared as contact is a role's and allowed, unless it begins with
    a forename.
    """
    if not view.hits:
        return Passed(f"None of {plural(view.texts, 'text')} the run writes holds an identifier that has a shape.")
    return Found(
        f"What the run writes looks as if it named people: "
        f"{listing([f'{hit.place} ({hit.kind})' for hit in view.hits], 8)}.",
        "Write roles and shared mailboxes in usecase.yaml, and take the column or category out of the data.",
        tuple({"place": hit.place, "kind": hit.kind, "texts": hit.rows} for hit in view.hits),
    )


CHECKS = (CheckRow("direct-identifier-written", "block", "Something the run writes names a person", check_written),)


def closed(record: R, columns: ColumnScan | None, model: Mapping[str, bytes] = MappingProxyType({})) -> R:
    """Return the record with the scan for identifiers, its finding, and the list of what the run writes.

    A quick run writes no card, so that only its record is looked through. `model` holds the released model's files.
    """
    card = None if record.quick else build(record)
    texts = [*_record_texts(record), *([] if card is None else _card_texts(card))]
    contacts = mailboxes(_contact(record))
    personal = [IdentifierHit(f"the declaration: {CONTACT}", "email address of a person", None)]
    hits = (
        *(personal if any(map(personal_mailbox, contacts)) else ()),
        # Versions of libraries in four parts look like internet addresses.
        *scan_texts(texts, {*contacts, *record.provenance.packages.values()}),
    )
    findings, checks = run_checks(CHECKS, Written(hits, len(texts)))
    return replace(
        record,
        findings=(*record.findings, *findings),
        checks=(*record.checks, *checks),
        identifiers=IdentifierScan(
            (*_columns_said(columns), *(words for _, words in PLACES), *(() if card is None else (CARD,))),
            KIND_NAMES,
            (*(() if columns is None else (*columns.used, *columns.left_out)), *hits),
        ),
        artefacts=() if card is None else tuple(_artefacts(card, model)),
    )


def _columns_said(columns: ColumnScan | None) -> tuple[str, ...]:
    if columns is None:
        return ()
    return (
        f"names of {plural(columns.columns, 'column')}",
        f"every distinct value of {plural(columns.texts, 'column')} that can hold one ({columns.values:,} values)",
    )


def _contact(record: Recorded) -> str:
    people = record.provenance.declaration.get("people") or {}
    return str(people.get("contact") or "").strip()


def _record_texts(record: Recorded) -> Iterator[tuple[str, str]]:
    places = dict(PLACES)
    document = to_json(record)
    for key, value in document.items():
        place = places.get(key, places[""])
        # A text counts once at a place, however often it is repeated.
        yield from ((place, text) for text in dict.fromkeys(_texts(value)))


def _card_texts(card: Card) -> Iterator[tuple[str, str]]:
    yield from ((CARD, text) for text in dict.fromkeys(_texts(card_to_json(card)["body"])))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _artefacts(card: Card, model: Mapping[str, bytes]) -> Iterator[Artefact]:
    for name, kind in WRITTEN.items():
        yield Artefact(name, kind, None, holds_rows=False, release="internal")
    for name, content in sorted(figures(card).items()):
        kind = "figure" if PurePosixPath(name).suffix == ".svg" else "figure data"
        yield Artefact(name, kind, hashlib.sha256(content).hexdigest(), holds_rows=False, release="internal")
    for name, content in sorted(model.items()):
        yield Artefact(name, "model", hashlib.sha256(content).hexdigest(), holds_rows=False, release="internal")
