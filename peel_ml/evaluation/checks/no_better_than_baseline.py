"""`no-better-than-baseline`: the model is not shown to beat what it is compared with."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.evaluation.metrics import METRICS


def no_better_than_baseline(view: ModelView) -> Outcome:
    """Find a lift whose paired 95% interval does not lie above zero."""
    lift = view.scores.lift
    if lift.value is None or lift.low is None or lift.high is None:
        return Skipped(f"The difference to {lift.baseline} has no interval: {lift.reason or 'not computed'}.")
    what = METRICS[lift.metric].plain_name
    figures = f"{lift.value:+.3f} (95% interval {lift.low:+.3f} to {lift.high:+.3f})"
    if lift.low > 0:
        return Passed(f"On {what} the model is ahead of {lift.baseline} by {figures}.")
    said = "is worse than" if lift.high < 0 else "is not shown to beat"
    return Found(
        f"On {what} the model {said} {lift.baseline}: the difference, positive where the model "
        f"is better, is {figures}.",
        "Use the simpler candidate, look for better features, or report that no useful model was found.",
        (
            {
                "metric": lift.metric,
                "baseline": lift.baseline,
                "difference": lift.value,
                "low": lift.low,
                "high": lift.high,
            },
        ),
    )
