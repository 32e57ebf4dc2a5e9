"""Made-up rows of one measure of ethnicity, with an area each, for the tests of disparity in the world."""

import numpy as np
import polars as pl

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.data.vocabulary.ethnicity import WHITE
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.results.data import Period

LONDON = "census-2021-london-boroughs"
YEAR = Period(from_="2023-01-01", to="2023-12-31")
RACE = Measure(column="e", characteristic="race", scheme="ons-5", reference=WHITE, primary=True, name="Ethnicity")


def assessed(groups, areas, *, measure=RACE, y=None, clusters=None, table=LONDON, area="borough", **slices):
    """Rows of one measure of ethnicity, one area each."""
    rows = len(groups)
    frame = pl.DataFrame({"borough": list(areas), **slices})
    return Assessed(
        y=np.zeros(rows, np.int8) if y is None else np.asarray(y, np.int8),
        expected=np.full(rows, 0.2),
        decision=None,
        protected=ProtectedFrame(pl.DataFrame({"ethnicity": list(groups)})),
        clusters=np.arange(rows) if clusters is None else np.asarray(clusters),
        slices=frame,
        area=area,
        declared=Protected(measured={"ethnicity": measure}),
        fairness=Fairness(primary="observed_minus_expected", worse="lower"),
        decision_type="enforcement_audit",
        policy=load_policy(),
        unit="searches",
        positive_words="an outcome",
        residents=table,
    )


def rows_of(counts):
    """Turn {(group, area): number} into two columns."""
    return zip(*[pair for pair, number in counts.items() for _ in range(number)], strict=True)


def of(found, group):
    return next(row for row in found.rates if row.group == group)
