"""How a feature moves the score: mean contributions over bins of rows, and one sentence about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.results.codes import NOT_RECORDED
from peel_ml.results.explanation import EffectBin

LEAST_ROWS = 10
"""Rows a bin must hold; smaller ones are joined, so that no bin tells about a few people."""
MOST_BINS = 8
OTHER = "Other levels"
MISSING = NOT_RECORDED
STEADY = 0.9
"""Least rank correlation of bin and contribution for which higher values are said to go with higher scores."""
SLIGHT = 0.02
"""A feature with less than this share of all contributions is said to make little difference."""
_FLAG_LABELS = {"true": "Yes", "false": "No"}


@dataclass(frozen=True)
class _Piece:
    label: str
    rows: NDArray[np.bool_]


def effect_bins(series: pl.Series, kind: str, contribution: NDArray[np.float64]) -> tuple[EffectBin, ...]:
    """Return mean contributions of a feature over bins of its values.

    Parameters
    ----------
    series : polars.Series, length n
        The feature's values.
    kind : str
        category, flag, number or cyclic. Categories are shown by level, the largest first and the small ones
        together; cyclic values in their order; numbers in bins of about equal size.
    contribution : ndarray, shape (n,)
        Its SHAP values in log-odds.

    Returns
    -------
    tuple of EffectBin
        Each of at least `LEAST_ROWS` rows. A value missing in fewer rows is left out, and so is everything
        where no bin is large enough.
    """
    numeric = series.dtype.is_numeric()
    if kind in ("category", "flag") or not numeric:
        pieces = _levels(series)
    elif kind == "cyclic":
        pieces = _cycle(series)
    else:
        pieces = _ranges(series)
    missing = series.is_null() | (series.is_nan() if series.dtype.is_float() else False)
    pieces.append(_Piece(MISSING, missing.to_numpy()))
    return tuple(
        EffectBin(piece.label, int(piece.rows.sum()), float(contribution[piece.rows].mean()))
        for piece in pieces
        if piece.rows.sum() >= LEAST_ROWS
    )


def _levels(series: pl.Series) -> list[_Piece]:
    text = series.cast(pl.String)
    flag = series.dtype == pl.Boolean
    counts = text.drop_nulls().value_counts(sort=False).rows()
    ranked = sorted(counts, key=lambda row: (-row[1], row[0]))
    shown = [row for row in ranked[:MOST_BINS] if row[1] >= LEAST_ROWS]
    rest = ranked[len(shown) :]
    # A rest too small to show takes the smallest shown level with it.
    while shown and rest and sum(row[1] for row in rest) < LEAST_ROWS:
        rest.insert(0, shown.pop())
    values = text.to_numpy()
    pieces = [_Piece(_FLAG_LABELS.get(level, level) if flag else level, values == level) for level, _ in shown]
    if rest:
        others = text.is_in([level for level, _ in rest]).fill_null(False).to_numpy()
        pieces.append(_Piece(OTHER if shown else "All levels", others))
    return pieces


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3g}"


def _cycle(series: pl.Series) -> list[_Piece]:
    values = series.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    distinct, counts = np.unique(values[np.isfinite(values)], return_counts=True)
    groups: list[tuple[float, float]] = []
    start, held = None, 0
    for value, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        start, held = (value if start is None else start), held + count
        if held >= LEAST_ROWS:
            groups.append((start, value))
            start, held = None, 0
    if start is not None and groups:
        groups[-1] = (groups[-1][0], float(distinct[-1]))
    return [
        _Piece(
            _plain(low) if low == high else f"{_plain(low)} to {_plain(high)}",
            (values >= low) & (values <= high),
        )
        for low, high in groups
    ]


def _ranges(series: pl.Series) -> list[_Piece]:
    """Quantile bins; the outer ones are open, so that no extreme value is shown."""
    values = series.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    known = values[np.isfinite(values)]
    if len(known) < LEAST_ROWS:
        return []
    bins = min(MOST_BINS, len(known) // LEAST_ROWS)
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins, method="lower"))
    cuts = [-np.inf, *edges.tolist(), np.inf]
    spans: list[tuple[float, float]] = []
    low = cuts[0]
    for high in cuts[1:]:
        if ((values > low) & (values <= high)).sum() >= LEAST_ROWS:
            spans.append((low, high))
            low = high
    if low < np.inf and spans:
        spans[-1] = (spans[-1][0], np.inf)
    return [_Piece(_span(low, high), (values > low) & (values <= high)) for low, high in spans]


def _span(low: float, high: float) -> str:
    if np.isinf(low) and np.isinf(high):
        return "Any value"
    if np.isinf(low):
        return f"{_plain(high)} or less"
    return f"over {_plain(low)}" if np.isinf(high) else f"over {_plain(low)} to {_plain(high)}"


def sentence(
    plain_name: str, meaning: str, kind: str, bins: tuple[EffectBin, ...], share: float, unit: str = "cases"
) -> str:
    """Say in plain English how a feature goes with the score; association, never cause.

    Parameters
    ----------
    plain_name, meaning : str
        From the feature dictionary; the meaning may be empty.
    share : float
        Its part of all mean absolute contributions, 0..1.
    unit : str
        What a row is called, in the plural.

    Examples
    --------
    >>> bins = (EffectBin("Stolen goods", 90, 0.4), EffectBin("Firearms", 30, -0.3))
    >>> sentence("Object of search", "", "category", bins, 0.5, "searches")
    'Object of search: searches recorded as "Stolen goods" score higher than average, "Firearms" lower.'
    """
    name = f"{plain_name} ({meaning.strip().rstrip('.')})" if meaning.strip() else plain_name
    shown = [one for one in bins if one.label not in (OTHER, "All levels", "Any value")]
    if share < SLIGHT or len(shown) < 2:
        return f"{name}: makes little difference to the score."
    if kind == "number":
        steady = _steady([one for one in shown if one.label != MISSING])
        if steady:
            return f"{name}: {unit} with higher values score {steady} on average."
    highest = max(shown, key=lambda one: one.mean_contribution)
    lowest = min(shown, key=lambda one: one.mean_contribution)
    if kind in ("number", "cyclic"):
        return f"{name}: scores are highest at {_at(highest, kind)} and lowest at {_at(lowest, kind)}."
    above, below = highest.mean_contribution > 0, lowest.mean_contribution < 0
    if above and below:
        higher = f'{unit} recorded as "{highest.label}" score higher than average'
        return f'{name}: {higher}, "{lowest.label}" lower.'
    one, word = (highest, "higher") if above else (lowest, "lower")
    return f'{name}: {unit} recorded as "{one.label}" score {word} than average.'


def _at(one: EffectBin, kind: str) -> str:
    if one.label == MISSING:
        return "values not recorded"
    return f"values of {one.label}" if kind == "number" else one.label


def _steady(bins: list[EffectBin]) -> str:
    """Return higher or lower where the mean contribution goes one way over the bins, else nothing."""
    if len(bins) < 3:
        return ""
    order = np.argsort(np.argsort([one.mean_contribution for one in bins], kind="stable"), kind="stable")
    correlation = float(np.corrcoef(order, np.arange(len(bins)))[0, 1])
    if abs(correlation) < STEADY:
        return ""
    return "higher" if correlation > 0 else "lower"
