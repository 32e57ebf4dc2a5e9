"""What `peel doctor` looks at: one function each, which changes nothing, makes nothing and waits for nobody long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Parameters
    ----------
    name : str
        What it is.
    well : bool
        Whether work can go on with it as it is.
    found : str
        What was found.
    fix : str
        What to do; empty where nothing needs doing.
    """

    name: str
    well: bool
    found: str
    fix: str = ""


def table() -> tuple[Callable[[], Examined], ...]:
    """Return every examination, in the order in which they are shown."""
    from peel_ml.cli.examinations import environment, leftovers, machine, servers, stores

    return (
        environment.python,
        environment.libraries,
        environment.bytecode,
        environment.prepared,
        environment.project,
        environment.shadow,
        environment.chromium,
        machine.cores,
        machine.memory,
        stores.home,
        stores.mlflow,
        servers.artefacts,
        servers.study,
        stores.prefect_server,
        stores.prefect_database,
        leftovers.unfinished,
        leftovers.strays,
    )
