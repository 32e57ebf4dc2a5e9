"""``london-datastore/crime-dashboard``."""

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from tests.contract.source_contract import SourceContract

ROWS = """\
month_year,area_type,borough_snt,area_name,area_code,crime_type,crime_subtype,measure,financial_year,fy_fyindex,count,\
refresh_date,sheet
2024-01-01,Borough,Camden,Camden,E09000007,Hate crime,Faith Crime,Offences,fy23-24,23-24_01,12,2025-08-02,S
2024-01-01,Safer Neighbourhood Teams,Camden Bloomsbury,Bloomsbury,E05,Hate crime,Faith Crime,Offences,fy23-24,\
23-24_01,12,2025-08-02,S
2024-01-01,Borough,Camden,Camden,E09000007,Miscalleneous,TNO Victim Based,Offences,fy23-24,23-24_01,90,2025-07-02,S
2024-01-01,Borough,Camden,Camden,E09000007,Miscalleneous,TNO Victim Based,Offences,fy23-24,23-24_01,95,2025-08-02,S
2024-01-01,Borough,Aviation Security,Aviation Security (SO18) (Legacy Only),SO18,Hate crime,Faith Crime,Offences,\
fy23-24,23-24_01,2,2025-08-02,S
2024-01-01,Borough,Other / NK,Aviation Security (SO18) (Legacy Only),,Hate crime,Faith Crime,Offences,fy23-24,\
23-24_01,1,2025-08-02,S
2024-01-01,Borough,Other / NK,,,Hate crime,Faith Crime,Offences,fy23-24,23-24_01,4,2025-08-02,S
"""


class TestCrimeDashboard(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/crime-dashboard")

    @pytest.fixture
    def sample(self, tmp_path):
        file = tmp_path / "dashboard.csv"
        file.write_text(ROWS)
        return file

    def test_what_cleaning_makes_of_it(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        got = {(place, kind): count for _, place, kind, _, _, count in cleaned.frame.iter_rows()}
        assert got == {
            ("Camden", "Hate crime"): 12,
            ("Camden", "Miscellaneous"): 95,
            ("Aviation Security", "Hate crime"): 3,
            ("Other / NK", "Hate crime"): 4,
        }
        assert set(cleaned.frame["month"]) == {date(2024, 1, 1)}
        assert "Rows of Safer Neighbourhood Teams were left out: they count 12, those of boroughs 114." in cleaned.notes
        removed = {step.step: step.rows_in - step.rows_out for step in cleaned.log}
        assert removed["keep one level of areas"] == 1
        assert removed["keep the newest figure"] == 1


@pytest.mark.real_data
def test_the_real_file(shared_data):
    source = source_named("london-datastore/crime-dashboard")
    path = shared_data / "london-datastore" / "monthly-crime-dashboard-to-2025-03-01.parquet"
    cleaned = clean(load(source, path).frame.collect(), source.steps)
    frame = cleaned.frame
    assert frame["month"].n_unique() == 43
    assert frame["borough"].n_unique() == 32 + 2
    assert frame.select("month", "borough", "crime_type", "crime_subtype", "measure").is_duplicated().sum() == 0
    hate = frame.filter(pl.col("crime_subtype") == "Hate crime", pl.col("measure") == "Offences")
    # Both levels together would be twice as many.
    assert hate["count"].sum() == 86_335
