"""Sign-off: nothing has been asked for yet, and the card says so."""

from __future__ import annotations

from peel_ml.cards.content import Caution, Listing, Paragraph, Section
from peel_ml.cards.declared import Declaration
from peel_ml.results.recorded import Recorded


def section(record: Recorded, declaration: Declaration) -> Section:
    """Return the section."""
    if record.data.synthetic:
        return Section(
            "sign-off",
            "Sign-off",
            (
                Caution(
                    "A card made from made-up data can be submitted as a rehearsal only, and that allows nothing.",
                    "Not submitted.",
                ),
            ),
        )
    return Section(
        "sign-off",
        "Sign-off",
        (
            Caution(
                "Nobody has approved anything. Nothing may leave the team on the strength of this card.",
                "Not submitted.",
            ),
            Paragraph("Before it can be signed:"),
            Listing(
                (
                    "The questions under “Not yet answered” have answers.",
                    "The owner and the equality reviewer have agreed the limit for differences.",
                    "The held-out period has been opened in a final run.",
                    "Three different people stand for it: author, reviewer and approver.",
                )
            ),
        ),
    )
