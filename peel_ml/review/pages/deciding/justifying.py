"""The findings that may be justified, in a few words each."""

from __future__ import annotations

TITLES = {
    "J1": "A comparison of groups cannot tell",
    "J2": "Ethnicity is missing too often, or not equally",
    "J3": "A fact may stand in for a characteristic",
    "J4": "A characteristic is a feature of a service",
    "J5": "A less unequal way was not chosen",
    "J6": "Percentages cannot be trusted in a group",
    "J7": "Too few months for a target with seasons",
    "J8": "Advice on data protection was overruled",
    "J9": "Advice of a panel was not followed",
    "J10": "A small thing that not everybody can use",
    "J11": "The risk was rated lower than by rule",
    "J12": "It is worse under stress than it may be",
}
