from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.vocabulary import GROUPS, VOCABULARIES, collapse, eras, normalised
from peel_ml.errors import BadRequest
from peel_ml.results.codes import MISSING_CODES, NOT_RECORDED, NOT_STATED, UNMAPPED

ETHNICITY = VOCABULARIES["self_defined_ethnicity"]


def mapped(column: str, *labels: str | None) -> list[str]:
    return normalised(pl.Series(labels, dtype=pl.String), VOCABULARIES[column]).to_list()


@pytest.mark.parametrize("column", VOCABULARIES)
def test_no_two_entries_of_a_column_contradict_each_other(column):
    vocabulary = VOCABULARIES[column]
    lookup = vocabulary.lookup()
    assert all(lookup[key].canonical for key in lookup)
    for entry in vocabulary.entries:
        assert mapped(column, entry.raw) == [entry.canonical]


@pytest.mark.parametrize("column", VOCABULARIES)
@given(labels=st.lists(st.none() | st.text(max_size=12)))
def test_no_cell_is_lost_or_left_without_a_word(column, labels):
    out = mapped(column, *labels)
    assert len(out) == len(labels)
    assert set(out) <= set(VOCABULARIES[column].canonical()) | set(MISSING_CODES)


def test_blank_not_stated_and_unknown_stay_apart():
    assert mapped("self_defined_ethnicity", None, " ", "Not Stated (NS)", "Other ethnic group - Not stated", "?") == [
        NOT_RECORDED,
        NOT_RECORDED,
        NOT_STATED,
        NOT_STATED,
        UNMAPPED,
    ]


def test_case_and_spacing_do_not_matter():
    assert mapped("self_defined_ethnicity", " white -  irish ") == ["White: Irish"]


def test_what_meant_the_same_in_both_eras_has_one_label():
    later, earlier, bare = mapped(
        "self_defined_ethnicity",
        "Asian/Asian British - Chinese",
        "Chinese or other ethnic group - Chinese (O1)",
        "Chinese or other ethnic group - Chinese",
    )
    assert later == earlier == bare == "Asian or Asian British: Chinese"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            "Chinese or other ethnic group - Any other ethnic group (O9)",
            "Other ethnic group - Any other ethnic group",
        ),
        ("White - Any other White ethnic background (W9)", "White - Any other White background"),
    ],
)
def test_a_wider_category_of_16_1_is_never_its_18_1_namesake(earlier, later):
    old, new = mapped("self_defined_ethnicity", earlier, later)
    assert old == f"{new} (16+1)"
    groups = collapse(pl.Series([old, new]), "ons-18+1", "ons-5").to_list()
    assert groups[0] == groups[1]


def test_the_heading_chinese_or_other_alone_is_not_guessed():
    assert mapped("self_defined_ethnicity", "Chinese or other ethnic group") == [UNMAPPED]


def test_eras_are_counted():
    labels = pl.Series(["White - White Irish (W2)", "White - Irish", "White - Irish", None, "?"])
    assert eras(labels, ETHNICITY) == {"16+1": 1, "18+1": 2}


def test_there_are_eighteen_groups_beside_not_stated():
    later = {entry.canonical for entry in ETHNICITY.entries if entry.era == "18+1"}
    assert len(later - {NOT_STATED}) == 18
    earlier = {entry.canonical for entry in ETHNICITY.entries if entry.era == "16+1"}
    assert len(earlier - {NOT_STATED}) == 16


def test_old_and_new_outcome_words_meet():
    assert (
        mapped("outcome", "Nothing found - no further action", "A no further action disposal")
        == ["A no further action disposal"] * 2
    )
    assert mapped("outcome", "Local resolution", "Suspect summonsed to court") == [
        "Community resolution",
        "Summons / charged by post",
    ]


@given(st.lists(st.sampled_from([*GROUPS["ons-18+1"], *MISSING_CODES])))
def test_collapsing_keeps_missing_codes_and_gives_one_of_five(labels):
    out = collapse(pl.Series(labels, dtype=pl.String), "ons-18+1", "ons-5").to_list()
    for label, group in zip(labels, out, strict=True):
        assert group == label if label in MISSING_CODES else group in GROUPS["ons-5"]
        assert label in MISSING_CODES or label.startswith(f"{group}: ")


def test_collapsing_marks_what_is_not_of_the_scheme():
    assert collapse(pl.Series(["Irish", None]), "ons-18+1", "ons-5").to_list() == [UNMAPPED, NOT_RECORDED]


@pytest.mark.parametrize(("scheme", "to"), [("police-6+1", "ons-5"), ("ons-5", "ons-18+1"), ("as-recorded", "ons-5")])
def test_an_impossible_map_is_refused(scheme, to):
    with pytest.raises(BadRequest, match=r"ons-18\+1 to ons-5"):
        collapse(pl.Series(["White"]), scheme, to)


def test_a_scheme_collapses_to_itself():
    values = pl.Series(["Black", NOT_RECORDED])
    assert collapse(values, "police-6+1", "police-6+1").equals(values)
