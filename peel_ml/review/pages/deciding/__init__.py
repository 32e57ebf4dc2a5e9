"""The pages on which something is decided: one for each action of the register, and the author's."""

from __future__ import annotations

from peel_ml.assurance.people import SERVICES
from peel_ml.review.pages.deciding import submitting
from peel_ml.review.pages.deciding.may import roles_of
from peel_ml.review.pages.deciding.steps import do, show
from peel_ml.review.pages.deciding.table import ACTIONS
from peel_ml.review.routes import READERS, Row

ROWS: tuple[Row, ...] = (
    Row("/matters/{matter}/do/{action}", "GET", "do", READERS, show),
    *(
        Row(
            f"/matters/{{matter}}/do/{one.name}",
            "POST",
            f"do_{one.name}",
            frozenset(roles_of(one.name)) - SERVICES,
            do,
            one.form,
        )
        for one in ACTIONS
    ),
    *submitting.ROWS,
)
"""The form of each action, and what it does."""
