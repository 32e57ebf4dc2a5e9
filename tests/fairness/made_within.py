"""Rows with everything declared, for the tests of what lies within groups."""

import numpy as np
import polars as pl

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy


def assessed(
    y,
    expected,
    groups,
    *,
    decision=None,
    clusters=None,
    slices=None,
    controls=(),
    area=None,
    primary="observed_minus_expected",
    worse="lower",
    kind="enforcement_audit",
    intersections=(),
):
    """Rows of one measure called ``group``, or of several."""
    measures = groups if isinstance(groups, dict) else {"group": groups}
    frame = pl.DataFrame({name: [str(one) for one in values] for name, values in measures.items()})
    declared = Protected(
        measured={
            name: Measure(column=name, characteristic="sex" if name == "sex" else "race", primary=True)
            for name in measures
        },
        intersections=intersections,
    )
    return Assessed(
        y=np.asarray(y, dtype=np.int8),
        expected=np.asarray(expected, dtype=np.float64),
        decision=None if decision is None else np.asarray(decision, dtype=np.int8),
        protected=ProtectedFrame(frame),
        clusters=np.arange(frame.height) if clusters is None else np.asarray(clusters),
        slices=pl.DataFrame({name: [str(one) for one in values] for name, values in (slices or {}).items()}),
        area=area,
        declared=declared,
        fairness=Fairness(primary=primary, worse=worse, controls=controls),
        decision_type=kind,
        policy=load_policy(),
        unit="searches",
        positive_words="an outcome",
    )


def verdicts(rows):
    """What the verdict engine says of the same rows: complete cases by characteristic, group and metric."""
    from peel_ml.fairness.engine import assess_rows

    found = assess_rows(rows)
    return {(row.characteristic, row.group, row.metric, row.missing): row for row in found.rows}
