"""What some actions show before their form."""

from __future__ import annotations

from peel_ml.review.pages.deciding.doing import Doing, Shown
from peel_ml.review.pages.deciding.justifying import TITLES


def justifications(doing: Doing) -> Shown:
    """Return every finding that has to be justified, with what was written and who accepted it."""
    matter = doing.matter
    written = {one.code: (said, one) for said, one in matter.justifications}
    return {
        "rows": [
            {
                "code": code,
                "title": TITLES[code],
                "equality": code in matter.asks.equality_justifications,
                "written": written.get(code),
                "accepted": [said for said, one in matter.accepted if one.code == code],
            }
            for code in matter.to_justify
        ]
    }
