"""``london-datastore/business-crime-outcomes``."""

from datetime import date

import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.contract.source_contract import SourceContract

HEAD = "date,measure,borough,crime_section,crime_group,outcome,positive_outcome,outcome_count,refresh_date,sheet\n"
ROWS = (
    HEAD
    + """\
2023-06-01,Business Crime Outcomes,Camden,THEFT,SHOPLIFTING,Caution Adult,Y,2,2025-06-05,BusinessCrimeOutcomes
2023-06-02,Business Crime Outcomes,Camden,THEFT,SHOPLIFTING,Offender has died,N,3,2025-06-05,BusinessCrimeOutcomes
2023-06-02,Business Crime Outcomes,Other,THEFT,RAPE,Outcome Pending (Legacy Only),N,4,2025-06-05,x
2023-06-03,Business Crime Outcomes,Camden,THEFT,SHOPLIFTING,,N,1,2025-06-05,BusinessCrimeOutcomes
"""
)


class TestBusinessCrimeOutcomes(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/business-crime-outcomes")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "outcomes.csv"
        file.write_text(ROWS)
        return file

    def test_pending_and_blank_outcomes_are_not_negative(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        frame = cleaned.frame
        assert frame["positive_outcome"].to_list() == [True, False, None, None]
        assert frame["outcome"].to_list()[-1] == "Not recorded"
        assert frame["date"].to_list()[0] == date(2023, 6, 1)
        assert frame.height == 4
        said = "5 of 10 outcomes (50.0%) are pending, blank or administrative: no outcome."
        assert said in cleaned.notes

    def test_days_that_cannot_be_read_are_refused(self, source, sample):
        sample.write_text(HEAD + "soon,m,Camden,THEFT,SHOPLIFTING,Caution Adult,Y,2,r,s\n")
        with pytest.raises(BadRequest, match="days cannot be read"):
            clean(load(source, sample).frame.collect(), source.steps)


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("london-datastore/business-crime-outcomes")
    path = shared_data / "london-datastore" / "business-crime-outcomes-to-2025-03-01.parquet"
    cleaned = clean(load(source, path).frame.collect(), source.steps)
    assert cleaned.frame.height == 358_993
    assert "9,791 of 776,604 outcomes (1.3%) are pending, blank or administrative: no outcome." in cleaned.notes
    assert cleaned.frame["positive_outcome"].null_count() == 1198 + 2924 + 2906 + 402 + 63
