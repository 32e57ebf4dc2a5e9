"""What a use case may be about: closed lists, so that a prohibited purpose cannot be declared by accident.

A list cannot catch a false declaration; a named person attests the purpose at submission.
"""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared

About = Literal["place", "person", "record", "service", "area_measure"]

Predicts = Literal[
    "recorded_outcome",
    "service_need",
    "service_demand",
    "recorded_count",
    "survey_measure",
    "change",
    "effect",
    "safeguard_applied",
    "case_attrition",
    "missing_again",
    "victimisation",
]

Area = Literal["output_area", "lsoa", "msoa", "ward", "borough", "force", "country"]
"""Areas from small to large; an LSOA (lower layer super output area) holds about 1,500 people."""

WORDS: dict[str, str] = {
    "recorded_outcome": "how a recorded event ended",
    "service_need": "who needs a service",
    "service_demand": "how much of a service will be asked for",
    "recorded_count": "how many events will be recorded",
    "survey_measure": "what a survey will measure",
    "change": "whether something has changed",
    "effect": "what an intervention changes",
    "safeguard_applied": "whether a safeguard was applied",
    "case_attrition": "which cases will not be completed",
    "missing_again": "who will go missing again",
    "victimisation": "who will be a victim of crime",
}
"""Every purpose that is allowed, in plain words."""

PROHIBITED: dict[str, str] = {
    "offending": "predicting whether a person will offend",
    "reoffending": "predicting whether a person will offend again",
    "recidivism": "predicting whether a person will offend again",
    "whom_to_stop": "choosing whom to stop",
    "whom_to_search": "choosing whom to search",
    "whom_to_arrest": "choosing whom to arrest",
    "whom_to_charge": "choosing whom to charge",
    "gang_membership": "scoring gang membership",
    "associates": "scoring people by whom they know",
    "biometric_match": "matching faces or other biometric data",
    "nationality": "inferring nationality",
    "immigration_status": "inferring immigration status",
    "protected_characteristic": "inferring a protected characteristic of a named person",
    "officer_misconduct": "predicting misconduct of single officers",
}
"""Purposes that are refused, each with what it is in plain words."""


class Purpose(Declared):
    """What the use case is about and what it predicts, from closed lists."""

    about: About
    """What one row is about: place, person, record, service or area_measure."""
    predicts: Predicts
    """What is predicted; purposes that are prohibited are not in the list and are refused with the reason."""
    directs_presence: bool = False
    """Whether anything it says sends officers to places (then it is High risk, and no unit is smaller than a ward)."""
    children_or_vulnerable_people: bool | None = None
    """Whether children, or people who are vulnerable, are among those it is about (then it is High risk)."""
    smallest_area: Area | None = None
    """The smallest area that anything is said about; null where nothing is said about areas."""
