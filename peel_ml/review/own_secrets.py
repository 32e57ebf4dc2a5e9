"""Secrets that this machine makes for itself, once: ``PEEL_HOME/secrets/``, readable by their owner only."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from peel_ml.errors import BadRequest, PeelError

SESSION_KEY = "session.key"
FLASK_KEY = "mlflow.key"
SET_UP_CODE = "set-up-code"


def folder(home: Path) -> Path:
    """Return where they are."""
    return home / "secrets"


def key(home: Path, name: str) -> str:
    """Return a key, made at the first call.

    Raises
    ------
    BadRequest
        Others can read it, or it was cut short.
    PeelError
        It cannot be read or written.
    """
    path = folder(home) / name
    return _kept(path, secrets.token_hex(32))


def set_up_code(home: Path) -> str:
    """Return the code that opens the set-up form, made at the first call: 80 random bits, easy to type."""
    return _kept(folder(home) / SET_UP_CODE, new_code())


def new_code() -> str:
    """Return a new code of 80 random bits, as in ``ABCD-EFGH-IJKL-MNOP``."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def plain(code: str) -> bytes:
    """Return what counts of a typed code: not its spaces, hyphens or small letters."""
    return "".join(one for one in code.upper() if one.isalnum()).encode()


def code_is(home: Path, typed: str) -> bool:
    """Tell whether somebody typed the code; spaces, hyphens and small letters do not matter."""
    path = folder(home) / SET_UP_CODE
    if not path.exists():
        return False
    return secrets.compare_digest(plain(_kept(path, "")), plain(typed))


def spend_code(home: Path) -> bool:
    """Take the code away, and tell whether this call did: of two that come at once only one may go on."""
    try:
        (folder(home) / SET_UP_CODE).unlink()
    except FileNotFoundError:
        return False
    return True


def _kept(path: Path, new: str) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(made, "w") as stream:
                stream.write(f"{new}\n")
        if path.stat().st_mode & 0o077:
            raise BadRequest(f"Others than its owner can open the secret {path}. Remove it: a new one is then made.")
        found = path.read_text().strip()
    except OSError as error:
        raise PeelError(
            f"The secret {path} cannot be kept ({error.strerror}). Set PEEL_HOME to a folder of your own."
        ) from error
    if len(found) < 16:
        raise BadRequest(f"The secret {path} was cut short. Remove it: a new one is then made.")
    return found
