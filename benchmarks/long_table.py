"""A made table of fifteen columns and any number of rows, written piece by piece, as a project `peel run` can run.

``python -m benchmarks.long_table FOLDER ROWS`` writes it; ``PEEL_PROJECT=FOLDER peel run long`` runs it. Writing
never holds more than one piece, so that a table of any length is written in the same memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

PIECE = 250_000
"""Rows drawn and written at a time."""
NUMBERS = 5
CATEGORIES = {"office": 40, "channel": 4, "kind": 12, "district": 150}
"""Category to number of levels."""
DAYS = 730
FIRST = date(2022, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
PROBLEM = 2026
"""Seed of the problem itself: what each column weighs. Rows are drawn by another."""

DECLARATION = """\
schema: 1
id: long
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
  location: long.csv
  columns:
    needed: {role: target}
    opened: {role: time}
    number_1: {role: feature, kind: number, known_when: before}
    number_2: {role: feature, kind: number, known_when: before}
    number_3: {role: feature, kind: number, known_when: before}
    number_4: {role: feature, kind: number, known_when: before}
    number_5: {role: feature, kind: number, known_when: before}
    office: {role: feature, kind: category, known_when: before}
    channel: {role: feature, kind: category, known_when: before}
    kind: {role: feature, kind: category, known_when: before}
    district: {role: feature, kind: category, known_when: before}
    hour: {role: feature, kind: cyclic, known_when: before}
    repeated: {role: feature, kind: flag, known_when: before}
    weekday: {role: feature, kind: cyclic, known_when: before}
    sex: {role: protected}
    age: {role: protected}
protected:
  measured:
    sex: {column: sex, characteristic: sex, primary: true}
    age: {column: age, characteristic: age}
slices: {channel: channel}
split: {kind: time, column: opened, held_out: last 3 months, validation: previous 3 months}
previous_process: {description: The past share of each office and kind, rate_by: [office, kind]}
tuning: {trials: %d, folds: %d, timeout_s: null}
operating_point: {rule: capacity, capacity: 0.2, rationale: Visits in a week}
fairness: {primary: true_positive_rate, worse: lower}
"""

PREPARE = '''\
"""The use case's own cleaning, and the day of the week."""

import polars as pl

from peel_ml.data.sources import Step


def _without_trials(frame):
    return frame.filter(pl.col("kind").ne_missing("TRIAL")), 0


def _trimmed(frame):
    changed = int((frame["channel"] != frame["channel"].str.strip_chars()).sum())
    return frame.with_columns(pl.col("channel").str.strip_chars()), changed


STEPS = (
    Step("trials removed", "They were made to try the system out and are no cases.", _without_trials, rowwise=True),
    Step("channels trimmed", "One office typed blanks after the name.", _trimmed, rowwise=True),
)


def prepare(raw, use_case):
    return raw.with_columns(pl.col("opened").dt.weekday().alias("weekday"))
'''


def pieces(rows: int, seed: int = 0, piece: int = PIECE) -> Iterator[pl.DataFrame]:
    """Yield the table, ordered by day, no more than `piece` rows at a time.

    A piece depends on the seed, on where it begins and on how many rows there are in all, and on nothing drawn before.
    """
    for start in range(0, rows, piece):
        yield _piece(start, min(piece, rows - start), rows, seed)


def _piece(start: int, count: int, rows: int, seed: int) -> pl.DataFrame:
    rng, weights = np.random.default_rng([seed, start]), np.random.default_rng(PROBLEM)
    late = np.sort(start + rng.random(count) * count) / rows
    x = rng.normal(size=(count, NUMBERS))
    x[:, 3] = np.exp(0.6 * x[:, 3])
    x[:, 4] += late
    codes = {
        name: np.minimum(((rng.beta(1.0, 2.5, count) + 0.08 * late) * levels).astype(int), levels - 1)
        for name, levels in CATEGORIES.items()
    }
    hour = rng.integers(0, 24, count)
    repeated = rng.random(count) < 0.15 + 0.1 * (x[:, 1] > 1)
    older = rng.random(count) < 1 / (1 + np.exp(-0.5 * x[:, 2]))
    score = -1.3 - 0.3 * late + 0.35 * x[:, 0] + 0.25 * np.abs(x[:, 1]) + 0.15 * x[:, 3] + 0.5 * repeated
    score += 0.5 * x[:, 2] * (x[:, 4] > 0) + 0.15 * np.cos(2 * np.pi * hour / 24)
    score += weights.normal(0, 0.3, CATEGORIES["office"])[codes["office"]] * x[:, 1]
    score += weights.normal(0, 0.35, (CATEGORIES["kind"], CATEGORIES["channel"]))[codes["kind"], codes["channel"]]
    score += weights.normal(0, 0.3, CATEGORIES["district"])[codes["district"]]
    texts = {
        name: _blanked(rng, pl.Series([f"{name} {code}" for code in range(CATEGORIES[name])]).gather(drawn), share)
        for (name, drawn), share in zip(codes.items(), (0.05, 0.0, 0.0, 0.03), strict=True)
    }
    # One row in a thousand is a trial, and one office in forty types a blank too many.
    texts["kind"] = texts["kind"].set(pl.Series(rng.random(count) < 0.001), "TRIAL")
    texts["channel"] = texts["channel"].set(pl.Series(codes["office"] == 3), "channel 1 ")
    return pl.DataFrame(
        {
            "opened": pl.Series((late * DAYS).astype(np.int32) + FIRST, dtype=pl.Int32).cast(pl.Date),
            **{f"number_{i + 1}": _blanked(rng, pl.Series(x[:, i].round(3)), 0.02 * i) for i in range(NUMBERS)},
            **texts,
            "hour": hour,
            "repeated": repeated,
            "sex": pl.Series(["Female", "Male"]).gather((rng.random(count) < 0.48).astype(np.uint32)),
            "age": pl.Series(["65 and over", "under 25", "25 to 64"]).gather(
                np.where(older, 0, np.where(rng.random(count) < 0.3, 1, 2)).astype(np.uint32)
            ),
            "needed": rng.random(count) < 1 / (1 + np.exp(-score)),
        }
    )


def _blanked(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    return values.set(pl.Series(rng.random(len(values)) < share), None) if share else values


def make(project: Path, rows: int, *, trials: int = 30, folds: int = 5, seed: int = 0) -> Path:
    """Write the project and its table as one CSV file; return the use case's folder."""
    case = project / "usecases" / "long"
    case.mkdir(parents=True, exist_ok=True)
    (project / "pyproject.toml").touch()
    if not (project / "flows").exists():
        (project / "flows").symlink_to(Path(__file__).resolve().parents[1] / "flows")
    (case / "usecase.yaml").write_text(DECLARATION % (trials, folds))
    (case / "prepare.py").write_text(PREPARE)
    with (case / "long.csv").open("wb") as file:
        for number, piece in enumerate(pieces(rows, seed)):
            piece.write_csv(file, include_header=number == 0)
    return case


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), int(sys.argv[2])))
