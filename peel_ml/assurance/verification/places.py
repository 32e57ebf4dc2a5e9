"""Where the bytes of what was approved lie: as frozen, in the run's folder, and in MLflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.verification.found import Found, found_in
from peel_ml.assurance.watch.mirroring import version_of
from peel_ml.errors import BadRequest
from peel_ml.settings import Settings
from peel_ml.store import find
from peel_ml.tracking.addresses import is_address, version_at
from peel_ml.tracking.registry import Version, downloaded, versions
from peel_ml.tracking.storage import is_there


def places(settings: Settings, book: Book, word: str, scope: Scope) -> tuple[Found, ...]:
    """Return what is found under a name: a folder, an address of MLflow's, or a run in every place that keeps it.

    Parameters
    ----------
    settings : Settings
    book : Book
        What was decided: it tells which frozen folder belongs to a run.
    word : str
        A folder, ``models:/NAME/VERSION``, ``models:/NAME@ALIAS``, ``runs:/RUN``, the id of a run, its beginning, or a
        use case for the run that was approved last.
    scope : str

    Raises
    ------
    BadRequest
        There is nothing of that name.
    PeelError
        MLflow cannot be read.
    """
    if is_address(word):
        return (_in_mlflow(settings, version_at(settings.tracking_uri, word)),)
    if Path(word).is_dir():
        return (found_in(Path(word), word),)
    matter = _matter(book, word, scope)
    if matter is None:
        folder = find(settings.runs, word)
        return (found_in(folder, f"runs/{folder.name}", folder.parent.name, folder.name),)
    found = tuple(_of(settings, matter))
    if not found:
        raise BadRequest(
            f"No file of the run {matter.manifest.run_id} is here. Set PEEL_HOME or PEEL_MLFLOW_URI to where it is."
        )
    return found


def _matter(book: Book, word: str, scope: Scope) -> Matter | None:
    if latest := book.latest.get((word, scope)):
        return book.matters[latest]
    here = [one for one in book.matters.values() if one.scope == scope and one.manifest.run_id.startswith(word)]
    return here[-1] if len({one.manifest.run_id for one in here}) == 1 else None


def _of(settings: Settings, matter: Matter) -> Iterator[Found]:
    name, run_id = matter.use_case, matter.manifest.run_id
    frozen, run = settings.submitted / matter.manifest_sha256, settings.runs / name / run_id
    if frozen.is_dir():
        yield found_in(frozen, f"submitted/{frozen.name[:12]}", name, run_id)
    if run.is_dir():
        yield found_in(run, f"runs/{run_id}", name, run_id)
    version = mlflow_version(settings, matter)
    if version is not None:
        yield _in_mlflow(settings, version)


def mlflow_version(settings: Settings, matter: Matter) -> Version | None:
    """Return MLflow's version of a matter's run; None where no model is released, or there is no store."""
    if not matter.manifest.model_released or not is_there(settings.tracking_uri):
        return None
    return version_of(versions(settings.tracking_uri, matter.use_case), matter)


def _in_mlflow(settings: Settings, version: Version) -> Found:
    with downloaded(settings.tracking_uri, version) as folder:
        where = f"models:/{version.name}/{version.version}"
        return found_in(folder, where, version.name, version.peel_run)
