"""Labels of two London Datastore publications: more thorough searches, and victims of homicide."""

from __future__ import annotations

from peel_ml.data.vocabulary.entry import Vocabulary, same, vocabulary
from peel_ml.results.codes import NOT_RECORDED

_UNKNOWN = {"Unknown": NOT_RECORDED, "U": NOT_RECORDED, "Not Recorded": NOT_RECORDED, "#N/A": NOT_RECORDED}

UNDER_18, OVER_18 = "Under 18", "18 or over"
DRUGS, WEAPONS = "Drugs (s.23 Misuse of Drugs Act)", "Weapons, points and blades (s.1 PACE, s.139 CJ Act)"
SECTION_60, FIREARMS = "Section 60 (Criminal Justice and Public Order Act)", "Firearms (s.47 Firearms Act)"
OTHER_SEARCHES = "All other searches"
PRESENT = "Recorded as present"

THOROUGH: tuple[Vocabulary, ...] = (
    vocabulary(
        "age_group",
        same(UNDER_18, OVER_18),
        {"18 or older": OVER_18, "Not Recorded": NOT_RECORDED, "Recorded as 0 or Not Known": NOT_RECORDED},
    ),
    # A few hundredths of one percent carry a letter "V" that no published list explains: it stays unmapped.
    vocabulary("sex", same("Male", "Female"), {"M": "Male", "F": "Female", **_UNKNOWN}),
    vocabulary("ethnic_appearance", same("White", "Black", "Asian", "Other"), _UNKNOWN),
    vocabulary(
        "stop_reason",
        same(DRUGS, WEAPONS, SECTION_60, FIREARMS, OTHER_SEARCHES),
        {
            # Until 2022 the label began with the letter of the form's code.
            "B Drugs (s.23 Misuse of Drugs Act)": DRUGS,
            "Drugs (s.23 Drugs Misuse Act)": DRUGS,
            "D Weapons, Point & Blades (s.1 PACE, s.139 CJ Act)": WEAPONS,
            "Weapons, Point & Blades (s.1 PACE, s.139 CJ Act)": WEAPONS,
            "K s.60 CJPO Weapons": SECTION_60,
            "s.60 CJPO Weapons": SECTION_60,
            "C Firearms (s.47 Firearms Act)": FIREARMS,
        },
    ),
    vocabulary("positive_outcome", same("Yes", "No")),
    # There is no word for "absent": a blank is an adult who was not there, or one whom nobody wrote down.
    vocabulary("appropriate_adult", same(PRESENT), {"Y": PRESENT}),
)
"""More thorough searches: the labels of 2019 to 2022, those since, and one word for both."""

HOMICIDE: tuple[Vocabulary, ...] = (
    vocabulary(
        "age_group",
        same("0 to 12", "13 to 19", "20 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over"),
        {"13 to19": "13 to 19"},
    ),
    vocabulary("sex", same("Male", "Female"), {"Unrecorded Gender": NOT_RECORDED}),
    vocabulary(
        "officer_observed_ethnicity",
        same("White", "Black", "Asian", "Other"),
        {"Unrecorded / Unknown": NOT_RECORDED},
    ),
    vocabulary("solved_status", same("Solved", "Unsolved")),
    vocabulary("domestic_abuse", same("Domestic Abuse", "Not Domestic Abuse")),
)
"""Victims of homicide, 2003 to 2017."""
