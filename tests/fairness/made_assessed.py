"""Rows to assess, and their assessment."""

import numpy as np
import polars as pl

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.fairness.engine import assess_rows
from peel_ml.fairness.policy import load_policy


def assessed(
    y,
    measures,
    *,
    expected=None,
    decision=None,
    area=None,
    clusters=None,
    limit=0.05,
    scale="difference",
    primary="observed_minus_expected",
    worse="lower",
    reference=None,
    headline=("group",),
    intersections=(),
):
    """Return rows and their assessment; measures of race start with "eth" or "group", the others are sex."""
    n = len(y)
    declared = Protected(
        measured={
            name: Measure(
                column=name,
                characteristic="race" if name.startswith(("group", "eth")) else "sex",
                primary=name in headline,
                reference=reference if name in headline else None,
            )
            for name in measures
        },
        intersections=intersections,
    )
    tolerance = DeclaredTolerance(
        scale=scale, limit=limit, reason="r", harm_figure="h 1", agreed_by=("owner", "equality reviewer")
    )
    rows = Assessed(
        np.asarray(y, dtype=np.int8),
        np.full(n, float(np.mean(y))) if expected is None else np.asarray(expected, dtype=float),
        decision,
        ProtectedFrame(pl.DataFrame({name: [str(one) for one in values] for name, values in measures.items()})),
        np.arange(n) if clusters is None else clusters,
        pl.DataFrame() if area is None else pl.DataFrame({"area": [str(one) for one in area]}),
        None if area is None else "area",
        declared,
        Fairness(primary=primary, worse=worse, tolerance=tolerance),
        "enforcement_audit" if decision is None else "service",
        load_policy(),
        "searches",
        "an outcome",
    )
    return rows, again(rows)


def again(rows):
    """Return the assessment of rows."""
    return assess_rows(rows)
