"""``changed-wording``."""

import polars as pl

from peel_ml.checking import Found, NotApplicable, Passed, Skipped
from peel_ml.data.panel_checks.changed_wording import check
from tests.data.panel_checks.made_panel import made, month, view

ASKED = {"trust": "Do you trust the police?", "fair": "Do they treat people fairly?", "visible": "Do you see them?"}
SURVEY = made(offences=tuple(ASKED)).with_columns(
    crimes=pl.col("crimes") / 300, wording=pl.col("offence").replace_strict(ASKED)
)
LATER = (pl.col("wording") == ASKED["fair"]) & (pl.col("month") >= month(10))


def test_a_wave_with_another_wording_is_found():
    changed = pl.when(LATER).then(pl.lit("Are they fair to everybody?")).otherwise(pl.col("wording"))
    outcome = check(view(SURVEY.with_columns(wording=changed), wording="wording", counts=False))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "The words change: fair in November 2022."
    assert outcome.breaks == (("2022-11", "Another wording"),)


def test_case_and_spaces_are_no_other_wording():
    changed = pl.when(LATER).then(pl.lit("DO THEY  treat people fairly? ")).otherwise(pl.col("wording"))
    assert isinstance(check(view(SURVEY.with_columns(wording=changed), wording="wording", counts=False)), Passed)


def test_a_label_that_becomes_a_similar_one_is_found():
    labelled = SURVEY.with_columns(offence=pl.col("wording"))
    changed = pl.when(LATER).then(pl.lit("Do they treat everyone fairly?")).otherwise(pl.col("offence"))
    outcome = check(view(labelled.with_columns(offence=changed), counts=False))
    assert isinstance(outcome, Found)
    assert "'Do they treat people fairly?' becomes 'Do they treat everyone fairly?'" in outcome.sentence
    unlike = pl.when(LATER).then(pl.lit("Worried about crime")).otherwise(pl.col("offence"))
    assert isinstance(check(view(labelled.with_columns(offence=unlike), counts=False)), Passed)


def test_a_survey_that_asks_the_same_passes_and_counts_have_no_wording():
    assert isinstance(check(view(SURVEY, wording="wording", counts=False)), Passed)
    assert isinstance(check(view(SURVEY)), NotApplicable)
    assert isinstance(check(view(SURVEY, wording="gone", counts=False)), Skipped)
