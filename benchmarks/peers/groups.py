"""Group figures by Fairlearn's MetricFrame, as its documentation shows. Runs in the peer's environment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, count, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import accuracy_score, precision_score

CAPACITY = 0.2
"""Share of the test rows that are chosen, as the declaration of the made use case says."""
DRAWS = 200
METRICS = {
    "selection rate": selection_rate,
    "true positive rate": true_positive_rate,
    "false positive rate": false_positive_rate,
    "precision": precision_score,
    "accuracy": accuracy_score,
    "count": count,
}


def chosen(scores: np.ndarray) -> np.ndarray:
    """Return 1 for the share of rows with the highest scores."""
    return (scores >= np.quantile(scores, 1 - CAPACITY)).astype(int)


def write(folder: Path, y: np.ndarray, scores: np.ndarray, protected: pd.DataFrame, seed: int) -> str:
    """Write a table for each characteristic and their intersection; return all of it as Markdown."""
    sections = []
    for columns in ([name] for name in protected.columns):
        sections.append(_section(folder, y, scores, protected[columns], seed))
    sections.append(_section(folder, y, scores, protected, seed))
    return "\n\n".join(sections)


def _section(folder: Path, y: np.ndarray, scores: np.ndarray, by: pd.DataFrame, seed: int) -> str:
    frame = MetricFrame(
        metrics=METRICS,
        y_true=y,
        y_pred=chosen(scores),
        sensitive_features=by,
        n_boot=DRAWS,
        ci_quantiles=[0.025, 0.975],
        random_state=seed,
    )
    low, high = frame.by_group_ci
    name = " and ".join(by.columns)
    table = pd.concat({"value": frame.by_group, "low": low, "high": high}, axis=1)
    table.to_csv(folder / f"groups {name}.csv")
    differences = pd.DataFrame(
        {"difference": frame.difference(), **dict(zip(("low", "high"), frame.difference_ci(), strict=True))}
    )
    differences.to_csv(folder / f"differences {name}.csv")
    lines = [
        f"## By {name}",
        "",
        "95% intervals by bootstrap, 200 draws.",
        "",
        "```",
        frame.by_group.round(4).to_string(),
    ]
    lines += ["", "low", low.round(4).to_string(), "", "high", high.round(4).to_string()]
    return "\n".join([*lines, "", "largest difference", differences.round(4).to_string(), "```"])
