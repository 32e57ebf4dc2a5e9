"""A register with approved models that have real files: what is verified, watched and loaded in the tests here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.ledger.export import exported
from peel_ml.assurance.payloads import Condition
from peel_ml.assurance.register.desk import Desk
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.submissions.manifest import FrozenFile, to_json
from peel_ml.assurance.verification.found import Found, found_in
from peel_ml.assurance.verification.verifying import Verification, verify
from peel_ml.data.parts import Features
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import LogisticCalibration
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.trees import fit_trees
from peel_ml.settings import Settings
from peel_ml.store import write_all
from peel_ml.tracking import ModelExport
from tests.assurance import made

PILOT_ENDS = datetime(2026, 6, 2, 23, 59, 59, 999999, UTC)
"""A pilot that is approved on the made-up clock's day ends here."""


@cache
def fitted(seed: int = 0) -> tuple[FittedModel, Features]:
    """A small real model, and the rows it was fitted on."""
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame(
        {
            "object": rng.choice(["Drugs", "Knives"], 300),
            "hour": rng.integers(0, 24, 300),
            "night": rng.random(300) < 0.5,
        }
    )
    features = Features(frame, {"object": "category", "hour": "cyclic", "night": "flag"}, frozenset({"sex"}))
    y = (rng.random(300) < np.where(frame["object"] == "Drugs", 0.7, 0.2)).astype(np.int8)
    encoder = Encoder.fit(features)
    trees = fit_trees(encoder.transform(features), y, params={"num_leaves": 4}, max_rounds=5)
    return FittedModel(encoder, (trees,), LogisticCalibration(0.0, 1.0)), features


def model_files(seed: int = 0) -> dict[str, bytes]:
    """A released model's files by the names of a manifest."""
    model, features = fitted(seed)
    files = ModelExport(model.to_json(), features.protected).files()
    return {f"model/{name}": content for name, content in files.items()}


@dataclass
class Held:
    """A register of its own, with the folder of frozen submissions and an exported copy."""

    desk: Desk
    settings: Settings

    def at(self) -> datetime:
        """Now, on the register's own clock."""
        return self.desk.clock()

    def freeze(
        self, number: int = 1, files: Mapping[str, bytes] | None = None, scope: str = "pilot", **changes: Any
    ) -> Any:
        """Freeze a submission with these files, and return what enters the register."""
        content = {"card.json": b"{}", "record.json": b"{}", **(model_files() if files is None else files)}
        frozen = tuple(
            FrozenFile(name, hashlib.sha256(one).hexdigest(), len(one)) for name, one in sorted(content.items())
        )
        enter = made.entering(number, scope, files=frozen, **changes)
        folder = self.settings.submitted / enter.manifest.sha256
        write_all(folder, {**content, "manifest.json": canonical(to_json(enter.manifest))})
        return enter

    def approve(self, enter: Any, conditions: tuple[Condition, ...] = ()) -> Matter:
        """Approve it."""
        return made.approved(self.desk, enter, conditions)

    def folder(self, matter: Matter) -> Path:
        """The matter's frozen files."""
        return self.settings.submitted / matter.manifest_sha256

    def found(self, matter: Matter) -> Found:
        """The matter's frozen files, hashed."""
        return found_in(self.folder(matter))

    def verify(self, found: Found, scope: Any = "pilot", at: datetime | None = None, **more: Any) -> Verification:
        """Verify them against the ledger as it is now."""
        book = self.desk.book()
        return verify(tuple(book.entries), dict(book.keys), found, scope, at or self.at(), **more)

    def export(self) -> Path:
        """Write the exported copy, and return its folder."""
        folder = self.settings.project / "model_cards"
        write_all(folder, exported(self.desk.book(), self.desk.signer))
        return folder


def held(root: Path, uri: str = "", judge: Any = made.passing) -> Held:
    """A register with people in it below a folder."""
    home = root / "home"
    home.mkdir(parents=True, exist_ok=True)
    (root / "usecases").mkdir(exist_ok=True)
    (root / "pyproject.toml").touch()
    register = f"sqlite:///{home / 'register.db'}"
    settings = Settings(root, home, uri or f"sqlite:///{home / 'mlflow.db'}", register_uri=register)
    return Held(made.desk_at(home, judge, uri=register), settings)


def codes(verification: Verification) -> set[str]:
    """Codes of the checks that failed."""
    return {one.code for one in verification.findings if one.outcome == "failed"}


def said(verification: Verification) -> str:
    """Everything that is wrong, as text."""
    return "\n".join(map(str, verification.problems))


def tampered(path: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def logged_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder as MLflow keeps a logged model."""
    parts = {f"artifacts/parts/{name.removeprefix('model/')}": content for name, content in files.items()}
    write_all(folder, {**parts, "MLmodel": b"flavors: {}", "code/peel_ml/__init__.py": b"", "loadable.py": b""})
    return folder


def registered(world: Held, matter_or_enter: Any, files: Mapping[str, bytes] | None = None) -> Path:
    """Register a version in MLflow for the run of a matter, and return the folder of its files.

    The folder is laid out as `log_model` does it, which a test of the registry looks at; saving takes seconds.
    """
    from peel_ml.tracking import open_run
    from peel_ml.tracking.library import client

    manifest, home = matter_or_enter.manifest, world.settings.home
    run_id, name, uri = manifest.run_id, manifest.use_case, world.settings.tracking_uri
    run = open_run(uri, name, run_id, {"peel_run": run_id}, home / "mlartifacts")
    folder = logged_folder(home / "mlartifacts" / run_id, model_files() if files is None else files)
    store = client(uri)
    if not store.search_registered_models(f"name = '{name}'"):
        store.create_registered_model(name)
    tags = {"peel_run": run_id, "model_sha256": manifest.model_sha256}
    store.create_model_version(name, folder.as_uri(), run_id=run.run_id, tags=tags)
    return folder
