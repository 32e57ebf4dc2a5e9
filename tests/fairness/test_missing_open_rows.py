"""Counted is listed: recorded rates of all open rows without a joined copy of them."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.groups import groupings
from peel_ml.fairness.missing.open_rows import open_rates
from peel_ml.fairness.missing.sensitivity import sensitivity
from peel_ml.fairness.policy import load_policy
from tests.modelling.made_part import made_part

POLICY = load_policy()
DECLARED = Protected(
    measured={
        "group": Measure(column="group", characteristic="race"),
        "sex": Measure(column="sex", characteristic="sex"),
    },
    intersections=(("group", "sex"),),
)


def part(rows, seed, first=0, size=1, missing=True, dtype=pl.String):
    made = made_part(rows, seed)
    rng = np.random.default_rng(seed)
    sex = pl.Series(rng.choice(["Female", "Male"], rows))
    group = made.protected.frame["group"]
    if missing:
        sex = sex.set(pl.Series(rng.random(rows) < 0.2), "Not recorded")
        group = group.set(pl.Series(made.target.astype(bool) & (rng.random(rows) < 0.3)), "Not stated")
    frame = pl.DataFrame({"group": group, "sex": sex}).with_columns(
        pl.col("group").cast(dtype), pl.col("sex").cast(dtype)
    )
    return replace(made, protected=ProtectedFrame(frame), clusters=first + np.arange(rows) // size)


def plainly(parts):
    """Return what the rows say when they are joined whole."""
    protected = ProtectedFrame(pl.concat([one.protected.frame for one in parts]))
    y, clusters = (np.concatenate([getattr(one, name) for one in parts]) for name in ("target", "clusters"))
    return sensitivity(y, None, clusters, list(groupings(DECLARED, protected)), POLICY)


@pytest.mark.parametrize("size", [1, 3])
def test_the_answer_is_that_of_the_joined_rows(size):
    parts = [part(1500, 1, 0, size), part(700, 2, 5000, size)]
    found, expected = open_rates(parts, DECLARED, POLICY), plainly(parts)
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        for name, value in vars(other).items():
            assert getattr(one, name) == (pytest.approx(value, abs=1e-12) if isinstance(value, float) else value)


def test_coded_groups_are_groups():
    levels = pl.Enum(["A", "B", "Female", "Male", "Not recorded", "Not stated"])
    text, coded = ([part(900, 1, dtype=kind), part(400, 2, 5000, dtype=kind)] for kind in (pl.String, levels))
    assert open_rates(text, DECLARED, POLICY) == open_rates(coded, DECLARED, POLICY)


def test_where_everybody_is_recorded_there_is_nothing_to_compare():
    parts = [part(900, 1, missing=False), part(400, 2, 5000, missing=False)]
    assert open_rates(parts, DECLARED, POLICY) == plainly(parts) == ()
