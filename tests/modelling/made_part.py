"""A small part whose truth is known: the object raises or lowers the outcome, the number does a little."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from peel_ml.data.parts import Features, Part, ProtectedFrame

KINDS = {"object": "category", "hour": "cyclic", "size": "number", "planned": "flag"}


def made_part(n: int = 1500, seed: int = 0) -> Part:
    rng = np.random.default_rng(seed)
    objects = np.array(["Drugs", "Stolen goods", "Firearms", "Tools"])[rng.choice(4, n, p=[0.6, 0.2, 0.15, 0.05])]
    size = rng.normal(size=n)
    hour = rng.integers(0, 24, n)
    push = np.select([objects == "Stolen goods", objects == "Firearms"], [1.2, -1.0], 0.0) + 0.5 * size - 0.8
    target = (rng.random(n) < 1 / (1 + np.exp(-push))).astype(np.int8)
    frame = pl.DataFrame(
        {
            "object": pl.Series(objects).set(pl.Series(rng.random(n) < 0.05), None),
            "hour": hour,
            "size": pl.Series(size).set(pl.Series(rng.random(n) < 0.05), None),
            "planned": rng.random(n) < 0.3,
        }
    )
    group = np.where(rng.random(n) < np.where(objects == "Firearms", 0.7, 0.3), "A", "B")
    time = pl.Series([date(2024, 1, 1) + timedelta(days=int(i * 100 // n)) for i in range(n)])
    return Part(
        "training",
        Features(frame, KINDS, frozenset({"group"})),
        ProtectedFrame(pl.DataFrame({"group": group})),
        target,
        time,
        np.arange(n),
        pl.DataFrame({"quarter": ["2024 Q1"] * n}),
    )
