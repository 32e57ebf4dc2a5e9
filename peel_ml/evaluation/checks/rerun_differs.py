"""`rerun-differs`: the same work done again gives other figures."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.evaluation.checks.view import ModelView


def rerun_differs(view: ModelView) -> Outcome:
    """Find a model that cannot be made twice: a reported metric moves by more than the declared tolerance."""
    rerun = view.rerun
    if rerun is None or rerun.agrees is None or rerun.largest_difference is None:
        return Skipped("The model was not fitted again.")
    far = "" if rerun.rounds is None else f" (its first {rerun.rounds} rounds)"
    said = f"{rerun.refitted} of {rerun.members} models fitted again{far} from the same rows"
    if rerun.agrees:
        same = "the same model text" if rerun.same_model else "another model text with the same figures"
        return Passed(f"{said}: {same}, no metric moved by more than {rerun.tolerance:g}.")
    moved = f"a metric moved by {rerun.largest_difference:.2g}, more than {rerun.tolerance:g}"
    return Found(
        f"{said[:1].upper()}{said[1:]}: {moved}.",
        "Look for what differs between two fits: time limits, threads, libraries. Until then the figures hold for "
        "this one fit only.",
        (
            {
                "largest_difference": rerun.largest_difference,
                "tolerance": rerun.tolerance,
                "same_model": rerun.same_model,
            },
        ),
    )
