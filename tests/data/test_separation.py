"""Protected columns and what stands in for them do not reach an estimator."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from peel_ml.data.parts import Features, ProtectedFrame
from peel_ml.data.separation import cramers_v, refuse_copies
from peel_ml.errors import BadRequest

N = 20_000
GROUPS = np.array(["White", "Black", "Asian", "Mixed", "Other", "Not stated"])
SHARES = [0.4, 0.3, 0.15, 0.05, 0.02, 0.08]


@pytest.fixture(scope="module")
def ethnicity() -> np.ndarray:
    return np.random.default_rng(3).choice(GROUPS, N, p=SHARES)


def refuse(feature, protected) -> None:
    frame = pl.DataFrame({"copy": feature})
    kind = "number" if frame["copy"].dtype.is_numeric() else "category"
    refuse_copies(
        Features(frame, {"copy": kind}, frozenset({"ethnicity"})),
        ProtectedFrame(pl.DataFrame({"ethnicity_self": protected})),
    )


def noisy(values: np.ndarray, share: float = 0.005) -> np.ndarray:
    rng = np.random.default_rng(5)
    changed = values.copy()
    rows = rng.random(len(values)) < share
    changed[rows] = rng.choice(np.unique(values), int(rows.sum()))
    return changed


def codes(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_inverse=True)[1]


COPIES = {
    "a copy": lambda values: values,
    "label codes": codes,
    "reversed codes": lambda values: 100 - codes(values),
    "codes in no order": lambda values: np.array([3, 0, 5, 1, 4, 2])[codes(values)],
    "codes with a little noise": lambda values: codes(values) * 10 + np.random.default_rng(0).normal(size=len(values)),
    "one group as a flag": lambda values: values == "Asian",
    "two groups as a flag": lambda values: np.isin(values, ["Asian", "Black"]),
    "the flag that it is missing": lambda values: values == "Not stated",
    "blank where it is missing": lambda values: np.where(
        values == "Not stated", None, np.random.default_rng(1).choice(["a", "b"], len(values))
    ).tolist(),
    "a finer classification": lambda values: np.char.add(
        values, np.random.default_rng(2).choice(["-1", "-2", "-3"], len(values))
    ),
    "several levels that decide one group": lambda values: np.where(
        values == "Asian",
        np.random.default_rng(4).choice(["a", "b"], len(values)),
        np.random.default_rng(5).choice(["c", "d", "e"], len(values)),
    ),
    "one level that decides two groups": lambda values: np.where(
        np.isin(values, ["Asian", "Black"]),
        "x",
        np.random.default_rng(6).choice(["a", "b", "c"], len(values)),
    ),
    "a copy with 0.5% noise": noisy,
    "codes with 0.5% noise": lambda values: codes(noisy(values)),
    "one group as a flag with 0.5% noise": lambda values: noisy(values) == "White",
}


@pytest.mark.parametrize("made", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_refused(made, ethnicity):
    with pytest.raises(BadRequest) as caught:
        refuse(made(ethnicity), ethnicity)
    said = str(caught.value)
    assert "'copy'" in said
    assert "'ethnicity_self'" in said
    assert "role drop" in said
    assert not set(said.replace(",", " ").split()) & {"White", "Asian", "Black"}


def test_age_in_years_is_a_copy_of_age_bands():
    years = np.random.default_rng(0).uniform(10, 80, N)
    with pytest.raises(BadRequest):
        refuse(years, np.digitize(years, [18, 25, 35]).astype(str))


rng = np.random.default_rng(11)
HONEST = {
    "independent": rng.choice(["a", "b", "c"], N),
    "many levels": rng.integers(0, 5000, N).astype(str),
    "an id": np.arange(N).astype(str),
    "a number": rng.normal(size=N),
    "a constant": np.zeros(N),
}


@pytest.mark.parametrize("values", HONEST.values(), ids=HONEST.keys())
def test_what_is_independent_is_let_through(values, ethnicity):
    refuse(values, ethnicity)


def test_a_strong_proxy_is_not_a_copy(ethnicity):
    refuse(noisy(ethnicity, 0.15), ethnicity)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("n", [8, 30, 120])
def test_small_data_and_many_levels_stay_quiet(n, seed):
    draw = np.random.default_rng(seed)
    refuse(draw.integers(0, max(2, n // 3), n).astype(str), draw.choice(GROUPS, n, p=SHARES))


def test_rare_groups_in_rare_places_stay_quiet():
    draw = np.random.default_rng(1)
    groups = np.array(["White"] * (N - 8) + ["Other"] * 8)
    refuse(draw.integers(0, 9000, N).astype(str), groups)


def test_three_rows_that_coincide_are_no_copy():
    rare = np.arange(200) < 3
    refuse(np.where(rare, "b", "a"), np.where(rare, "Other", "White"))


def test_the_corrected_v_is_near_zero_for_independent_columns():
    draw = np.random.default_rng(0)
    values = []
    for _ in range(50):
        table = np.zeros((30, 6))
        np.add.at(table, (draw.integers(0, 30, 500), draw.integers(0, 6, 500)), 1)
        values.append(cramers_v(table))
    assert np.mean(values) < 0.06


def test_the_type_stops_a_protected_column_on_its_way_to_an_estimator():
    def fit(features: Features) -> None:
        raise AssertionError("reached")

    frame = pl.DataFrame({"hour": [1, 2], "ethnicity": ["White", "Black"]})
    with pytest.raises(ValueError, match="protected columns among the features"):
        fit(Features(frame, {"hour": "number", "ethnicity": "category"}, frozenset({"ethnicity"})))
