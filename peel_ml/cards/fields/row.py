"""One row of the table of fields: who asks, who answers, and a small function that gives the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.field import Field, Source, State
from peel_ml.cards.words import joined, sentence
from peel_ml.disclosure import TOO_FEW, View
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded
from peel_ml.usecase.questions import Question
from peel_ml.usecase.rating import not_asked

Needed = Literal["submit", "personal_or_high", "approve"]
"""``submit``: to submit and to approve; ``personal_or_high``: the same, for personal data or a high risk only;
``approve``: to approve only, because it is answered at sign-off."""

EARLIER = "this record was made before it was measured"


@dataclass(frozen=True)
class Answer:
    """How a field is answered."""

    state: State
    text: str


@dataclass(frozen=True)
class Asked:
    """What a field's answer is made from."""

    record: Recorded
    declaration: Declaration
    view: View
    children: bool
    """Whether children are among the people in the data."""
    still: tuple[Question, ...]
    """Questions that the declaration leaves open."""

    @property
    def run(self) -> RunRecord:
        """The record of a classification; rows that a study answers otherwise ask for it."""
        assert isinstance(self.record, RunRecord), "a study answers this field in peel_ml.cards.studies.fields"
        return self.record


@dataclass(frozen=True)
class Row:
    """One field of the specification."""

    code: str
    name: str
    sources: tuple[Source, ...]
    needed: Needed
    asked_by: tuple[str, ...]
    section: str
    answer: Callable[[Asked], Answer]


def given(text: str) -> Answer:
    """Return an answer in words."""
    return Answer("given", sentence(text))


def not_measured(reason: str) -> Answer:
    """Return that nothing was measured, and why; `reason` follows the word "because"."""
    return Answer("not_measured", f"Not measured because {lowered((reason,)).rstrip('.')}.")


def not_applicable(reason: str) -> Answer:
    """Return that the question does not apply, and why; `reason` follows the word "because"."""
    return Answer("not_applicable", f"Does not apply because {reason.rstrip('.')}.")


def too_few() -> Answer:
    """Return that too few people stand behind the figure."""
    return Answer("too_few", "Too few to report.")


def still_open(words: str = "") -> Answer:
    """Return that somebody still has to answer."""
    return Answer("open", f"{UNANSWERED}: {words}." if words else f"{UNANSWERED}.")


def at_sign_off(what: str) -> Callable[[Asked], Answer]:
    """Return the answer of a field that an approval decides: shown with the card then, never part of its content."""
    return lambda asked: still_open(f"{what}. Decided at sign-off; shown with the card then")


def withheld(reason: str | None) -> Answer:
    """Return why there is no figure: too few people, or another reason."""
    if reason is None or TOO_FEW.lower() in reason.lower() or "too few" in reason.lower():
        return too_few()
    return not_measured(f"it could not be computed: {reason[:1].lower()}{reason[1:]}")


def declared(code: str, *facts: tuple[str, str]) -> Callable[[Asked], Answer]:
    """Return an answer from declared facts, each a term and a path; what submission asks under `code` may be open."""

    def answer(asked: Asked) -> Answer:
        missing = open_in(code, asked)
        said = spoken_facts(asked.declaration, *facts)
        if missing:
            return partly(missing, said)
        return given(said) if said else still_open()

    return answer


def with_measured(code: str, measured: Callable[[Asked], Answer], *facts: tuple[str, str]) -> Callable[[Asked], Answer]:
    """Return an answer of two halves: what was measured, and what is declared beside it."""

    def answer(asked: Asked) -> Answer:
        missing, found = open_in(code, asked), measured(asked)
        said = spoken_facts(asked.declaration, *facts)
        text = " ".join(part for part in (found.text, said) if part)
        return partly(missing, text) if missing else Answer(found.state, text)

    return answer


def open_in(code: str, asked: Asked) -> tuple[str, ...]:
    """Return the open questions of one field."""
    return tuple(one.question for one in asked.still if one.field == code)


def partly(missing: tuple[str, ...], said: str) -> Answer:
    """Return what is still open, and what is known already."""
    return still_open(lowered(missing) + (f". Known so far: {said.rstrip('.')}" if said else ""))


def lowered(questions: tuple[str, ...]) -> str:
    """Return questions as the rest of a sentence."""
    return "; ".join(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in questions)


def spoken_facts(declaration: Declaration, *facts: tuple[str, str]) -> str:
    """Return the declared facts that are there, as short sentences; a fact without a term stands by itself."""
    said = []
    for term, path in facts:
        text = _entries(declaration, path) or declaration.fact(term, path).text
        if text != UNANSWERED:
            said.append(sentence(f"{term}: {text}" if term else text))
    return " ".join(said)


_ENTRIES = {
    "benefits": ("benefit", "how_measured"),
    "ethical_considerations": ("name", "mitigation"),
    "monitors": ("metric", "threshold", "cadence", "owner", "action"),
}
"""Lists of mappings, and in which order their entries are said: a record keeps the keys in another order."""


def _entries(declaration: Declaration, path: str) -> str:
    said = [
        ": ".join(part) if len(part) == 2 else ", ".join(part)
        for one in declaration.items(path)
        if (part := [str(one[key]).rstrip(".") for key in _ENTRIES.get(path, ()) if one.get(key)])
    ]
    return "; ".join(said)


def field_of(row: Row, asked: Asked) -> Field:
    """Return a row's field with its answer.

    What only personal data or a high risk asks for is not applicable elsewhere, unless it is answered all the same.
    """
    answer, needed = row.answer(asked), row.needed
    calm = not_asked(asked.declaration, asked.children) if needed == "personal_or_high" else ""
    if calm and answer.state in ("open", "not_measured"):
        answer = not_applicable(calm)
    submit = needed == "submit" or (needed == "personal_or_high" and not calm)
    if row.sources == ("reviewer",):
        submit = False
    return Field(
        row.code,
        row.name,
        row.sources,
        submit,
        submit or needed == "approve" or (needed == "personal_or_high" and not calm),
        answer.state,
        answer.text,
        row.section,
        row.asked_by,
    )


def listed(names: list[str] | tuple[str, ...], most: int = 6) -> str:
    """Return a list of names, the first few of a long one.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    if len(names) <= most:
        return joined(list(names))
    return f"{', '.join(names[:most])} and {len(names) - most} more"
