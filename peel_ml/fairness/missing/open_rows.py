"""Recorded rates compared on every row whose outcome the run may read, in the memory of a table of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Protected
from peel_ml.data.parts import Part, ProtectedFrame
from peel_ml.fairness.groups import groupings
from peel_ml.fairness.metrics import OBSERVED_RATE
from peel_ml.fairness.missing.sensitivity import sensitivity
from peel_ml.fairness.policy import Policy
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.fairness import FairnessAssessment, MissingSensitivity


def on_open_rows(
    assessment: FairnessAssessment, parts: Sequence[Part], declared: Protected, policy: Policy
) -> FairnessAssessment:
    """Return the assessment with the recorded rates compared on every row whose outcome the run may read.

    A recorded rate needs no model, so the rows that a model learnt on tell as much about it as those it is judged
    on, and a turn of the sign that the evaluated rows are too few for can be resolved. What a model expects is
    compared on the evaluated rows alone. Holm's correction runs over each of the two kinds by itself.

    Parameters
    ----------
    assessment : FairnessAssessment
        Of the evaluated rows.
    parts : sequence of Part
        All open rows.
    """
    rates = open_rates(parts, declared, policy)
    kept = [one for one in assessment.sensitivity if one.metric != OBSERVED_RATE]
    return replace(assessment, sensitivity=(*(replace(one, basis="open") for one in rates), *kept))


def open_rates(parts: Sequence[Part], declared: Protected, policy: Policy) -> tuple[MissingSensitivity, ...]:
    """Compare the recorded rates of all open rows as `sensitivity` does, without a joined copy of them.

    Where every measure is recorded for everybody there is nothing to compare; where every row stands for itself,
    people of whom the same is recorded and who had the same outcome are counted and not listed.
    """
    measures = list(declared.measured)
    if not measures or not any(_lacks(part.protected.frame.select(measures)) for part in parts):
        return ()
    clusters = np.concatenate([part.clusters for part in parts])
    rows = _counted(parts, measures) if _apart(clusters) else _listed(parts, measures, clusters)
    # Only single measures are compared, so that no two are crossed.
    alone = declared.model_copy(update={"intersections": (), "combinations": ()})
    crossed = list(groupings(alone, rows.protected))
    return sensitivity(rows.y, None, rows.clusters, crossed, policy, rows.weights)


@dataclass(frozen=True)
class _Rows:
    y: NDArray[np.int8]
    protected: ProtectedFrame
    clusters: NDArray[np.int64]
    weights: NDArray[np.int64] | None


def _lacks(frame: pl.DataFrame) -> bool:
    return any(
        bool(column.unique().cast(pl.String).is_in(list(MISSING_CODES)).any()) for column in frame.iter_columns()
    )


def _apart(clusters: NDArray[np.int64]) -> bool:
    """Return whether no two rows share a cluster."""
    if (clusters[1:] > clusters[:-1]).all():
        return True
    ordered = np.sort(clusters)
    return bool((ordered[1:] > ordered[:-1]).all())


def _counted(parts: Sequence[Part], measures: list[str]) -> _Rows:
    names = [f"measure {place}" for place in range(len(measures))]
    tables = [
        part.protected.frame.select(pl.col(one).alias(name) for one, name in zip(measures, names, strict=True))
        .with_columns(pl.Series("outcome", part.target))
        .group_by(*names, "outcome")
        .agg(pl.len().cast(pl.Int64).alias("count"))
        .with_columns(pl.col(names).cast(pl.String))
        for part in parts
    ]
    table = pl.concat(tables).group_by(*names, "outcome").agg(pl.col("count").sum()).sort(*names, "outcome")
    return _Rows(
        table["outcome"].to_numpy().copy(),
        ProtectedFrame(table.select(pl.col(name).alias(one) for one, name in zip(measures, names, strict=True))),
        np.arange(table.height),
        table["count"].to_numpy().copy(),
    )


def _listed(parts: Sequence[Part], measures: list[str], clusters: NDArray[np.int64]) -> _Rows:
    frames = [part.protected.frame.select(pl.col(measures).cast(pl.String)) for part in parts]
    return _Rows(np.concatenate([part.target for part in parts]), ProtectedFrame(pl.concat(frames)), clusters, None)
