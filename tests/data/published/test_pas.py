"""``mopac/pas``."""

from datetime import date

import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.contract.source_contract import SourceContract

HEADER = "Date,Survey,Borough,Measure,Proportion,MPS\n"
ROWS = (
    HEADER
    + """\
12/31/2014,PAS,City of Westminster,"""
    + '"""Good Job"" local"'
    + """,0.66,0.67
3/31/2015,PAS,Barnet ,Trust MPS,0.81,0.8
3/31/2015,PAS,Barnet ,Trust MPS,0.81,0.8
3/31/2015,PAS,Bexley,Trust MPS,7.1,0.8
"""
)


class TestSurvey(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("mopac/pas")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "survey.csv"
        file.write_text(ROWS)
        return file

    def test_what_cleaning_makes_of_it(self, source, sample):
        frame = clean(load(source, sample).frame.collect(), source.steps).frame
        assert frame["quarter"].to_list() == [date(2014, 10, 1), date(2015, 1, 1), date(2015, 1, 1)]
        assert frame["measure"].to_list() == ["Good job local", "Trust MPS", "Trust MPS"]
        assert frame["borough"].to_list() == ["Westminster", "Barnet", "Bexley"]
        assert frame["share"].to_list() == [0.66, 0.81, None]

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ("2015 Q1,PAS,Barnet,Trust MPS,0.8,0.8\n", "the month first"),
            ("3/31/2015,PAS,Barnet,Trust MPS,0.8,0.8\n3/31/2015,PAS,Barnet,Trust MPS,0.7,0.8\n", "different figures"),
        ],
    )
    def test_what_nobody_could_tell_is_refused(self, source, tmp_path, rows, said):
        file = tmp_path / "survey.csv"
        file.write_text(HEADER + rows)
        with pytest.raises(BadRequest) as caught:
            clean(load(source, file).frame.collect(), source.steps)
        assert said in str(caught.value.problems)


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("mopac/pas")
    cleaned = clean(load(source, shared_data / "mopac").frame.collect(), source.steps)
    assert cleaned.frame.height == 7_520
    assert cleaned.frame["quarter"].n_unique() == 30
    assert cleaned.frame["share"].null_count() == 0
    assert "Trust MPS stands in 25 of 30 quarters, from January 2016 on." in cleaned.notes
