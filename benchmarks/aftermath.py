"""What a run that was disturbed leaves: in its logs, its folders, MLflow's database and the list of processes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

GRACE_S = 5.0
"""How long a process of a run may outlive it."""

Event = Mapping[str, Any]


def finished_work(events: Iterable[Event]) -> Iterator[tuple[str, float]]:
    """Yield name and seconds of every step and trial that was made, not taken from the work folder."""
    for event in events:
        if event["event"] == "step_finished" and not event["kept"]:
            yield f"step {event['step']}", event["seconds"]
        elif event["event"] == "trial_finished":
            yield f"trial {event['trial']}", event["seconds"]


def repeated_work(attempts: Sequence[Sequence[Event]]) -> tuple[float, dict[str, float]]:
    """Return the seconds of all finished work, and by name the seconds of what an earlier attempt had finished.

    The seconds of trials are within those of the step that holds them, so that step counts for what is left of it.
    """
    total, seen = 0.0, set[str]()
    again: dict[str, float] = {}
    for attempt in attempts:
        work = list(finished_work(attempt))
        inside = sum(seconds for name, seconds in work if name.startswith("trial "))
        for name, seconds in work:
            own = max(0.0, seconds - inside) if name == "step learned" else seconds
            total += own
            if name in seen:
                again[name] = again.get(name, 0.0) + own
        seen.update(name for name, _ in work)
    return total, again


def logs_of(home: Path) -> set[Path]:
    return set((home / "logs").glob("*-run-*.jsonl"))


def events_of(logs: Iterable[Path]) -> list[list[Event]]:
    """Return the events of each process, in the order of their beginning; a last line that was cut off is left out."""
    return [
        [json.loads(line) for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]
        for log in sorted(logs, key=lambda log: log.stat().st_mtime)
    ]


def cards_of(home: Path) -> set[Path]:
    return set((home / "runs").glob("*/*/card.json"))


def over(home: Path, earlier: set[Path]) -> bool:
    """Tell whether a run was finished when the kill came, which then hit nothing but the end of its process."""
    return cards_of(home) > earlier and not list((home / "work").glob("[!.]*"))


def fits_of(home: Path) -> dict[Path, int]:
    """Return when each fit that unfinished work keeps was written; no log line tells of them."""
    return {fit: fit.stat().st_mtime_ns for fit in (home / "work").glob("*/**/fits/[!.]*")}


def body_of(home: Path) -> bytes:
    """Return the body of the newest card as text: what must come out the same."""
    newest = max(cards_of(home), key=lambda card: card.stat().st_mtime)
    return json.dumps(json.loads(newest.read_bytes())["body"], sort_keys=True).encode()


def store_of(home: Path) -> str:
    """Return the address of the database that MLflow keeps in a state folder."""
    return f"sqlite:///{home / 'mlflow.db'}"


def parents_in_mlflow(store: str) -> Counter[str]:
    """Return how many runs, children left out, have which status in MLflow's database, sqlite or PostgreSQL."""
    query = (
        "select status, count(*) from runs where run_uuid not in "
        "(select run_uuid from tags where key = 'mlflow.parentRunId') group by status"
    )
    return Counter({str(status): int(count) for status, count in asked(store, query)})


def tables(store: str) -> list[str]:
    """Return the names of the tables of MLflow's database; it has none before the first run."""
    from sqlalchemy import create_engine, inspect
    from sqlalchemy.pool import NullPool

    return list(inspect(create_engine(store, poolclass=NullPool)).get_table_names())


def asked(store: str, query: str) -> list[tuple[Any, ...]]:
    """Return the rows that a query of MLflow's database gives."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    with create_engine(store, poolclass=NullPool).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def left_behind(home: Path) -> list[int]:
    """Return processes that still work for this state folder, after a moment to end."""
    deadline = monotonic() + GRACE_S
    while found := [int(entry.name) for entry in Path("/proc").iterdir() if _works_for(entry, home)]:
        if monotonic() > deadline:
            break
        sleep(0.05)
    return found


def _works_for(entry: Path, home: Path) -> bool:
    try:
        return entry.name.isdigit() and f"PEEL_HOME={home}\0".encode() in (entry / "environ").read_bytes()
    except OSError:  # it ended meanwhile, or is somebody else's
        return False
