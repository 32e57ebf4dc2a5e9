"""What stands in the place of a declaration: an audit is told its columns, and nothing else."""

from __future__ import annotations

from peel_ml.cards.declared import Declaration
from peel_ml.cards.words import joined, spoken
from peel_ml.results.audit import Audited, AuditRecord
from peel_ml.usecase.purpose import PROHIBITED, WORDS


def declaration_of(record: AuditRecord) -> Declaration:
    """Return the words of an audit as a declaration: rows, and which label counts as the outcome."""
    return Declaration({"decision": {"units": "rows"}, "task": {"target": {"positive_words": outcome(record.audited)}}})


def outcome(audited: Audited) -> str:
    """Return the outcome in words."""
    values = joined([f"“{value}”" for value in audited.label_positive])
    return f"“{audited.label}” {values}" if values else f"“{audited.label}”"


def purpose(record: AuditRecord) -> str:
    """Return the declared purpose in words.

    A prohibited one is spelt out, so that nobody has to know its code.
    """
    return PROHIBITED.get(record.purpose) or WORDS.get(record.purpose) or spoken(record.purpose).lower()


def flagged(audited: Audited) -> str:
    """Return what counts as being flagged."""
    if audited.decided_by == "decision":
        return f"“{audited.column}” is {' or '.join(f'“{value}”' for value in audited.positive)}"
    if audited.decided_by == "capacity" and audited.capacity is not None:
        return f"the {100 * audited.capacity:.3g} in 100 rows with the highest “{audited.column}”"
    if audited.threshold is not None:
        return f"“{audited.column}” is {audited.threshold:.4g} or more"
    return f"nobody: “{audited.column}” has no cut-off"
