"""What is installed, and whether it was set up."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import sysconfig
from importlib.util import cache_from_source
from pathlib import Path

from peel_ml.cli.examinations import Examined

HEAVY = ("mlflow", "prefect", "pandas", "sklearn", "optuna", "lightgbm")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def python() -> Examined:
    """Look at the version of Python."""
    return Examined("Python", sys.version_info >= (3, 11), platform.python_version(), "Use Python 3.11 or later.")


def libraries() -> Examined:
    """Look for every library that decides figures."""
    from peel_ml.provenance import package_versions

    versions = package_versions()
    missing = [name for name, version in versions.items() if version == "not installed"]
    found = f"missing: {', '.join(missing)}" if missing else f"all {len(versions)} installed"
    return Examined("Libraries", not missing, found, "Run `make setup`.")


def bytecode(packages: Path | None = None) -> Examined:
    """Look whether the heavy libraries are compiled; without it every command compiles them anew or once."""
    base = packages or Path(sysconfig.get_path("purelib"))
    sources = [path for name in HEAVY for path in (base / name).glob("*.py")]
    compiled = sum(Path(cache_from_source(str(path))).exists() for path in sources)
    well = compiled >= 0.9 * len(sources)
    never = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    found = f"{compiled} of {len(sources)} sampled modules compiled"
    if never and not well:
        found += ", and PYTHONDONTWRITEBYTECODE keeps it so: every command compiles them again"
    return Examined("Bytecode", well, found, "Run `make setup`, which compiles them once.")


def prepared(folder: Path | None = None) -> Examined:
    """Look for the migrated databases that new stores are copied from."""
    from peel_ml.tracking.storage import prepared_folder, prepared_name

    place = folder or prepared_folder()
    missing = [name for name in ("mlflow", "prefect") if not (place / prepared_name(name)).is_file()]
    return Examined(
        "Prepared databases",
        not missing,
        f"none for {' and '.join(missing)}: the first run spends seconds on it" if missing else "there",
        "Run `make setup`.",
    )


def project() -> Examined:
    """Look for the project and its problem book."""
    from peel_ml.settings import read_settings
    from peel_ml.usecase.load import known

    settings = read_settings()
    count = len(known(settings.usecases))
    flows = "" if (settings.project / "flows").is_dir() else ", no flows/: runs do without Prefect"
    return Examined("Project", True, f"{count} use case{'s' * (count != 1)} in {settings.project}{flows}")


def shadow() -> Examined:
    """Look whether the folder mlflow/ hides the library of that name."""
    from peel_ml.settings import read_settings

    held = sorted(path.name for path in (read_settings().project / "mlflow").glob("*.py"))
    return Examined(
        "Folder mlflow/",
        not held,
        f"holds {', '.join(held)}" if held else "holds no Python",
        "Move the Python out of it: it hides the mlflow library.",
    )


def chromium() -> Examined:
    """Look for the browser that prints a card as PDF; nothing else needs one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Examined("Chromium", True, found or "none; only a card as PDF needs it (`make test-deps`)")
