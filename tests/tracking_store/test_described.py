import dataclasses
import math

from peel_ml.results.estimate import Estimate
from peel_ml.tracking import described

WORDS = described.CardWords(
    ("Exploring. Not submitted for sign-off", "Validation figures"), "Works better than today.", "No group is outside."
)


def test_metrics_carry_intervals_baselines_and_lift(made):
    metrics = described.metrics(made())
    assert metrics["roc_auc"] == 0.61
    assert (metrics["roc_auc_low"], metrics["roc_auc_high"]) == (0.58, 0.64)
    assert metrics["baseline.logistic_regression.roc_auc"] == 0.58
    assert (metrics["lift_roc_auc"], metrics["lift_roc_auc_low"]) == (0.03, 0.01)
    assert metrics["data.rows_left_out"] == 100
    assert metrics["findings.warn"] == 1


def test_missing_figures_have_no_key(made):
    record = made()
    record = dataclasses.replace(
        record,
        scores=dataclasses.replace(record.scores, metrics={"roc_auc": Estimate(math.nan), "log_loss": Estimate(None)}),
    )
    metrics = described.metrics(record)
    assert not {"roc_auc", "log_loss", "log_loss_low", "explanation.rank_stability"} & set(metrics)
    assert all(math.isfinite(value) for value in metrics.values())


def test_fairness_headline_counts_each_group_once_and_only_shown_differences(made):
    metrics = described.metrics(made())
    assert [metrics[f"fairness.{verdict}"] for verdict in ("within", "outside", "cannot_tell")] == [1, 1, 2]
    # Not 0.2, whose difference is not shown, and not -0.5, which counts people without a recorded group.
    assert metrics["fairness.ethnicity_self.largest_shown_difference"] == -0.09


def test_no_shown_difference_is_no_figure_rather_than_zero(made):
    record = made()
    record = dataclasses.replace(
        record, fairness=tuple(dataclasses.replace(row, difference_shown=False) for row in record.fairness)
    )
    assert "fairness.ethnicity_self.largest_shown_difference" not in described.metrics(record)


def test_params_flatten_what_was_chosen(made):
    params = described.params(made())
    assert params["tuned.num_leaves"] == "31"
    assert params["seed"] == "7"
    assert params["split"] == "kind: time, column: date, embargo_days: 0"
    assert params["set.tuning.trials"] == "12"


def test_tags_tell_runs_apart(made):
    tags = described.tags(made(), WORDS)
    assert (tags["SYNTHETIC"], tags["data_class"], tags["evaluated_on"]) == ("true", "D0", "validation")
    assert tags["commit"] == "abc123 (changed since)"
    assert tags["findings"] == "dead-column"
    assert tags["decision_type"] == "insight"
    assert not any("/root" in value or "/home" in value for value in tags.values())


def test_an_undeclared_fact_says_so(made):
    record = made()
    empty = dataclasses.replace(record, provenance=dataclasses.replace(record.provenance, declaration={}))
    assert described.tags(empty, WORDS)["stage"] == "not declared"


LINK = "#/experiments/4/runs/f00/artifacts/card/card.html?workflowType=machine_learning"


def test_the_note_opens_with_where_the_card_stands_its_link_and_its_words(made):
    lines = described.note(made(run=("4", "f00")), WORDS).split("\n\n")
    assert lines[0] == (
        f"**SYNTHETIC DATA.** Exploring. Not submitted for sign-off. Validation figures. [Open the card]({LINK})."
    )
    assert lines[1:3] == [WORDS.headline, WORDS.groups]
    assert "A column never varies" in lines[3]


def test_only_synthetic_data_is_marked(made):
    real = made(data_class="D1")
    assert "SYNTHETIC" not in described.note(real, WORDS) + described.model_note(real, WORDS)
    assert described.model_note(made(), WORDS).startswith("**SYNTHETIC DATA.**")


def test_a_quick_run_has_no_card_to_link(made):
    note = described.note(made(quick=True), WORDS)
    assert "card.html" not in note
    assert "not a figure to quote" in note.split("\n")[0]


def test_a_registered_version_says_first_that_nothing_is_approved(made):
    first = described.model_note(made(run=("4", "f00"), data_class="D1"), WORDS).split("\n\n")[0]
    assert first.startswith("**Not approved for any use.** Exploring.")
    assert first.endswith(f"[Open its card]({LINK}).")
    assert "None is approved" in described.registered_note("demo-case")
