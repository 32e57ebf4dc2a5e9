"""The card of forecasts, which is another one where the top areas were asked for."""

from __future__ import annotations

from peel_ml.cards.content import Block, Section, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies import feedback, told
from peel_ml.cards.studies.hotspots import who, works
from peel_ml.cards.studies.hotspots.found import found, tiles, top_areas
from peel_ml.cards.studies.kind import KindCard
from peel_ml.results.studies.record import StudyRecord

TOP_AREAS = KindCard(
    "Better than simple methods", found, tiles, works.blocks, who.blocks, told.no_sections, told.nothing
)


def or_else(other: KindCard) -> KindCard:
    """Return the card that tells of top areas where they were asked for, and of forecasts as given where not.

    Both end with the simulation of the loop, where there is one.
    """

    def chosen(record: StudyRecord) -> KindCard:
        return TOP_AREAS if top_areas(record) else other

    def say(record: StudyRecord, declaration: Declaration) -> str:
        return chosen(record).found(record, declaration)

    def figures(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
        return chosen(record).tiles(record, declaration)

    def how(record: StudyRecord, declaration: Declaration) -> list[Block]:
        return chosen(record).works(record, declaration)

    def groups(record: StudyRecord, declaration: Declaration) -> list[Block]:
        return chosen(record).groups(record, declaration)

    def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
        return (*chosen(record).sections(record, declaration), *feedback.sections(record, declaration))

    def annex(record: StudyRecord, declaration: Declaration) -> list[Block]:
        return chosen(record).annex(record, declaration)

    return KindCard(other.question, say, figures, how, groups, sections, annex)
