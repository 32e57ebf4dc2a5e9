"""What the book's summary says of each use case."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

State = Literal["finished", "failed", "skipped"]


@dataclass(frozen=True)
class Row:
    """How one use case went.

    Parameters
    ----------
    use_case, kind
        Its id and its kind of task.
    state : {"finished", "failed", "skipped"}
        How it ended.
    reason : str or None
        Why it failed or was skipped, without row values.
    run_id, evaluated_on, synthetic, final
        Of the run.
    primary, value, low, high
        The figure that heads it, with its 95% interval.
    verdicts, findings
        How many of each verdict and severity.
    seconds : float or None
        From its start to its end.
    card, record, log : str or None
        Paths.
    kept : bool
        Whether it was finished before the book was interrupted, and not run again.
    """

    use_case: str
    kind: str
    state: State
    reason: str | None = None
    run_id: str | None = None
    evaluated_on: str | None = None
    synthetic: bool | None = None
    final: bool | None = None
    primary: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    verdicts: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    seconds: float | None = None
    card: str | None = None
    record: str | None = None
    log: str | None = None
    kept: bool = False


@dataclass(frozen=True)
class Book:
    """The summary of a whole book.

    Parameters
    ----------
    rows : tuple of Row
        One for each use case, in the book's order.
    seconds : float
        From start to end.
    at_a_time : int
        Use cases that ran at a time.
    """

    rows: tuple[Row, ...]
    seconds: float
    at_a_time: int

    def count(self, state: State) -> int:
        """Return how many use cases ended so."""
        return sum(row.state == state for row in self.rows)

    @property
    def said(self) -> str:
        """How it went, in one line.

        Examples
        --------
        >>> Book((Row("visits", "classification", "finished"),), 12.3, 1).said
        '1 finished, 0 failed, 0 skipped in 12 s, 1 at a time'
        """
        return (
            f"{self.count('finished')} finished, {self.count('failed')} failed, {self.count('skipped')} skipped "
            f"in {self.seconds:.0f} s, {self.at_a_time} at a time"
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "seconds": round(self.seconds, 1),
            "at_a_time": self.at_a_time,
            "rows": [asdict(row) for row in self.rows],
        }
