"""Puts what was decided into MLflow's registry. A mirror: nothing is read back from it as proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.states import APPROVED, State
from peel_ml.assurance.verification.comparing import difference
from peel_ml.assurance.verification.found import found_in
from peel_ml.cards.markdown import escaped
from peel_ml.errors import PeelError, Problem
from peel_ml.tracking.registry import Mirrored, Version, downloaded, point, versions, withdraw
from peel_ml.tracking.storage import is_there


@dataclass(frozen=True)
class Mirror:
    """What was done in the registry about one matter.

    Parameters
    ----------
    matter : str
    done : tuple of str
        What was changed; nothing where it said all that already.
    nothing : str
        Why there is nothing to mirror, where there is not.
    problems : tuple of Problem
        Why an approved version got no alias: its files are not what was approved.
    """

    matter: str
    done: tuple[str, ...] = ()
    nothing: str = ""
    problems: tuple[Problem, ...] = ()


def mirror(uri: str, book: Book, matter: Matter, at: datetime) -> Mirror:
    """Make MLflow say what was decided on a matter. Called again, it changes nothing.

    Parameters
    ----------
    uri : str
        MLflow's store.
    book : Book
    matter : Matter
    at : datetime
        Now, UTC: an approval that has expired is taken down.

    Raises
    ------
    PeelError
        The store cannot be read or written.
    """
    if matter.approval_id is None:
        return Mirror(matter.id, nothing="It was never approved, so that there is nothing to mirror.")
    if not matter.manifest.model_released:
        return Mirror(matter.id, nothing="No model is released, so that nothing is registered in MLflow.")
    if replaced_by_itself(book, matter):
        return Mirror(matter.id, nothing="A newer approval of the same run says what the registry says.")
    version = version_of(versions(uri, matter.use_case), matter)
    if version is None:
        run = matter.manifest.run_id
        return Mirror(
            matter.id, nothing=f"MLflow holds no version of the run {run}; PEEL_MLFLOW_URI says which store is asked."
        )
    mirrored, words = mirrored_of(book, matter, at), description(book, version, at)
    if mirrored.state not in APPROVED:
        return Mirror(matter.id, withdraw(uri, version, matter.scope, mirrored, words))
    with downloaded(uri, version) as folder:
        found = found_in(folder, f"models:/{version.name}/{version.version}")
    problems = tuple(difference(matter.manifest, found).problems(found.where))
    if problems:
        return Mirror(matter.id, withdraw(uri, version, matter.scope, mirrored, words), problems=problems)
    return Mirror(matter.id, point(uri, version, matter.scope, mirrored, words))


def reflected(uri: str, book: Book, use_case: str, at: datetime) -> tuple[str, ...]:
    """Mirror every decision on a use case, after one of them was made; call it once the decision stands in the ledger.

    A decision never depends on MLflow: where it cannot be told, that is said, and the watcher makes up for it.

    Returns
    -------
    tuple of str
        What was changed there, or why nothing was, in words.
    """
    matters = [one for one in book.matters.values() if one.use_case == use_case and one.approval_id]
    try:
        if not is_there(uri):
            return ("MLflow holds nothing here, so nothing was mirrored.",) if matters else ()
        mirrors = [mirror(uri, book, one, at) for one in matters]
    except PeelError as error:
        return (f"The decision stands. MLflow was not told of it: {error.summary} `peel verify --all --act` tells it.",)
    return tuple(line for one in mirrors for line in (*one.done, one.nothing, *map(str, one.problems)) if line)


def replaced_by_itself(book: Book, matter: Matter) -> bool:
    """Tell whether a newer approval for the scope is of the same run, which then speaks for the version."""
    newest = book.matters[book.latest[matter.use_case, matter.scope]]
    return newest.id != matter.id and newest.manifest.run_id == matter.manifest.run_id


def version_of(registered: tuple[Version, ...], matter: Matter) -> Version | None:
    """Return the version of the run that a matter is about, whatever aliases say."""
    run, name = matter.manifest.run_id, matter.use_case
    return next((one for one in registered if one.name == name and one.peel_run == run), None)


def mirrored_of(book: Book, matter: Matter, at: datetime) -> Mirrored:
    """Return what the tags of a version ought to say of a matter that was approved once."""
    state = book.effective(matter, at)
    return Mirrored(str(matter.approval_id), matter.manifest_sha256, state, str(matter.valid_until))


def about(book: Book, version: Version) -> tuple[Matter, ...]:
    """Return the matters that were approved once and speak for a version, in the order of their scopes."""
    found = (
        one
        for one in book.matters.values()
        if one.approval_id and one.use_case == version.name and one.manifest.run_id == version.peel_run
    )
    return tuple(sorted((one for one in found if not replaced_by_itself(book, one)), key=lambda one: one.scope))


def description(book: Book, version: Version, at: datetime) -> str:
    """Return what the description of a version ought to be: a paragraph for each decision, and where its card is."""
    matters = about(book, version)
    states = {one.id: book.effective(one, at) for one in matters}
    run = matters[0].run
    opening = "**SYNTHETIC DATA.** " if run.synthetic else ""
    if not any(state in APPROVED for state in states.values()):
        opening += "**Not approved for any use.** "
    return "\n\n".join(
        (
            f"{opening}[Open its card](/peel/cards/{version.peel_run}).",
            *(decided_words(one, states[one.id]) for one in matters),
            escaped(run.headline),
            "An alias, a stage or a tag on this page approves nothing: "
            f"`peel verify models:/{version.name}/{version.version}` says what holds.",
        )
    )


def decided_words(matter: Matter, state: State) -> str:
    """Say in Markdown what was decided on a matter.

    Where a sentence of a person is quoted, it is escaped: a reason is no Markdown.
    """
    return " ".join(_sentences(matter, state))


def _sentences(matter: Matter, state: State) -> Iterator[str]:
    if state in APPROVED:
        if matter.scope == "rehearsal":
            yield "**A rehearsal on made-up data, which allows nothing.**"
        else:
            yield f"**Approved for {matter.scope}, and for nothing else, until {str(matter.valid_until)[:10]}.**"
        for number, one in enumerate(matter.conditions, 1):
            done = "met" if number in matter.met else f"due {one.due.isoformat()}"
            yield f"Condition {number} ({done}): {escaped(one.text)}"
        return
    yield f"**No longer approved for {matter.scope}: {state}.**"
    if state == "suspended":
        yield escaped(matter.suspended_for)
