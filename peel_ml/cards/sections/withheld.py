"""What disclosure control held back: how many figures, in which tables, never what they were."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Paragraph, Section, Table
from peel_ml.cards.words import count, counted
from peel_ml.disclosure import View
from peel_ml.results.withheld import Withheld


def section(log: tuple[Withheld, ...], view: View) -> Section:
    """Return the section for the log of a view."""
    touched = [one for one in log if one.small or one.secondary or one.rounded]
    small, secondary, rounded = (sum(getattr(one, name) for one in log) for name in ("small", "secondary", "rounded"))
    said = [f"Nothing is shown that rests on fewer than {view.minimum} people."]
    if small or secondary:
        said.append(
            f"So {counted(small + secondary, 'figure')} {'is' if small + secondary == 1 else 'are'} held back: "
            f"{count(small)} because few people stand behind them, and {count(secondary)} because they would give one "
            "of those away."
        )
    else:
        said.append("No figure had to be held back.")
    if rounded:
        said.append(
            f"{count(rounded)} figures are rounded. Numbers of people are multiples of {view.base}, "
            "and shares are no finer than these numbers allow."
            if view.base > 1
            else f"{counted(rounded, 'figure')} {'is' if rounded == 1 else 'are'} rounded."
        )
    blocks: list[Block] = [Paragraph(" ".join(said))]
    if touched:
        table = Table(
            "Figures held back or rounded",
            (
                Column("Table"),
                Column("Figures", True),
                Column("Too few people", True),
                Column("Would give one away", True),
                Column("Rounded", True),
            ),
            tuple(
                (one.table, count(one.cells), count(one.small), count(one.secondary), count(one.rounded))
                for one in touched
            ),
        )
        blocks.append(Fold("Table by table", (table,)))
    return Section("withheld", "What is held back", tuple(blocks))
