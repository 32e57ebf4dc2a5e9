"""The gates as they come out now, what is still open, and what an approval would bind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from peel_ml.assurance.register.matter import Said
from peel_ml.assurance.rules.approving import approvers_needed, latest_end, still_missing
from peel_ml.review.pages.deciding.doing import Doing, Shown


def shown(doing: Doing) -> Shown:
    """Judge the gates, and return them with what is still open.

    Raises
    ------
    BadRequest
        The frozen files are not on this machine.
    """
    me: Any = (Said(0, "", doing.person.id, "approver", None), None)
    matter = replace(doing.matter, consents=(*doing.matter.consents, me))
    gates = doing.desk.judge(matter, doing.book, doing.at)
    failed = [one for one in gates if one.blocking and one.state == "failed"]
    return {**bound(doing), "gates": gates, "counts": Counter(one.state for one in gates), "failed": failed}


def bound(doing: Doing) -> Shown:
    """Return what an approval would bind, without judging: that takes seconds, and is done again as it is recorded."""
    matter, policy = doing.matter, doing.book.policy
    return {
        "gates": None,
        "failed": (),
        "missing": list(still_missing(policy, matter, doing.at)),
        "allows": policy.scopes[matter.scope].allows,
        "until": latest_end(policy, matter, doing.at.date()),
        "needed": approvers_needed(policy, matter),
        "given": [doing.name(said.actor) for said, _ in matter.consents],
        "conditions": matter.conditions if matter.consents else (),
    }
