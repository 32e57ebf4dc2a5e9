"""The content model of a card: what it says, never how it looks.

A card is sections of blocks. Every sentence, figure and table that a rendering shows stands here once, so
that HTML, Markdown and whatever comes later cannot disagree. Text is plain: each rendering escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from peel_ml.cards.charts import Chart, refuse_unfinite

Outcome = Literal["met", "look_closer", "not_met", "cannot_tell", "note"]
"""How a check came out for the reader; ``note`` is good to know and asks for nothing."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `lead` is a bold opening."""

    text: str
    lead: str = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Caution:
    """A paragraph that must not be overlooked."""

    text: str
    lead: str = ""
    kind: Literal["caution"] = "caution"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Listing:
    """A list of short sentences."""

    items: tuple[str, ...]
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True)
class Fact:
    """A named fact. `answered` is false where a declared fact is still open."""

    term: str
    text: str
    answered: bool = True


@dataclass(frozen=True)
class Facts:
    """A list of named facts."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Status:
    """One check in words: how it came out, what was asked, and what to do about it."""

    outcome: Outcome
    word: str
    title: str
    text: str = ""
    fix: str = ""
    code: str = ""


@dataclass(frozen=True)
class Statuses:
    """Checks, each with its outcome in words, shape and colour."""

    statuses: tuple[Status, ...]
    kind: Literal["statuses"] = "statuses"


@dataclass(frozen=True)
class Column:
    """A table's column; numbers are set right-aligned."""

    name: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table of texts; the first column names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    """A row of one text is a heading for the rows below it."""
    kind: Literal["table"] = "table"


def grouped(rows: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, ...], ...]:
    """Return rows under headings: each heading once, before the rows that follow it.

    Examples
    --------
    >>> grouped([("Sex", ("Female", "1")), ("Sex", ("Male", "2")), ("Age", ("Under 18", "3"))])
    (('Sex',), ('Female', '1'), ('Male', '2'), ('Age',), ('Under 18', '3'))
    """
    made: list[tuple[str, ...]] = []
    last = None
    for heading, row in rows:
        if heading != last:
            made.append((heading,))
            last = heading
        made.append(row)
    return tuple(made)


@dataclass(frozen=True)
class Figure:
    """A chart with everything that makes it readable without seeing it."""

    id: str
    headline: str
    """The finding, in one sentence."""
    subtitle: str
    """What is measured, on whom, with which interval."""
    shows: str
    """What this shows, in plain words."""
    description: str
    """For those who cannot see the chart: the same facts."""
    chart: Chart
    table: Table
    kind: Literal["figure"] = "figure"

    def __post_init__(self) -> None:
        refuse_unfinite(self.id, self.chart)


@dataclass(frozen=True)
class Fold:
    """Blocks that stay closed until asked for, and open in print."""

    summary: str
    blocks: tuple[Annotated[Paragraph | Caution | Listing | Facts | Table, Field(discriminator="kind")], ...]
    kind: Literal["fold"] = "fold"


Block = Annotated[
    Paragraph | Caution | Heading | Listing | Facts | Statuses | Table | Figure | Fold,
    Field(discriminator="kind"),
]


@dataclass(frozen=True)
class Section:
    """One section of the card. Technical words stand only in sections marked `technical`."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    technical: bool = False


@dataclass(frozen=True)
class Tile:
    """A key fact as a natural frequency: the figure, what it counts, and how sure we are of it."""

    figure: str
    label: str
    detail: str


@dataclass(frozen=True)
class Answer:
    """One of the five questions of the decision sheet."""

    question: str
    sentences: tuple[str, ...]
