"""``london-datastore/use-of-force``."""

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.london_datastore.use_of_force import GROUPS
from tests.contract.source_contract import SourceContract

HEAD = (
    "Date,Borough,CED Used,Firearms Aimed,SubjectEthnicity_Asian (or Asian British),"
    "SubjectEthnicity_Black (or Black British),SubjectEthnicity_Chinese,SubjectEthnicity_Don't know,"
    "SubjectEthnicity_Mixed,SubjectEthnicity_Other,SubjectEthnicity_White,UseOfForceCount\n"
)
# The first two are alike in every column, and are two days.
ROWS = (
    HEAD
    + """\
2023-04-01,Camden,1,0,1,0,0,0,0,0,1,2
2023-04-01,Camden,1,0,1,0,0,0,0,0,1,2
01/05/2023,Camden,0,1,0,3,0,0,0,0,0,3
2023-04-01,City of Westminster,0,0,0,0,1,1,1,1,0,4
2023-04-01,Out of force,0,0,0,0,0,0,0,0,1,1
"""
)


class TestUseOfForce(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/use-of-force")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "force.csv"
        file.write_text(ROWS)
        return file

    def test_days_that_are_alike_are_added_up_and_not_dropped(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        frame = cleaned.frame
        camden = frame.filter(pl.col("borough") == "Camden").sort("month")
        assert camden["month"].to_list() == [date(2023, 4, 1), date(2023, 5, 1)]
        assert camden["uses"].to_list() == [4, 3]
        assert camden["ced_used"].to_list() == [2, 0]
        assert "Westminster" in frame["borough"].to_list()
        assert frame.select(pl.sum_horizontal(GROUPS)).to_series().sum() == frame["uses"].sum() == 12
        assert "1 rows (20.0%) belong to no borough, such as an airport or 'Other'." in cleaned.notes
        assert "5 rows of days were added up to 4 of boroughs and months." in cleaned.notes

    def test_groups_that_do_not_add_up_are_said(self, source, sample):
        sample.write_text(HEAD + "2023-04-01,Camden,1,0,1,0,0,0,0,0,1,5\n")
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        assert "In 1 of them the ethnic groups do not add up to the uses of force." in cleaned.notes


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("london-datastore/use-of-force")
    path = shared_data / "london-datastore" / "use-of-force-borough-2023-04-to-2024-03.csv"
    frame = clean(load(source, path).frame.collect(), source.steps).frame
    assert frame.height == 34 * 12
    assert frame["uses"].sum() == 101_558
    assert (frame.select(pl.sum_horizontal(GROUPS)).to_series() == frame["uses"]).all()
