import polars as pl
import pytest

from benchmarks import bare, made, naive
from benchmarks.rows import parts

ROWS = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made.make(tmp_path_factory.mktemp("project"), rows=ROWS)


def test_the_same_seed_draws_the_same_table_and_another_seed_another():
    assert made.table(1, 500).equals(made.table(1, 500))
    assert not made.table(1, 500).equals(made.table(2, 500))


def test_it_has_twenty_features_two_years_missing_values_and_a_weak_signal(folder):
    frame = pl.read_csv(folder / "made.csv", try_parse_dates=True)
    assert frame.select(list(made.KINDS)).width == 20
    assert (frame["opened"].max() - frame["opened"].min()).days > 720
    assert 0.2 < frame["needed"].mean() < 0.4
    assert 0.05 < frame["number_05"].null_count() / ROWS < 0.1
    assert frame["needed"].head(ROWS // 4).mean() > frame["needed"].tail(ROWS // 4).mean()


def test_bare_and_naive_take_the_rows_that_the_split_of_a_run_takes(folder):
    split = parts(folder, folder / "made.csv")
    training, validation = bare.read(folder / "made.csv")
    x, y, test, outcome = naive.read(str(folder / "made.csv"))
    for mine, bares, naives in ((split.training, training, (x, y)), (split.validation, validation, (test, outcome))):
        assert mine.features.frame.equals(bares.features.frame)
        assert (mine.target == bares.target).all()
        assert (mine.time == bares.time).all()
        assert (mine.target == naives[1]).all()
        assert (
            mine.features.frame["office"].to_list()
            == naives[0]["office"].astype(object).where(naives[0]["office"].notna(), None).to_list()
        )


def test_the_declaration_finds_the_checkouts_flows(folder):
    assert (folder.parents[1] / "flows" / "run_use_case.py").is_file()
