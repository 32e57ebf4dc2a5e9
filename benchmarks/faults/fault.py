"""What a fault is: how the surroundings of a try are made, what strikes, and what is put right afterwards."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

import numpy as np


@dataclass
class Place:
    """The surroundings of one try. A fault may change all of it before the run starts."""

    home: Path
    command: list[str]
    env: dict[str, str]
    store: str
    """Address of MLflow's database."""
    artifacts: Path
    rng: np.random.Generator
    scratch: Path
    """A folder of the try's own, on an ordinary disk."""
    undisturbed: Path
    """Folder of an undisturbed run of the same command."""
    second: Popen[Any] | None = None
    """Another run that the fault started; it has to finish too."""


class Fault(ABC):
    """A row of the table. Where nothing is overridden nothing is done."""

    name = ""
    title = ""
    allowed: tuple[int, ...] = (0, 1)
    """Exit statuses of the run that is struck: 0 where it can go on, 1 where it has to say why not."""
    options: tuple[str, ...] = ()
    """Further options of the command itself, known once `ready`."""
    more: tuple[str, ...] = ()
    """Further options of a second run, where the fault starts one."""
    within: tuple[str, str] | None = None
    """The part of the run that is struck; by default all of it."""

    def cannot(self) -> str:
        """Say why it cannot be tried on this machine; empty where it can."""
        return ""

    @contextmanager
    def ready(self, scratch: Path) -> Iterator[None]:
        """Hold for all tries what they share, such as a server."""
        yield

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        """Hold for one try what it needs."""
        yield

    @abstractmethod
    def strike(self, process: Popen[Any], place: Place) -> bool:
        """Do it; tell whether there was anything to strike."""

    def mend(self, place: Place) -> None:  # noqa: B027 - often there is nothing to put right
        """Put right what struck, once the run has ended."""

    def wrong(self, place: Place) -> list[str]:
        """Say what fell short of a bar that only this fault has."""
        return []


def not_root() -> str:
    """Say why nothing can be mounted, where it cannot."""
    return "" if os.geteuid() == 0 else "mounting needs root"
