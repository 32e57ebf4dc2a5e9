"""One try: a run, a fault at a random moment of it, the same command again, and what came of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from typing import Any

import numpy as np

from benchmarks.aftermath import Event, events_of, finished_work, left_behind, logs_of, store_of
from benchmarks.faults import seen
from benchmarks.faults.fault import Fault, Place
from benchmarks.faults.moments import Moment, Timeline, reached, timeline
from benchmarks.process import PEEL, ROOT, environment
from peel_ml.experiment.story import STEPS

AT_MOST_S = 400.0
"""How long a run may take from its beginning; one that takes longer hangs."""
FREE = frozenset(f"step {step.name}" for step in STEPS if step.keeps is None)
"""Steps that cost nothing and are made every time."""


@dataclass(frozen=True)
class Undisturbed:
    """What every try is held against."""

    folder: Path
    bodies: tuple[bytes, ...]
    """The body of the card of the command, and of one with other options."""
    files: tuple[dict[str, str], ...]
    timeline: Timeline


@dataclass
class Tried:
    """What came of one try. Every list and every count that is not empty or 0 is a bar that was not reached."""

    number: int
    moment: str
    status: int | None = None
    told: str = ""
    made_again: list[str] = field(default_factory=list)
    half_written: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    not_continued: list[str] = field(default_factory=list)
    left_behind: int = 0

    @property
    def short(self) -> list[str]:
        """The bars that were not reached, by name."""
        return [bar for bar in BARS if getattr(self, bar)]


BARS = {
    "made_again": "finished steps or trials were made again",
    "half_written": "something half-written was visible",
    "unclear": "the exit status or the message was not as documented",
    "not_continued": "the same command did not go on to one finished run with the same card",
    "left_behind": "a process was left behind",
}


def start(place: Place, name: str) -> Popen[Any]:
    """Start the command, its words in a file."""
    # Files, not pipes: a server that outlives its parent would keep a pipe open for ever.
    with (place.scratch / f"{name}.err").open("w") as err:
        return subprocess.Popen(
            place.command, env=place.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, cwd=ROOT
        )


def ended(process: Popen[Any]) -> int | None:
    """Return the exit status; None for a run that hangs, which is ended here."""
    try:
        return process.wait(AT_MOST_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def new_place(scratch: Path, project: Path, trials: int, undisturbed: Path, rng: np.random.Generator) -> Place:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    home = scratch / "home"
    command = [PEEL, "run", "made", "--trials", str(trials)]
    return Place(
        home, command, environment(project, home), store_of(home), home / "mlartifacts", rng, scratch, undisturbed
    )


def undisturbed(scratch: Path, project: Path, trials: int, more: Sequence[Sequence[str]]) -> Undisturbed:
    """Run the command with each set of further options and nothing in its way; the first gives the timeline."""
    bodies, files, first = [], [], None
    for options in more:
        place = new_place(scratch / "undisturbed", project, trials, Path(), np.random.default_rng())
        place.command += options
        begun = datetime.now(UTC)
        if status := ended(start(place, "run")):
            raise SystemExit(f"An undisturbed run ended with {status}:\n{(place.scratch / 'run.err').read_text()}")
        (folder,) = seen.visible(place.home)
        bodies.append(seen.body(folder / "card.json"))
        files.append(seen.digests(folder))
        if first is None:
            first = shutil.copytree(folder, scratch / "kept" / "made" / folder.name)
            (events,) = events_of(logs_of(place.home))
            line = timeline(events, begun)
    assert first is not None
    return Undisturbed(first, tuple(bodies), tuple(files), line)


def tried(fault: Fault, number: int, place: Place, moment: Moment, held: Undisturbed) -> Tried | None:
    """Try once; None where the run was over before the fault struck, or there was nothing to strike."""
    found = Tried(number, str(moment))
    place.command += fault.options
    with fault.around(place):
        known, mine = seen.parents(place.store), {path.name for path in seen.visible(place.home)}
        process, before = start(place, "first"), logs_of(place.home)
        try:
            struck = reached(moment, process, place.home, before) and fault.strike(process, place)
            if not struck:
                return None
            found.status = ended(process)
            others = [ended(place.second)] if place.second is not None else []
        finally:
            for left in (process, place.second):
                if left is not None and left.poll() is None:
                    left.kill()
                    left.wait()
        found.left_behind = len(left_behind(place.home))
        done = seen.kept_work(place.home)
        fault.mend(place)
        said = (place.scratch / "first.err").read_text()
        found.told = _placeless(seen.message(said) or " ".join(said.split("\n")[-4:]), place)
        found.unclear = seen.unclear(found.status, said, (0, *fault.allowed))
        found.unclear += [f"the second run: status {status}" for status in others if status]
        found.half_written = _half_written(place, held, known)
        first = _by_log(place.home, before)
        over = any(event["event"] == "run_finished" for event in first)
        if not over:
            between = logs_of(place.home)
            _again(found, place, first, between, done)
        found.left_behind += len(left_behind(place.home))
        found.half_written += [f"{path.name} is left over" for path in (place.home / "runs").glob("*/.*")]
        runs = 2 if place.second is not None else 1
        found.half_written += [text for text in _half_written(place, held, known) if text not in found.half_written]
        found.not_continued += seen.wrong_in_mlflow(place.store, known, runs)
        new = [path for path in seen.visible(place.home) if path.name not in mine]
        expected = [held.bodies[0], *([held.bodies[bool(fault.more)]] if place.second is not None else [])]
        if sorted(seen.body(path / "card.json") for path in new) != sorted(expected):
            found.not_continued.append(f"{len(new)} runs, not with the cards of undisturbed ones")
        found.not_continued += fault.wrong(place)
    return found


def _placeless(text: str, place: Place) -> str:
    """Leave this machine's folders out: results are kept in the repository."""
    return text.replace(str(place.scratch), "…").replace(str(ROOT), "…")


def _half_written(place: Place, held: Undisturbed, known: frozenset[str]) -> list[str]:
    return seen.half_written(place.home, held.files, place.store, known, place.artifacts)


def _by_log(home: Path, before: set[Path]) -> list[Event]:
    # Of two runs at once only the first is continued here; its log began first.
    return next(iter(events_of(sorted(logs_of(home) - before, key=lambda log: log.name))), [])


def _again(found: Tried, place: Place, first: list[Event], before: set[Path], done: set[str]) -> None:
    """Give the same command again, and hold what it makes against what was finished."""
    process = start(place, "again")
    status = ended(process)
    text = (place.scratch / "again.err").read_text()
    if done and "Going on with a run of this command that did not finish" not in text:
        found.unclear.append("the same command did not say that it goes on")
    if status != 0:
        found.not_continued.append(f"the same command ended with {status}: {_placeless(seen.message(text), place)}")
    again = _by_log(place.home, before)
    finished = {name for name, _ in finished_work(first)} | done
    found.made_again = sorted({name for name, _ in finished_work(again)} & finished - FREE)
    ids = [[event["run"] for event in events if event["event"] == "run_started"] for events in (first, again)]
    if done and ids[0] != ids[1]:
        found.not_continued.append("the same command began another run")
