"""Reading the declaration: what is absent is "Not yet answered", never a gap and never an error."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.content import Fact
from peel_ml.usecase.reading import Reading, joined_values

UNANSWERED = "Not yet answered"


class Declaration(Reading):
    """A resolved declaration, read for the card.

    Examples
    --------
    >>> Declaration({"decision": {"unit": "one recorded search"}}).fact("One row is", "decision.unit").text
    'one recorded search'
    """

    def fact(self, term: str, path: str) -> Fact:
        """Return a declared fact, open when absent; lists are joined with semicolons."""
        value = self.get(path)
        answer = self.text(path) or "; ".join(one.rstrip(".") for one in self.texts(path))
        if isinstance(value, Mapping):
            answer = str(value.get("description") or joined_values(value))
        return Fact(term, answer, True) if answer else Fact(term, UNANSWERED, False)
