"""From a run record to its transparency record: one table of parts, walked in the standard's order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.cards.atrs import about, data, tool
from peel_ml.cards.atrs.content import STANDARD, VERSION, Answer, AtrsRecord, Part
from peel_ml.cards.atrs.sources import Entry, Question, Sources
from peel_ml.cards.build import drawn
from peel_ml.cards.card import Card, digest
from peel_ml.cards.declared import UNANSWERED
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.settled import settled
from peel_ml.disclosure import PUBLIC, controlled
from peel_ml.results.recorded import Recorded


@dataclass(frozen=True)
class _Asked:
    number: str
    name: str
    title: str
    questions: tuple[Question, ...] = ()
    entries: str = ""
    each: tuple[tuple[str, str], ...] = ()
    found: Callable[[Sources], tuple[Entry, ...]] = lambda sources: ()


PARTS = (
    _Asked("1", "tier_1", "Tier 1", about.TIER_1),
    _Asked(
        "2.1",
        "owner_and_responsibility",
        "Owner and responsibility",
        about.OWNER,
        "third_parties",
        about.THIRD_PARTY,
        about.third_parties,
    ),
    _Asked("2.2", "description_and_rationale", "Description and rationale", about.DESCRIPTION),
    _Asked("2.3", "deployment_context", "Deployment context", about.DEPLOYMENT),
    _Asked("2.4.1", "system_specification", "System specification", tool.TOOL),
    _Asked("2.4.2", "model_specification", "Model specification", (), "models", tool.MODEL, tool.models),
    _Asked("2.4.3", "data_specification", "Data specification", (), "datasets", data.DATASET, data.datasets),
    _Asked(
        "2.5",
        "risks_mitigations_and_impact_assessments",
        "Risks, mitigations and impact assessments",
        data.RISKS,
        "risks_and_mitigations",
        data.RISK,
        data.risks,
    ),
)
"""Every part and everything it asks; a field of a later version of the standard is one more row."""


def build_atrs(record: Recorded) -> AtrsRecord:
    """Return the transparency record of a run: the public view, and nothing that is not on the public card's record.

    Raises
    ------
    BadRequest
        The run is on synthetic data, of which there is no public view.
    """
    shown, withheld = controlled(settled(record), PUBLIC)
    return drawn_atrs(shown, drawn(shown, withheld, PUBLIC))


def drawn_atrs(record: Recorded, card: Card) -> AtrsRecord:
    """Return the transparency record that goes with a public card and the record it was drawn from."""
    sources = Sources(record, declaration_of(record), card)
    return AtrsRecord(STANDARD, VERSION, record.use_case, digest(card), tuple(_part(one, sources) for one in PARTS))


def _part(asked: _Asked, sources: Sources) -> Part:
    answers = [_answer(number, name, ask(sources)) for number, name, ask in asked.questions]
    for place, entry in enumerate(asked.found(sources), 1):
        answers += [_answer(number, name, entry.get(name), place) for number, name in asked.each]
    return Part(asked.number, asked.name, asked.title, tuple(answers), asked.entries)


def _answer(number: str, name: str, text: str | None, entry: int = 0) -> Answer:
    said = text or UNANSWERED
    # An answer in several parts is open while one of them is.
    return Answer(number, name, said, UNANSWERED not in said, entry)
