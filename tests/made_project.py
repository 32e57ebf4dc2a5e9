"""A small project of its own: one tabular service use case with a planted signal, ready to run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

DECLARATION = """\
schema: 1
id: {name}
title: "{title}"
objective: more_trust
stage: exploring
question: Which cases need a visit this week?
purpose: {{about: service, predicts: service_need}}
decision: {{type: {decision}, units: cases, unit: one case}}
task:
  kind: classification
  target: {{column: needed, positive: true, positive_words: a visit that was needed}}
data:
  source: tabular
  class: D0
  location: cases.csv
  columns:
    needed: {{role: target}}
    opened: {{role: time}}
    waited: {{role: feature, kind: number, known_when: before, name: Days waited}}
    channel: {{role: feature, kind: category, known_when: before, name: Channel}}
    sex: {{role: protected}}
    case: {{role: id}}
protected:
  measured:
    sex: {{column: sex, characteristic: sex, primary: true}}
slices: {{channel: channel}}
split: {{kind: time, column: opened, held_out: last 2 months, validation: previous 2 months}}
previous_process: {{description: Longest wait first, rate_by: [channel]}}
tuning: {{trials: 3, folds: 2}}
operating_point: {point}
fairness: {{primary: {primary}, worse: lower}}
"""

CAPACITY = "{rule: capacity, capacity: 0.2, rationale: Visits in a week}"


def frame(rows: int = 4000, seed: int = 3) -> pl.DataFrame:
    """A year of cases; waiting and channel decide, sex does not."""
    rng = np.random.default_rng(seed)
    waited = rng.gamma(2.0, 5.0, rows).round(1)
    channel = rng.choice(["phone", "web", "<b>desk</b>", "=1+1"], rows, p=[0.4, 0.3, 0.2, 0.1])
    score = -2.2 + 0.12 * waited + np.where(channel == "web", 0.8, 0.0)
    start = date(2023, 1, 1)
    return pl.DataFrame(
        {
            "case": [f"c{i}" for i in range(rows)],
            "opened": [start + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 365, rows))],
            "waited": waited,
            "channel": channel,
            "sex": rng.choice(["Female", "Male"], rows),
            "needed": rng.random(rows) < 1 / (1 + np.exp(-score)),
        }
    )


def make(
    root: Path,
    *,
    name: str = "visits",
    decision: str = "service",
    point: str = CAPACITY,
    primary: str = "true_positive_rate",
    title: str = "Which cases need a visit?",
    data: pl.DataFrame | None = None,
) -> Path:
    """Write the project and return its root."""
    folder = root / "usecases" / name
    folder.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").touch()
    (folder / "usecase.yaml").write_text(
        DECLARATION.format(name=name, decision=decision, point=point, primary=primary, title=title)
    )
    (frame() if data is None else data).write_csv(folder / "cases.csv")
    return root
