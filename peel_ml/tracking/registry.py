"""MLflow's model registry as a mirror of what was decided: an alias a scope, tags, and the description.

Nothing here approves anything. Whoever may write to MLflow can move an alias; what it says is compared with the
ledger elsewhere, and models are found by the run that was approved, never by an alias.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from peel_ml.tracking.library import opened

if TYPE_CHECKING:
    from mlflow.entities.model_registry import RegisteredModel

    from mlflow import MlflowClient

ALIASES: Mapping[str, str] = {
    "rehearsal": "rehearsed",
    "publication": "approved-publication",
    "pilot": "approved-pilot",
}
"""The alias of each scope that can be approved here. A rehearsal allows nothing, and its alias says nothing else."""


@dataclass(frozen=True)
class Version:
    """One registered version, as MLflow has it."""

    name: str
    """The registered model: the use case's id."""
    version: str
    mlflow_run: str
    peel_run: str | None
    """The run's id; None where MLflow's run is gone or not ours."""
    model_sha256: str | None
    aliases: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True)
class Mirrored:
    """What the registry says of one approval: a mirror, never a proof."""

    approval: str
    manifest: str
    state: str
    valid_until: str

    def tags(self, scope: str) -> dict[str, str]:
        """Return the tags; a version may be approved for several scopes, so that each names its own.

        Examples
        --------
        >>> sorted(Mirrored("a", "m", "approved", "2026-06-02").tags("pilot"))
        ['pilot.approval', 'pilot.manifest', 'pilot.state', 'pilot.valid_until']
        """
        facts = {
            "approval": self.approval,
            "manifest": self.manifest,
            "state": self.state,
            "valid_until": self.valid_until,
        }
        return {f"{scope}.{key}": value for key, value in facts.items()}


def versions(uri: str, name: str | None = None) -> tuple[Version, ...]:
    """Return every registered version, or those of one use case, with who points at them.

    Raises
    ------
    PeelError
        The store cannot be read.
    """
    with opened(uri, "reading the model registry") as store:
        models = [one.name for one in _all_models(store)] if name is None else [name]
        return tuple(found for model in models for found in _versions(store, model))


def _all_models(store: MlflowClient) -> Iterator[RegisteredModel]:
    token = None
    while True:
        page = store.search_registered_models(max_results=100, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _versions(store: MlflowClient, name: str) -> Iterator[Version]:
    token = None
    while True:
        page = store.search_model_versions(f"name = '{name}'", max_results=1000, page_token=token)
        # Only a registered model knows who points at which version.
        aliases = store.get_registered_model(name).aliases if page else {}
        for one in sorted(page, key=lambda one: int(one.version)):
            pointing = sorted(alias for alias, version in aliases.items() if str(version) == str(one.version))
            yield Version(
                name,
                str(one.version),
                str(one.run_id),
                one.tags.get("peel_run") or _peel_run(store, one.run_id),
                one.tags.get("model_sha256"),
                tuple(pointing),
                dict(one.tags),
                one.description or "",
            )
        token = page.token
        if not token:
            return


def _peel_run(store: MlflowClient, run_id: str | None) -> str | None:
    from mlflow.exceptions import MlflowException

    if not run_id:
        return None
    try:
        return store.get_run(run_id).data.tags.get("peel_run")
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return None


def point(uri: str, version: Version, scope: str, mirrored: Mirrored, description: str) -> tuple[str, ...]:
    """Make the registry say that a version is approved for a scope. What it says already is left alone.

    Returns
    -------
    tuple of str
        What was changed, in words; nothing where it said all that before.

    Raises
    ------
    PeelError
        The store cannot be written.
    """
    with opened(uri, "mirroring an approval") as store:
        # The alias last: where something fails before it, nobody is pointed at a version that says nothing.
        done = [*_tagged(store, version, mirrored.tags(scope)), *_described(store, version, description)]
        alias = ALIASES[scope]
        if alias not in version.aliases:
            store.set_registered_model_alias(version.name, alias, version.version)
            done.append(f"alias {alias} set on version {version.version} of {version.name}")
        return tuple(done)


def withdraw(uri: str, version: Version, scope: str, mirrored: Mirrored, description: str) -> tuple[str, ...]:
    """Make the registry say that a version is not, or no longer, approved for a scope.

    Returns
    -------
    tuple of str
        What was changed, in words.

    Raises
    ------
    PeelError
        The store cannot be written.
    """
    with opened(uri, "mirroring that an approval ended") as store:
        done, alias = [], ALIASES[scope]
        if alias in version.aliases:
            store.delete_registered_model_alias(version.name, alias)
            done.append(f"alias {alias} taken off version {version.version} of {version.name}")
        done += [*_tagged(store, version, mirrored.tags(scope)), *_described(store, version, description)]
        return tuple(done)


def _tagged(store: MlflowClient, version: Version, tags: Mapping[str, str]) -> Iterator[str]:
    for key, value in tags.items():
        if version.tags.get(key) != value:
            store.set_model_version_tag(version.name, version.version, key, value)
            yield f"tag {key} set on version {version.version} of {version.name}"


def _described(store: MlflowClient, version: Version, description: str) -> Iterator[str]:
    if version.description != description:
        store.update_model_version(version.name, version.version, description)
        yield f"description of version {version.version} of {version.name} written"


@contextmanager
def downloaded(uri: str, version: Version) -> Iterator[Path]:
    """Give a folder with a copy of what MLflow keeps for a version. Nothing of it is loaded.

    Raises
    ------
    PeelError
        The store or the artefacts cannot be read.
    """
    with TemporaryDirectory() as scratch:
        with opened(uri, "reading a model's files") as store:
            from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

            source = store.get_model_version_download_uri(version.name, version.version)
            files = get_artifact_repository(source, uri, uri)
            folder = Path(files.download_artifacts("", dst_path=scratch))  # type: ignore[no-untyped-call]
        yield folder
