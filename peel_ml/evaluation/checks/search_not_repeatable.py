"""`search-not-repeatable`: time ended the search, or workers shared it, so another run would try other settings."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.evaluation.checks.view import ModelView


def search_not_repeatable(view: ModelView) -> Outcome:
    """Find a search that ran out of time before it had made its trials, or one that many workers made side by side."""
    tuning = view.tuning
    if tuning is None:
        return NotApplicable("Nothing was searched.")
    made, wanted = len(tuning.trials), tuning.trials_requested
    if tuning.shared:
        return Found(
            f"The {made} trials were made by workers that share one study, or that make each fit together: which trial "
            "knew of which, or the order of sums, depended on how fast each worker was. So the same command may find "
            "another model with other figures.",
            "To repeat it exactly, run it again without PEEL_STUDY_URI, on workers that each have memory for all the "
            "data, or without a cluster: the same seed then makes the same trials.",
            ({"trials_made": made, "trials_requested": wanted},),
        )
    if tuning.stopped_by == "trials":
        return Passed(f"The search made all its {wanted} trials; the same seed makes the same ones.")
    return Found(
        f"Time ended the search after {made} of {wanted} trials. How many trials fit into the time depends on the "
        "machine and on what else it does, so the same command may find another model with other figures.",
        f"Ask for fewer trials (tuning.trials, {made} fit), or for more time (tuning.timeout_s, or null for no "
        "limit), and run again: a search that makes all its trials can be repeated.",
        ({"trials_made": made, "trials_requested": wanted},),
    )
