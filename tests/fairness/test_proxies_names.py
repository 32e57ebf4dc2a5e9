import pytest

from peel_ml.fairness.proxies.names import NAMES, flagged_name

FLAGGED = {
    "a small area": ["lsoa", "LSOA11CD", "msoa21_name", "output_area", "ward", "postcode", "post_code_sector", "beat"],
    "nationality": ["nationality", "NationalityCode", "citizenship", "visa_type"],
    "where somebody was born": ["birthplace", "place_of_birth", "country_of_birth"],
    "language": ["language", "first_language", "interpreter_needed"],
    "a name": ["name", "surname", "first_name", "FamilyName"],
    "a school": ["school", "school_urn", "university"],
    "a place of faith": ["near_mosque", "faith_site", "church", "place_of_worship"],
    "how somebody is housed": ["tenure", "council_housing", "social_rent"],
    "benefits": ["benefits", "universal_credit", "free_school_meals"],
    "deprivation": ["imd_decile", "IMDScore", "deprivation_quintile"],
    "earlier stops": ["prior_stops", "previous_searches", "stop_count", "times_stopped"],
    "arrests": ["arrests", "previous_arrests", "convictions"],
    "police intelligence": ["intelligence_reports", "gang_marker", "intel_count"],
}
QUIET = [
    "hour",
    "weekday",
    "object_of_search",
    "legislation",
    "waited",
    "channel",
    "station_name",
    "lateness",
    "gangway",
]


@pytest.mark.parametrize(("why", "name"), [(why, name) for why, names in FLAGGED.items() for name in names])
def test_a_name_that_asks_for_care_is_flagged(why, name):
    assert flagged_name(name) == why


@pytest.mark.parametrize("name", QUIET)
def test_other_names_are_not(name):
    assert flagged_name(name) is None


def test_every_row_of_the_table_is_tried():
    assert set(FLAGGED) == {why for why, _ in NAMES}
