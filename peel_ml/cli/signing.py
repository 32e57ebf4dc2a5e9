"""Who acts on the command line: a person of the register, with their own key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from peel_ml.errors import BadRequest

if TYPE_CHECKING:
    from peel_ml.assurance.people import Role
    from peel_ml.assurance.register.desk import Desk
    from peel_ml.assurance.register.matter import Matter

F = TypeVar("F", bound=Callable[..., Any])


def acts_as(command: F) -> F:
    """Give a command the options that say who acts."""
    command = click.option(
        "--key", type=click.Path(path_type=Path), metavar="FILE", help="Your key; by default PEEL_HOME/keys/PERSON.pem."
    )(command)
    return click.option("--as", "person", required=True, metavar="PERSON", help="Who you are in the register.")(command)


def desk_of(person: str, key: Path | None) -> Desk:
    """Open the register with a person's own key; a decision is never recorded without one.

    Raises
    ------
    BadRequest
        There is no key, or its passphrase is another one.
    """
    from peel_ml.assurance.register.opening import open_desk
    from peel_ml.assurance.signing.keys import read_key
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    path = key or settings.keys / f"{person}.pem"
    if not path.exists():
        raise BadRequest(
            f"There is no key {path}. Make one with `peel keys create {person}`, have an administrator trust it with "
            "`peel keys trust`, or decide on the review pages (`peel ui`)."
        )
    locked = b"ENCRYPTED" in path.read_bytes()
    passphrase = click.prompt(f"Passphrase of {path.name}", hide_input=True, err=True) if locked else ""
    return open_desk(settings, read_key(path, passphrase))


def reading_desk() -> Desk:
    """Open the register for reading.

    Raises
    ------
    BadRequest
        There is none yet.
    """
    from peel_ml.assurance.register.opening import open_desk
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    desk = open_desk(settings)
    if desk.book().seq == 0:
        raise BadRequest(
            "The register is empty. `peel ui` sets it up in the browser, or `peel people found ID --name NAME` here."
        )
    return desk


def matter_of(desk: Desk, word: str, scope: str | None) -> Matter:
    """Return the matter that a person names: by its id, by a run, or by a use case that has one only.

    Raises
    ------
    BadRequest
        None, or several.
    """
    every = [one for one in desk.book().matters.values() if scope is None or one.scope == scope]
    found = [one for one in every if one.id.startswith(word)] or [
        one for one in every if one.manifest.run_id.startswith(word) or one.use_case == word
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadRequest(f"Nothing was submitted under {word!r}. `peel ledger list` shows what was.")
    shown = ", ".join(f"{one.id} ({one.scope}, {one.state.replace('_', ' ')})" for one in found[:6])
    raise BadRequest(f"{word!r} stands for {len(found)} matters: {shown}. Name one by its id.")


def role_for(desk: Desk, person: str, roles: tuple[Role, ...]) -> Role:
    """Return the role in which a person may act.

    Raises
    ------
    BadRequest
        They hold none of those that may.
    """
    from peel_ml.assurance.register.making import acting

    role = acting(desk.book(), person, roles, desk.clock())
    if role is None:
        names = ", ".join(one.replace("_", " ") for one in roles)
        raise BadRequest(f"{person} holds no role that may do this; {names} may. `peel people list` shows who does.")
    return role


def told(matter: Matter) -> str:
    """Return where a matter stands, in one line."""
    until = f", until {matter.valid_until[:10]}" if matter.valid_until else ""
    state = matter.state.replace("_", " ")
    return f"{matter.id}  {matter.use_case}  {matter.scope}  revision {matter.revision}: {state}{until}"
