"""Which approval a model's bytes belong to, and every file that is another one than it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.submissions.manifest import Manifest
from peel_ml.assurance.verification.found import MODEL, Found
from peel_ml.errors import Problem

PAPERS = ("card.json", "record.json")
"""What stands for a submission that releases no model."""


@dataclass(frozen=True)
class Difference:
    """How files differ from a manifest, by name."""

    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    alike: int = 0
    """How many files are as they were frozen."""

    @property
    def none(self) -> bool:
        """Whether they are exactly what was frozen."""
        return self.alike > 0 and not (self.altered or self.missing or self.extra)

    def problems(self, where: str) -> Iterator[Problem]:
        """Yield one problem a file."""
        for name in self.altered:
            yield Problem(f"{name} was altered after it was approved: its digest is another one", where=where)
        for name in self.missing:
            yield Problem(f"{name} is missing", where=where)
        for name in self.extra:
            yield Problem(f"{name} is there and no part of what was approved", where=where)


def difference(manifest: Manifest, found: Found) -> Difference:
    """Compare what is found with what was frozen."""
    frozen = {one.name: one.sha256 for one in manifest.files}
    model = [name for name in frozen if name.startswith(MODEL)]
    wanted = list(frozen) if found.whole else (model or [name for name in PAPERS if name in frozen])
    both = frozen.keys() & found.files.keys()
    altered = sorted(name for name in both if frozen[name] != found.files[name])
    return Difference(
        tuple(altered),
        tuple(sorted(name for name in wanted if name not in found.files)),
        tuple(sorted(found.files.keys() - frozen.keys())),
        len(both) - len(altered),
    )


def closest(book: Book, found: Found, scope: Scope) -> Matter | None:
    """Return the matter of a scope that the bytes belong to, or that they are nearest to; None where none is near.

    Bytes decide. Only where no approval covers exactly these does it count what the place says of itself, so that
    an altered file is held against the approval it was made for.
    """
    here = [one for one in book.matters.values() if one.scope == scope]
    exact = [one for one in here if difference(one.manifest, found).none]
    if exact:
        return max(exact, key=lambda one: (_current(book, one), one.state in APPROVED, one.seqs[-1]))
    ranked = [(_nearness(one, found), _current(book, one), one.seqs[-1], one.id) for one in here]
    best = max(ranked, default=None)
    return book.matters[best[-1]] if best is not None and best[0] > 0 else None


def elsewhere(book: Book, found: Found, scope: Scope) -> tuple[Scope, ...]:
    """Return the other scopes for which exactly these bytes stand approved as entered."""
    others = (one for one in book.matters.values() if one.scope != scope and one.state in APPROVED)
    return tuple(sorted({one.scope for one in others if difference(one.manifest, found).none}))


def _current(book: Book, matter: Matter) -> bool:
    return book.latest.get((matter.use_case, matter.scope)) == matter.id


def _nearness(matter: Matter, found: Found) -> int:
    manifest = matter.manifest
    if found.manifest and found.manifest == matter.manifest_sha256:
        return 1_000_000
    if found.run_id and found.run_id == manifest.run_id:
        return 100_000
    if alike := difference(manifest, found).alike:
        return 1_000 + alike
    return int(found.use_case is not None and found.use_case == manifest.use_case)
