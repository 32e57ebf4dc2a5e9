"""What the register knows of a card, joined to it when it is shown: never part of the hashed body.

`with_sign_off` joins; `to_html` and `to_markdown` render. All of it is pure and knows nothing of the ledger.
"""

from peel_ml.cards.signed.content import (
    Condition,
    Decision,
    Evidence,
    Gate,
    Justification,
    Node,
    Said,
    Signed,
    Tried,
)
from peel_ml.cards.signed.joined import SignedCard, since_last_approved, with_sign_off
from peel_ml.cards.signed.render import to_html, to_markdown
from peel_ml.cards.signed.states import SCOPES, STATES, ScopeState, status

__all__ = [
    "SCOPES",
    "STATES",
    "Condition",
    "Decision",
    "Evidence",
    "Gate",
    "Justification",
    "Node",
    "Said",
    "ScopeState",
    "Signed",
    "SignedCard",
    "Tried",
    "since_last_approved",
    "status",
    "to_html",
    "to_markdown",
    "with_sign_off",
]
