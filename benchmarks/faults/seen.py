"""What can be seen of a run from outside: whole folders, whole artefacts, sound databases, words on stderr."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.aftermath import asked, tables
from peel_ml.keeping import intact
from peel_ml.results.recorded import loads

OF_ONE_RUN = ("card.json", "record.json")
"""Files that name the run and its times; every other file of a run is the same bytes for the same figures."""
DONE = "FINISHED"


def digests(folder: Path) -> dict[str, str]:
    """Return every file below a folder that must be the same for the same figures, by its name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in OF_ONE_RUN
    }


def body(card: Path) -> bytes:
    """Return the body of a card as text: what must come out the same."""
    return json.dumps(json.loads(card.read_bytes())["body"], sort_keys=True).encode()


def visible(home: Path) -> list[Path]:
    """Return the folders of runs that anybody sees."""
    return sorted(path for path in (home / "runs").glob("*/*") if not path.name.startswith("."))


def half_written(
    home: Path, whole: Sequence[Mapping[str, str]], store: str, known: frozenset[str], artifacts: Path
) -> list[str]:
    """Say what is visible and not whole: files of runs, artefacts of runs that are finished in MLflow, databases.

    Parameters
    ----------
    whole : sequence of mappings
        From `digests` of undisturbed runs' folders; a visible run must be like one of them.
    store : str
        Address of MLflow's database.
    known : frozenset of str
        MLflow runs that were there before.
    artifacts : Path
        Where the files of MLflow's runs are, each in a folder of its run's id.
    """
    found = []
    for folder in visible(home):
        try:
            loads((folder / "record.json").read_bytes())
            body(folder / "card.json")
        except (OSError, ValueError, KeyError) as error:
            found.append(f"{folder.name}: {type(error).__name__}")
        there = digests(folder)
        found += [f"{folder.name}/{name}" for name in min((different(one, there) for one in whole), key=len)]
    for run, peel_run in finished_in(store, known):
        place = next(iter(artifacts.glob(f"**/{run}/artifacts")), None)
        ours = home / "runs" / "made" / peel_run
        found += [f"MLflow: {name}" for name in _copies_that_differ(ours, place)]
    return found + [f"{path.name} is damaged" for path in sorted(home.rglob("*.db")) if not _sound(path)]


def different(whole: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Return names that are missing, too many, or of other bytes.

    Examples
    --------
    >>> different({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "4", "d": "5"})
    ['b', 'c', 'd']
    """
    return sorted(name for name in {*whole, *there} if whole.get(name) != there.get(name))


def finished_in(store: str, known: frozenset[str]) -> list[tuple[str, str]]:
    """Return the MLflow runs that are finished and not known, with the run each mirrors."""
    query = (
        "select runs.run_uuid, tags.value from runs join tags on tags.run_uuid = runs.run_uuid "
        f"where tags.key = 'peel_run' and runs.status = '{DONE}'"
    )
    return [(str(run), str(of)) for run, of in _rows(store, query) if run not in known]


def parents(store: str) -> frozenset[str]:
    """Return the MLflow runs that mirror a run."""
    return frozenset(str(run) for (run,) in _rows(store, "select run_uuid from tags where key = 'peel_run'"))


def wrong_in_mlflow(store: str, known: frozenset[str], runs: int) -> list[str]:
    """Say what is not `runs` new runs, each finished, in no less than no time, with at most one model version."""
    query = (
        "select runs.run_uuid, runs.status, runs.start_time, runs.end_time, (select count(*) from model_versions "
        "where model_versions.run_id = runs.run_uuid), (select count(*) from logged_models "
        "where logged_models.source_run_id = runs.run_uuid) from runs join tags on tags.run_uuid = runs.run_uuid "
        "where tags.key = 'peel_run'"
    )
    new = [row for row in _rows(store, query) if row[0] not in known]
    found = [] if len(new) == runs else [f"{len(new)} runs instead of {runs}"]
    for _, status, started, ended, versions, models in new:
        if status != DONE:
            found.append(f"a run is {status}")
        elif ended < started:
            found.append("a run ends before it starts")
        if versions > 1 or models > 1:
            found.append(f"{models} models with {versions} versions")
    return found


def _rows(store: str, query: str) -> list[tuple[Any, ...]]:
    path = store.removeprefix("sqlite:///")
    # A run that ended early may have made no database yet; asking sqlite would make an empty one.
    if path != store and not Path(path).is_file():
        return []
    return asked(store, query) if "tags" in tables(store) else []


def _copies_that_differ(ours: Path, place: Path | None) -> Iterator[str]:
    if place is None:
        yield "no artefacts"
        return
    names = ["record.json", *(f"card/card.{kind}" for kind in ("json", "html", "md"))]
    names += [f"figures/{path.name}" for path in (ours / "figures").iterdir()]
    for name in names:
        source = ours / name.removeprefix("card/")
        if not (place / name).is_file() or (place / name).read_bytes() != source.read_bytes():
            yield name


def _sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def kept_work(home: Path) -> set[str]:
    """Return the steps and trials whose values are kept whole in unfinished work."""
    work = home / "work"
    steps = {f"step {path.name}" for path in work.glob("*/steps/[!.]*") if intact(path)}
    trials = {f"trial {int(path.name)}" for path in work.glob("*/**/trials/[0-9]*") if intact(path)}
    return steps | trials


TO_DO = re.compile(
    r"same command|try again|run (it|the command|peel \w+)? ?again|Free some|[Ss]et PEEL_\w+|[Ss]tart it|Wait until",
    re.I,
)


NOISE = re.compile(r"\| (WARNING|ERROR|CRITICAL) +\||^(WARNING|ERROR):", re.M)
"""Lines that a library's logger writes and nobody worded for the reader."""


def unclear(status: int | None, text: str, allowed: tuple[int, ...]) -> list[str]:
    """Say what is wrong with how a run ended: its status, and what it said on stderr.

    Parameters
    ----------
    status : int or None
        None for a run that did not end.
    allowed : tuple of int
        Statuses that are in order here.
    """
    if status is None:
        return ["did not end"]
    found = [] if status in allowed else [f"status {status}"]
    if "Traceback" in text:
        found.append("a traceback")
    if NOISE.search(text):
        found.append("a library's own log lines")
    if status > 0:
        told = message(text)
        if not told:
            found.append("no word")
        elif "should not have" in told:
            found.append("an error that nobody foresaw")
        elif not TO_DO.search(told):
            found.append("nothing to do is named")
    return found


def message(text: str) -> str:
    """Return what a person is told at the end: from the last ``Error:`` or ``Interrupted.`` on."""
    start = max(text.rfind("Error:"), text.rfind("Interrupted."))
    return text[start:].strip() if start >= 0 else ""
