"""Made-up groups, their rows and the nine. Every figure is invented: nothing was measured."""

from __future__ import annotations

import random
from typing import Any

from peel_ml.data.declaration import NINE
from peel_ml.results.fairness import Characteristic, FairnessRow

GROUPS = {
    "ethnicity_self": (
        "White",
        "Mixed or multiple ethnic groups",
        "Asian or Asian British",
        "Black, Black British, Caribbean or African",
        "Other ethnic group",
    ),
    "ethnicity_officer": ("White", "Black", "Asian", "Other"),
    "sex": ("Female", "Male", "Other"),
    "age": ("Under 10", "10 to 17", "18 to 24", "25 to 34", "Over 34"),
}
SLICES = {
    "object": (
        "Controlled drugs",
        "Offensive weapons",
        "Stolen goods",
        "Evidence of offences under the Act",
        "Articles for use in criminal damage",
        "Firearms",
        "Fireworks",
        "Game or poaching equipment",
    ),
    "power": (
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Misuse of Drugs Act 1971 (section 23)",
        "Firearms Act 1968 (section 47)",
        "Criminal Justice and Public Order Act 1994 (section 60)",
    ),
    "borough": (
        "Barking and Dagenham",
        "Barnet",
        "Bexley",
        "Brent",
        "Bromley",
        "Camden",
        "Croydon",
        "Ealing",
        "Enfield",
        "Greenwich",
        "Hackney",
        "Hammersmith and Fulham",
        "Haringey",
        "Harrow",
        "Havering",
        "Hillingdon",
        "Hounslow",
        "Islington",
        "Kensington and Chelsea",
        "Kingston upon Thames",
        "Lambeth",
        "Lewisham",
        "Merton",
        "Newham",
        "Redbridge",
        "Richmond upon Thames",
        "Southwark",
        "Sutton",
        "Tower Hamlets",
        "Waltham Forest",
        "Wandsworth",
        "Westminster",
        "Not recorded",
    ),
    "quarter": ("2023 Q3", "2023 Q4", "2024 Q1"),
}


def rows_of(dice: random.Random) -> tuple[FairnessRow, ...]:
    rows = []
    measures: dict[str, tuple[str, ...]] = {
        **GROUPS,
        **{
            f"{one} x {other}": tuple(f"{first}, {second}" for first in GROUPS[one] for second in GROUPS[other])
            for one, other in (("ethnicity_officer", "sex"), ("ethnicity_officer", "age"), ("sex", "age"))
        },
    }
    for measure, groups in measures.items():
        for missing in ("complete_case", "as_group"):
            for index, group in enumerate((*groups, "Not stated") if missing == "as_group" else groups):
                if "Under 10" in group or "Other" in group.split(", "):
                    rows.append(withheld(measure, group, missing))
                    continue
                n = round(10 ** dice.uniform(2.2, 4.5))
                middle = (0.012, -0.003, 0.0, -0.031, 0.024, 0.09)[index % 6] + dice.uniform(-0.004, 0.004)
                half = 0.9 / n**0.5
                rows.append(judged(measure, group, missing, n, middle, half))
    return tuple(rows)


def withheld(measure: str, group: str, missing: Any) -> FairnessRow:
    return FairnessRow(
        measure,
        group,
        "observed_minus_expected",
        True,
        missing,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "not_judged",
        "too few to report",
        f"{group}: too few to report.",
    )


def judged(measure: str, group: str, missing: Any, n: int, middle: float, half: float) -> FairnessRow:
    low, high = middle - half, middle + half
    reference = "White" if measure.startswith("ethnicity") and " x " not in measure else None
    shown = low > 0 or high < 0
    verdict = "within" if low > -0.05 and high < 0.05 else "outside" if low > 0.05 or high < -0.05 else "cannot_tell"
    said = {
        "within": "It is within the limit",
        "outside": "It is outside the limit",
        "cannot_tell": "Whether it exceeds the limit cannot be told",
    }[verdict]
    return FairnessRow(
        measure,
        group,
        "observed_minus_expected",
        measure.startswith("ethnicity"),
        missing,
        n,
        n,
        middle * 0.8,
        low * 0.8,
        high * 0.8,
        reference,
        middle,
        low,
        high,
        1 + middle,
        1 + low,
        1 + high,
        shown,
        verdict,
        "",  # type: ignore[arg-type]
        f"For {group} people, {n:,} searches: {'a' if shown else 'no'} difference is shown "
        f"({100 * middle:.1f} points, {100 * low:.1f} to {100 * high:.1f}). {said}.",
        observed=0.27 + middle,
        expected=0.27,
        bound_low=low - 0.03,
        bound_high=high + 0.03,
        p_value=0.01,
        reference_difference=None if reference in (None, group) else middle * 1.2,
        reference_low=None if reference in (None, group) else middle * 1.2 - half,
        reference_high=None if reference in (None, group) else middle * 1.2 + half,
        reference_shown=None if reference in (None, group) else shown,
        flipping_share=0.02 if verdict == "cannot_tell" else None,
    )


def characteristics() -> tuple[Characteristic, ...]:
    asked = "The published record has no field for it. Done: looked in the files. To do: ask the force."
    measured = {"age": ("age",), "race": ("ethnicity_self", "ethnicity_officer"), "sex": ("sex",)}
    return tuple(
        Characteristic(name, "measured", measured[name], dict.fromkeys(measured[name], 0.142), "From the record.")
        if name in measured
        else Characteristic(name, "not_relevant" if name.startswith("marriage") else "not_recorded", (), {}, asked)
        for name in NINE
    )
