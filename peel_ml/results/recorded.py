"""The record of any run of a use case: of a classification, or of a study of areas and periods."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from peel_ml.errors import BadRequest
from peel_ml.results import record as runs
from peel_ml.results.record import RunRecord
from peel_ml.results.studies import record as studies
from peel_ml.results.studies.record import StudyRecord

Recorded = RunRecord | StudyRecord
R = TypeVar("R", bound=RunRecord | StudyRecord)


def to_json(record: Recorded) -> dict[str, Any]:
    """Return the record as JSON-ready values."""
    return studies.to_json(record) if isinstance(record, StudyRecord) else runs.to_json(record)


def dumps(record: Recorded) -> str:
    """Return the record as text."""
    return studies.dumps(record) if isinstance(record, StudyRecord) else runs.dumps(record)


def loads(text: str | bytes) -> Recorded:
    """Read the record of a run, whatever its kind.

    Raises
    ------
    BadRequest
        It is no such record; every problem by name.
    """
    return studies.loads(text) if is_study(text) else runs.loads(text)


def is_study(text: str | bytes) -> bool:
    """Tell whether a document is the record of a study.

    Examples
    --------
    >>> is_study('{"study": "causal"}'), is_study("{}"), is_study("no JSON")
    (True, False, False)
    """
    try:
        found = json.loads(text)
    except ValueError:
        return False  # reading it as a record says what is wrong with it
    return isinstance(found, dict) and "study" in found


def of_people(record: Recorded, wanted: str) -> RunRecord:
    """Return the record of a classification, for what looks at single records.

    Parameters
    ----------
    record : RunRecord or StudyRecord
    wanted : str
        What was asked for, for the message: "be monitored".

    Raises
    ------
    BadRequest
        It is a study of areas and periods.
    """
    if isinstance(record, StudyRecord):
        raise BadRequest(
            f"{record.provenance.run_id} of {record.use_case} is a study of areas and periods ({record.study}), and "
            f"only runs that classify records can {wanted}. Run the study again on the new period instead: "
            f"peel run {record.use_case} --data PATH"
        )
    return record
