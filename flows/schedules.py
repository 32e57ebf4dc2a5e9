"""When each flow runs by itself: one table. ``prefect.yaml`` says the same in the form of ``prefect deploy --all``.

``python -m flows.schedules`` writes that file from the table; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TIMEZONE = "Europe/London"
POOL = "peel"
"""The work pool whose workers run them: processes on a machine that has this checkout."""

FILE = Path(__file__).resolve().parents[1] / "prefect.yaml"
HEAD = """\
# Written by `python -m flows.schedules` from the table in flows/schedules.py: change it there.
# prefect work-pool create peel --type process; prefect deploy --all; prefect worker start --pool peel
"""


@dataclass(frozen=True)
class Schedule:
    """One flow that runs by itself.

    Parameters
    ----------
    name : str
        Name of the deployment.
    flow : str
        Name of the flow's function in `flows.deployed`.
    cron : str
        When, in `TIMEZONE`: minute, hour, day of the month, month, day of the week.
    why : str
        What it is for, shown in Prefect's pages.
    parameters : mapping
        What the flow is called with.
    """

    name: str
    flow: str
    cron: str
    why: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


SCHEDULES: tuple[Schedule, ...] = (
    Schedule(
        "whole-book-monthly",
        "problem_book",
        "0 3 2 * *",
        "Every use case on its declared data, in the night after the first of the month. Validation only: the held-out "
        "period is opened by people, never by a clock.",
    ),
    Schedule(
        "stop-search-outcome-quarterly",
        "run_use_case",
        "0 6 5 1,4,7,10 *",
        "The quarterly look at stop and search, once the quarter's records are published.",
        {"use_case": "stop-search-outcome"},
    ),
    Schedule(
        "assurance-watch-daily",
        "assurance_watch",
        "30 6 * * *",
        "Approvals that expire, and aliases or tags in MLflow that nobody approved.",
    ),
)
"""Adding a schedule is adding a row. Looks at new data (`flows.deployed.monitor`) need the path of that data, so they
are started by whatever delivers it."""


def to_prefect() -> dict[str, Any]:
    """Return the table as Prefect reads it."""
    return {
        "name": "peel-ml",
        "deployments": [
            {
                "name": one.name,
                "description": one.why,
                "entrypoint": f"flows/deployed.py:{one.flow}",
                "parameters": dict(one.parameters),
                "schedules": [{"cron": one.cron, "timezone": TIMEZONE}],
                # A run that is still at work when the next is due is let finish.
                "concurrency_limit": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
                "work_pool": {"name": POOL},
            }
            for one in SCHEDULES
        ],
    }


def text() -> str:
    """Return ``prefect.yaml`` as it is committed."""
    return HEAD + yaml.safe_dump(to_prefect(), sort_keys=False, width=110, allow_unicode=True)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
