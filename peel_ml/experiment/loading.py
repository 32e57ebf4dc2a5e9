"""Reads the record of a finished run: ``peel_ml.load("stop-search-outcome")``."""

from __future__ import annotations

import json

from peel_ml.errors import BadRequest
from peel_ml.results.recorded import Recorded, loads
from peel_ml.settings import Settings, read_settings
from peel_ml.store import RECORD, find


def load(run: str, settings: Settings | None = None) -> Recorded:
    """Read the record of a finished run.

    Parameters
    ----------
    run : str
        A run's id, a unique prefix of it, or a use case's id for its last run.

    Raises
    ------
    BadRequest
        There is none, or it is an audit's.
    """
    settings = settings or read_settings()
    path = find(settings.runs, run) / RECORD
    document = path.read_bytes()
    if _is_audit(document):
        raise BadRequest(f"{path.parent.name} is an audit and no run. Read {path} with peel_ml.results.audit.loads.")
    return loads(document)


def _is_audit(document: bytes) -> bool:
    try:
        found = json.loads(document)
    except ValueError:
        return False  # reading it as a record says what is wrong with it
    return isinstance(found, dict) and "audited" in found
