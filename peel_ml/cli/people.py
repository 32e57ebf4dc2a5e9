"""``peel people``: who is in the register, and as what."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from peel_ml.cli.signing import acts_as, desk_of, reading_desk
from peel_ml.errors import BadRequest

_ROLES = "author, owner, reviewer, equality_reviewer, data_protection_officer, approver, auditor, administrator"


@click.group()
def people() -> None:
    """Who is in the register, and as what."""


@people.command()
@click.argument("id_", metavar="ID")
@click.option("--name", required=True, help="As pages show it.")
def found(id_: str, name: str) -> None:
    """Begin the register with its first administrator ID, and make that person's key."""
    from peel_ml.assurance.people import Person
    from peel_ml.assurance.register.opening import open_desk
    from peel_ml.assurance.signing.keys import new_signer, write_key
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    desk = open_desk(settings)
    if desk.book().seq:
        raise BadRequest("The register has begun already. An administrator adds people with `peel people add`.")
    signer, path = new_signer(), settings.keys / f"{id_}.pem"
    write_key(path, signer)
    try:
        desk.found(Person(id_, name, "met", ("administrator",)), signer.public)
    except BaseException:
        path.unlink()
        raise
    click.echo(f"The register has begun. {name} ({id_}) is its administrator; the key is {path}.")


@people.command()
@click.argument("id_", metavar="ID")
@click.option("--name", help="As pages show it.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help=f"One or more of {_ROLES}.")
@click.option("--affiliation", type=click.Choice(("met", "supplier", "academic")))
@click.option("--data-office/--elsewhere", default=None, help="Whether the person works in the Data Office.")
@click.option("--git", "addresses", multiple=True, metavar="ADDRESS", help="Kept as a digest.")
@click.option("--mlflow-user", help="User name in MLflow, where it is not ID.")
@click.option("--gone", is_flag=True, help="The person has left; what they decided stands.")
@acts_as
def add(
    id_: str,
    name: str | None,
    roles: tuple[str, ...],
    affiliation: str | None,
    data_office: bool | None,
    addresses: tuple[str, ...],
    mlflow_user: str | None,
    gone: bool,
    person: str,
    key: Path | None,
) -> None:
    """Add the person ID, or change what is given of somebody who is there."""
    from peel_ml.assurance.payloads import payload_from
    from peel_ml.assurance.people import Person, git_digest
    from peel_ml.assurance.register.desk import Act

    given = {
        "name": name,
        "roles": tuple(dict.fromkeys(role for word in roles for role in word.split(","))),
        "affiliation": affiliation,
        "data_office": data_office,
        "git": tuple(git_digest(id_, address) for address in addresses),
        "mlflow_user": mlflow_user,
    }
    desk = desk_of(person, key)
    there = desk.book().people.get(id_)
    if there is None and (name is None or not roles):
        raise BadRequest(f"{id_} is new, so --name and at least one --role are needed.")
    one = asdict(there or Person(id_, name or "", "met", ()))
    # Roles and addresses are given whole; what is not given stays.
    document = {**one, **{key: value for key, value in given.items() if value not in (None, ())}, "active": not gone}
    what = payload_from("person", {"person": document})
    desk.record(Act(person, "administrator", "person", id_, what))
    roles_said = ", ".join(what.person.roles).replace("_", " ")
    click.echo(f"{what.person.name} ({id_}): {roles_said}")


@people.command("list")
def list_() -> None:
    """Print everybody in the register."""
    desk = reading_desk()
    on = desk.clock().date()
    for one in desk.book().people.values():
        roles = ", ".join(desk.book().roles_of(one.id, on)).replace("_", " ") or "no role"
        click.echo(f"{one.id}  {one.name}  {one.affiliation}  {roles}{'' if one.active else '  (has left)'}")
