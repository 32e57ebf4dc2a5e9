"""9: what the model goes by."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, given, listed, not_applicable, not_measured, with_measured
from peel_ml.cards.words import count, number
from peel_ml.usecase.standards import Explanations

KINDS = {
    "rationale": "Reasons",
    "responsibility": "Responsibility",
    "data": "Data",
    "fairness": "Treatment of groups",
    "safety_and_performance": "Safety and performance",
    "impact": "Impact",
}
"""The six types of explanation in plain words."""
assert KINDS.keys() == Explanations.model_fields.keys()


def _effects(asked: Asked) -> Answer:
    one = asked.record.explanation
    if one is None:
        return not_applicable("no fitted model makes the result")
    if not one.features:
        return not_measured("the run explained no column")
    stable = "was not measured" if one.rank_stability is None else f"is {number(one.rank_stability, 2)} of 1"
    leading = listed([item.plain_name for item in one.features], 3)
    return given(
        f"{one.method} on {count(one.sample_rows)} rows. Leading: {leading}. "
        f"Stability of the order {stable}. Largest additivity error {one.additivity_error:.1e}"
    )


def _types(asked: Asked) -> Answer:
    said = []
    for kind, name in KINDS.items():
        one = asked.declaration.mapping(f"explanations.{kind}")
        if one.get("not_applicable"):
            said.append(f"{name} does not apply")
        elif one.get("process") and one.get("outcome"):
            said.append(f"{name} is answered")
    return Answer("given", f"{'; '.join(said)}." if said else "")


def _caveat(asked: Asked) -> Answer:
    one = asked.record.explanation
    return given("These are associations in recorded data, not causes" if one is None else one.caveat)


ROWS = (
    Row("9.1", "What it goes by most", ("measured",), "submit", (by.EXPLAINING, by.ALGO_CARE), "reasons", _effects),
    Row(
        "9.2",
        "What can be explained, in six types",
        ("declared", "measured"),
        "submit",
        (by.EXPLAINING,),
        "assurance",
        with_measured("9.2", _types),
    ),
    Row(
        "9.3", "What an explanation cannot say", ("measured", "declared"), "submit", (by.ALGO_CARE,), "reasons", _caveat
    ),
)
"""The rows of this chapter."""
