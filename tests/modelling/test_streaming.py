from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.errors import BadRequest
from peel_ml.modelling import streaming
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.trees import fit_trees
from tests.modelling.made_part import made_part


@pytest.fixture(scope="module")
def model():
    part = made_part(600)
    encoder = Encoder.fit(part.features)
    matrix = encoder.transform(part.features)
    trees = fit_trees(matrix, part.target, params={"num_leaves": 4}, max_rounds=5)
    return FittedModel(encoder, (trees,), calibrate(trees.raw(matrix), part.target))


@pytest.fixture(scope="module")
def rows():
    return made_part(1000, seed=3).features


def test_a_folder_of_files_gives_what_memory_gives_in_order(model, rows, tmp_path, monkeypatch):
    monkeypatch.setattr(streaming.scored_to, "__kwdefaults__", {**streaming.scored_to.__kwdefaults__, "batch": 70})
    (tmp_path / "cases").mkdir()
    frame = rows.frame.with_row_index("reference")
    for number, start in enumerate(range(0, 1000, 300)):
        frame.slice(start, 300).write_parquet(tmp_path / "cases" / f"{number}.parquet", row_group_size=45)
    assert model.predict_to(tmp_path / "cases", tmp_path / "out" / "scores.parquet", keep=["reference"]) == 1000
    written = pl.read_parquet(tmp_path / "out" / "scores.parquet")
    assert written.columns == ["reference", "probability"]
    assert written["reference"].to_list() == list(range(1000))
    np.testing.assert_array_equal(written["probability"], model.predict(rows))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["scores.parquet"]


def test_no_more_rows_than_a_batch_are_scored_at_a_time(rows, tmp_path):
    seen = []

    def score(some):
        seen.append(len(some))
        return np.zeros(len(some))

    streaming.scored_to(rows.frame.lazy(), tmp_path / "scores.parquet", score, features=["hour"], batch=64)
    assert sum(seen) == 1000
    assert max(seen) <= 64


def test_categories_as_codes_or_as_text_give_the_same(model, rows, tmp_path):
    levels = pl.Enum(["Unheard of", *sorted(rows.frame["object"].drop_nulls().unique())])
    coded = rows.frame.with_columns(pl.col("object").cast(levels))
    model.predict_to(coded.lazy(), tmp_path / "scores.parquet")
    np.testing.assert_array_equal(pl.read_parquet(tmp_path / "scores.parquet")["probability"], model.predict(rows))


def test_nothing_half_written_is_left(rows, tmp_path):
    calls = iter([np.zeros(500)])
    with pytest.raises(StopIteration):
        streaming.scored_to(
            rows.frame.lazy(), tmp_path / "scores.parquet", lambda some: next(calls), features=["hour"], batch=500
        )
    assert list(tmp_path.iterdir()) == []


def test_every_missing_column_is_named(model, rows, tmp_path):
    with pytest.raises(BadRequest) as error:
        model.predict_to(rows.frame.drop("hour", "size").lazy(), tmp_path / "scores.parquet", keep=["reference"])
    for name in ("feature 'hour'", "feature 'size'", "'reference' to keep"):
        assert name in str(error.value)


def test_no_row_gives_an_empty_file(model, rows, tmp_path):
    empty = replace(rows, frame=rows.frame.clear())
    assert model.predict_to(empty.frame.lazy(), tmp_path / "scores.parquet") == 0
    assert pl.read_parquet(tmp_path / "scores.parquet").height == 0
