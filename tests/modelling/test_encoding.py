import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.parts import Features
from peel_ml.errors import BadRequest
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import LogisticCalibration
from peel_ml.modelling.candidates import Prevalence
from peel_ml.modelling.encoding import Encoder
from tests.modelling.made_part import made_part

CELLS = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=4),
        st.none() | st.floats(-1e6, 1e6, width=32),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


def features(cells) -> Features:
    text, number, flag = zip(*cells, strict=True)
    frame = pl.DataFrame(
        {
            "text": pl.Series(text, dtype=pl.String),
            "number": pl.Series(number, dtype=pl.Float64),
            "flag": pl.Series(flag, dtype=pl.Boolean),
        }
    )
    return Features(frame, {"text": "category", "number": "number", "flag": "flag"}, frozenset())


@given(CELLS)
def test_codes_lead_back_to_the_values(cells):
    rows = features(cells)
    encoder = Encoder.fit(rows)
    values = encoder.transform(rows).values
    assert values.dtype == np.float32
    assert values.shape == (len(cells), 3)
    levels = encoder.columns[0].levels
    assert [None if np.isnan(code) else levels[int(code)] for code in values[:, 0]] == [cell[0] for cell in cells]
    assert [None if np.isnan(one) else one for one in values[:, 1].tolist()] == [cell[1] for cell in cells]
    assert [None if np.isnan(one) else bool(one) for one in values[:, 2]] == [cell[2] for cell in cells]


@given(CELLS, CELLS)
def test_json_round_trip_encodes_other_rows_alike(cells, others):
    encoder = Encoder.fit(features(cells))
    again = Encoder.from_json(encoder.to_json())
    assert again == encoder
    rows = features(others)
    assert np.array_equal(again.transform(rows).values, encoder.transform(rows).values, equal_nan=True)


def test_a_level_training_did_not_hold_is_missing():
    encoder = Encoder.fit(features([("a", 1.0, True)]))
    assert np.isnan(encoder.transform(features([("b", 1.0, True)])).values[0, 0])


def test_missing_features_are_named_all_at_once():
    part = made_part(50)
    encoder = Encoder.fit(part.features)
    kept = {"hour": "cyclic"}
    with pytest.raises(BadRequest) as error:
        encoder.transform(Features(part.features.frame.select("hour"), kept, frozenset()))
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    "call",
    [
        Encoder.fit,
        Encoder.fit(made_part(50).features).transform,
        FittedModel(Encoder(()), (), LogisticCalibration()).raw,
        Prevalence(0.5).predict,
    ],
)
def test_a_bare_frame_never_reaches_an_estimator(call):
    with pytest.raises(TypeError, match=r"takes peel_ml\.data\.parts\.Features, got DataFrame"):
        call(made_part(50).features.frame)
