"""The table of residents that ships with the project: its totals, its names, and where it comes from."""

from pathlib import Path

import polars as pl
import pytest

from peel_ml.data import census
from peel_ml.data.census import derive as deriving
from peel_ml.data.geography import BOROUGHS
from peel_ml.data.vocabulary import GROUPS
from peel_ml.errors import BadRequest

SHIPPED = Path(census.__file__).with_name("london_boroughs_2021.csv")
LONDON = census.residents("census-2021-london-boroughs")


def test_the_totals_are_those_that_are_published():
    asian, black, mixed, white, other = (sum(LONDON.counts[group]) for group in GROUPS["ons-5"])
    # White is White British (3.239m) and the other White groups (1.492m).
    assert (round(asian / 1e6, 3), round(black / 1e6, 3), round(mixed / 1e6, 3)) == (1.818, 1.188, 0.506)
    assert (round(white / 1e6, 3), round(other / 1e6, 3)) == (round(3.239 + 1.492, 3), 0.557)
    assert round((asian + black + mixed + white + other) / 1e6, 1) == 8.8


def test_boroughs_are_named_as_the_slices_name_them():
    assert LONDON.areas == BOROUGHS
    assert all(len(counts) == 33 and min(counts) > 0 for counts in LONDON.counts.values())


def test_every_table_says_where_it_comes_from(root):
    assert "Census 2021 table TS021" in LONDON.credit
    assert "Open Government Licence v3.0" in LONDON.credit
    assert "TS021" in (root / "NOTICE").read_text()


@pytest.mark.real_data
def test_deriving_again_gives_the_same_bytes(shared_data, tmp_path):
    again = tmp_path / "again.csv"
    deriving._main([str(shared_data / "census"), "--out", str(again)])
    assert again.read_bytes() == SHIPPED.read_bytes()


def test_files_without_every_borough_are_refused(tmp_path):
    pl.DataFrame({"LAD22CD": ["E09000007"], "LAD22NM": ["Camden"]}).write_parquet(
        tmp_path / "london_areas_lookup.parquet"
    )
    pl.DataFrame(
        {
            "Upper tier local authorities Code": ["E09000007"] * 8,
            "Ethnic group (8 categories) Code": [-8, 1, 2, 3, 4, 5, 6, 7],
            "Observation": [0, 1, 2, 3, 4, 5, 6, 7],
        }
    ).write_csv(tmp_path / "Census_2021_ethnicity.csv")
    with pytest.raises(BadRequest, match="name 1 boroughs"):
        deriving.derive(tmp_path)
