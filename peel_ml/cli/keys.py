"""``peel keys``: make a key, trust it, retire it."""

from __future__ import annotations

from pathlib import Path

import click

from peel_ml.cli.signing import acts_as, desk_of, reading_desk, role_for
from peel_ml.errors import BadRequest


@click.group()
def keys() -> None:
    """Keys that sign decisions: make one, trust it, retire it."""


@keys.command()
@click.argument("person", metavar="PERSON")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="By default PEEL_HOME/keys/PERSON.pem.")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase that locks the file.")
def create(person: str, out: Path | None, passphrase: bool) -> None:
    """Make a key for PERSON and print its public half, for an administrator to trust."""
    from peel_ml.assurance.signing.keys import new_signer, write_key
    from peel_ml.settings import ensure_home, read_settings

    settings = read_settings(anywhere=True)
    ensure_home(settings.home)
    said = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True) if passphrase else ""
    path, signer = out or settings.keys / f"{person}.pem", new_signer()
    write_key(path, signer, said)
    click.echo(f"Wrote {path}, which nobody else can read.", err=True)
    click.echo(f"For an administrator: peel keys trust {person} {signer.public} --as ADMINISTRATOR", err=True)
    click.echo(signer.public)


@keys.command()
@click.argument("owner", metavar="PERSON")
@click.argument("public", metavar="PUBLIC_KEY")
@acts_as
def trust(owner: str, public: str, person: str, key: Path | None) -> None:
    """Trust PUBLIC_KEY as that of PERSON; "service" stands for the review server."""
    from peel_ml.assurance.payloads import Key
    from peel_ml.assurance.register.desk import Act
    from peel_ml.assurance.signing.keys import key_id

    id_ = key_id(public)
    desk_of(person, key).record(Act(person, "administrator", "trust_key", id_, Key(public, owner)))
    click.echo(f"Trusted: {id_[:16]}, of {owner}.")


@keys.command()
@click.argument("id_", metavar="KEY")
@click.option("--reason", required=True, help="Why.")
@click.option("--compromised", is_flag=True, help="Somebody else may have it: no approval signed with it holds.")
@acts_as
def retire(id_: str, reason: str, compromised: bool, person: str, key: Path | None) -> None:
    """Retire the key whose id begins with KEY: it signs nothing new."""
    from peel_ml.assurance.moves import KEEPING
    from peel_ml.assurance.payloads import RetireKey
    from peel_ml.assurance.register.desk import Act

    desk = desk_of(person, key)
    found = [one for one in desk.book().keys if one.startswith(id_)]
    if len(found) != 1:
        raise BadRequest(f"{len(found)} keys begin with {id_!r}. `peel keys list` shows them.")
    roles = next(one.roles for one in KEEPING if one.action == "retire_key")
    role = role_for(desk, person, roles)
    desk.record(Act(person, role, "retire_key", found[0], RetireKey(found[0], compromised), reason))
    click.echo(f"Retired: {found[0][:16]}.")


@keys.command("list")
def list_() -> None:
    """Print every key the register knows."""
    for one in reading_desk().book().keys.values():
        state = "trusted"
        if one.retired:
            state = f"{'compromised' if one.compromised else 'retired'} {one.retired[:10]}: {one.reason}"
        click.echo(f"{one.id[:16]}  {one.owner}  since {one.since[:10]}  {state}")
