"""Facts of a run that a manifest binds by their digest: made when it is frozen, compared when it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from peel_ml.assurance.canonical import digest
from peel_ml.results.recorded import Recorded
from peel_ml.usecase.reading import Reading


def study_digest(record: Recorded) -> str:
    """Return the digest of the record of the search."""
    return digest(None if record.tuning is None else _plain(asdict(record.tuning)))


def assessments_digest(record: Recorded) -> str:
    """Return the digest of the declared assessments of data protection and equality."""
    declaration = Reading(record.provenance.declaration)
    return digest(_plain({key: declaration.get(f"data.{key}") for key in ("dpia", "eqia")}))


def _plain(value: Any) -> Any:
    """Return a value with tuples as lists and keys as text, as JSON knows them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
