"""A watcher's round: look at everything, suspend what does not hold, and put the registry right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from peel_ml.assurance.canonical import digest
from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.export import LEDGER, holds, read_export, verified_export
from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.desk import Act, Desk, Refused
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.verification.decided import Decided, decided, exported_to
from peel_ml.assurance.verification.found import Found, found_in
from peel_ml.assurance.watch.mirroring import Mirror, mirror, version_of
from peel_ml.assurance.watch.watched import Watched, WatchFinding
from peel_ml.assurance.watch.watching import watch
from peel_ml.errors import BadRequest, Problem
from peel_ml.settings import Settings
from peel_ml.tracking.registry import Version, downloaded, versions
from peel_ml.tracking.storage import is_there


@dataclass(frozen=True)
class Acted:
    """What was done about findings.

    Parameters
    ----------
    suspended : tuple of str
        Matters that were suspended.
    mirrors : tuple of Mirror
        What was changed in MLflow.
    refused : tuple of str
        What the register did not allow, in words: somebody was faster, or the ledger does not hold.
    """

    suspended: tuple[str, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    refused: tuple[str, ...] = ()


def gathered(settings: Settings, at: datetime) -> Watched:
    """Read everything a watcher looks at; nothing is changed and nothing is loaded.

    Raises
    ------
    BadRequest
        There is no register and no exported copy, or no file of trusted keys.
    PeelError
        The register or MLflow cannot be read.
    """
    made = decided(settings)
    whole = verified(made.entries, made.keys)
    broken = whole.broken
    problems = () if broken is None else tuple(_numbered(broken.seq, broken.problems))
    seq, export = _export(settings, made)
    registered = versions(settings.tracking_uri) if is_there(settings.tracking_uri) else ()
    files = {one.id: tuple(_files(settings, one, registered)) for one in _once_approved(whole.book)}
    absent = (one.id for one in _once_approved(whole.book) if not (settings.submitted / one.manifest_sha256).is_dir())
    reviews, unread = _reviews(settings.usecases)
    return Watched(
        whole.book,
        at,
        registered,
        files,
        reviews,
        unread,
        frozenset(absent),
        problems,
        seq,
        export,
    )


def _numbered(seq: int, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (Problem(one.what, one.fix, f"entry {seq}") for one in problems)


def _export(settings: Settings, made: Decided) -> tuple[int | None, tuple[Problem, ...]]:
    """Return up to which entry the exported copy goes, and what is wrong with it."""
    folder = exported_to(settings)
    if not (folder / LEDGER).is_file():
        return None, ()
    try:
        copy = read_export(folder)
    except BadRequest as error:
        return None, error.problems or (Problem(error.summary),)
    broken = verified_export(copy).broken
    if broken is not None:
        return len(copy.entries), tuple(_numbered(broken.seq, broken.problems))
    differs = holds(made.entries, copy)
    return len(copy.entries), () if differs is None else (differs,)


def _once_approved(book: Book) -> Iterator[Matter]:
    return (one for one in book.matters.values() if one.state in (*APPROVED, "suspended"))


def _files(settings: Settings, matter: Matter, registered: tuple[Version, ...]) -> Iterator[Found]:
    frozen = settings.submitted / matter.manifest_sha256
    if frozen.is_dir():
        yield found_in(frozen, f"submitted/{frozen.name[:12]}")
    version = version_of(registered, matter) if matter.manifest.model_released else None
    if version is not None:
        with downloaded(settings.tracking_uri, version) as folder:
            yield found_in(folder, f"models:/{version.name}/{version.version}")


def _reviews(usecases: Path) -> tuple[dict[str, date], tuple[str, ...]]:
    """Return the earliest review date that each use case declares today, and those that cannot be read."""
    import yaml

    found, unread = {}, []
    for path in sorted(usecases.glob("*/usecase.yaml")):
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            unread.append(path.parent.name)
            continue
        data: Any = document.get("data") if isinstance(document, dict) else None
        said = [(data.get(key) or {}).get("review_by") for key in ("dpia", "eqia")] if isinstance(data, dict) else []
        days = [one for one in (_day(value) for value in said) if one is not None]
        if days:
            found[path.parent.name] = min(days)
    return found, tuple(unread)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        # "Not yet known" is no day; the card shows it as open.
        return None


def act_on(desk: Desk, uri: str, findings: tuple[WatchFinding, ...], at: datetime) -> Acted:
    """Suspend, as the monitor, every approval that a finding says does not hold, and mirror all to MLflow.

    Where the ledger itself does not hold, nothing is done: what would be added to it could not be believed.

    Raises
    ------
    PeelError
        The register or MLflow cannot be written.
    """
    if any(one.code in ("ledger-broken", "export-forged") for one in findings):
        return Acted(refused=("Nothing was suspended or mirrored, because the ledger does not hold.",))
    suspended, refused = [], []
    for id_ in dict.fromkeys(one.matter for one in findings if one.cause is not None and one.matter is not None):
        here = [one for one in findings if one.matter == id_ and one.cause is not None]
        if desk.book().effective(desk.book().matters[id_], at) not in APPROVED:
            continue
        texts = [one.text for one in here]
        cause = here[0].cause
        assert cause is not None
        act = Act("monitor", "monitor", "suspend", id_, Suspend(cause, digest(texts)), " ".join(texts)[:4000])
        try:
            desk.record(act)
        except Refused as error:
            refused.append(f"{id_}: {error}")
        else:
            suspended.append(id_)
    book = desk.book()
    approved = [one for one in book.matters.values() if one.approval_id] if is_there(uri) else []
    mirrors = [mirror(uri, book, one, at) for one in approved]
    return Acted(tuple(suspended), tuple(mirrors), tuple(refused))


def round_(settings: Settings, at: datetime, act: bool) -> tuple[tuple[WatchFinding, ...], Acted]:
    """Go round once: look at everything, and where asked to, act on what was found.

    Returns
    -------
    tuple of WatchFinding
        As they were before anything was done about them.
    Acted
        What was done.
    """
    from peel_ml.assurance.register.opening import open_desk

    findings = watch(gathered(settings, at))
    if not act:
        return findings, Acted()
    return findings, act_on(open_desk(settings), settings.tracking_uri, findings, at)
