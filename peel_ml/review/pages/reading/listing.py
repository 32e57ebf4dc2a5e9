"""The problem book as lines: one for each run and scope, and one for each run that nobody asked anything for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.cards.register.build import OBJECTIVES
from peel_ml.review.pages.reading import runs
from peel_ml.review.pages.reading.access import reads_all, seen
from peel_ml.review.pages.reading.runs import Declared
from peel_ml.review.routes import Asked

OTHER = "other"


@dataclass(frozen=True)
class Case:
    """One use case of the problem book."""

    id: str
    title: str
    objective: str
    stage: str


@dataclass(frozen=True)
class Line:
    """One line: a run put forward for a scope; without a matter nothing was asked for; without a run there is none."""

    case: Case
    run: str = ""
    matter: Matter | None = None
    state: str = "draft"
    revised_by: Matter | None = None
    """The matter whose later revision has taken this run's place."""


def lines_of(asked: Asked, book: Book, at: datetime) -> list[Line]:
    """Return every line that the reader may see, by objective and use case, the newest run first."""
    matters = list(seen(asked, book))
    # What nobody was asked about is for those who read everything.
    on_disk = runs.run_ids(asked.services.settings.home / "runs") if reads_all(asked.person) else {}
    book_of = runs.declared(asked.services.settings.project) if reads_all(asked.person) else {}
    of: dict[str, list[Matter]] = {}
    for one in matters:
        of.setdefault(one.use_case, []).append(one)
    cases = [_case(name, of.get(name, []), book_of.get(name), asked, on_disk) for name in {*of, *on_disk, *book_of}]
    order = tuple(OBJECTIVES)
    place = {name: number for number, name in enumerate(order)}
    cases.sort(key=lambda one: (place.get(one.objective, len(order)), one.title.lower(), one.id))
    return [line for case in cases for line in _of_case(case, of.get(case.id, []), on_disk.get(case.id, ()), book, at)]


def _of_case(case: Case, matters: list[Matter], ids: Iterable[str], book: Book, at: datetime) -> list[Line]:
    by_run: dict[str, list[Matter]] = {}
    for one in matters:
        by_run.setdefault(one.manifest.run_id, []).append(one)
    replaced = {run: one for one in matters if one.revision > 1 for run in earlier_runs(one, book)}
    every = sorted({*ids, *by_run}, reverse=True)
    found = []
    for run in every:
        here = sorted(by_run.get(run, ()), key=lambda one: one.scope)
        found += [Line(case, run, one, book.effective(one, at)) for one in here]
        if not here:
            found.append(Line(case, run, revised_by=replaced.get(run)))
    return found or [Line(case)]


def earlier_runs(matter: Matter, book: Book) -> list[str]:
    """Return the runs of a matter's earlier revisions."""
    entries = (book.entries[seq - 1] for seq in matter.seqs)
    ids = [str(one.payload["manifest"]["run_id"]) for one in entries if one.action in ("enter", "revise")]
    return [run for run in ids if run != matter.manifest.run_id]


def _case(
    name: str, matters: list[Matter], said: Declared | None, asked: Asked, on_disk: dict[str, tuple[str, ...]]
) -> Case:
    """Return a use case as the problem book has it; else as its last run did."""
    if said is not None:
        return Case(name, said.title or name, said.objective, said.stage)
    if matters:
        last = max(matters, key=lambda one: one.manifest.run_id).run
        return Case(name, last.title, last.objective, last.stage)
    found = runs.summary_of(asked.services.settings.home / "runs" / name / on_disk[name][0])
    return Case(name, found.title or name, found.objective, found.stage)
