"""Registers for tests: one is migrated and peopled a session, and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.register.desk import Desk
from peel_ml.assurance.signing.keys import Signer
from tests.assurance.made import START, Clock, desk_at, passing

AFTER = START + timedelta(hours=1)
"""When the register with people in it was made."""


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Signer]:
    """The file of a register with people in it and nothing else, and the key of its service."""
    desk = desk_at(tmp_path_factory.mktemp("peopled"))
    with desk.storage.reading() as connection:
        # So that the one file holds everything.
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.storage.close()
    return Path(desk.storage.uri.removeprefix("sqlite:///")), desk.signer


@pytest.fixture
def new_desk(peopled: tuple[Path, Signer], tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes a register with people in it at every call."""
    made: list[Desk] = []

    def make(judge: Any = passing, clock: Any = None) -> Desk:
        path = tmp_path / f"register-{len(made)}.db"
        shutil.copyfile(peopled[0], path)
        made.append(Desk(Storage(f"sqlite:///{path}"), peopled[1], judge, clock or Clock(AFTER)))
        return made[-1]

    yield make
    for desk in made:
        desk.storage.close()


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    """A register with people in it."""
    return new_desk()
