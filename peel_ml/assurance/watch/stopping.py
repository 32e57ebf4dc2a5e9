"""What the monitor does on a breach: it suspends, and with that asks for a new review. It may do nothing else."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.register.opening import open_desk
from peel_ml.assurance.states import APPROVED
from peel_ml.settings import Settings
from peel_ml.store import find


def suspender(settings: Settings, run: str) -> Callable[[str, str], None]:
    """Return what suspends every approval in force of a run, given a reason and the digest of the report behind it.

    Parameters
    ----------
    settings : Settings
    run : str
        A run id, a unique beginning of it, or a use case for its last run. The register is opened on a breach only.
    """

    def suspend(reason: str, sha256: str) -> None:
        stop(open_desk(settings), find(settings.runs, run).name, reason, sha256)

    return suspend


def stop(desk: Desk, run_id: str, reason: str, sha256: str) -> tuple[str, ...]:
    """Suspend every approval in force of a run, and return the matters; where there is none, nothing is recorded."""
    book, at = desk.book(), desk.clock()
    live = [
        one.id for one in book.matters.values() if one.manifest.run_id == run_id and book.effective(one, at) in APPROVED
    ]
    what = Suspend("monitor_breach", sha256)
    if live:
        desk.record(*(Act("monitor", "monitor", "suspend", id_, what, reason[:4000]) for id_ in live))
    return tuple(live)
