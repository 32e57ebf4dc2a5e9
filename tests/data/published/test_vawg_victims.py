"""``london-datastore/vawg-victims``."""

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from tests.contract.source_contract import SourceContract

ROWS = """\
bcu_location,borough_name,ward_name_clean_2,recorded_date_months,date_committed_from_date_months,count,sheet,age_group,\
ethnic_appearance_group_group
Central East,Hackney,Victoria,2014-01-01 00:00:00,2014-01-01 00:00:00,13,Victim count by location,,
West Area,City of Westminster,,2014-01-01 00:00:00,,7,Victim count by location,,
,,,2014-01-01 00:00:00,2014-02-01 00:00:00,20,Victim count by age group,Aged 80+,
,,,2014-01-01 00:00:00,2014-01-01 00:00:00,15,Victim count by ethnic group,,Black
,,,2014-01-01 00:00:00,2014-01-01 00:00:00,5,Victim count by ethnic group,,Unknown
"""


class TestVictims(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/vawg-victims")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "victims.csv"
        file.write_text(ROWS)
        return file

    def test_what_cleaning_makes_of_it(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        frame = cleaned.frame
        assert frame["counted_by"].to_list() == ["place", "place", "age", "ethnicity", "ethnicity"]
        assert set(frame["month"]) == {date(2014, 1, 1)}
        assert frame["borough"].to_list()[:2] == ["Hackney", "Westminster"]
        assert "3 sheets count the same 20 victims in different ways; they are never summed." in cleaned.notes
        assert "Ethnic appearance is unknown for 5 of 20 victims (25.0%)." in cleaned.notes
        assert "1 rows are recorded in a month before the one the offence began in." in cleaned.notes

    def test_sheets_that_disagree_are_said_to(self, source, sample):
        frame = load(source, sample).frame.collect().with_columns(pl.col("count") * 2)
        frame = pl.concat([frame, frame.filter(pl.col("sheet").str.contains("age"))])
        notes = clean(frame, source.steps).notes
        assert any("should count the same victims and do not: 80 by age" in note for note in notes)


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("london-datastore/vawg-victims")
    file = shared_data / "london-datastore" / "vawg-victims-to-2025-03-01.parquet"
    cleaned = clean(load(source, file).frame.collect(), source.steps)
    assert "3 sheets count the same 1,391,306 victims in different ways; they are never summed." in cleaned.notes
    assert "Ethnic appearance is unknown for 265,469 of 1,391,306 victims (19.1%)." in cleaned.notes
