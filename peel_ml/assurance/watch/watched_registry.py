"""What MLflow's registry says that sign-off did not say, and what it ought to say and does not."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.watch.mirroring import about, description, mirrored_of, version_of
from peel_ml.assurance.watch.watched import Watched, WatchFinding, finding_about
from peel_ml.tracking.registry import ALIASES


def aliases(watched: Watched) -> Iterator[WatchFinding]:
    """Find aliases that point at what is not approved."""
    scopes = {alias: scope for scope, alias in ALIASES.items()}
    for version in watched.registered or ():
        place = f"version {version.version} of {version.name}"
        for alias in version.aliases:
            scope = scopes.get(alias)
            if scope is None:
                yield WatchFinding(
                    "alias-unknown",
                    f"The alias {alias} on {place} was set outside sign-off and approves nothing.",
                    "Take it off in MLflow, or tell those who use it.",
                    use_case=version.name,
                )
                continue
            here = [one for one in about(watched.book, version) if one.scope == scope]
            state = watched.book.effective(here[0], watched.at) if here else None
            if state is None:
                yield WatchFinding(
                    "alias-moved",
                    f"The alias {alias} points at {place}, which nobody approved for {scope}.",
                    "Find out who moved it. `peel verify --all --act` puts it right; load_approved never follows it.",
                    use_case=version.name,
                    scope=scope,
                )
            elif state not in APPROVED:
                yield finding_about(
                    here[0],
                    "alias-stale",
                    f"The alias {alias} still points at {place}, whose approval is {state}.",
                    "`peel verify --all --act` takes it off.",
                )


def mirrored(watched: Watched) -> Iterator[WatchFinding]:
    """Find approvals that no alias shows."""
    if watched.registered is None:
        return
    for matter in watched.standing():
        if not matter.manifest.model_released:
            continue
        version = version_of(watched.registered, matter)
        if version is None:
            run = matter.manifest.run_id
            yield finding_about(matter, "version-missing", f"MLflow holds no version of the run {run}.")
        elif ALIASES[matter.scope] not in version.aliases:
            yield finding_about(
                matter,
                "alias-missing",
                f"The alias {ALIASES[matter.scope]} is not on version {version.version} of {version.name}, which is "
                f"approved for {matter.scope}.",
                "`peel verify --all --act` sets it.",
            )


def told(watched: Watched) -> Iterator[WatchFinding]:
    """Find tags and descriptions that say something else than was decided."""
    for version in watched.registered or ():
        matters = about(watched.book, version)
        place = f"version {version.version} of {version.name}"
        for matter in matters:
            wanted = mirrored_of(watched.book, matter, watched.at).tags(matter.scope)
            changed = sorted(key for key, value in wanted.items() if version.tags.get(key) != value)
            if changed:
                yield finding_about(
                    matter,
                    "tag-changed",
                    f"Tags of {place} do not say what was decided: {', '.join(changed)}.",
                    "`peel verify --all --act` writes them.",
                )
        if matters and version.description != description(watched.book, version, watched.at):
            yield finding_about(
                matters[0],
                "description-changed",
                f"The description of {place} is not the one that sign-off wrote.",
                "`peel verify --all --act` writes it.",
            )
        forged = {f"{scope}.approval" for scope in ALIASES} - {f"{one.scope}.approval" for one in matters}
        for key in sorted(forged & version.tags.keys()):
            yield WatchFinding("tag-changed", f"The tag {key} on {place} names an approval there never was.", "", None)
