"""The record of a frozen run, under disclosure control. Nobody reads the uncontrolled one here, whatever their role."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.results.recorded import Recorded, loads
from peel_ml.review.pages.reading.frozen import Frozen

RECORD = "record.json"


def record_of(frozen: Frozen) -> Recorded | None:
    """Return the record as the internal view may show it; none where it is not here as it was submitted."""
    return frozen.read(RECORD, _controlled) if frozen.has(RECORD) else None


def document_of(frozen: Frozen) -> Any:
    """Return the record as the internal view may show it, as JSON-ready values.

    Raises
    ------
    Refused
        It is not here, or changed.
    """
    return frozen.read(RECORD, _document)


def _controlled(content: bytes) -> Recorded:
    return controlled(loads(content), INTERNAL)[0]


def _document(content: bytes) -> Any:
    return json.loads(TypeAdapter(Recorded).dump_json(_controlled(content)))
