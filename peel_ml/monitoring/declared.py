"""The monitors that the use case declares, each held against the signals it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from peel_ml.data.checks.wording import listing
from peel_ml.monitoring.measured import Measured, stands
from peel_ml.monitoring.report import DeclaredMonitor, Signal, State
from peel_ml.usecase.model import Monitor

WORST: tuple[State, ...] = ("breach", "cannot_tell", "not_watched", "steady")
"""Of several states the first one counts: what is not watched is never a pass."""

IN_WORDS = (
    "Declared in words alone, so the platform does not watch it. Give it a `watch:` with a signal in usecase.yaml."
)


def worst(states: Iterable[State]) -> State:
    """Return the state that counts of several.

    Examples
    --------
    >>> worst(["steady", "cannot_tell"]), worst([])
    ('cannot_tell', 'not_watched')
    """
    found = set(states)
    return next((state for state in WORST if state in found), "not_watched")


def monitors(
    declared: Sequence[Monitor], signals: Sequence[Signal], measured: Mapping[str, tuple[Measured, bool]]
) -> tuple[DeclaredMonitor, ...]:
    """Hold every declared monitor against its signals.

    Parameters
    ----------
    declared : sequence of Monitor
        As the use case declares them.
    signals : sequence of Signal
        Everything that was decided, with the platform's own limits.
    measured : mapping of str to tuple of (Measured, bool)
        For the name of a signal what was measured, and whether it is beyond chance. A monitor with a limit of its own
        asks no new question of the data, so the family of tests stays as it is.
    """
    return tuple(_held(monitor, signals, measured) for monitor in declared)


def _held(
    monitor: Monitor, signals: Sequence[Signal], measured: Mapping[str, tuple[Measured, bool]]
) -> DeclaredMonitor:
    watch = monitor.watch
    if watch is None:
        return _stated(monitor, "not_watched", (), IN_WORDS)
    named = [signal for signal in signals if signal.code == watch.signal and (not watch.of or signal.about in watch.of)]
    if not named:
        return _stated(monitor, "not_watched", (), f"No signal {watch.signal!r} is about {listing(watch.of)}.")
    states: dict[str, State] = {}
    for signal in named:
        if watch.limit is not None and signal.name in measured:
            states[signal.name] = stands(*measured[signal.name], watch.limit)
        else:
            states[signal.name] = signal.state
    state = worst(states.values())
    telling = [signal.sentence for signal in named if states[signal.name] == state]
    return _stated(monitor, state, tuple(states), " ".join(dict.fromkeys(telling)))


def _stated(monitor: Monitor, state: State, signals: tuple[str, ...], sentence: str) -> DeclaredMonitor:
    return DeclaredMonitor(
        monitor.metric,
        monitor.threshold,
        monitor.cadence,
        monitor.owner,
        monitor.action,
        state,
        signals,
        sentence,
    )
