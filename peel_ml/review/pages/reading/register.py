"""The register: what waits for the reader, then every use case, run and matter there is."""

from __future__ import annotations

from datetime import datetime

from peel_ml.assurance.register.asking import waits_for
from peel_ml.assurance.register.book import Book
from peel_ml.cards.content import Status
from peel_ml.cards.register.build import OBJECTIVES, STAGES
from peel_ml.cards.signed.states import STATES
from peel_ml.review.answers import Answer, Page
from peel_ml.review.pages.reading import mine, runs
from peel_ml.review.pages.reading.access import book_of, now_of, reads_all, seen
from peel_ml.review.pages.reading.grids import Cell, Grid, paged, part_of
from peel_ml.review.pages.reading.listing import OTHER, Case, Line, lines_of
from peel_ml.review.pages.reading.tags import DRAFT, scope_words, short, state_name
from peel_ml.review.pages.reading.words import lateness, the_roles, when
from peel_ml.review.routes import READERS, Asked, Row, address

SHOWN = 10
"""So much of what waits for somebody stands on the first page; the rest is behind a link."""
_STATES = tuple(name for name in STATES if name != "withdrawn")


def register(asked: Asked) -> Answer:
    """Show what waits, and the problem book."""
    book, at = book_of(asked), now_of(asked)
    assert asked.person is not None
    waiting = mine.waiting(asked.person, seen(asked, book), book, at)
    every = lines_of(asked, book, at)
    lines = [one for one in every if _kept(one, asked)]
    where = paged(asked, len(lines))
    values = {
        "waiting": _waiting(asked, waiting[:SHOWN], at),
        "waits": len(waiting),
        "late": sum(bool(one.late) for one in waiting),
        "more": len(waiting) - SHOWN,
        "shelves": _shelves(asked, part_of(lines, where), book, at),
        "where": where,
        "cases": len({one.case.id for one in every}),
        "found_cases": len({one.case.id for one in lines}),
        "objectives": _options(asked, "objective", {**OBJECTIVES, OTHER: "Not yet answered"}),
        "states": _options(asked, "state", {name: state_name(name) for name in _STATES}),
        "filtered": any(asked.query.get(name) for name in ("objective", "state", "use_case")),
        "use_case": asked.query.get("use_case", ""),
        "everything": reads_all(asked.person),
    }
    return Page("reading/register", values)


def waits_for_me(asked: Asked) -> Answer:
    """Show everything that waits for the reader."""
    book, at = book_of(asked), now_of(asked)
    assert asked.person is not None
    waiting = mine.waiting(asked.person, seen(asked, book), book, at)
    where = paged(asked, len(waiting))
    return Page(
        "reading/waiting",
        {"waiting": _waiting(asked, part_of(waiting, where), at), "where": where, "waits": len(waiting)},
    )


def _options(asked: Asked, name: str, words: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(value, text, asked.query.get(name, "") == value) for value, text in {"": "All", **words}.items()]


def _kept(line: Line, asked: Asked) -> bool:
    objective, state, use_case = (asked.query.get(name, "") for name in ("objective", "state", "use_case"))
    there = line.case.objective if line.case.objective in OBJECTIVES else OTHER
    # A use case without a run stands nowhere, so that no state finds it.
    stands = line.state if line.run else ""
    return (
        (not objective or objective == there)
        and (not state or state == stands)
        and (not use_case or use_case == line.case.id)
    )


def _waiting(asked: Asked, waiting: list[mine.Waits], at: datetime) -> Grid:
    rows = tuple(
        (
            Cell(one.matter.run.title, _matter(asked, one.matter.id), more=scope_words(one.matter.scope)),
            Cell(one.what, more=one.by),
            Cell(the_roles((one.role,))),
            Cell(mine.waited(one, at), more=one.late, bad=bool(one.late)),
        )
        for one in waiting
    )
    return Grid("What waits for you", ("Use case", "What to do", "As", "Waits"), rows)


def _matter(asked: Asked, id_: str) -> str:
    return address(asked.services.rows, "matter", {"matter": id_})


def _shelves(asked: Asked, lines: list[Line], book: Book, at: datetime) -> list[dict[str, object]]:
    """Return the lines of one page under their objectives and use cases."""
    shelves: list[dict[str, object]] = []
    for objective in dict.fromkeys(_objective(one.case) for one in lines):
        here = [one for one in lines if _objective(one.case) == objective]
        cases = [
            {
                "case": case,
                "stage": _stage(case),
                "grid": _grid(asked, of, book, at),
            }
            for case in dict.fromkeys(one.case for one in here)
            for of in [[one for one in here if one.case == case]]
        ]
        shelves.append({"title": objective, "cases": cases})
    return shelves


def _stage(case: Case) -> str:
    return f"Stage declared: {STAGES[case.stage].lower()}." if case.stage in STAGES else "Stage not yet declared."


def _objective(case: Case) -> str:
    return OBJECTIVES.get(case.objective, "Objective not yet answered")


def _grid(asked: Asked, lines: list[Line], book: Book, at: datetime) -> Grid | None:
    rows = tuple(_row(asked, one, book, at) for one in lines if one.run)
    if not rows:
        return None
    return Grid(
        f"Runs of {lines[0].case.title}",
        ("Run", "Asked for", "Where it stands", "Worst verdict on a group", "Waits for"),
        rows,
    )


def _row(asked: Asked, line: Line, book: Book, at: datetime) -> tuple[Cell, ...]:
    if line.matter is None:
        return _draft(asked, line)
    matter = line.matter
    one = waits_for(book, matter, at)
    waits = (
        Cell("Nobody")
        if one is None
        else Cell(f"{the_roles((one.role,))}, {_since(one.days)}", more=lateness(book, one), bad=one.late)
    )
    name = Cell(_day_of(line.run), _matter(asked, matter.id), more=_synthetic(matter.run.synthetic))
    verdict = Cell(matter.run.worst_verdict or runs.NOT_ASSESSED)
    return (name, Cell(scope_words(matter.scope)), Cell(tag=short(matter, line.state)), verdict, waits)


def _since(number: int) -> str:
    return "since today" if not number else f"{number} day{'s' if number != 1 else ''}"


def _draft(asked: Asked, line: Line) -> tuple[Cell, ...]:
    folder = asked.services.settings.home / "runs" / line.case.id / line.run
    found = runs.summary_of(folder)
    href = "" if found.quick else address(asked.services.rows, "run", {"run": line.run})
    name = Cell(_day_of(line.run), href, more=_synthetic(found.synthetic))
    if line.revised_by is not None:
        tag = Status("note", "Earlier revision", "Sign-off")
        asked_for = Cell(scope_words(line.revised_by.scope), more="A later revision took its place")
        return (name, asked_for, Cell(tag=tag), Cell(found.worst_verdict), Cell("Nobody"))
    nothing = Cell("Nothing was asked for", more="A quick run, without a card" if found.quick else "")
    return (name, nothing, Cell(tag=DRAFT), Cell(found.worst_verdict), Cell("Nobody"))


def _day_of(run: str) -> str:
    """Return a run by when it started, which its id begins with."""
    return when(f"{run[:4]}-{run[4:6]}-{run[6:8]}T{run[9:11]}:{run[11:13]}:{run[13:15]}.000000Z")


def _synthetic(yes: bool) -> str:
    return "SYNTHETIC" if yes else ""


ROWS = (
    Row("/register", "GET", "register", READERS, register, menu="Register"),
    Row("/waiting", "GET", "waiting", READERS, waits_for_me),
)
