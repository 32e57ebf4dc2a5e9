"""Writes the published JSON Schemas from the types: ``make schemas``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]


def schemas() -> dict[Path, Callable[[], dict[str, Any]]]:
    """Return every committed schema: where it stands and what it must say."""
    from peel_ml.cards.card import json_schema as card
    from peel_ml.monitoring.report import json_schema as monitoring
    from peel_ml.results.audit import json_schema as audit
    from peel_ml.results.record import json_schema as record
    from peel_ml.results.studies.record import json_schema as study
    from peel_ml.usecase.schema import json_schema as use_case

    return {
        PACKAGE / "usecase" / "usecase.schema.json": use_case,
        PACKAGE / "results" / "record.schema.json": record,
        PACKAGE / "results" / "study.schema.json": study,
        PACKAGE / "results" / "audit.schema.json": audit,
        PACKAGE / "cards" / "card.schema.json": card,
        PACKAGE / "monitoring" / "report.schema.json": monitoring,
    }


def text(schema: dict[str, Any]) -> str:
    """Return a schema as it is committed."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, make in schemas().items():
        path.write_text(text(make()), encoding="utf-8")
