"""The technical side of a panel: how sizes and ranges were made."""

from __future__ import annotations

from peel_ml.cards.content import Block, Fact, Facts, Heading
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.panel.works import detail
from peel_ml.cards.words import counted, number
from peel_ml.results.studies.record import StudyRecord


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the facts."""
    one = detail(record)
    facts = [
        Fact(
            "Embargo",
            f"{counted(one.embargo_periods, 'period')} of {counted(one.step_months, 'month')}: every input of a "
            "prediction, its training rows and the choice between candidates end that long before",
        ),
        Fact(
            "Ranges of errors",
            "pigeonhole bootstrap over areas and circular blocks of neighbouring periods as long as the embargo "
            "(Owen 2007; Politis and Romano 1992), 2,000 draws",
        ),
    ]
    size = one.size
    if size is not None and size.between_areas is not None:
        effect = size.areas * size.periods / size.between_areas
        facts += [
            Fact(
                "Design effect between areas",
                f"{number(effect, 1)} on {size.areas} × {size.periods} cells (Kish 1965), no less than overlapping "
                "windows "
                f"alone; intraclass correlation {number(size.area_correlation, 2)}, first-order autocorrelation of "
                "what "
                f"is left {number(size.autocorrelation, 2)}",
            ),
            Fact(
                "Periods that are independent",
                f"{number(size.over_time, 1)}, by first-order autocorrelation of the areas’ mean (Bartlett 1946), "
                "without its small-sample bias (Nickell 1981)",
            ),
        ]
    if one.areas:
        facts.append(Fact("Margins of error", "Wilson (1927), of as many people as the design effect leaves"))
    if one.associations:
        facts.append(
            Fact(
                "Associations",
                "slope with period effects (and area effects for one area over time), wild cluster bootstrap of the "
                "studentised slope by area, 4,999 draws (Cameron, Gelbach and Miller 2008); Holm over the first",
            )
        )
    if one.people:
        facts.append(Fact("Bounds for the unknown", "all allocations to one group and away from it (Manski 1989)"))
    return [Heading("How the panel was looked at"), Facts(tuple(facts))]
