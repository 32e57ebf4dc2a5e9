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

from benchmarks.made import DAYS, FIRST, PROBLEM, declare
from peel_ml.data.parts import FeatureKind

PIECE = 250_000
"""Rows drawn and written at a time."""
NUMBERS = 5
CATEGORIES = {"office": 40, "channel": 4, "kind": 12, "district": 150}
"""Category to number of levels."""
KINDS: dict[str, FeatureKind] = {
    **{f"number_{number}": "number" for number in range(1, NUMBERS + 1)},
    **dict.fromkeys(CATEGORIES, "category"),
    "hour": "cyclic",
    "repeated": "flag",
    "weekday": "cyclic",
}
"""The features, the one that `PREPARE` adds among them, and how each is encoded."""

FIRST_DAY = FIRST.toordinal() - date(1970, 1, 1).toordinal()

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
            "opened": pl.Series((late * DAYS).astype(np.int32) + FIRST_DAY, dtype=pl.Int32).cast(pl.Date),
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
    case = declare(project, "long", KINDS, f"trials: {trials}, folds: {folds}")
    (case / "prepare.py").write_text(PREPARE)
    with (case / "long.csv").open("wb") as file:
        for number, piece in enumerate(pieces(rows, seed)):
            piece.write_csv(file, include_header=number == 0)
    return case


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), int(sys.argv[2])))
