"""Which approvals rest on the same bytes as another: what goes with one that is revoked."""

from __future__ import annotations

from datetime import datetime

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.states import APPROVED


def resting_on(book: Book, revoked: Matter, at: datetime) -> tuple[Matter, ...]:
    """Return the approvals in use that rest on a matter's bytes: the same model, or a revision of it, however far."""
    tainted = {revoked.manifest_sha256}
    found: dict[str, Matter] = {}
    while True:
        more = {
            one.id: one
            for one in book.matters.values()
            if one.id != revoked.id
            and one.id not in found
            and (
                (one.use_case, one.manifest.model_sha256) == (revoked.use_case, revoked.manifest.model_sha256)
                or tainted & {*one.earlier, one.manifest.revises, one.manifest_sha256}
            )
        }
        if not more:
            return tuple(one for one in found.values() if book.effective(one, at) in APPROVED)
        found |= more
        tainted |= {one.manifest_sha256 for one in more.values()}
