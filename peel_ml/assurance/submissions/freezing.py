"""Freezes a finished run: the exact files that are submitted, the manifest of them, and what it asks of people."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peel_ml.assurance import case
from peel_ml.assurance.canonical import canonical, digest
from peel_ml.assurance.expiry import reviews_by
from peel_ml.assurance.gates import judge
from peel_ml.assurance.justifications import needed
from peel_ml.assurance.payloads import Asks, RunSummary
from peel_ml.assurance.policy import Policy, Scope, policy
from peel_ml.assurance.submissions import accessibility
from peel_ml.assurance.submissions.accessibility import template_digest
from peel_ml.assurance.submissions.facts import assessments_digest, study_digest
from peel_ml.assurance.submissions.manifest import SCHEMA_VERSION, FrozenFile, Manifest, to_json
from peel_ml.assurance.submissions.submission import Standing, Submission
from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.card import digest as body_digest
from peel_ml.cards.fields import children_in
from peel_ml.cards.publishing import for_everybody
from peel_ml.cards.render import named, render
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.disclosure import INTERNAL, PUBLIC
from peel_ml.errors import BadRequest
from peel_ml.results.recorded import Recorded, loads
from peel_ml.store import CARD, RECORD, save_folder
from peel_ml.usecase.rating import rate

MANIFEST = "manifest.json"
CASE = "assurance_case.json"

PARTS = {"equality": ("4.3", "4.4", "8."), "data_protection": ("0.5", "4.1", "4.2", "5.9", "5.10", "10.")}
"""Fields that each attestation is about, by code or by the beginning of it."""


@dataclass(frozen=True)
class Makers:
    """Who launched, coded or tuned it, as far as that is known."""

    people: tuple[str, ...] = ()
    """Ids of people of the register."""
    unknown: int = 0
    """Git authors of the use case who are nobody in the register."""


@dataclass(frozen=True)
class Frozen:
    """A frozen submission."""

    manifest: Manifest
    files: Mapping[str, bytes]
    asks: Asks
    run: RunSummary


def freeze(folder: Path, scope: Scope, makers: Makers, at: datetime, revises: str | None = None) -> Frozen:
    """Freeze a finished run.

    Parameters
    ----------
    folder : Path
        The run's folder.
    scope : str
        What it is to be submitted for: it decides what has to be justified.
    makers : Makers
        The authoring chain.
    at : datetime
        Now, UTC.
    revises : str, optional
        Identity of the manifest that this one revises.

    Raises
    ------
    BadRequest
        The run has no card, or its card is no longer the one that its record gives.
    """
    record = _record(folder)
    files, card, public = _cards(folder, record)
    for name in ("model/model.json", "model/protected.json"):
        if record.model.released and (folder / name).is_file():
            files[name] = (folder / name).read_bytes()
    files[RECORD] = (folder / RECORD).read_bytes()
    files[accessibility.NAME] = accessibility.packaged_report()
    rules = policy()

    def submission() -> Submission:
        manifest = _manifest(record, card, files, rules, makers, revises)
        return Submission(manifest, record, declaration_of(record), card, public, files, scope, rules, Standing(), at)

    # The argument is about everything else that is frozen, and is then frozen with it.
    whole = submission()
    files[CASE] = canonical(case.build(whole, judge(whole)))
    frozen = submission()
    return Frozen(frozen.manifest, files, _asks(frozen), _summary(record, card))


def _record(folder: Path) -> Recorded:
    if not (folder / CARD).is_file():
        raise BadRequest(f"{folder.name} is a quick run, which has no card. Run it without --quick, then submit that.")
    return loads((folder / RECORD).read_bytes())


def _cards(folder: Path, record: Recorded) -> tuple[dict[str, bytes], Card, Card | None]:
    card = build(record, INTERNAL)
    files = render(card)
    if files["card.json"] != (folder / "card.json").read_bytes():
        raise BadRequest(
            f"The card of {folder.name} is not the one that its record gives: it was changed, or another version of "
            "PEEL ML made it. Run the use case again, and submit that run."
        )
    if record.data.synthetic:
        return dict(files), card, None
    public = for_everybody(build(record, PUBLIC))
    return {**files, **named(render(public), "public", ("json", "html"))}, card, public


def _manifest(
    record: Recorded, card: Card, files: Mapping[str, bytes], rules: Policy, makers: Makers, revises: str | None
) -> Manifest:
    return Manifest(
        schema_version=SCHEMA_VERSION,
        use_case=record.use_case,
        run_id=record.provenance.run_id,
        data_class=record.data.class_,
        declared_class=record.data.declared_class,
        evaluated_on=record.scores.evaluated_on,
        commit=record.provenance.commit,
        tree_clean=None if record.provenance.dirty is None else not record.provenance.dirty,
        lock_sha256=record.provenance.lock_sha256,
        declaration_sha256=record.provenance.declaration_sha256,
        data_sha256=record.data.sha256,
        split_sha256=record.data.split.sha256 if record.data.split else None,
        study_sha256=study_digest(record),
        model_sha256=record.model.sha256,
        model_released=record.model.released,
        body_sha256=body_digest(card),
        assessments_sha256=assessments_digest(record),
        policy_version=rules.version,
        template_sha256=template_digest(),
        files=frozen_files(files),
        made_by=makers.people,
        unknown_makers=makers.unknown,
        revises=revises,
    )


def frozen_files(files: Mapping[str, bytes]) -> tuple[FrozenFile, ...]:
    """Return digest and size of each file, by name."""
    return tuple(
        FrozenFile(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in sorted(files.items())
    )


def _asks(submission: Submission) -> Asks:
    record, declaration = submission.record, submission.declaration
    rating = rate(declaration, children_in(record))
    found = needed(submission)
    return Asks(
        high_risk="high" in (rating.level, rating.by_rule),
        difference_shown=any(row.difference_shown is True for row in record.fairness if row.primary),
        justifications=tuple(one.code for one in found),
        equality_justifications=tuple(one.code for one in found if one.equality),
        parts={name: digest(_part(submission.card, codes)) for name, codes in PARTS.items()},
        reviews_by=None if (last := reviews_by(record)) is None else last.isoformat(),
    )


def _part(card: Card, codes: tuple[str, ...]) -> list[list[str]]:
    about = [
        one
        for one in card.body.fields
        if one.code in codes or one.code.startswith(tuple(c for c in codes if c.endswith(".")))
    ]
    return [[one.code, one.state, one.text] for one in about]


def _summary(record: Recorded, card: Card) -> RunSummary:
    body = card.body
    return RunSummary(
        body.title,
        body.objective,
        body.stage,
        body.headline,
        body.worst_verdict,
        body.synthetic,
        record.provenance.started_at,
    )


def keep(submitted: Path, frozen: Frozen) -> Path:
    """Write a frozen submission to its folder, which is named by the manifest; one that is there stays.

    Returns
    -------
    Path
        The folder.
    """
    files = {**frozen.files, MANIFEST: canonical(to_json(frozen.manifest))}
    return save_folder(submitted / frozen.manifest.sha256, files, MANIFEST)


def read_frozen(submitted: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the files of a frozen submission as they are now; a gate compares them with the manifest."""
    folder = submitted / manifest.sha256
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
