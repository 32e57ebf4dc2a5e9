"""The steps of an audit, as they are timed and told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Protocol

STEPS = ("Reading", "Comparing groups", "Writing the card", "Writing to MLflow")
"""What an audit does, in order, as it is told on the way."""


class Listener(Protocol):
    """Told how an audit goes."""

    def step_started(self, name: str, title: str) -> None:
        """Begin a step."""
        ...

    def step_finished(self, name: str, seconds: float) -> None:
        """End a step."""
        ...


class Clock:
    """Times the steps, and tells of them."""

    def __init__(self, listener: Listener | None) -> None:
        self._listener = listener
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, title: str) -> Iterator[None]:
        """Time what is done within."""
        if self._listener is not None:
            self._listener.step_started(title, title)
        started = perf_counter()
        yield
        self.seconds[title] = round(perf_counter() - started, 3)
        if self._listener is not None:
            self._listener.step_finished(title, self.seconds[title])
