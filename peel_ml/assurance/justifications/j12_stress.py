"""J12: with a fact taken away it works clearly worse."""

from __future__ import annotations

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.names import metric_words
from peel_ml.cards.words import number, sentence, spread
from peel_ml.evaluation.checks.unstable_over_time import RANGE

TOLERANCE = RANGE
"""Loss on the primary metric above which it has to be justified: as far as months may be apart."""


def found(submission: Submission) -> tuple[str, ...]:
    """Return every stress test with a loss that is shown and larger than the tolerance; and that none was made."""
    stability = submission.record.stability
    if stability is None or not stability.stresses:
        return ("How it works with facts missing was not tried.",)
    said = []
    for one in stability.stresses:
        change, what = one.change, metric_words(one.change.metric)
        if change.value is None or change.high is None or change.high >= 0 or -change.value <= TOLERANCE:
            continue
        scale, digits = (100, 1) if what.per_hundred else (1, 3)
        loss = number(scale * -change.value, digits)
        least, most = -change.high, None if change.low is None else -change.low
        ends = spread(least, most, scale, digits)
        said.append(sentence(f"{one.what}: {loss} {what.change[1]} (95% range: {ends})"))
    return tuple(said)


RULE = Rule("J12", "It works clearly worse when facts are missing", False, found)
