"""The rows that every peer is handed, as files. Runs in the peer's environment: pandas alone."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Rows:
    """Features, outcome and protected columns of one part."""

    x: pd.DataFrame
    y: np.ndarray
    protected: pd.DataFrame


def read(folder: Path) -> tuple[Rows, Rows]:
    """Return the development and the test rows; categories have the same codes in both."""
    said = json.loads((folder / "columns.json").read_text())
    frames = [
        pd.read_csv(
            folder / f"{name}.csv",
            dtype=dict.fromkeys([*said["category"], *said["protected"]], str),
            float_precision="round_trip",
        )
        for name in ("development", "test")
    ]
    for column in said["category"]:
        levels = sorted({level for frame in frames for level in frame[column].dropna().unique()})
        for frame in frames:
            frame[column] = pd.Categorical(frame[column], categories=levels)
    return tuple(_rows(frame, said) for frame in frames)  # type: ignore[return-value]


def _rows(frame: pd.DataFrame, said: dict) -> Rows:
    protected = frame[said["protected"]]
    y = frame[said["target"]].to_numpy(dtype=int)
    x = frame.drop(columns=[said["target"], *said["protected"]])
    return Rows(x.astype({name: int for name in x.columns if x[name].dtype == bool}), y, protected)


def asked() -> argparse.Namespace:
    """Return what every peer's script is asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=Path, help="folder of the rows")
    parser.add_argument(
        "out", type=lambda given: Path(given).resolve(), help="an empty folder for everything that is written"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--budget", type=int, default=60, help="seconds, for those that have a budget")
    parser.add_argument("--trials", type=int, default=30, help="configurations, for those that count them")
    parser.add_argument("--way", default="", help="which variant of the peer")
    parser.add_argument("--learn-only", action="store_true", help="end with the predictions")
    return parser.parse_args()
