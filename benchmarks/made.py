"""A made table with weak to moderate signal, missing values and drift, as a project that `peel run` can run.

``python -m benchmarks.made FOLDER`` writes it; ``PEEL_PROJECT=FOLDER peel run made`` runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.parts import FeatureKind

ROWS = 100_000
NUMBERS = tuple(f"number_{i:02}" for i in range(1, 12))
CATEGORIES = {"office": 40, "channel": 4, "kind": 12, "source": 6, "district": 150, "tenure": 5, "language": 25}
"""Category to number of levels."""
KINDS: dict[str, FeatureKind] = {
    **dict.fromkeys(NUMBERS, "number"),
    **dict.fromkeys(CATEGORIES, "category"),
    "hour": "cyclic",
    "repeated": "flag",
}
"""The twenty features and how each is encoded."""
DAYS = 730
FIRST = date(2022, 1, 1)
PROBLEM = 2026
"""Seed of the problem itself: what each column weighs. Rows are drawn by another."""

DECLARATION = """\
schema: 1
id: %(name)s
title: "Which cases need a visit? (a made table)"
objective: more_trust
stage: exploring
question: Which cases need a visit this week?
purpose: {about: service, predicts: service_need}
decision: {type: service, units: cases, unit: one case}
task:
  kind: classification
  target: {column: needed, positive: true, positive_words: a visit that was needed}
data:
  source: tabular
  class: D0
  location: %(name)s.csv
  columns:
    needed: {role: target}
    opened: {role: time}
%(features)s
    sex: {role: protected}
    age: {role: protected}
protected:
  measured:
    sex: {column: sex, characteristic: sex, primary: true}
    age: {column: age, characteristic: age}
slices: {channel: channel}
split: {kind: time, column: opened, held_out: last 3 months, validation: previous 3 months}
previous_process: {description: The past share of each office and kind, rate_by: [office, kind]}
tuning: {%(search)s, timeout_s: null}
operating_point: {rule: capacity, capacity: 0.2, rationale: Visits in a week}
fairness: {primary: true_positive_rate, worse: lower}
"""


def table(seed: int = 0, rows: int = ROWS) -> pl.DataFrame:
    """Return `rows` cases of two years: 20 features, the outcome, the day, and two protected columns.

    Effects are additive, curved, and between columns. Over the two years the share of positives falls, one number
    shifts and the cases move from the first offices to the last.
    """
    rng, weights = np.random.default_rng(seed), np.random.default_rng(PROBLEM)
    day = np.sort(rng.integers(0, DAYS, rows))
    late = day / DAYS
    x = rng.normal(size=(rows, len(NUMBERS)))
    x[:, 3] = 0.6 * x[:, 0] + 0.8 * x[:, 3]
    x[:, 4] = np.exp(0.6 * x[:, 4])
    x[:, 5] += late
    codes = {name: _codes(rng, levels, late) for name, levels in CATEGORIES.items()}
    hour = rng.integers(0, 24, rows)
    repeated = rng.random(rows) < 0.15 + 0.1 * (x[:, 1] > 1)
    older = rng.random(rows) < 1 / (1 + np.exp(-0.5 * x[:, 2]))
    score = -1.3 - 0.3 * late + 0.35 * x[:, 0] + 0.25 * np.abs(x[:, 1]) + 0.3 * np.sin(2 * x[:, 7])
    score += 0.15 * x[:, 4] + 0.5 * repeated + 0.15 * np.cos(2 * np.pi * hour / 24)
    score += 0.5 * x[:, 2] * (x[:, 6] > 0) + 0.35 * x[:, 7] * x[:, 8] * (codes["channel"] == 1)
    score += weights.normal(0, 0.3, CATEGORIES["office"])[codes["office"]] * x[:, 1]
    score += weights.normal(0, 0.35, (CATEGORIES["kind"], CATEGORIES["channel"]))[codes["kind"], codes["channel"]]
    for name, levels in CATEGORIES.items():
        score += weights.normal(0, 0.3 if levels > 20 else 0.1, levels)[codes[name]]
    numbers = {name: _blanked(rng, x[:, i].round(3), 0.02 * (i % 5)) for i, name in enumerate(NUMBERS)}
    texts = {
        name: _blanked(rng, np.char.add(f"{name} ", codes[name].astype(str)), 0.01 * (levels % 7))
        for name, levels in CATEGORIES.items()
    }
    return pl.DataFrame(
        {
            "opened": pl.Series(day + FIRST.toordinal() - date(1970, 1, 1).toordinal(), dtype=pl.Int32).cast(pl.Date),
            **numbers,
            **texts,
            "hour": hour,
            "repeated": repeated,
            "sex": rng.choice(["Female", "Male"], rows, p=[0.52, 0.48]),
            "age": np.where(older, "65 and over", np.where(rng.random(rows) < 0.3, "under 25", "25 to 64")),
            "needed": rng.random(rows) < 1 / (1 + np.exp(-score)),
        }
    )


def _codes(rng: np.random.Generator, levels: int, late: np.ndarray) -> np.ndarray:
    """Draw levels, the first ones most often, a little later ones towards the end."""
    place = rng.beta(1.0, 2.5, len(late)) + 0.08 * late
    return np.minimum((place * levels).astype(int), levels - 1)


def _blanked(rng: np.random.Generator, values: np.ndarray, share: float) -> pl.Series:
    return pl.Series(values).set(pl.Series(rng.random(len(values)) < share), None)


def declare(
    project: Path, name: str = "made", kinds: Mapping[str, FeatureKind] = KINDS, search: str = "trials: 30"
) -> Path:
    """Write a project with one use case on a table of these features, without the table; return its folder."""
    case = project / "usecases" / name
    case.mkdir(parents=True, exist_ok=True)
    (project / "pyproject.toml").touch()
    if not (project / "flows").exists():
        (project / "flows").symlink_to(Path(__file__).resolve().parents[1] / "flows")
    features = "\n".join(
        f"    {one}: {{role: feature, kind: {kind}, known_when: before}}" for one, kind in kinds.items()
    )
    (case / "usecase.yaml").write_text(DECLARATION % {"name": name, "features": features, "search": search})
    return case


def make(project: Path, seed: int = 0, rows: int = ROWS) -> Path:
    """Write the project with its table and return the use case's folder."""
    case = declare(project)
    table(seed, rows).write_csv(case / "made.csv")
    return case


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
