"""Refuse features that are copies or encodings of a protected column.

The type `Features` stops a protected column by its name. This module stops the same facts under another
name: a copy, a label encoding, reversed codes, one level as a flag, or the flag that says "not recorded".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.levels import Levels, crossed, levels_of
from peel_ml.data.parts import Features, ProtectedFrame
from peel_ml.errors import Problems
from peel_ml.results.codes import MISSING_CODES

LIMIT = 0.98
"""Above this association a feature counts as the protected column itself."""
MIN_LEVEL_ROWS = 5
"""Rarer levels are pooled: alone they say nothing, and an id would make a table as long as the data."""
MIN_SIDE_ROWS = 10
"""A flag needs this many rows on both sides before its association means anything."""


def refuse_copies(features: Features, protected: ProtectedFrame) -> None:
    """Refuse features that give a protected measure, or one level of it, away almost exactly.

    Call it with the training rows. Missing codes are levels like any other, so a flag that says whether
    the measure was recorded is found as well. What several features give away together is not looked at
    here; the proxy analysis of the fairness stage measures that.

    Parameters
    ----------
    features : Features
        The columns an estimator would see.
    protected : ProtectedFrame
        The protected columns of the same rows.

    Raises
    ------
    BadRequest
        A feature's association with a measure is above `LIMIT`; names every pair.
    """
    problems = Problems()
    found: dict[str, list[tuple[str, str]]] = {}
    measures = {name: _pooled(levels_of(protected.frame[name])) for name in protected.frame.columns}
    for name in features.frame.columns:
        # One feature at a time: the levels of all of them would be many times what the features are.
        feature = _pooled(levels_of(features.frame[name]))
        for measure, measured in measures.items():
            association, against = strongest(crossed(feature, measured))
            if association > LIMIT:
                part = _described(measured, against)
                what = (
                    f"the feature {name!r} is a near-copy of the protected measure {measure!r}{part}: "
                    f"association {association:.3f}, the limit is {LIMIT:.2f}."
                )
                fix = (
                    f"Give the column {name!r} the role drop, or replace it by a fact that is not "
                    f"{measure!r} under another name."
                )
                found.setdefault(measure, []).append((what, fix))
    for measure in measures:
        for what, fix in found.get(measure, ()):
            problems.add(what, fix)
    problems.raise_if_any("Protected characteristics are among the features under another name.")


def cramers_v(table: NDArray[np.float64]) -> float:
    """Return the bias-corrected Cramér's V of a table of counts, 0 to 1.

    Source: W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean
    Statistical Society 42 (2013) 323-328.

    Examples
    --------
    >>> cramers_v(np.array([[50.0, 0.0], [0.0, 50.0]]))
    1.0
    >>> cramers_v(np.array([[25.0, 25.0], [25.0, 25.0]]))
    0.0
    """
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    n, (r, k) = table.sum(), table.shape
    if n < 2 or min(r, k) < 2:
        return 0.0
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / n
    phi2 = float(((table - expected) ** 2 / expected).sum() / n)
    return float(_corrected(np.array([phi2]), float(n), r, k)[0])


def strongest(table: NDArray[np.float64]) -> tuple[float, int | None]:
    """Return the strongest association between a feature (rows) and a measure (columns).

    Looked at are the whole table, the feature against each level of the measure, and each level of the
    feature against the measure.

    Returns
    -------
    association : float
        Bias-corrected Cramér's V, 0 to 1.
    level : int or None
        Level of the measure it concerns; ``None`` for the whole measure.
    """
    table = table[table.sum(1) > 0]
    n, rows, columns = table.sum(), table.sum(1), table.sum(0)
    if n < 2 * MIN_SIDE_ROWS or len(rows) < 2:
        return 0.0, None
    best, level = 0.0, None
    if _both_sides(rows, n).any() and _both_sides(columns, n).any():
        best = cramers_v(table)
    used = columns > 0
    expected = np.outer(rows, columns) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = np.where(expected > 0, (table - expected) ** 2 / expected, 0.0)
        by_column = chi.sum(0) / n / (1 - columns / n)
        by_row = chi.sum(1) / n / (1 - rows / n)
    by_column = np.where(_both_sides(columns, n), by_column, 0.0)
    by_row = np.where(_both_sides(rows, n), by_row, 0.0)
    against_levels = _corrected(by_column, n, len(rows), 2)
    if against_levels.max() > best:
        best, level = float(against_levels.max()), int(against_levels.argmax())
    from_levels = _corrected(by_row, n, 2, int(used.sum()))
    if from_levels.max() > best:
        best, level = float(from_levels.max()), None
    return best, level


def _both_sides(counts: NDArray[np.float64], n: float) -> NDArray[np.bool_]:
    return np.asarray((counts >= MIN_SIDE_ROWS) & (n - counts >= MIN_SIDE_ROWS))


def _corrected(phi2: NDArray[np.float64], n: float, r: int, k: int) -> NDArray[np.float64]:
    shrunk = np.maximum(0.0, phi2 - (r - 1) * (k - 1) / (n - 1))
    sides = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return np.minimum(1.0, np.sqrt(shrunk / sides)) if sides > 0 else np.zeros_like(phi2)


def _pooled(levels: Levels) -> Levels:
    """Return the levels with those below `MIN_LEVEL_ROWS` rows as one, and the others numbered densely."""
    rare = np.bincount(levels.codes, minlength=levels.count) < MIN_LEVEL_ROWS
    if not rare.any():
        return levels
    new = np.cumsum(~rare) - 1
    pooled = int((~rare).sum())
    new[rare] = pooled
    # A binned number has no labels.
    kept = tuple(label for label, gone in zip(levels.labels, rare, strict=bool(levels.labels)) if not gone)
    return Levels(new[levels.codes], pooled + 1, levels.has_null, levels.binned, (*kept, "") if kept else ())


def _described(measured: Levels, level: int | None) -> str:
    if level is None or not measured.labels:
        return ""
    label = measured.labels[level]
    return f" (its missing code {label!r})" if label in MISSING_CODES else " (one group against the others)"
