"""Reading the declaration: what is absent is "Not yet answered", never a gap and never an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peel_ml.cards.content import Fact

UNANSWERED = "Not yet answered"


class Declaration:
    """A tolerant view of the resolved declaration, by dotted path.

    Examples
    --------
    >>> declaration = Declaration({"decision": {"unit": "one recorded search"}, "limitations": ["One."]})
    >>> declaration.text("decision.unit")
    'one recorded search'
    >>> declaration.text("decision.maker") is None
    True
    >>> declaration.texts("limitations")
    ('One.',)
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def get(self, path: str) -> Any:
        """Return the value at a path, or ``None``."""
        value: Any = self._document
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value

    def text(self, path: str) -> str | None:
        """Return a text, number or flag as text; ``None`` when absent or empty."""
        value = self.get(path)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, str | int | float) and str(value).strip():
            return " ".join(str(value).split())
        return None

    def texts(self, path: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one; mappings are joined as sentences."""
        value = self.get(path)
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple):
            return ()
        return tuple(text for item in value if (text := _joined(item)))

    def mapping(self, path: str) -> Mapping[str, Any]:
        """Return a mapping; empty when absent."""
        value = self.get(path)
        return value if isinstance(value, Mapping) else {}

    def fact(self, term: str, path: str) -> Fact:
        """Return a declared fact, open when absent; lists are joined with semicolons."""
        value = self.get(path)
        answer = self.text(path) or "; ".join(one.rstrip(".") for one in self.texts(path))
        if isinstance(value, Mapping):
            answer = str(value.get("description") or _joined(value))
        return Fact(term, answer, True) if answer else Fact(term, UNANSWERED, False)


def _joined(item: Any) -> str:
    if isinstance(item, Mapping):
        said = [str(value).strip().rstrip(".") for value in item.values() if isinstance(value, str | int | float)]
        return ". ".join(value for value in said if value)
    return " ".join(str(item).split())


OPEN_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("What it is, in words for the public", "plain_description"),
    ("Which decision it informs", "decision.supported"),
    ("Who makes that decision", "decision.maker"),
    ("How often it is used", "decision.frequency"),
    ("What is done today", "previous_process"),
    ("What it is meant to be used for", "intended_uses"),
    ("What it must not be used for", "out_of_scope_uses"),
    ("Which other ways were considered", "alternatives_considered"),
    ("What good it is meant to do, and how that is measured", "benefits"),
    ("Who is harmed by a wrong yes", "harms.false_positive"),
    ("Who is harmed by a wrong no", "harms.false_negative"),
    ("What the recorded outcome stands for", "task.label_construct"),
    ("In which direction the record may be wrong", "task.label_bias"),
    ("Who is responsible (a role, not a name)", "people.owner_role"),
    ("How to reach the team", "people.contact"),
    ("Which part of the Data Protection Act applies", "data.regime"),
    ("Whether a data protection impact assessment is needed", "data.dpia"),
    ("The equality impact assessment", "data.eqia.reference"),
    ("How long the data is kept", "data.retention"),
    ("Which limit for differences between groups is agreed, and why", "fairness.tolerance"),
    ("Known limitations", "limitations"),
    ("What else was weighed, and what is done about it", "ethical_considerations"),
    ("Whether the output changes what gets recorded", "feedback_loop"),
    ("What will be watched after the start, and who acts", "monitors"),
)
"""What submission asks for: (question, path in the declaration)."""


def open_questions(declaration: Declaration) -> tuple[str, ...]:
    """Return the questions that the declaration leaves open."""
    return tuple(
        question for question, path in OPEN_QUESTIONS if declaration.get(path) in (None, "", [], (), {}, "not_agreed")
    )
