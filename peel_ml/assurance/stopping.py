"""What the monitor does on a breach: it suspends, and with that asks for a new review. It may do nothing else."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.assurance.desk import Act, Desk
from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.states import APPROVED


def suspender(desk: Desk, run_id: str) -> Callable[[str, str], None]:
    """Return what suspends every approval in force of a run, given a reason and the digest of the report behind it."""

    def suspend(reason: str, sha256: str) -> None:
        book, at = desk.book(), desk.clock()
        acts = [
            Act("monitor", "monitor", "suspend", one.id, Suspend("monitor_breach", sha256), reason[:4000])
            for one in book.matters.values()
            if one.manifest.run_id == run_id and book.effective(one, at) in APPROVED
        ]
        if acts:
            desk.record(*acts)

    return suspend
