"""Whose passwords open the pages: MLflow's users, behind what the frame needs of them."""

from __future__ import annotations

import hashlib
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any, Protocol

from peel_ml.errors import BadRequest

AT_ONCE = 2
"""Passwords checked at a time: each check keeps a core busy for about 150 ms."""
_RETIRED = "password1234"
"""Shipped with older versions of MLflow as everybody's first password; it opens nothing here."""


class Users(Protocol):
    """User names and passwords."""

    def check(self, user: str, password: str) -> bool:
        """Tell whether they belong together, as slowly for an unknown user as for a known one."""

    def mark(self, user: str) -> str | None:
        """Return what changes whenever the password does; None where there is no such user."""

    def ready(self) -> None:
        """Open the store, which takes seconds, so that nobody who signs in waits for it."""

    def empty(self) -> bool:
        """Tell whether there is nobody yet."""

    def set(self, user: str, password: str, administrator: bool = False) -> None:
        """Add a user, or give one that is there another password."""


class MlflowUsers:
    """The users of MLflow's basic auth.

    Parameters
    ----------
    uri : str
        Their database; by default the one that MLflow's own configuration names.
    """

    def __init__(self, uri: str = "") -> None:
        self._uri = uri
        self._turns = BoundedSemaphore(AT_ONCE)

    @cached_property
    def _store(self) -> Any:
        from mlflow.server.auth import auth_config, store
        from mlflow.server.auth.sqlalchemy_store import SqlAlchemyStore

        opened: Any = SqlAlchemyStore() if self._uri else store
        if not hasattr(opened, "engine"):
            opened.init_db(self._uri or auth_config.database_uri)
        return opened

    @cached_property
    def _nobody(self) -> str:
        from werkzeug.security import generate_password_hash

        return generate_password_hash("nobody has this password")

    def check(self, user: str, password: str) -> bool:
        """Tell whether they belong together; somebody unknown takes as long."""
        from werkzeug.security import check_password_hash

        with self._turns:
            if not self._store.has_user(user):
                check_password_hash(self._nobody, password)
                return False
            return bool(self._store.authenticate_user(user, password)) and password != _RETIRED

    def mark(self, user: str) -> str | None:
        """Return a digest of the stored hash of the password."""
        from mlflow.exceptions import MlflowException

        try:
            found = self._store.get_user(user)
        except MlflowException:
            return None
        return hashlib.sha256(found.password_hash.encode()).hexdigest()

    def ready(self) -> None:
        """Import MLflow and open its users."""
        self._store.has_user("")

    def empty(self) -> bool:
        """Tell whether MLflow has no users yet."""
        return not self._store.list_users()

    def set(self, user: str, password: str, administrator: bool = False) -> None:
        """Add a user of MLflow, or give one that is there another password.

        Raises
        ------
        BadRequest
            MLflow does not take the name or the password.
        """
        from mlflow.exceptions import MlflowException

        try:
            if self._store.has_user(user):
                self._store.update_user(user, password=password)
            else:
                self._store.create_user(user, password, is_admin=administrator)
        except MlflowException as error:
            raise BadRequest(f"MLflow did not take the user name or the password ({error.error_code}).") from error


_: type[Users] = MlflowUsers
