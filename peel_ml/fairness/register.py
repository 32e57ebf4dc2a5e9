"""All nine protected characteristics, what is known of each, and how two accounts of ethnicity differ."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import NINE, Measure, NotMeasured, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.disclosure import MINIMUM, suppress_table
from peel_ml.fairness.groups import in_order
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.fairness import Characteristic

Weights = NDArray[np.int64]

BOTH_AXES = ("ethnicity_self", "ethnicity_officer")
"""What people say of themselves, and what the officer perceived: neither fills the other."""

_WORDS = {"ethnicity_self": "self-defined ethnicity", "ethnicity_officer": "officer-defined ethnicity"}


def measure_words(name: str) -> str:
    """Return a measure, or measures crossed, as it stands in a sentence.

    Examples
    --------
    >>> measure_words("ethnicity_officer x age_band")
    'officer-defined ethnicity and age band'
    """
    return " and ".join(_WORDS.get(one, one.replace("_", " ")) for one in name.split(" x "))


def headline(nine: Sequence[Characteristic]) -> str:
    """Say how many of the nine could be checked.

    Examples
    --------
    >>> headline([])
    'We could check 0 of 9 protected characteristics.'
    """
    checked = sum(one.status == "measured" for one in nine)
    return f"We could check {checked} of {len(NINE)} protected characteristics."


NO_SIGN = "This is not a sign that there is no difference."
DUTY = (
    "The public sector equality duty asks for reasonable steps to find out "
    "(Bridges [2020] EWCA Civ 1058, paragraph 181)."
)
UNANSWERED = "not yet answered."

_STRANDS = {
    "disability": "disability",
    "gender_reassignment": "transgender identity",
    "religion_or_belief": "faith",
    "sexual_orientation": "sexual orientation",
}
"""Strands of recorded hate crime, which are published by area."""


def characteristics(
    declared: Protected, protected: ProtectedFrame, weights: Weights | None = None, minimum: int = MINIMUM
) -> tuple[Characteristic, ...]:
    """Return the nine in the Act's order; what is not measured never reads as a pass.

    Parameters
    ----------
    declared : Protected
        What is measured, and why the rest is not. A characteristic that is in neither, as in an audit of a file,
        is listed as not recorded, with what the duty of inquiry asks.
    protected : ProtectedFrame
    weights : ndarray of shape (n,), optional
        How many identical rows each row stands for.
    minimum : int
        A smaller number of people without a recorded group, or with one, is not given as a share.
    """
    return tuple(_characteristic(name, declared, protected, weights, minimum) for name in NINE)


def _characteristic(
    name: str, declared: Protected, protected: ProtectedFrame, weights: Weights | None, minimum: int
) -> Characteristic:
    measures = {key: measure for key, measure in declared.measured.items() if measure.characteristic == name}
    if measures:
        return _measured(name, measures, protected, weights, minimum)
    absent = declared.not_measured.get(name)
    if absent is None or not absent.reason.strip():
        # A characteristic is set aside for a reason or not at all.
        said = ["Not measured, and nobody has said yet why.", *_duty(name, absent)]
        return Characteristic(name, "not_recorded", (), {}, " ".join(said))
    said = [_sentence(absent.reason)]
    said += ["It was not checked."] if absent.why == "not_relevant" else _duty(name, absent)
    return Characteristic(name, absent.why, (), {}, " ".join(said))


def _measured(
    name: str, measures: dict[str, Measure], protected: ProtectedFrame, weights: Weights | None, minimum: int
) -> Characteristic:
    counts = {key: _missing(protected.frame[key], weights) for key in measures}
    shares = {
        key: missing / total
        for key, (missing, total) in counts.items()
        if total and min(missing, total - missing) not in range(1, minimum)
    }
    said = [
        f"{measure.name or key}." + (f" {measure.label}" if measure.label else "") for key, measure in measures.items()
    ]
    for key, (missing, total) in counts.items():
        few = "All but a few" if 2 * missing > total else "A few"
        number = f"{shares[key]:.1%} of" if key in shares else few
        said.append(f"{number} records have no recorded group" + (f" in {key}." if len(counts) > 1 else "."))
    if all(missing == total for missing, total in counts.values()):
        said += ["Nothing could be checked.", *_duty(name, None)]
        return Characteristic(name, "not_recorded", tuple(measures), shares, " ".join(said))
    return Characteristic(name, "measured", tuple(measures), shares, " ".join(said))


def _duty(name: str, absent: NotMeasured | None) -> list[str]:
    """Return what the duty of inquiry asks, what was answered, and where evidence about areas may be found."""
    done, planned = (None, None) if absent is None else (absent.steps_taken, absent.steps_planned)
    said = [
        NO_SIGN,
        f"Done to find out: {_sentence(done) if done else UNANSWERED}",
        f"Planned: {_sentence(planned) if planned else UNANSWERED}",
    ]
    if not (done and planned):
        said.append(DUTY)
    if name in _STRANDS:
        said.append(
            f"Recorded hate crime by area has a strand for it ({_STRANDS[name]}): evidence about places, not about "
            "the people in these records."
        )
    return said


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _missing(values: pl.Series, weights: Weights | None) -> tuple[int, int]:
    missing = values.is_in(list(MISSING_CODES)).to_numpy()
    if weights is None:
        return int(missing.sum()), len(values)
    return int(weights[missing].sum()), int(weights.sum())


def disagreement(
    declared: Protected, protected: ProtectedFrame, minimum: int, weights: Weights | None = None
) -> tuple[dict[str, str | int | None], ...]:
    """Count how the two accounts of ethnicity fall together; small counts are withheld, and what gives them away.

    Empty unless ``ethnicity_self`` and ``ethnicity_officer`` are both measured.
    """
    first, second = BOTH_AXES
    if not set(BOTH_AXES) <= set(declared.measured):
        return ()
    counted = (
        protected.frame.select(first, second, n=pl.lit(1) if weights is None else pl.Series(weights))
        .group_by(first, second)
        .agg(pl.col("n").sum())
    )

    def ordered(column: str) -> list[str]:
        present = [str(value) for value in protected.frame[column].unique().to_list()]
        known = in_order([value for value in present if value not in MISSING_CODES])
        return [*known, *(code for code in MISSING_CODES if code in present)]

    rows, columns = ordered(first), ordered(second)
    found = {(str(a), str(b)): int(n) for a, b, n in counted.select(pl.col(first), pl.col(second), "n").iter_rows()}
    table = suppress_table([[found.get((a, b), 0) for b in columns] for a in rows], minimum)
    return tuple(
        {"self": a, "officer": b, "n": table.cells[i][j]} for i, a in enumerate(rows) for j, b in enumerate(columns)
    )


MOSTLY = 0.95
"""The counts that are shown must cover this share of the people with both accounts."""


def disagreement_share(
    declared: Protected, protected: ProtectedFrame, minimum: int, weights: Weights | None = None
) -> float | None:
    """Return the share of people, of those with both accounts of ethnicity, for whom the two differ.

    Groups are the same where their first word is ("Black", "Asian"); who calls themselves Mixed differs always,
    since officers have no such group. It is worked out from the counts that `disagreement` shows, so that it gives
    no other away.

    Returns
    -------
    float or None
        ``None`` without both accounts, or where the withheld counts could matter.
    """
    if not set(BOTH_AXES) <= set(declared.measured):
        return None
    known = (~protected.frame.select(pl.col(BOTH_AXES).is_in(list(MISSING_CODES))).to_numpy()).all(axis=1)
    people = int(known.sum() if weights is None else weights[known].sum())
    same, differ = 0, 0
    for cell in disagreement(declared, protected, minimum, weights):
        one, other, n = str(cell["self"]), str(cell["officer"]), cell["n"]
        if n is None or {one, other} & set(MISSING_CODES):
            continue
        if _alike(one, other):
            same += int(n)
        else:
            differ += int(n)
    return differ / (same + differ) if people and same + differ >= MOSTLY * people else None


def _alike(one: str, other: str) -> bool:
    return re.split(r"\W+", one)[0].lower() == re.split(r"\W+", other)[0].lower()
