"""The author's side: which runs can be submitted, what a submission would ask of whom, and submitting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from peel_ml.assurance.people import Role
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.asking import free_for, roles_asked
from peel_ml.assurance.register.desk import Desk
from peel_ml.assurance.register.desk import Refused as NotRecorded
from peel_ml.assurance.submissions.makers import makers_of
from peel_ml.assurance.submissions.submitting import Prepared, prepare, to_revise
from peel_ml.cards.card import Card, loads
from peel_ml.errors import FellShort
from peel_ml.review.answers import Answer, Away, Page, conflict, not_allowed, not_found
from peel_ml.review.pages.deciding.doing import date_words, plain
from peel_ml.review.pages.deciding.justifying import TITLES
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked, Row
from peel_ml.settings import Settings
from peel_ml.store import CARD, finished

_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4,12}")
_AUTHORS: frozenset[Role] = frozenset(("author",))


class SubmitForm(BaseModel):
    """For what a run is submitted."""

    model_config = ConfigDict(extra="forbid")

    scope: str = Field(title="Scope", description="Choose what it is to be signed for", max_length=20)
    manifest: str = Field("", max_length=64, repr=False)
    step: Literal["", "record"] = Field("", repr=False)


def show_runs(asked: Asked) -> Answer:
    """Show the finished runs of this machine, the newest first."""
    settings = _settings(asked)
    book = asked.desk.book()
    cases = sorted(one.name for one in settings.runs.iterdir() if one.is_dir()) if settings.runs.is_dir() else []
    folders = [folder for case in cases for folder in finished(settings.runs, case) if (folder / CARD).is_file()]
    rows = [
        {
            "run": folder.name,
            "use_case": folder.parent.name,
            "at": _time_of(folder.name),
            "matters": [one for one in book.matters.values() if one.manifest.run_id == folder.name],
        }
        for folder in sorted(folders, key=lambda one: one.name, reverse=True)
        if _theirs(asked, folder)
    ]
    return Page("deciding/runs", {"rows": rows, "plain": plain})


def show_submit(asked: Asked) -> Answer:
    """Show for what a run may be submitted."""
    folder = _folder(asked)
    return _page(asked, folder, _card(folder))


def submit(asked: Asked) -> Answer:
    """Show what a submission would ask, or submit exactly that."""
    folder = _folder(asked)
    card = _card(folder)
    if asked.errors:
        return _page(asked, folder, card, status=422)
    form = asked.form(SubmitForm)
    if form.scope not in _scopes(card):
        return _page(
            asked, folder, card, errors=(FieldError("scope", "Choose what it is to be signed for."),), status=422
        )
    ready = _prepared(asked, folder, form.scope)
    if form.step != "record":
        return _page(asked, folder, card, ready)
    if form.manifest != ready.frozen.manifest.sha256:
        raise conflict("The run, its use case or who made it is no longer what the page showed. Look again first.")
    assert asked.person is not None
    desk: Desk = asked.desk
    try:
        matter = desk.submit(asked.person.id, ready.enter, ready.revises)
    except (FellShort, NotRecorded) as error:
        said = [FieldError("", str(one)) for one in error.problems] or [FieldError("", error.summary)]
        return _page(asked, folder, card, ready, tuple(said), 409)
    waits = "the owner’s countersignature" if matter.state == "awaiting_owner" else "a reviewer"
    return Away(
        "matter", {"matter": matter.id}, f"It is submitted, and waits for {waits}. The service recorded it for you."
    )


def _prepared(asked: Asked, folder: Path, scope: Any) -> Prepared:
    settings = _settings(asked)
    assert asked.person is not None
    makers = makers_of(settings, asked.desk.book(), folder)
    return prepare(asked.desk, settings.submitted, folder, scope, makers, asked.person.id)


def _page(
    asked: Asked,
    folder: Path,
    card: Card,
    ready: Prepared | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Page:
    book = asked.desk.book()
    before = [one for scope in _scopes(card) if (one := to_revise(book, folder.parent.name, scope)) is not None]
    values: dict[str, Any] = {
        "run": folder.name,
        "card": card,
        "at": _time_of(folder.name),
        "scopes": [(name, f"{name.capitalize()}: {book.policy.scopes[name].allows}") for name in _scopes(card)],
        "before": before,
        "ready": ready,
        "errors": errors or asked.errors,
        "plain": plain,
        "date_words": date_words,
        "titles": TITLES,
    }
    if ready is not None:
        on = asked.desk.clock().date()
        values["people"] = [
            (one.role, one.people, [who.name for who in free_for(book, ready.draft, one.role, on)])
            for one in roles_asked(book.policy, ready.draft)
        ]
        values["made_by"] = [book.people[one].name for one in ready.makers.people]
        values["there"] = None if ready.before else book.matters.get(ready.draft.id)
        values["allows"] = book.policy.scopes[ready.draft.scope].allows
    return Page("deciding/submit", values, status)


def _scopes(card: Card) -> tuple[Scope, ...]:
    """Return what a run may be submitted for: made-up data only to practise the walk."""
    mine: tuple[Scope, ...] = ("rehearsal",) if card.body.synthetic else ("publication", "pilot")
    assert set(mine) <= set(get_args(Scope))
    return mine


def _folder(asked: Asked) -> Path:
    """Return the folder of the run that the address names; only a run with a card is one."""
    run, settings = asked.path["run"], _settings(asked)
    found = [one for one in settings.runs.glob(f"*/{run}") if (one / CARD).is_file()] if _RUN.fullmatch(run) else []
    if len(found) != 1:
        raise not_found()
    if not _theirs(asked, found[0]):
        raise not_allowed("A supplier submits what they launched or coded themselves, and this is none of theirs.")
    return found[0]


def _theirs(asked: Asked, folder: Path) -> bool:
    person = asked.person
    assert person is not None
    if person.affiliation != "supplier":
        return True
    return person.id in makers_of(_settings(asked), asked.desk.book(), folder).people


def _settings(asked: Asked) -> Settings:
    settings = asked.services.settings.platform
    if not isinstance(settings, Settings):
        raise not_found()
    return settings


def _card(folder: Path) -> Card:
    return loads((folder / CARD).read_bytes())


def _time_of(run: str) -> str:
    return f"{date_words(f'{run[:4]}-{run[4:6]}-{run[6:8]}')}, {run[9:11]}:{run[11:13]} UTC"


ROWS: tuple[Row, ...] = (
    Row("/runs", "GET", "runs", _AUTHORS, show_runs, menu="Submit a run"),
    Row("/runs/{run}/submit", "GET", "submit", _AUTHORS, show_submit),
    Row("/runs/{run}/submit", "POST", "submit_now", _AUTHORS, submit, SubmitForm),
)
"""The author's pages."""
