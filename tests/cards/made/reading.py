"""Reading a card in tests: its sections, its blocks, and everything they say."""

from __future__ import annotations

import html
import re

from peel_ml.cards.card import Card
from peel_ml.cards.content import (
    Block,
    Caution,
    Facts,
    Figure,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Section,
    Statuses,
    Table,
)


def part(card: Card, name: str) -> Section:
    return next(section for section in card.body.sections if section.id == name)


def texts(blocks: tuple[Block, ...], fixes: bool = False) -> str:
    """Return everything blocks say, folds and figures opened; what to do about findings only where asked for."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Caution():
                said += [block.lead, block.text]
            case Heading():
                said.append(block.text)
            case Listing():
                said += block.items
            case Statuses():
                said += [
                    f"{one.word}. {one.title}. {one.text}{f' {one.fix}' if fixes else ''}" for one in block.statuses
                ]
            case Facts():
                said += [f"{one.term}: {one.text}" for one in block.facts]
            case Table():
                said += [block.caption, *(" ".join(row) for row in block.rows)]
            case Fold():
                said += [block.summary, texts(block.blocks)]
            case Figure():
                said += [block.headline, block.subtitle, block.shows, texts((block.table,))]
    return "\n".join(said)


def after(blocks: tuple[Block, ...], heading: str) -> tuple[Block, ...]:
    """Return the blocks under a heading, up to the next one."""
    start = next(place for place, one in enumerate(blocks) if isinstance(one, Heading) and one.text == heading)
    end = next((place for place, one in enumerate(blocks) if isinstance(one, Heading) and place > start), len(blocks))
    return blocks[start + 1 : end]


def visible(page: str) -> str:
    """Return the text a reader sees."""
    page = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))
