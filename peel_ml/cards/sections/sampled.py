"""That the search looked at a part of the rows, and what fitting on all of them was worth."""

from __future__ import annotations

from peel_ml.cards.names import metric_words
from peel_ml.cards.words import count, number, plain, spread
from peel_ml.results.tuning import Sampled


def sentences(one: Sampled) -> str:
    """Return what was done and what it cost, in plain words."""
    done = (
        f"Settings were searched on {count(one.rows)} of the {count(one.of)} rows, {one.rule}. "
        "The model itself was then fitted on all of them."
    )
    gain = one.gain
    if gain.value is None or gain.low is None or gain.high is None:
        return f"{done} What the smaller sample cost could not be measured: {plain(gain.reason or 'no reason given')}."
    more, fewer = metric_words("roc_auc").change
    worse, size = gain.value < 0, number(abs(100 * gain.value), 2)
    low, high = (-gain.high, -gain.low) if worse else (gain.low, gain.high)
    found = (
        f"{size} {fewer if worse else more} (95% range: {spread(low, high, 100, 2)}), on {count(one.judged_rows)} rows "
        "that neither had seen"
    )
    told = (
        f"Fitting the same settings on all rows and not on those alone made this difference: {found}"
        if low > 0
        else f"Fitting the same settings on all rows and not on those alone is not shown to make a difference: {found}"
    )
    return f"{done} {told}. What settings a search on all rows would have found is not known."
