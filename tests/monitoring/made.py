"""Made-up months of a small service and the record of a run on them; what happens in the world is an argument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from peel_ml.data.sources import load, source_named
from peel_ml.experiment.material import Raw
from peel_ml.monitoring.sides import Material
from peel_ml.results.record import RunRecord, dumps
from peel_ml.settings import Settings, read_settings
from peel_ml.store import save
from peel_ml.usecase.load import from_resolved, resolved
from tests import made_project
from tests.cards.made import RUNS
from tests.made_project import CAPACITY, DECLARATION

RUN_ID = "20240201T000000-abcdef"

YEAR = tuple(f"2023-{month:02}" for month in range(1, 13))
NEXT = "2024-01"


@dataclass(frozen=True)
class World:
    """How cases come about."""

    rows: int = 400
    rate: float = 0.3
    gap: float = 0.0
    """How much oftener women need a visit than men."""
    web: float = 0.3
    blank: float = 0.1
    """Share of cases without a channel."""
    other: float = 0.0
    """Share of cases whose sex is given as "Other"."""
    swing: float = 0.0
    """Standard deviation of what a month adds to every share."""
    together: int = 1
    """Cases that are alike in everything: one household."""
    days: int = 28
    """Day of the month after which nothing comes."""


def month(rng: np.random.Generator, name: str, world: World) -> pl.DataFrame:
    """Return the cases of one month."""
    rate, web, blank = (
        min(max(share + world.swing * rng.normal(), 0.01), 0.9) for share in (world.rate, world.web, world.blank)
    )
    n = max(1, round(world.rows * float(np.exp(world.swing * rng.normal()))) // world.together)
    sex = np.where(rng.random(n) < world.other, "Other", rng.choice(["Female", "Male"], n)).astype(object)
    sex[rng.random(n) < 0.03] = None
    channel = np.where(rng.random(n) < web, "web", rng.choice(["phone", "desk"], n)).astype(object)
    channel[rng.random(n) < blank] = None
    days = rng.integers(1, world.days + 1, n)
    frame = pl.DataFrame(
        {
            "case": [f"case {name}-{number}" for number in range(n)],
            "opened": [f"{name}-{day:02}" for day in days],
            "waited": rng.gamma(2.0, 5.0, n).round(1),
            "channel": channel.tolist(),
            "sex": sex.tolist(),
            "needed": rng.random(n) < rate + world.gap * np.where(sex == "Female", 0.5, -0.5),
        },
        schema_overrides={"channel": pl.String, "sex": pl.String},
    ).with_columns(pl.col("opened").str.to_date())
    repeated = np.repeat(np.arange(n), world.together)
    return frame[repeated]


def material(frame: pl.DataFrame) -> Material:
    """Return rows as a source and a use case without a preparation would."""
    return Material(Raw(frame, (), "0" * 64, ()), frame)


def year(rng: np.random.Generator, world: World, months: tuple[str, ...] = YEAR) -> Material:
    """Return the reference."""
    return material(pl.concat([month(rng, name, world) for name in months]))


def new(rng: np.random.Generator, world: World, name: str = NEXT) -> Material:
    """Return one new month."""
    return material(month(rng, name, world))


def record(decision: str = "enforcement_audit", **changes: Any) -> RunRecord:
    """Return the record of a run on such cases; only what a look reads of it means anything."""
    audit = decision == "enforcement_audit"
    text = DECLARATION.format(
        name="visits",
        title="Visits",
        decision=decision,
        point="none" if audit else CAPACITY,
        primary="observed_minus_expected" if audit else "true_positive_rate",
    )
    values = yaml.safe_load(text)
    values["data"]["columns"]["case"]["role"] = "cluster"
    case = from_resolved(values | changes)
    one = RUNS["real_final"]()
    return replace(one, use_case="visits", final=True, provenance=replace(one.provenance, declaration=resolved(case)))


def project(root: Path, before: pl.DataFrame, decision: str = "enforcement_audit") -> tuple[Settings, RunRecord]:
    """Write a project with a finished run on these cases, without learning anything, and return both."""
    made_project.make(root, decision=decision, data=before)
    settings = read_settings({}, start=root)
    data = load(source_named("tabular"), root / "usecases" / "visits" / "cases.csv")
    one = record(decision)
    changed = replace(
        one,
        data=replace(one.data, sha256=data.sha256, rows_used=before.height),
        provenance=replace(one.provenance, run_id=RUN_ID, seeds={"run": 0}),
    )
    save(settings.runs, "visits", RUN_ID, {"record.json": dumps(changed).encode(), "card.json": b"{}"})
    return settings, changed
