"""One look at new data as one Prefect flow: ``python -m flows.monitor USE-CASE DATA [REFERENCE]``.

`flows.deployed.monitor` is the entry point to deploy on a schedule; the look itself is `peel_ml.monitoring`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flows.run_use_case import run_steps
from flows.server import Server, begin
from peel_ml.errors import FellShort, PeelError
from peel_ml.monitoring.report import MonitoringReport
from peel_ml.monitoring.story import STEPS, Asked
from peel_ml.monitoring.watching import Suspend, reason_of
from peel_ml.settings import Settings, read_settings

FLOW = "monitor"


def monitor(
    run: str,
    data: str,
    reference: str | None = None,
    *,
    suspend: Suspend | None = None,
    settings: Settings | None = None,
    server: Server | None = None,
) -> MonitoringReport:
    """Look at new data as a flow.

    Parameters
    ----------
    run, data, reference, suspend
        As in `peel_ml.monitoring.story.Asked`.
    settings : Settings, optional
        By default read from the environment.
    server : Server, optional
        Where the flow reports to; by default from `flows.server.begin`.

    Raises
    ------
    PeelError
        Whatever the look raised. A breach is no error: it stands in the report.
    """
    settings = settings or read_settings()
    asked = Asked(
        run, data, settings, datetime.now(UTC).isoformat(timespec="seconds"), reference=reference, suspend=suspend
    )
    values = run_steps(STEPS, {"asked": asked}, name=run, server=server or begin(settings.home), flow_name=FLOW)
    report = values["report"]
    assert isinstance(report, MonitoringReport)
    return report


def main(arguments: Sequence[str], look: Callable[..., MonitoringReport] = monitor) -> int:
    """Look once, as named on the command line; returns the exit status, 3 where something is breached."""
    if len(arguments) not in (2, 3) or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m flows.monitor USE-CASE DATA [REFERENCE]\n")
        return 2
    try:
        report = look(*arguments)
    except PeelError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.write(f"{report.digest}\n")
    if report.breached:
        sys.stderr.write(f"{reason_of(report)}\n")
        return FellShort.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
