"""The machinery of the steps table: what a step is, and how a table is walked plainly.

`peel_ml.experiment.story` holds the table itself. `flows` makes a Prefect task of every row instead of
walking it; both ways give the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Step:
    """One row of the table.

    `function` takes the values named by `inputs`, by keyword, and returns the value named `name`.
    """

    name: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    title: str
    """What a person reads while it runs."""
    retries: int = 0
    """How often to try again; only for steps that meet the outside world (disk, database)."""
    timeout_s: int | None = None
    keeps: Any = None
    """Type of the value where it is kept in the work folder, so that a killed run need not make it again;
    ``None`` where making it costs nothing."""


OnStep = Callable[[Step, float], None]
"""Called after each step with the seconds it took."""


def call(step: Step, values: Mapping[str, Any]) -> Any:
    """Run one step on the values it names."""
    return step.function(**{name: values[name] for name in step.inputs})


def walk(steps: Sequence[Step], given: Mapping[str, Any], on_step: OnStep | None = None) -> dict[str, Any]:
    """Run the steps one after another and return every value by name.

    Examples
    --------
    >>> table = (Step("double", lambda number: 2 * number, ("number",), "Doubling"),)
    >>> walk(table, {"number": 21})["double"]
    42
    """
    values = dict(given)
    for step in steps:
        started = perf_counter()
        values[step.name] = call(step, values)
        if on_step is not None:
            on_step(step, perf_counter() - started)
    return values
