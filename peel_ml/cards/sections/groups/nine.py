"""All nine protected characteristics: what is known of each, and what was done to find out where nothing is."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Paragraph, Table
from peel_ml.cards.names import CHARACTERISTICS, measure_name
from peel_ml.cards.sections.evidence import Evidence, measured_count
from peel_ml.cards.words import counted, percent, plain, sentence

_STATUS = {
    "measured": "Measured",
    "not_recorded": "Not recorded",
    "unlawful_to_process": "Unlawful to process here",
    "not_relevant": "Not relevant here",
}
UNACCOUNTED = "Not accounted for"


def checked(evidence: Evidence) -> str:
    """Return how many of the nine could be checked."""
    return f"We could check {measured_count(evidence)} of 9 protected characteristics."


def blocks(evidence: Evidence) -> list[Block]:
    """Return the table of the nine, and the duty of inquiry for each that is not measured."""
    known = {one.name.lower().replace(" ", "_"): one for one in evidence.assessment.characteristics}
    rows, asked = [], []
    for code, name in CHARACTERISTICS:
        one = known.get(code)
        if one is None:
            rows.append((name, UNACCOUNTED, "No answer was given."))
            continue
        how = "; ".join(
            measure_name(measure, evidence.declaration)
            + (f" ({percent(one.missing_share[measure])} not recorded)" if measure in one.missing_share else "")
            for measure in one.measured_as
        )
        rows.append((name, _STATUS[one.status], how or "–"))
        if one.status != "measured" and one.statement:
            asked.append(Paragraph(sentence(plain(one.statement)), f"{name}."))
    return [
        Paragraph(f"{checked(evidence)} Where one is not recorded, nothing is known. That is not a pass."),
        Table(
            "All nine protected characteristics of the Equality Act",
            (Column("Characteristic"), Column("Here it is"), Column("As, and how many have no group recorded")),
            tuple(rows),
        ),
        *(
            [
                Fold(
                    f"What was and will be done to find out about {counted(len(asked), 'characteristic')} that "
                    f"{'is' if len(asked) == 1 else 'are'} not measured",
                    tuple(asked),
                )
            ]
            if asked
            else []
        ),
    ]
