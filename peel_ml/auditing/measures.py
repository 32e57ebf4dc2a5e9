"""Which protected characteristic a column stands for: guessed from its name, or said as ``race=COLUMN``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from peel_ml.data.declaration import NINE, Measure, NotMeasured, Protected
from peel_ml.data.guessed import guess
from peel_ml.errors import Problems

AXES = ("ethnicity_self", "ethnicity_officer")
"""Measures of race that keep their own name, because the two accounts are shown side by side."""

OTHER = "other"
"""None of the nine, or a column whose name does not tell."""

NOT_SAID = (
    "Not one of the nine protected characteristics as far as its name tells, so it counts as none of them. If it is "
    "one, give it as NAME=COLUMN, for example race=COLUMN."
)

GENDER = "As recorded: a recorded gender is neither sex nor gender reassignment."


@dataclass(frozen=True)
class Asked:
    """One protected column: its measure's name, the characteristic, and bands where it is a number."""

    name: str
    column: str
    characteristic: str
    cuts: tuple[float, ...] = ()


def asked_of(protected: Sequence[str], bands: Sequence[str], problems: Problems) -> tuple[Asked, ...]:
    """Read ``COLUMN`` and ``NAME=COLUMN``, noting what cannot be read."""
    cuts = _cuts(bands, problems)
    found: dict[str, Asked] = {}
    unknown: list[str] = []
    known = (*NINE, *AXES, OTHER)
    for given in protected:
        before, sign, after = given.partition("=")
        column = after.strip() if sign else given.strip()
        said = before.strip() if sign else guess(column) or OTHER
        name = said if said in AXES else column
        if not column or said not in known:
            unknown.append(given)
            # Its values are looked at all the same, so that what else is wrong is said at once.
            said = OTHER
        characteristic = "race" if said in AXES else said
        if name in found:
            problems.add(f"--protected names {name!r} twice", "Give each column once.")
        found[name] = Asked(name, column, characteristic, cuts.pop(column, ()))
    if unknown:
        problems.add(
            f"--protected {', '.join(unknown)}: which characteristic is it?",
            f"Write NAME=COLUMN, where NAME is one of: {', '.join(known)}.",
        )
    for column in cuts:
        problems.add(f"--bands {column}: no protected column", f"Add --protected {column}.")
    if not found:
        problems.add("no protected column", "Give at least one: --protected COLUMN.")
    return tuple(found.values())


def _cuts(bands: Sequence[str], problems: Problems) -> dict[str, tuple[float, ...]]:
    """Read ``age=18,25,35``: the lower ends of all bands but the first."""
    read: dict[str, tuple[float, ...]] = {}
    for given in bands:
        column, _, listed = given.partition("=")
        try:
            numbers = tuple(float(one) for one in listed.split(","))
        except ValueError:
            numbers = ()
        if not column or not numbers or any(not a < b for a, b in pairwise(numbers)):
            problems.add(
                f"--bands {given} cannot be read", "Write COLUMN=CUTS with rising numbers, for example age=18,25,35."
            )
        else:
            read[column.strip()] = numbers
    return read


def protected_of(asked: Sequence[Asked], intersections: Sequence[tuple[str, ...]]) -> Protected:
    """Return the declaration of all nine characteristics: what was given is measured, the rest is not recorded."""
    return Protected(
        measured={
            one.name: Measure(
                column=one.column,
                characteristic=one.characteristic,  # type: ignore[arg-type]
                name=f"As the column “{one.column}” records it",
                primary=True,
                label=_label(one),
            )
            for one in asked
        },
        # What was not given is to be enquired into; it never reads as a pass.
        not_measured={
            name: NotMeasured(why="not_recorded", reason="No column for it was given to this audit.")
            for name in NINE
            if name not in {one.characteristic for one in asked}
        },
        intersections=tuple(intersections),
    )


def _label(one: Asked) -> str | None:
    if one.characteristic == OTHER:
        return NOT_SAID
    return GENDER if "gender" in one.column.lower() and one.characteristic == "sex" else None


def band_labels(cuts: Sequence[float]) -> tuple[str, ...]:
    """Return the name of each band.

    Examples
    --------
    >>> band_labels((18, 25))
    ('under 18', '18-24', '25 and over')
    >>> band_labels((0.5, 1.5))
    ('under 0.5', '0.5 to under 1.5', '1.5 and over')
    """
    whole = all(float(cut).is_integer() for cut in cuts)
    middle = [f"{low:g}-{high - 1:g}" if whole else f"{low:g} to under {high:g}" for low, high in pairwise(cuts)]
    return (f"under {cuts[0]:g}", *middle, f"{cuts[-1]:g} and over")
