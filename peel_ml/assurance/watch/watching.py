"""What has changed outside sign-off, and what time has made of approvals: one row of the table a kind of finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.verification.comparing import difference
from peel_ml.assurance.watch.watched import Watched, WatchFinding, finding_about
from peel_ml.assurance.watch.watched_registry import aliases, mirrored, told
from peel_ml.errors import Problem


def watch(watched: Watched) -> tuple[WatchFinding, ...]:
    """Return everything that changed outside sign-off, that is overdue, or that comes near.

    Pure: it reads no clock, no database and no file, and suspends nothing. `act_on` does.
    """
    return tuple(finding for look in LOOKS for finding in look(watched))


def _ledger(watched: Watched) -> Iterator[WatchFinding]:
    for one in watched.ledger:
        yield WatchFinding("ledger-broken", str(one), "`peel ledger verify` names the first entry that does not hold.")


def _export(watched: Watched) -> Iterator[WatchFinding]:
    for one in watched.export:
        yield WatchFinding("export-forged", str(one), "Restore the files from the history of the repository.")
    if watched.exported is not None and watched.exported < watched.book.seq:
        yield WatchFinding(
            "export-behind",
            f"The exported copy ends at entry {watched.exported}, and the register at entry {watched.book.seq}.",
            "`peel ledger export` writes it anew.",
            broken=False,
        )


def _files(watched: Watched) -> Iterator[WatchFinding]:
    for matter in watched.book.matters.values():
        if matter.approval_id is None:
            continue
        if matter.id in watched.absent:
            yield finding_about(
                matter,
                "artefact-missing",
                "Its frozen files are not where they were put, so that nobody can load or judge it.",
                "Restore the folder `submitted` of PEEL_HOME from a copy.",
            )
        for found in watched.files.get(matter.id, ()):
            problems = [*difference(matter.manifest, found).problems(found.where)]
            if found.manifest not in (None, matter.manifest_sha256):
                problems.append(Problem("manifest.json is another one than was approved", where=found.where))
            for problem in problems:
                yield finding_about(
                    matter,
                    "artefact-changed",
                    f"{problem}.",
                    "Restore it from a copy, and find out who changed it.",
                    cause="hash_mismatch",
                )


def _expiries(watched: Watched) -> Iterator[WatchFinding]:
    for matter in watched.book.matters.values():
        state = watched.book.effective(matter, watched.at)
        newest = watched.book.latest.get((matter.use_case, matter.scope)) == matter.id
        if matter.valid_until is None or not newest or state not in (*APPROVED, "expired"):
            continue
        left = moment(matter.valid_until) - watched.at
        name, day = f"The approval of {matter.use_case} for {matter.scope}", matter.valid_until[:10]
        if left <= timedelta(0):
            todo = "Submit a new run, or stop using it."
            yield finding_about(matter, "expired", f"{name} ended on {day}.", todo, broken=False)
            continue
        # What would stand from the first day on says nothing, as 60 days before the end of a month's approval.
        lasts = moment(matter.valid_until) - moment(str(matter.approved_at))
        warned = [days for days in watched.book.policy.warn_days if timedelta(days=days + 1) < lasts]
        crossed = [days for days in warned if left <= timedelta(days=days)]
        if crossed:
            yield finding_about(
                matter,
                f"expires-within-{min(crossed)}-days",
                f"{name} ends on {day}, in {left.days} day{'' if left.days == 1 else 's'}.",
                "Submit a new run in time for people to review it.",
                broken=False,
            )


def _conditions(watched: Watched) -> Iterator[WatchFinding]:
    for matter in watched.standing():
        for number in matter.overdue(watched.at):
            one = matter.conditions[number - 1]
            yield finding_about(
                matter,
                "condition-overdue",
                f"Condition {number} was due on {one.due.isoformat()} and is not met: {one.text}",
                f"The {one.owner} meets it, and somebody else records that: {one.check}",
                cause="overdue_condition",
            )


def _challenges(watched: Watched) -> Iterator[WatchFinding]:
    for matter in watched.book.matters.values():
        for one in matter.open_challenges():
            if moment(one.due) < watched.at and not one.responses:
                yield finding_about(
                    matter,
                    "challenge-overdue",
                    f"A challenge on behalf of {one.what.on_behalf_of} was to be answered by {one.due[:10]}.",
                    "Its owner, reviewer or approver answers on the matter's page.",
                )


def _unread(watched: Watched) -> Iterator[WatchFinding]:
    for name in watched.unread:
        text = f"The declaration of {name} cannot be read, so that its review dates are not known."
        yield WatchFinding("declaration-unread", text, f"`peel check {name}` says why.", use_case=name)


def _assessments(watched: Watched) -> Iterator[WatchFinding]:
    for matter in watched.standing():
        declared = watched.reviews.get(matter.use_case)
        if declared is not None and declared < watched.at.date():
            yield finding_about(
                matter,
                "assessment-lapsed",
                f"An assessment of {matter.use_case} was to be reviewed by {declared.isoformat()}.",
                "Review it, and submit a new run with the new date.",
                cause="lapsed_assessment",
            )


LOOKS: tuple[Callable[[Watched], Iterator[WatchFinding]], ...] = (
    _ledger,
    _export,
    _files,
    aliases,
    mirrored,
    told,
    _conditions,
    _assessments,
    _unread,
    _challenges,
    _expiries,
)
"""Everything that is looked at, the worst first."""
