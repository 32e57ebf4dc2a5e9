"""Puts the pages over the real register and MLflow's real users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from peel_ml.assurance.people import Person
from peel_ml.assurance.register.desk import Desk
from peel_ml.review import own_secrets
from peel_ml.review.app import Review, create_app
from peel_ml.review.settings import LOOPBACK, ReviewSettings
from peel_ml.review.users import MlflowUsers
from peel_ml.settings import Settings

PUBLIC_HOST = "PEEL_REVIEW_HOST"
"""Name under which a TLS proxy shows the pages; without it they are for this machine only."""


@dataclass(frozen=True)
class RegisterPeople:
    """The people of the register.

    Parameters
    ----------
    desk : Desk
    """

    desk: Desk

    def who_is(self, user: str) -> Person | None:
        """Return the person with an MLflow user name, with the roles held today, lent ones too."""
        book = self.desk.book()
        person = book.by_mlflow_user(user)
        return None if person is None else replace(person, roles=book.roles_of(person.id, self.desk.clock().date()))

    def everybody(self) -> tuple[Person, ...]:
        """Return everybody, in the order of their names."""
        return tuple(sorted(self.desk.book().people.values(), key=lambda one: one.name.casefold()))

    def empty(self) -> bool:
        """Tell whether nobody is in the register yet."""
        return not self.desk.book().people

    def found(self, person: Person) -> None:
        """Write the first entry."""
        self.desk.found(person)


def review_settings(settings: Settings, environ: Mapping[str, str]) -> ReviewSettings:
    """Return where the pages run, from the environment."""
    host = environ.get(PUBLIC_HOST, "").strip().lower()
    return ReviewSettings(
        state=settings.home / "review.db",
        key=bytes.fromhex(own_secrets.key(settings.home, own_secrets.SESSION_KEY)),
        home=settings.home,
        project=settings.project,
        hosts=(host,) if host else LOOPBACK,
        secure=bool(host),
        platform=settings,
    )


def review(settings: Settings, environ: Mapping[str, str], desk: Desk) -> Review:
    """Return the pages over a desk."""
    return create_app(RegisterPeople(desk), MlflowUsers(), review_settings(settings, environ), desk)


def auth_config(home: Path) -> Path:
    """Write MLflow's configuration of users, which holds no secret, and return its path.

    Nobody sees an experiment or a model in MLflow before it is granted to them.
    """
    path = home / "basic_auth.ini"
    path.write_text(
        "[mlflow]\n"
        "default_permission = NO_PERMISSIONS\n"
        f"database_uri = sqlite:///{home / 'users.db'}\n"
        "admin_username = admin\n"
        "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n"
    )
    return path
