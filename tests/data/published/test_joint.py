"""Sources of several tables: the survey with recorded crime, outcomes with victims."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.side_by_side import table
from peel_ml.errors import BadRequest
from tests.contract.source_contract import SourceContract

SURVEY = "Date,Survey,Borough,Measure,Proportion,MPS\n3/31/2015,PAS,Barnet,Trust MPS,0.81,0.8\n"
CRIME = "majortext,minortext,boroughname,201501,201502\nBURGLARY,BURGLARY,Barnet,3,4\n"
DASHBOARD = """\
month_year,area_type,borough_snt,area_name,crime_type,crime_subtype,measure,count,refresh_date
2024-01-01,Borough,Camden,Camden,Domestic Abuse,Domestic Abuse,Offences,10,2024-03-01
2024-01-01,Safer Neighbourhood Teams,Camden,Camden North,Domestic Abuse,Domestic Abuse,Offences,10,2024-03-01
"""
VICTIMS = """\
borough_name,recorded_date_months,date_committed_from_date_months,count,sheet,age_group,ethnic_appearance_group_group
Camden,2024-01-01,2024-01-01,7,Victim count by location,,
,2024-01-01,2024-01-01,7,Victim count by ethnic group,,Unknown
"""


class TestSurveyAndCrime(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("mopac/pas-and-recorded-crime")

    @pytest.fixture
    def sample(self, tmp_path):
        folder = tmp_path / "both"
        folder.mkdir()
        (folder / "survey.csv").write_text(SURVEY)
        (folder / "crime.csv").write_text(CRIME)
        return folder

    def test_each_table_is_cleaned_by_its_own_steps_and_comes_out_as_if_alone(self, source, sample):
        both = clean(load(source, sample).frame.collect(), source.steps).frame.lazy()
        alone = source_named("mopac/pas")
        survey = clean(load(alone, sample / "survey.csv").frame.collect(), alone.steps).frame
        assert table(both, "pas").collect().equals(survey)
        crime = table(both, "crime").collect()
        assert crime.sort("month")["count"].to_list() == [3, 4]
        assert crime["month"].min() == date(2015, 1, 1)

    def test_a_table_that_is_not_there_is_named(self, source, sample):
        (sample / "crime.csv").unlink()
        assert not source.recognises(sample)
        with pytest.raises(BadRequest) as caught:
            load(source, sample)
        assert "londondatastore" in str(caught.value).replace("-", "") or "recorded-crime" in str(caught.value)


class TestOutcomesAndVictims(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/outcomes-and-victims")

    @pytest.fixture
    def sample(self, tmp_path):
        folder = tmp_path / "both"
        folder.mkdir()
        (folder / "dashboard.csv").write_text(DASHBOARD)
        (folder / "victims.csv").write_text(VICTIMS)
        return folder

    def test_neither_level_nor_sheet_counts_twice(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        both = cleaned.frame.lazy()
        assert table(both, "crime").collect()["count"].to_list() == [10]
        by_sheet = table(both, "victims").collect().group_by("counted_by").agg(pl.col("victims").sum())
        assert dict(by_sheet.iter_rows()) == {"place": 7, "ethnicity": 7}
        assert any("never summed" in note for note in cleaned.notes)
