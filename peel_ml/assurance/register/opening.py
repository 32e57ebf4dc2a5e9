"""Opens the register of this machine: its database, its key, and the files it judges from."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from peel_ml import logs
from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.desk import Desk, Mirror
from peel_ml.assurance.signing.keys import Signer, new_signer, read_key, write_key
from peel_ml.assurance.submissions.judging import FrozenJudge
from peel_ml.settings import Settings, ensure_home

SERVICE_KEY = "service.pem"


def service_signer(keys: Path) -> Signer:
    """Return the service's key of this machine; made where there is none."""
    path = keys / SERVICE_KEY
    if not path.exists():
        write_key(path, new_signer())
    return read_key(path)


def open_desk(settings: Settings, signer: Signer | None = None) -> Desk:
    """Open the register.

    Parameters
    ----------
    settings : Settings
    signer : Signer, optional
        A person's own key; by default the service's.

    Raises
    ------
    BadRequest, PeelError
        The database or the key cannot be used.
    """
    ensure_home(settings.home)
    judge = FrozenJudge(settings.submitted)
    mirror = _mirror(settings.tracking_uri)
    return Desk(Storage(settings.register_uri), signer or service_signer(settings.keys), judge, mirror=mirror)


def _mirror(uri: str) -> Mirror:
    """Return what makes MLflow's registry say what was decided; what it did, or could not do, stands in the log."""

    def mirror(book: Book, use_case: str, at: datetime) -> None:
        from peel_ml.assurance.watch.mirroring import reflected

        for line in reflected(uri, book, use_case, at):
            logs.event("registry", level=logging.INFO, use_case=use_case, said=line)

    return mirror
