"""What the score goes by, from the model's own contributions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import PeelError, Problem
from peel_ml.explanation.contrasts import group_contrasts
from peel_ml.explanation.effects import effect_bins, sentence
from peel_ml.explanation.growing import FIRST, grown
from peel_ml.explanation.protocols import Bagged, Cases, Explainable, F, Measured
from peel_ml.explanation.ranks import agreement, rank_intervals, ranks
from peel_ml.explanation.sample import affordable, rule, strata, stratified
from peel_ml.results.explanation import Explanation, FeatureEffect

METHOD = (
    "SHAP values of the fitted trees (Lundberg et al. 2020, path-dependent), in log-odds before calibration, "
    "averaged over the bagged models"
)
TOLERANCE = 1e-6
"""Largest gap between the sum of contributions and the raw score, relative to scores of ordinary size."""
LEADING = 8
"""Features that get bins and a sentence about their values."""


def explain(
    model: Explainable[F],
    part: Cases[F],
    *,
    seed: int,
    names: Mapping[str, str],
    meanings: Mapping[str, str] = MappingProxyType({}),
    rows: int | None = None,
    groups: bool = True,
    unit: str = "cases",
) -> Explanation:
    """Explain a model on a stated sample of a part.

    Parameters
    ----------
    model : Explainable
        Anything with ``raw`` and ``contributions``; with ``member_contributions`` as well, the agreement of
        the bagged models is measured.
    part : Cases
        Rows to explain, with the groups the model does not see.
    names, meanings : mapping
        Plain name and meaning of each feature; a name that is not declared is the column's own.
    rows : int, optional
        Size of the sample at most, stratified by outcome and time. By default 2,000, or what `affordable` allows
        a model with ``leaves``. Of a larger part fewer are explained
        where the order of the leading features stands before (`peel_ml.explanation.growing`).
    seed : int
        Of the sample and of the resamples.
    groups : bool
        Whether to contrast groups.
    unit : str
        What a row is called, in the plural, for the sentences.

    Returns
    -------
    Explanation

    Raises
    ------
    PeelError
        Contributions do not add up to the score: figures from them would be wrong.
    """
    most = affordable(model.leaves if isinstance(model, Measured) else ())
    index = stratified(part.target, part.time, rows or most, seed)
    drawn = part.rows(index)
    taken, members, stands = grown(
        lambda some: _contributions(model, drawn.rows(some).features),
        drawn.protected.frame if groups else drawn.protected.frame.select(),
        strata(drawn.target, drawn.time),
        seed,
        # Where there are few rows, all of them.
        first=FIRST if len(index) < len(part.target) else len(index),
    )
    sample = drawn.rows(taken)
    frame, kinds = sample.features.frame, sample.features.kinds
    values = sum(members[1:], start=members[0]) / len(members)
    stability = agreement([np.abs(member[:, :-1]).mean(axis=0) for member in members])
    gap = _additivity(values, model.raw(sample.features))
    columns = list(frame.columns)
    contributions = values[:, :-1]
    absolute = np.abs(contributions)
    importance = absolute.mean(axis=0)
    total = float(importance.sum()) or 1.0
    place = ranks(importance)
    low, high = rank_intervals(absolute, seed)
    effects = []
    for i in np.argsort(place):
        column = columns[i]
        plain, meaning = names.get(column, column), meanings.get(column, "")
        bins = effect_bins(frame[column], kinds[column], contributions[:, i])
        effects.append(
            FeatureEffect(
                column,
                plain,
                float(importance[i]),
                int(place[i]),
                int(low[i]),
                int(high[i]),
                sentence(plain, meaning, kinds[column], bins, float(importance[i]) / total, unit),
                bins if place[i] <= LEADING else (),
            )
        )
    contrasts = group_contrasts(sample.protected.frame, columns, contributions, sample.clusters) if groups else ()
    return Explanation(
        METHOD,
        len(taken),
        rule(len(taken), len(index), len(part.target), stands),
        gap,
        stability,
        tuple(effects),
        contrasts,
    )


def _contributions(model: Explainable[F], features: F) -> list[NDArray[np.float64]]:
    if not isinstance(model, Bagged):
        return [model.contributions(features)]
    return list(model.member_contributions(features))


def _additivity(contributions: NDArray[np.float64], raw: NDArray[np.float64]) -> float:
    gap = float(np.abs(contributions.sum(axis=1) - raw).max(initial=0.0))
    if not gap <= TOLERANCE * max(1.0, float(np.abs(raw).max(initial=0.0))):
        raise PeelError(
            "The explanation does not add up to the score, so it is not shown.",
            [
                Problem(
                    f"largest gap {gap:.3g} log-odds over {len(raw):,} rows",
                    "Check that the model's contributions and its raw score come from the same trees.",
                )
            ],
        )
    return gap
