"""Who made a run, as far as git and MLflow know: the authoring chain, on which nobody decides."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peel_ml.assurance.register.book import Book
    from peel_ml.assurance.submissions.freezing import Makers
    from peel_ml.settings import Settings


def makers_of(settings: Settings, book: Book, folder: Path) -> Makers:
    """Return the people who coded the use case or launched the run."""
    from peel_ml.assurance.people import git_digest
    from peel_ml.assurance.submissions.freezing import Makers
    from peel_ml.results.recorded import loads
    from peel_ml.store import RECORD
    from peel_ml.tracking import launched_by

    addresses = git_authors(settings.project, folder.parent.name)
    known: set[str] = set()
    unknown = 0
    for address in addresses:
        found = {one.id for one in book.people.values() if git_digest(one.id, address) in one.git}
        known |= found
        unknown += not found
    user = launched_by(loads((folder / RECORD).read_bytes()).mlflow, settings.tracking_uri)
    launcher = book.by_mlflow_user(user) if user else None
    if launcher is not None:
        known.add(launcher.id)
    return Makers(tuple(sorted(known)), unknown)


def git_authors(project: Path, use_case: str) -> tuple[str, ...]:
    """Return the addresses of everybody who committed to a use case's folder; none outside a repository."""
    asked = ["git", "-C", str(project), "log", "--format=%ae", "--", f"usecases/{use_case}"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10, stdin=subprocess.DEVNULL)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ()
    return tuple(sorted(set(said.stdout.split()))) if said.returncode == 0 else ()
