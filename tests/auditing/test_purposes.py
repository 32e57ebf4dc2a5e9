"""Every purpose of the closed list has its question; a prohibited one is audited, headed, and never submitted."""

from typing import get_args

import pytest

from peel_ml.auditing.purposes import PROHIBITED_HEADING, QUESTIONS, fairness_of, heading_of, question_of
from peel_ml.fairness.policy import load_policy
from peel_ml.usecase.purpose import PROHIBITED, WORDS, Predicts

HEADING = "Disparity audit of a prohibited use. Not evidence for adopting it."


def test_the_tables_are_the_closed_list():
    assert set(WORDS) == set(QUESTIONS) == set(get_args(Predicts))
    assert not set(WORDS) & set(PROHIBITED)


@pytest.mark.parametrize("purpose", [*WORDS, *PROHIBITED])
def test_each_is_judged_on_what_harms(purpose):
    question = question_of(purpose)
    assert question.decision_type in load_policy().illustration
    decided = fairness_of(purpose, decided=True, scored=False)
    scored = fairness_of(purpose, decided=False, scored=True)
    helped = question.flagged == "help"
    assert (decided.primary, decided.worse) == (
        ("true_positive_rate", "lower") if helped else ("false_positive_rate", "higher")
    )
    assert (scored.primary, scored.worse) == ("observed_minus_expected", "higher" if helped else "lower")
    both = fairness_of(purpose, decided=True, scored=True)
    # Where past practice is described, error rates are not what is judged first.
    assert both.primary == (scored if purpose == "recorded_outcome" else decided).primary
    assert both.worse == (scored if purpose == "recorded_outcome" else decided).worse
    assert {"false_positive_rate", "false_negative_rate", "false_discovery_rate", "false_omission_rate"} <= set(
        both.judged
    )
    assert (heading_of(purpose) == HEADING) == (purpose in PROHIBITED)


def test_what_is_prohibited_is_a_burden():
    assert {question_of(purpose).flagged for purpose in PROHIBITED} == {"burden"}


def test_a_prohibited_use_is_headed_and_can_never_be_submitted(audit, made, good, settings):
    from peel_ml.tracking.library import opened

    record = audit(made, **(good | {"purpose": "gang_membership"}), data_class="D1")
    assert PROHIBITED_HEADING == HEADING == record.heading
    assert record.prohibited
    assert not record.submittable
    assert record.findings[0].code == "prohibited-purpose"
    with opened(settings.tracking_uri, "reading") as store:
        run = store.get_run(record.mlflow.run_id)
    assert (run.data.tags["submittable"], run.data.tags["prohibited"]) == ("false", "true")
    assert HEADING in run.data.tags["mlflow.note.content"]


def test_one_that_is_allowed_may_be(known):
    assert known.submittable
    assert not known.prohibited
    assert "prohibited-purpose" not in {finding.code for finding in known.findings}


def test_error_rates_of_recorded_outcomes_carry_their_caution(audit, made, good, known):
    record = audit(made, **(good | {"purpose": "recorded_outcome"}))
    caution = "Error rates differ wherever base rates do"
    assert any(note.startswith(caution) for note in record.audited.notes)
    assert not any(note.startswith(caution) for note in known.audited.notes)
