"""The watcher's round as one Prefect flow: ``python -m flows.assurance_watch``.

`flows.deployed.assurance_watch` is the entry point to deploy on a schedule; the round itself is
`peel_ml.assurance.watch.rounds`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from flows.run_use_case import run_steps
from flows.server import Server, begin
from peel_ml.assurance.register.desk import Desk
from peel_ml.assurance.register.opening import open_desk
from peel_ml.assurance.watch.rounds import Acted, act_on, gathered
from peel_ml.assurance.watch.watched import Watched, WatchFinding
from peel_ml.assurance.watch.watching import watch
from peel_ml.errors import FellShort, PeelError
from peel_ml.experiment.steps import Step
from peel_ml.settings import Settings, read_settings

FLOW = "assurance-watch"

Round = tuple[tuple[WatchFinding, ...], Acted]


def _acted(desk: Desk, settings: Settings, watched: Watched, findings: tuple[WatchFinding, ...]) -> Acted:
    return act_on(desk, settings.tracking_uri, findings, watched.at)


STEPS: tuple[Step, ...] = (
    Step(
        "watched", gathered, ("settings", "at"), "Reading decisions, files and the registry", retries=2, timeout_s=1800
    ),
    Step("findings", watch, ("watched",), "Looking for what changed outside sign-off, and for dates"),
    Step("desk", open_desk, ("settings",), "Opening the register"),
    Step("acted", _acted, ("desk", "settings", "watched", "findings"), "Suspending, and putting the registry right"),
)


def assurance_watch(settings: Settings | None = None, server: Server | None = None) -> Round:
    """Go round once as a flow: what does not hold is suspended, and the registry is put right.

    Parameters
    ----------
    settings : Settings, optional
        By default read from the environment.
    server : Server, optional
        Where the flow reports to; by default from `flows.server.begin`.

    Raises
    ------
    PeelError
        The register or MLflow cannot be read or written. A finding is no error.
    """
    settings = settings or read_settings()
    given = {"settings": settings, "at": datetime.now(UTC)}
    values = run_steps(STEPS, given, name="round", server=server or begin(settings.home), flow_name=FLOW)
    return values["findings"], values["acted"]


def main(go_round: Callable[[], Round] = assurance_watch) -> int:
    """Go round once, a line for each finding on stdout; returns 3 where something does not hold."""
    try:
        findings, acted = go_round()
    except PeelError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    lines = [f"{one.code}: {one.text}" for one in findings]
    lines += [f"suspended: {id_}" for id_ in acted.suspended]
    sys.stdout.write("".join(f"{line}\n" for line in [*lines, *acted.refused]))
    return FellShort.exit_status if any(one.broken for one in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
