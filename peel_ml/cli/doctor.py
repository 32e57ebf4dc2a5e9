"""``peel doctor``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at. `fix` says what to do where it is not well."""

    name: str
    well: bool
    found: str
    fix: str = ""


def _python() -> Examined:
    import platform
    import sys

    return Examined("Python", sys.version_info >= (3, 11), platform.python_version(), "Use Python 3.11 or later.")


def _packages() -> Examined:
    from peel_ml.provenance import package_versions

    missing = [name for name, version in package_versions().items() if version == "not installed"]
    return Examined(
        "Libraries", not missing, "missing: " + ", ".join(missing) if missing else "all installed", "make setup"
    )


def _project() -> Examined:
    from peel_ml.errors import PeelError
    from peel_ml.settings import read_settings
    from peel_ml.usecase.load import known

    try:
        settings = read_settings()
    except PeelError as error:
        return Examined("Project", False, error.summary, "Change to the checkout, or set PEEL_PROJECT.")
    return Examined("Project", True, f"{len(known(settings.usecases))} use cases in {settings.project}")


def _home() -> Examined:
    import shutil

    from peel_ml.errors import PeelError
    from peel_ml.settings import ensure_home, read_settings

    try:
        home = read_settings().home
        ensure_home(home)
        probe = home / ".doctor"
        probe.write_text("writable")
        probe.unlink()
        free = shutil.disk_usage(home).free / 2**30
    except (PeelError, OSError) as error:
        return Examined("State folder", False, str(error))
    return Examined(
        "State folder", free > 1, f"{home}, {free:.0f} GiB free", "Free some space, or set PEEL_HOME to another disk."
    )


def _shadow() -> Examined:
    from peel_ml.settings import read_settings

    python = [path.name for path in (read_settings().project / "mlflow").glob("*.py")]
    return Examined(
        "Folder mlflow/",
        not python,
        "holds " + ", ".join(python) if python else "holds no Python",
        "Move the Python out: it hides the mlflow library.",
    )


def _bytecode() -> Examined:
    import os

    off = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    return Examined(
        "Bytecode", True, "PYTHONDONTWRITEBYTECODE is set; set-up compiled everything already" if off else "written"
    )


def _tracking() -> Examined:
    from peel_ml.settings import read_settings

    settings = read_settings()
    if not settings.tracking_uri.startswith("sqlite"):
        return Examined("MLflow store", True, "a server of your own")
    database = settings.home / "mlflow.db"
    return Examined("MLflow store", True, "there" if database.exists() else "made by the first run")


EXAMINATIONS: tuple[Callable[[], Examined], ...] = (_python, _packages, _project, _home, _tracking, _shadow, _bytecode)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:
    """What is installed, reachable and writable, and what to do about what is not. Exits 3 if something is not."""
    import json
    from dataclasses import asdict

    from peel_ml.errors import PeelError

    found = []
    for examine in EXAMINATIONS:
        try:
            found.append(examine())
        except PeelError as error:
            found.append(Examined(examine.__name__.strip("_"), False, error.summary))
    if as_json:
        click.echo(json.dumps([asdict(item) for item in found], indent=2))
    else:
        for item in found:
            mark = click.style("ok  ", fg="green") if item.well else click.style("look", fg="red", bold=True)
            click.echo(f"{mark} {item.name:16} {item.found}" + ("" if item.well or not item.fix else f". {item.fix}"))
    if not all(item.well for item in found):
        raise click.exceptions.Exit(3)
