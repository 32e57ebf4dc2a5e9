"""Opens MLflow: silent, without telemetry, and with errors that say what to do."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

from peel_ml.errors import PeelError
from peel_ml.tracking.storage import ensure_storage

if TYPE_CHECKING:
    from mlflow import MlflowClient

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
"""Set before MLflow is first imported: nothing leaves the machine, nothing is printed."""


OBJECT_STORE = ("boto3", "botocore")
"""Packages whose errors are those of S3-compatible storage; they are imported only where it is used."""

PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "4", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1"}
"""A server that does not answer is asked again for about 15 seconds, long enough to be started again. By default MLflow
would ask for more than four minutes with every call, and say nothing meanwhile. What is set stays."""


@cache
def silence() -> None:
    """Switch MLflow's telemetry, progress bars and log lines off. Call before importing it."""
    os.environ.update(QUIET)
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    # Alembic announces every one of MLflow's migrations.
    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # It tells of each time it asks a server again, with the whole address.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    # It has a level of its own, and quotes SQL where a database is locked; we say it in a sentence.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)


def shown(uri: str) -> str:
    """Return a store's address without the password in it.

    Examples
    --------
    >>> shown("postgresql://peel:secret@db/mlflow")
    'postgresql://peel:***@db/mlflow'
    """
    return re.sub(r"(://[^/:@]*):[^/@]*@", r"\1:***@", uri)


def client(uri: str) -> MlflowClient:
    """Return a client of the store at `uri` for runs and registry alike; a missing database is made."""
    silence()
    ensure_storage(uri)
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri=uri, registry_uri=uri)


_warming: dict[str, Future[MlflowClient]] = {}
"""Stores that `warm` is opening or has opened, and `opened` has not asked for yet."""


def warm(uri: str) -> None:
    """Begin to import MLflow and open the store in a thread of its own, and return at once.

    Importing it takes longer than writing a run. What goes wrong is kept, and raised by the first call that
    needs the store. The thread is no daemon: one that is stopped amid an import can take the process down.

    Parameters
    ----------
    uri : str
        Address of MLflow's store.
    """
    if uri in _warming:
        return
    silence()
    future: Future[MlflowClient] = Future()
    _warming[uri] = future

    def fill() -> None:
        try:
            future.set_result(client(uri))
        except BaseException as error:
            # Kept for whoever asks for the store.
            future.set_exception(error)

    Thread(target=fill, name="mlflow").start()


def _way_out(uri: str) -> str:
    """Return what to do about a store that failed, without the end of the sentence."""
    if uri.startswith("sqlite:"):
        return "Another process may hold the database, or the disk may be full; run the command again"
    kind = "server" if uri.startswith(("http://", "https://")) else "database"
    return f"See that this {kind} is up and has space, then run the command again"


def _place(error: OSError) -> str:
    return f" ({os.fspath(error.filename)})" if isinstance(error.filename, str | os.PathLike) else ""


@contextmanager
def opened(uri: str, doing: str) -> Iterator[MlflowClient]:
    """Give a client of the store, and turn what MLflow and its database raise into a `PeelError`.

    The error names the store and the way out. The library's own message is left out, because it may quote
    the SQL statement with its values.

    Raises
    ------
    PeelError
        MLflow, its database or the disk failed.
    """
    ahead = _warming.pop(uri, None)
    if ahead is not None:
        # Waited for before anything of MLflow is imported here: two threads that import the same
        # packages can find each other's modules half made.
        wait([ahead])
    silence()
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield client(uri) if ahead is None else ahead.result()
    except (MlflowException, SQLAlchemyError) as error:
        code = getattr(error, "error_code", None) or type(getattr(error, "orig", None) or error).__name__
        raise PeelError(
            f"MLflow failed while {doing} at {shown(uri)} ({code}). {_way_out(uri)}, or set PEEL_MLFLOW_URI to "
            "another store."
        ) from error
    except OSError as error:
        raise PeelError(
            f"{error.strerror or type(error).__name__} while {doing} at {shown(uri)}{_place(error)}. Free some space, "
            "make that place writable, or set PEEL_HOME to a folder you may write, then run again."
        ) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in OBJECT_STORE:
            raise
        raise PeelError(
            f"The store of files failed while {doing} ({type(error).__name__}). See that the bucket of PEEL_ARTIFACTS "
            "is there, and that MLFLOW_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are right; "
            "`peel doctor` tries them. The same command goes on."
        ) from error
