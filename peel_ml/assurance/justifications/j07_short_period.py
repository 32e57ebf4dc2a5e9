"""J7: the data is shorter than two years, so seasons cannot be told from trends."""

from __future__ import annotations

from datetime import date

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import counted

MONTHS = 24
"""Every season twice. Of under so many months nobody can tell whether an outcome is seasonal, so all of them ask."""


def found(submission: Submission) -> tuple[str, ...]:
    """Return over how many calendar months the data runs, where these are too few or cannot be told."""
    data = submission.record.data
    if data.timeline is not None:
        months = sum(bool(one.rows is None or one.rows) for one in data.timeline.months)
    elif data.period is not None:
        first, last = date.fromisoformat(data.period.from_), date.fromisoformat(data.period.to)
        months = 12 * (last.year - first.year) + last.month - first.month + 1
    else:
        return ("Over how many months the data runs is not known, so seasons cannot be told from trends.",)
    if months >= MONTHS:
        return ()
    return (f"The data runs over {counted(months, 'month')}, so seasons cannot be told from trends.",)


RULE = Rule("J7", "The data is too short to know the seasons", False, found)
