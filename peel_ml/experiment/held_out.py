"""Counts every opening of a held-out period. What is not opened here cannot be counted, and the card says so."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from peel_ml.data.parts import Part
from peel_ml.results.record import HeldOut

CHUNK = 100_000
"""Rows whose times are written as text at a time."""


def period_digest(use_case: str, part: Part) -> str:
    """Return the digest that names a held-out period: the use case, its rows' times and outcomes."""
    digest = hashlib.sha256(use_case.encode())
    for start in range(0, len(part), CHUNK):
        # The same bytes as all at once, without the text of ten million times in memory.
        lines = "\n".join(part.time[start : start + CHUNK].cast(str).to_list())
        digest.update((f"\n{lines}" if start else lines).encode())
    digest.update(part.target.tobytes())
    return digest.hexdigest()


def openings(home: Path, period: str) -> list[dict[str, str]]:
    """Return every recorded opening of a period, oldest first."""
    path = home / "held_out.jsonl"
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if row["period"] == period]


def open_period(home: Path, *, use_case: str, period: str, model: str, run_id: str, at: str) -> HeldOut:
    """Record that a run opens a period for a model, then return the counts. Called before anything is scored.

    Parameters
    ----------
    home : Path
        ``PEEL_HOME``; one line is appended to ``held_out.jsonl``.
    period, model : str
        Digests of the period and of the fitted model.
    """
    line = json.dumps(
        {"use_case": use_case, "period": period, "model": model, "run_id": run_id, "at": at}, sort_keys=True
    )
    # One write of one line with O_APPEND: two runs at once cannot tear each other's line.
    handle = os.open(home / "held_out.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (line + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return counted(home, period, model=model)


def counted(home: Path, period: str, model: str | None = None) -> HeldOut:
    """Return how often a period was opened, by how many runs, and the number of `model` among its models.

    A run that was killed after the opening and continued opened the period once.
    """
    rows = openings(home, period)
    opened = {(row["run_id"], row["model"]) for row in rows}
    models = list(dict.fromkeys(row["model"] for row in rows))
    number = None if model is None else models.index(model) + 1
    return HeldOut(len(opened), len({run for run, _ in opened}), model is not None, number)
