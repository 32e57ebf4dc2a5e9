"""What must be said beside the figures: fixed, reviewed sentences, each with the condition under which it stands."""

from __future__ import annotations

RESIDENTS = (
    "Residents are not the people who were there: people work, visit and pass through, most of all in Westminster and "
    "the City of London, and those people are not counted by ethnic group. Residents of all ages are counted, and "
    "groups differ in age."
)
BENCHMARK = (
    "No count of people is the right one for every question. Residents, people in public places and people who fit a "
    "description are different populations, and a relative rate index changes with the choice."
)
CENSUS = "Residents were counted on one day of a lockdown, 21 March 2021, and their numbers have changed since."
RECORDED = "These are records of what officers or staff did, not of what people did. A rate does not say why."
INTERVALS = (
    "Intervals say how far chance could move a figure if events came one by one. Operations and changes of practice "
    "move it further."
)
AREAS = (
    "Comparing like areas with like can explain a difference away, because where officers are sent is itself a "
    "decision. So both figures are given, with all areas together and area by area, then pooled."
)
SELF_DEFINED = (
    "Some people are asked and do not say, so these records leave them out, and every rate is too low. Beside each "
    "relative rate index stand the smallest and the largest that the records without a recorded group could make of it."
)
OFFICER_DEFINED = (
    "Ethnicity as an officer recorded it and ethnicity as people described themselves to the census are answers to "
    "different questions. Officers have no code for Mixed, and many people who say Mixed are recorded as Black. So the "
    "rate for Black people is given twice: for Black residents alone, where it comes out too high, and for Black and "
    "Mixed residents together, where it comes out too low. Asian and Other are given together, because officers and "
    "the census draw the line between them in different places."
)
OUTCOMES = (
    "Whoever decides to make a record often decides its outcome too. Equal shares do not show equal treatment, and "
    "unequal shares have more than one explanation."
)


def cautions(*, rates: bool, officer_defined: bool, unrecorded: bool, gaps: bool) -> tuple[str, ...]:
    """Return the sentences that belong to what is shown.

    Examples
    --------
    >>> cautions(rates=False, officer_defined=False, unrecorded=True, gaps=True) == (RECORDED, OUTCOMES)
    True
    """
    table = (
        (RECORDED, True),
        (RESIDENTS, rates),
        (BENCHMARK, rates),
        (CENSUS, rates),
        (INTERVALS, rates),
        (AREAS, rates),
        (SELF_DEFINED, rates and unrecorded),
        (OFFICER_DEFINED, rates and officer_defined),
        (OUTCOMES, gaps),
    )
    return tuple(sentence for sentence, stands in table if stands)
