"""The one published example with ethnicity on record: homicides left unsolved, by ethnicity as the officer observed it.

    python usecases/outcome-equity/homicide.py homicide-victims-2003-2017.csv

Unsolved is the outcome that hurts. Each victim is one row; "Asian", "Other" and "not recorded" are left out, as in the
comparison that was published. Nothing is predicted: the share unsolved is compared by the engine that judges models.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.data.sources import load, source_named
from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.fairness.engine import assess
from peel_ml.fairness.policy import load_policy
from peel_ml.results.fairness import FairnessRow

COLUMN = "officer_observed_ethnicity"
LIMIT = 0.05
"""An illustration that nobody has agreed; the worked example uses it."""


def unsolved(path: Path) -> dict[str, FairnessRow]:
    """Return the share of homicides left unsolved, by group, each compared with the other.

    Raises
    ------
    BadRequest
        The file is not the published table.
    """
    source = source_named("london-datastore/homicide-victims")
    victims = clean(load(source, path).frame.collect(), source.steps).frame
    pair = victims.filter(pl.col(COLUMN).is_in(["White", "Black"]))
    left_open = (pair["solved_status"] == "Unsolved").cast(pl.Int8).to_numpy()
    found = assess(
        # The share of everybody that is left unsolved: unsolved as the decision, all rows counted.
        y=np.ones(pair.height, np.int8),
        expected=np.full(pair.height, 0.5),
        decision=left_open,
        protected=ProtectedFrame(pair.select(ethnicity_officer=COLUMN)),
        clusters=np.arange(pair.height),
        declared=Protected(
            measured={
                "ethnicity_officer": Measure(column=COLUMN, characteristic="race", primary=True, reference="White")
            }
        ),
        fairness=Fairness(
            primary="selection_rate",
            worse="higher",
            tolerance=DeclaredTolerance(
                scale="difference", limit=LIMIT, reason="Worked example", harm_figure="5 more unsolved in every 100"
            ),
        ),
        decision_type="service",
        policy=load_policy(),
        unit="victims",
        positive_words="a homicide left unsolved",
    )
    wanted = [row for row in found.rows if row.metric == "selection_rate" and row.missing == "complete_case"]
    return {row.group: row for row in wanted}


def main() -> None:
    """Print the shares, the difference with its range, and both answers."""
    parser = argparse.ArgumentParser(description="Homicides left unsolved, by officer-observed ethnicity.")
    parser.add_argument("victims", type=Path)
    rows = unsolved(parser.parse_args().victims)
    black, white = rows["Black"], rows["White"]
    for row in (white, black):
        print(f"{row.group}: {row.estimate:.3f} unsolved (n {row.n:,})")
    low, high = black.difference_low, black.difference_high
    print(f"Difference: {black.difference:.3f} ({low:.3f} to {high:.3f}), p {black.p_value:.4f}")
    print(f"A difference is shown: {black.difference_shown}. Against a limit of {LIMIT}: {black.verdict}.")


if __name__ == "__main__":
    main()
