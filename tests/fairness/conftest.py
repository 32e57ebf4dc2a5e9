import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import Measure, NotMeasured, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.fairness.engine import assess
from peel_ml.fairness.policy import load_policy


@pytest.fixture(scope="session")
def judge():
    """Assess one measure, or several, with everything else as it usually is."""

    def run(
        y,
        expected,
        groups,
        *,
        clusters=None,
        decision=None,
        limit=None,
        scale="difference",
        primary="observed_minus_expected",
        worse="lower",
        reference=None,
        intersections=(),
        agreed_by=("owner", "equality reviewer"),
        kind="enforcement_audit",
        also_judged=(),
        weights=None,
    ):
        measures = groups if isinstance(groups, dict) else {"group": groups}
        declared = Protected(
            measured={
                name: Measure(
                    column=name,
                    characteristic="race" if name.startswith(("group", "eth")) else "sex",
                    primary=True,
                    reference=None if name == "sex" else reference,
                )
                for name in measures
            },
            not_measured={
                "disability": NotMeasured(
                    why="not_recorded", reason="No field.", steps_taken="Looked.", steps_planned="Ask."
                )
            },
            intersections=intersections,
        )
        tolerance = (
            "not_agreed"
            if limit is None
            else DeclaredTolerance(scale=scale, limit=limit, reason="r", harm_figure="h", agreed_by=agreed_by)
        )
        return assess(
            y=np.asarray(y, dtype=np.int8),
            expected=np.asarray(expected, dtype=float),
            decision=decision,
            protected=ProtectedFrame(pl.DataFrame({name: list(values) for name, values in measures.items()})),
            clusters=np.arange(len(y)) if clusters is None else clusters,
            declared=declared,
            fairness=Fairness(primary=primary, worse=worse, tolerance=tolerance, also_judged=also_judged),
            decision_type=kind,
            policy=load_policy(),
            unit="searches",
            positive_words="an outcome",
            weights=weights,
        )

    return run


@pytest.fixture
def rng():
    return np.random.default_rng(11)
