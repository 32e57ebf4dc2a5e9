"""The assurance case: the argument that a submission is good enough, claim by claim, each with its evidence.

`build` gives it in the Turing TEA JSON v1.0 format, `evidence_items` the measured evidence behind it, `argument` the
same for the card. A machine fills the leaves; a named person asserts the statement at the top.
"""

from peel_ml.assurance.case.argument import argument
from peel_ml.assurance.case.build import build
from peel_ml.assurance.case.evidence import evidence_items
from peel_ml.assurance.case.format import Case, Item, Node, read
from peel_ml.assurance.case.overlay import register_states, scope_state, shown_gates, signed_of

__all__ = [
    "Case",
    "Item",
    "Node",
    "argument",
    "build",
    "evidence_items",
    "read",
    "register_states",
    "scope_state",
    "shown_gates",
    "signed_of",
]
