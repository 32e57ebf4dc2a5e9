"""Estimators for treatments that begin at different times, where effects may differ by area and grow with time.

Two-way fixed effects use areas treated early as a comparison for those treated later, which can turn the sign of an
effect that grows (Goodman-Bacon 2021). These do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import ERRORS, quiet, regression
from peel_ml.causal.imputation import jackknife
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.effects import EventEffect

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 6
"""Most periods before and after that an event study looks at."""


def two_stage(frame: pd.DataFrame) -> Fit:
    """Return the mean effect on the treated by two stages (Gardner 2022; pyfixest ``did2s``).

    Effects of areas and periods are learnt from rows without treatment; what the treated rows depart from them by is
    the effect. Averages over every treated row. The library's standard error allows for the first stage; with 40
    clusters its intervals held in 93.5% of made-up panels, so that the jackknife of both stages is used.
    """
    import pyfixest as pf

    with quiet():
        fit = pf.did2s(
            frame.assign(d=frame["d"].astype(float)),
            yname="y",
            first_stage="~ 0 | area + period",
            second_stage="~ d",
            treatment="d",
            cluster="cluster",
            weights=None if (frame["w"] == 1).all() else "w",
        )
    clusters = int(frame["cluster"].nunique())
    return Fit(
        float(fit.coef().iloc[0]),
        jackknife(frame),
        clusters - 1,
        len(frame),
        int(frame["area"].nunique()),
        clusters,
        "cluster jackknife of both stages (CRV3: Bell and McCaffrey 2002)",
    )


def reach(frame: pd.DataFrame) -> tuple[int, int]:
    """Return how many periods before and after the beginning at least half of the treated areas have.

    Examples
    --------
    >>> import pandas as pd
    >>> reach(pd.DataFrame({"area": list("aaaabbbb"), "period": [1, 2, 3, 4] * 2, "first": [3] * 4 + [0] * 4}))
    (2, 1)
    """
    begun = frame[frame["first"] > 0]
    since = begun["period"] - begun["first"]
    half = begun["area"].nunique() / 2
    held = since.value_counts()
    before = [k for k in range(1, WINDOW + 1) if held.get(-k, 0) >= half]
    after = [k for k in range(WINDOW + 1) if held.get(k, 0) >= half]
    return max(before, default=1), max(after, default=0)


def local_projections(frame: pd.DataFrame) -> Fit:
    """Return the mean effect over the first periods (Dube, Girardi, Jordà and Taylor 2023; pyfixest ``lpdid``).

    The change since the period before the beginning, against areas that are not treated yet at the end of the window.
    """
    _, after = reach(frame)
    table = _projected(frame, 2, after, att=True)
    clusters = int(frame["cluster"].nunique())
    row = table.iloc[0]
    return Fit(
        float(row["Estimate"]),
        float(row["Std. Error"]),
        clusters - 1,
        int(row["N"]),
        int(frame["area"].nunique()),
        clusters,
        ERRORS["CRV1"],
    )


def event_study(frame: pd.DataFrame) -> tuple[EventEffect, ...]:
    """Return the effect by periods since the beginning, each from a local projection of its own."""
    before, after = reach(frame)
    table = _projected(frame, before, after, att=False)
    clusters = int(frame["cluster"].nunique())
    found = {}
    for name, row in table.iterrows():
        fit = Fit(float(row["Estimate"]), float(row["Std. Error"]), clusters - 1, int(row["N"]), 0, clusters, "")
        found[int(str(name).rsplit("::", 1)[1])] = EventEffect(int(str(name).rsplit("::", 1)[1]), fit.estimate)
    found[-1] = EventEffect(-1, Estimate(0.0, reason="the period the others are compared with"), reference=True)
    return tuple(found[period] for period in sorted(found))


def _projected(frame: pd.DataFrame, before: int, after: int, *, att: bool) -> pd.DataFrame:
    import pyfixest as pf

    # pyfixest 0.60 takes no window before that is longer than the longest time after.
    before = min(before, int((frame["period"] - frame["first"])[frame["first"] > 0].max()))
    with quiet():
        found: Any = pf.lpdid(
            _whole(frame),
            yname="y",
            idname="area",
            tname="period",
            gname="first",
            vcov={"CRV1": "cluster"},
            pre_window=before,
            post_window=after,
            att=att,
        )
    table: pd.DataFrame = found.tidy()
    return table


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every area in every period, as numbers, without an outcome where there is none.

    The library shifts rows: without them the two sides of a gap would be taken for neighbours.
    """
    import pandas as pd

    areas, periods = sorted(frame["area"].unique()), range(frame["period"].min(), frame["period"].max() + 1)
    grid = pd.MultiIndex.from_product([areas, periods], names=["area", "period"])
    whole = frame.set_index(["area", "period"]).reindex(grid).reset_index()
    for name in ("first", "cluster"):
        whole[name] = whole["area"].map(frame.groupby("area")[name].first())
    return whole.assign(area=whole["area"].astype("category").cat.codes)


def sun_abraham(frame: pd.DataFrame) -> Fit:
    """Return the mean effect on the treated from one effect for each cohort and period (Sun and Abraham 2021).

    A saturated regression; its effects are averaged with each cohort and period counting by its treated rows. Areas
    that are treated from the first period on, or (where none is never treated) the last ones, are left out.
    """
    begun = frame["first"] > frame["period"].min()
    never = frame["first"] == 0
    used = frame[begun | never]
    if not never.any():
        last = int(used["first"].max())
        used = used[used["period"] < last]
        used = used.assign(first=used["first"].where(used["first"] < last, 0))
    since = (used["period"] - used["first"]).where(used["first"] > 0, -1)
    used = used.assign(cell=[_cell(k, g) for k, g in zip(since, used["first"], strict=True)])
    dummies = {name: (used["cell"] == name).astype(float) for name in sorted(set(used["cell"]) - {""})}
    used = used.assign(**dummies)
    fit = regression(used, tuple(dummies))
    names = list(fit.coef().index)
    after = np.array([dummies[name].mul(used["w"]).sum() if name.startswith("post") else 0.0 for name in names])
    weights = after / after.sum()
    clusters = int(used["cluster"].nunique())
    return Fit(
        float(weights @ fit.coef().to_numpy()),
        float(weights @ fit._vcov @ weights) ** 0.5,
        clusters - 1,
        len(used),
        int(used["area"].nunique()),
        clusters,
        ERRORS["CRV1"],
    )


def _cell(since: int, cohort: int) -> str:
    """Return the name of a cohort's dummy; none for the period before the beginning and for areas never treated."""
    if cohort == 0 or since == -1:
        return ""
    return f"post_{since}_{cohort}" if since >= 0 else f"pre_{-since}_{cohort}"
