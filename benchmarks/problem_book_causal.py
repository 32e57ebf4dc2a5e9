"""Does the causal machinery know what is known? ``python -m benchmarks.problem_book_causal --data ../shared/data``.

Two published panels whose answers are known, a trial that drew by lot, and 400 made-up panels of each design with a
planted effect and with none. Writes ``results/problem_book_causal.json``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.causal_designs import counted
from benchmarks.harness import Row, publish
from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import fixed_effects
from peel_ml.causal.trial import lot_p, trial_effect

TIMES = 400
LEAST_HELD, MOST_FLAGGED = 370, 30
DRAWS = 9_999


def castle(data: Path) -> pd.DataFrame:
    """Return the castle doctrine panel: 50 states, 2000 to 2010, logarithm of homicides (Cheng and Hoekstra 2013)."""
    columns = ["sid", "year", "l_homicide", "post", "popwt"]
    rows = pd.read_csv(data / "benchmarks" / "causaldata_castle.csv", usecols=columns)
    named = rows.rename(columns={"sid": "area", "year": "period", "l_homicide": "y", "post": "d"})
    named["area"] = named["area"].astype(str)
    return named.assign(cluster=named["area"], w=1.0)


def castle_effect(data: Path, *, weighted: bool) -> Fit:
    """Return the published specification: ``post`` on log homicide, state and year effects, clustered by state.

    The published standard errors count each state's level among the parameters, as a dummy for each state does.
    """
    frame = castle(data)
    if weighted:
        frame = frame.assign(w=frame["popwt"])
    return fixed_effects(frame, errors="CRV1", count_effects=True)


def body_worn_video(data: Path, outcome: str) -> pd.DataFrame:
    """Return the trial of body-worn video in one district of Washington, DC: officers drawn by lot in pairs."""
    rows = pd.read_csv(data / "benchmarks" / "dc-body-worn-video-district-1d.csv")
    taken = {"y": rows[f"{outcome}_post"], "before": rows[f"{outcome}_pre"], "d": rows["Z"], "w": rows["weights"]}
    return pd.DataFrame({name: values.astype(float) for name, values in taken.items()}).assign(block=rows["block_id"])


def main() -> None:
    """Measure everything and publish it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    rows: list[Row] = []
    raw: dict[str, object] = {}
    for weighted, name in ((False, "castle doctrine, log homicide"), (True, "castle doctrine, weighted by people")):
        fit = castle_effect(data, weighted=weighted)
        rows += [
            Row(name, round(fit.value, 4), "figure"),
            Row(f"{name}: standard error", round(fit.error, 4), "figure"),
        ]
        raw[name] = {"value": fit.value, "error": fit.error}
    for outcome, words in (("use_of_force", "uses of force an officer"), ("all_complaints", "complaints an officer")):
        frame = body_worn_video(data, outcome)
        fit = trial_effect(frame, ("before",))
        rows.append(Row(f"body-worn video: no effect larger than could be ruled in, {words}", fit.largest, "figure"))
        raw[f"body-worn video, {words}"] = {
            "statement": fit.statement(words),
            "lot_p": lot_p(frame, DRAWS, seed=1),
            "value": fit.value,
            "error": fit.error,
        }
    for design in ("staggered", "amount"):
        held, flagged = counted(design, TIMES)
        rows += [
            Row(f"{design}: planted effect inside its interval, of {TIMES}", held, "", at_least=LEAST_HELD),
            Row(f"{design}: placebo flagged, of {TIMES}", flagged, "", at_most=MOST_FLAGGED),
        ]
        raw[design] = {"held": held, "flagged": flagged, "times": TIMES}
    assert np.isfinite([row.value for row in rows]).all()
    publish("problem_book_causal", "Known answers of the causal machinery", rows, raw=raw)


if __name__ == "__main__":
    main()
