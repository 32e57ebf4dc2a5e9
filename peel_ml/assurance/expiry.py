"""How long an approval may last, and what shortens it: the scope, a high risk, and the next review of an assessment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from peel_ml.assurance.policy import Policy, Scope, months_later
from peel_ml.cards.fields import children_in
from peel_ml.results.recorded import Recorded
from peel_ml.usecase.rating import Rating, rate
from peel_ml.usecase.reading import Reading

ASSESSMENTS = (
    ("data.dpia.review_by", "data protection impact assessment"),
    ("data.eqia.review_by", "equality impact assessment"),
)
"""Where the next review of each assessment is declared."""


def rating(record: Recorded) -> Rating:
    """Return the risk rating of a run's use; children among the people in the data make it high."""
    return rate(Reading(record.provenance.declaration), children_in(record))


def high_risk(record: Recorded) -> bool:
    """Tell whether a run's use counts as a high risk: a rating that was lowered by hand shortens nothing less."""
    one = rating(record)
    return "high" in (one.level, one.by_rule)


def review_dates(record: Recorded) -> dict[str, date | None]:
    """Return when each assessment is reviewed next, by its name; ``None`` for a date that cannot be read.

    An assessment without a declared date is not there.
    """
    reading = Reading(record.provenance.declaration)
    return {name: _day(text) for path, name in ASSESSMENTS if (text := reading.text(path)) is not None}


def reviews_by(record: Recorded) -> date | None:
    """Return the earliest declared review of an assessment; ``None`` where none can be read."""
    return min((day for day in review_dates(record).values() if day is not None), default=None)


def cap(scope: Scope, record: Recorded, at: datetime, policy: Policy) -> datetime:
    """Return until when an approval that is given at a time may last: the end of its last day, UTC.

    Parameters
    ----------
    scope : str
        A scope of the policy.
    record : Recorded
        The run; its declaration gives the risk and the review dates.
    at : datetime
        When the approval is given.
    policy : Policy
        The months of each scope and of a high risk.

    Returns
    -------
    datetime
        No later than the scope and the risk allow, nor than the next declared review of an assessment. It may have
        passed already: then nothing can be approved before the review is made.
    """
    months = policy.scopes[scope].months
    if high_risk(record):
        months = min(months, policy.high_risk_months)
    last = months_later(at.astimezone(UTC).date(), months)
    return datetime.combine(min(last, reviews_by(record) or last), time.max, UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
