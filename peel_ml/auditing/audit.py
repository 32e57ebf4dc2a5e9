"""Audits somebody else's scores or decisions from Python: ``peel_ml.audit(frame, …)``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peel_ml.auditing.arguments import Names, bands_of, names, protected_columns, tolerance_of, values_of
from peel_ml.auditing.assessing import compared
from peel_ml.auditing.cells import summed
from peel_ml.auditing.clock import STEPS, Clock, Listener
from peel_ml.auditing.coding import Coded, coded
from peel_ml.auditing.facts import check_columns, look
from peel_ml.auditing.measures import asked_of
from peel_ml.auditing.reading import Given, Rows, given, reading, telling
from peel_ml.auditing.request import AuditRequest, check_request
from peel_ml.auditing.written import written
from peel_ml.errors import Problems
from peel_ml.fairness.declaration import DeclaredTolerance
from peel_ml.logs import about, event
from peel_ml.results.audit import AuditRecord
from peel_ml.results.data import DataClass
from peel_ml.settings import Settings, ensure_home, read_settings
from peel_ml.store import check_out
from peel_ml.tracking import warm


def audit(
    data: Any,
    *,
    label: str,
    protected: Names | Mapping[str, str],
    purpose: str,
    score: str | None = None,
    decision: str | None = None,
    positive: Any = (),
    threshold: float | None = None,
    capacity: float | None = None,
    label_positive: Any = (),
    intersect: Sequence[Names] = (),
    bands: Mapping[str, Sequence[float]] | Names = (),
    cluster: str | None = None,
    control: Names = (),
    data_class: DataClass = "D2",
    tolerance: DeclaredTolerance | float | None = None,
    out: str | Path | None = None,
    settings: Settings | None = None,
    listener: Listener | None = None,
) -> AuditRecord:
    """Compare groups on labels with scores or decisions of any model, by the engine that judges our own.

    Parameters
    ----------
    data : path, polars or pandas DataFrame, or mapping of names to columns
        CSV (also packed), Parquet, or rows in memory. Above two million rows it is summed, never held.
    label : str
        Column of the recorded outcome: 0 and 1, true and false, or anything with `label_positive`.
    protected : str, sequence of str, or mapping
        Columns of protected characteristics; ``{"race": "column"}`` where the name does not say which one it is.
    purpose : str
        What the predictions are for, from the closed list. A prohibited purpose is audited and headed as such.
    score, decision : str, optional
        Column of the score (0 to 1), or of the decision that was made. One of them.
    positive, label_positive : value or sequence of values
        Values of the decision, and of the label, that count as positive; all others are negative.
    threshold, capacity : float, optional
        Turn scores into decisions: flagged from this score, or the highest so many (a share below 1, or a number).
    intersect : sequence of sequences of str
        Characteristics to be compared together.
    bands : mapping
        Lower ends of the bands of a number, for example ``{"age": [18, 25, 35]}``.
    cluster : str, optional
        Rows with one value belong together (a person, an event).
    control : str or sequence of str
        Columns by which like is compared with like, beside the plain comparison.
    data_class : {"D0", "D1", "D2", "D3", "D4"}
        Small counts are printed for synthetic and published data only.
    tolerance : DeclaredTolerance or float, optional
        The agreed limit, or the limit on a difference that nobody agreed; by default the policy's illustration.
    out : path, optional
        A new or empty folder that gets a copy of the record and the card.
    settings : Settings, optional
        By default read from the environment.
    listener : Listener, optional
        Told how it goes.

    Returns
    -------
    AuditRecord

    Raises
    ------
    BadRequest
        The request or the data is wrong; every problem at once, never a row value.
    PeelError
        The work failed.

    Examples
    --------
    >>> rows = {"missed": [0, 1, 0, 1], "visited": [0, 1, 1, 0], "sex": ["Female", "Male", "Male", "Female"]}
    >>> record = audit(  # doctest: +SKIP
    ...     rows, label="missed", decision="visited", protected="sex", purpose="service_need", data_class="D0"
    ... )
    >>> audit(rows, label="missed", score="visits", protected="sex", purpose="service")
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: The audit cannot be made.
      - unknown purpose 'service'. Did you mean service_need? The closed list: ...
    """
    settings = settings or read_settings(anywhere=True)
    if out is not None:
        check_out(Path(out))
    now = datetime.now(UTC)
    problems = Problems()
    request = AuditRequest(
        settings=settings,
        run_id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        started_at=now.isoformat(timespec="seconds"),
        purpose=purpose,
        label=label,
        asked=asked_of(protected_columns(protected), bands_of(bands), problems),
        label_positive=values_of(label_positive),
        score=score,
        threshold=threshold,
        capacity=capacity,
        decision=decision,
        positive=values_of(positive),
        intersections=tuple(names(crossed) for crossed in intersect),
        cluster=cluster,
        controls=names(control),
        data_class=data_class,
        tolerance=tolerance_of(tolerance, problems),
    )
    clock = Clock(listener)
    with about(run=request.run_id):
        event("audit_started", prohibited=request.prohibited)
        check_request(request, problems)
        with clock(STEPS[0]):
            rows, coded_rows = _read(request, data, problems)
        ensure_home(settings.home)
        warm(settings.tracking_uri)
        with clock(STEPS[1]):
            found = compared(request, coded_rows)
        record = written(request, rows, coded_rows, found, clock, None if out is None else Path(out))
        event("audit_finished", rows=coded_rows.rows)
    return record


def _read(request: AuditRequest, data: Any, problems: Problems) -> tuple[Rows, Coded]:
    """Return the rows as codes, or raise everything that is wrong with the request and the data."""
    source: Given | None = None
    with problems.collecting():
        source = given(data)
    result: tuple[Rows, Coded] | None = None
    there = [] if source is None else check_columns(request, source.columns, problems)
    if source is not None and there:
        with problems.collecting(), reading(source, there) as rows:
            with telling(rows.file or "the frame"):
                facts = look(request, rows.frame, there, problems)
                cells = summed(request, rows.frame, facts, problems) if facts.rows else None
            found = None if cells is None else coded(request, cells, problems)
            result = None if found is None else (rows, found)
    problems.raise_if_any("The audit cannot be made.")
    assert result is not None
    return result
