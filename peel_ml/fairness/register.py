"""All nine protected characteristics, what is known of each, and how two accounts of ethnicity differ."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from peel_ml.data.declaration import NINE, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.disclosure import suppress_table
from peel_ml.fairness.groups import in_order
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.fairness import Characteristic

BOTH_AXES = ("ethnicity_self", "ethnicity_officer")
"""What people say of themselves, and what the officer perceived: neither fills the other."""


def headline(nine: Sequence[Characteristic]) -> str:
    """Say how many of the nine could be checked.

    Examples
    --------
    >>> headline([])
    'We could check 0 of 9 protected characteristics.'
    """
    checked = sum(one.status == "measured" for one in nine)
    return f"We could check {checked} of {len(NINE)} protected characteristics."


def characteristics(declared: Protected, protected: ProtectedFrame) -> tuple[Characteristic, ...]:
    """Return the nine in the Act's order; what is not measured never reads as a pass."""
    return tuple(_characteristic(name, declared, protected) for name in NINE)


def _characteristic(name: str, declared: Protected, protected: ProtectedFrame) -> Characteristic:
    measures = {key: measure for key, measure in declared.measured.items() if measure.characteristic == name}
    if measures:
        shares = {key: _missing_share(protected.frame[key]) for key in measures}
        said = [
            f"{measure.name or key}." + (f" {measure.label}" if measure.label else "")
            for key, measure in measures.items()
        ]
        said += [
            f"{share:.1%} of records have no recorded group" + (f" in {key}." if len(shares) > 1 else ".")
            for key, share in shares.items()
        ]
        if min(shares.values()) == 1.0:
            said.append("Nothing could be checked. This is not a sign that there is no difference.")
            return Characteristic(name, "not_recorded", tuple(measures), shares, " ".join(said))
        return Characteristic(name, "measured", tuple(measures), shares, " ".join(said))
    absent = declared.not_measured.get(name)
    if absent is None:
        return Characteristic(
            name,
            "not_recorded",
            (),
            {},
            "Not measured, and nobody has said yet why. This is not a sign that there is no difference.",
        )
    said = [absent.reason]
    if absent.why != "not_relevant":
        said.append("This is not a sign that there is no difference.")
        said.append(f"Done to find out: {absent.steps_taken or 'not yet answered.'}")
        said.append(f"Planned: {absent.steps_planned or 'not yet answered.'}")
    return Characteristic(name, absent.why, (), {}, " ".join(said))


def _missing_share(values: pl.Series) -> float:
    return int(values.is_in(list(MISSING_CODES)).sum()) / max(1, len(values))


def disagreement(
    declared: Protected, protected: ProtectedFrame, minimum: int
) -> tuple[dict[str, str | int | None], ...]:
    """Count how the two accounts of ethnicity fall together; small counts are withheld, and what gives them away.

    Empty unless ``ethnicity_self`` and ``ethnicity_officer`` are both measured.
    """
    first, second = BOTH_AXES
    if not set(BOTH_AXES) <= set(declared.measured):
        return ()
    counted = protected.frame.group_by(first, second).len()

    def ordered(column: str) -> list[str]:
        present = [str(value) for value in protected.frame[column].unique().to_list()]
        known = in_order([value for value in present if value not in MISSING_CODES])
        return [*known, *(code for code in MISSING_CODES if code in present)]

    rows, columns = ordered(first), ordered(second)
    found = {(str(a), str(b)): int(n) for a, b, n in counted.select(pl.col(first), pl.col(second), "len").iter_rows()}
    table = suppress_table([[found.get((a, b), 0) for b in columns] for a in rows], minimum)
    return tuple(
        {"self": a, "officer": b, "n": table.cells[i][j]} for i, a in enumerate(rows) for j, b in enumerate(columns)
    )
