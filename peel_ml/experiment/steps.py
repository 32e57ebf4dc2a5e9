"""The machinery of the steps table: what a step is, and how a table is walked plainly.

`peel_ml.experiment.story` holds the table itself. `flows` makes a Prefect task of every row instead of
walking it; both ways give the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from peel_ml.experiment.pace import Pace


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
    in_front: bool = False
    """Goes before others that could begin, and in the caller's own thread, which is the one that Ctrl-C reaches:
    for what takes long."""


OnStep = Callable[[Step, float], None]
"""Called after each step with the seconds it took."""


def call(step: Step, values: Mapping[str, Any]) -> Any:
    """Run one step on the values it names."""
    return step.function(**{name: values[name] for name in step.inputs})


def walk(
    steps: Sequence[Step], given: Mapping[str, Any], on_step: OnStep | None = None, pace: Pace | None = None
) -> dict[str, Any]:
    """Run the steps and return every value by name, in the order of the table.

    Parameters
    ----------
    steps : sequence of Step
        A row's inputs are given or come from rows above it.
    given : mapping of str to Any
        Values known before the first step.
    on_step : callable, optional
        Told after each step how many seconds it took.
    pace : Pace, optional
        How many steps at a time; by default one after another.

    Examples
    --------
    >>> table = (Step("double", lambda number: 2 * number, ("number",), "Doubling"),)
    >>> walk(table, {"number": 21})["double"]
    42
    """
    values = dict(given)

    def do(step: Step) -> None:
        started = perf_counter()
        values[step.name] = call(step, values)
        if on_step is not None:
            on_step(step, perf_counter() - started)

    (pace or Pace()).go(steps, given, do)
    return in_order(values, steps)


def in_order(values: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, Any]:
    """Return the values with those of the steps last, in the order of the table.

    Examples
    --------
    >>> table = [Step(name, print, (), "") for name in "ab"]
    >>> list(in_order({"b": 2, "given": 0, "a": 1}, table))
    ['given', 'a', 'b']
    """
    made = {step.name: values[step.name] for step in steps if step.name in values}
    return {**{name: value for name, value in values.items() if name not in made}, **made}
