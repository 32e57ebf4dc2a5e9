"""``london-datastore/custody``."""

from datetime import date

import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from tests.contract.source_contract import SourceContract

ROWS = """\
current_disposal_year,current_disposal_month,current_disposal_month_name,gender,age_group,ethnicity_4+1,offence_group,\
current_disposal,offence_count,sheet
2021,1,January,Female,Adult,Asian,Assault,No Further Action,56,Disposals
2021,12,December,Male,Child,Other ,Robbery,Police Bail,3,Disposals
2024,2,February,Not Recorded,Not Recorded,Not Recorded,Weapons,Released Under Investigation,1,Disposals
"""


class TestCustody(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/custody")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "custody.csv"
        file.write_text(ROWS)
        return file

    def test_what_cleaning_makes_of_it(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        frame = cleaned.frame
        assert frame["month"].to_list() == [date(2021, 1, 1), date(2021, 12, 1), date(2024, 2, 1)]
        assert frame["ethnicity"].to_list() == ["Asian", "Other", "Not recorded"]
        assert frame["is_open"].to_list() == [False, True, True]
        assert set(frame.columns).isdisjoint({"sheet", "current_disposal_month_name", "current_disposal_year"})
        assert "4 of 60 offences (6.7%) are still open." in cleaned.notes
        assert "gender is not recorded for 1.7% of offences." in cleaned.notes


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("london-datastore/custody")
    raw = load(source, shared_data / "london-datastore" / "custody-2021-2024.parquet").frame.collect()
    cleaned = clean(raw, source.steps)
    assert cleaned.frame.height == raw.height == 24_559
    assert set(cleaned.frame["ethnicity"]) == {"Asian", "Black", "Other", "White", "Not recorded"}
    assert "71,189 of 811,022 offences (8.8%) are still open." in cleaned.notes
