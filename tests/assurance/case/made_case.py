"""A submission of a made-up run, and gates that came out as a test wants them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from peel_ml.assurance.case.claims import CLAIMS
from peel_ml.assurance.gates.gate import Evidence, GateResult
from peel_ml.assurance.policy import policy
from peel_ml.assurance.submissions.submission import Standing, Submission
from peel_ml.cards.render import render
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.results.record import dumps
from tests.assurance.made import manifest


def submission(made: ModuleType, scope: Any = "pilot", doubts: tuple[str, ...] = (), **changes: Any) -> Submission:
    """Return a submission of the made-up final run; `changes` are of its record."""
    record = replace(made.real_final(), **changes)
    card = made.card("real_final")
    files = {"record.json": dumps(record).encode(), **render(card)}
    return Submission(
        manifest(use_case=record.use_case, run_id=record.provenance.run_id),
        record,
        declaration_of(record),
        card,
        None,
        files,
        scope,
        policy(),
        Standing(defeaters=doubts),
        datetime(2026, 12, 1, tzinfo=UTC),
    )


def results(scope: str = "pilot", **states: Any) -> tuple[GateResult, ...]:
    """Return every gate as passed, but for those named with another state."""
    blocking = policy().scopes[scope].blocking  # type: ignore[index]
    evidence = (Evidence("The table of fields.", "card.json#/body/fields/0"),)
    return tuple(
        GateResult(
            row.code, f"Title {row.code}", states.get(row.code, "passed"), row.code in blocking, "It holds.", evidence
        )
        for row in CLAIMS
    )
