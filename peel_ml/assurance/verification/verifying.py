"""Whether a model, byte for byte, stands approved for a scope: computed from the ledger and the trusted keys alone.

What a consumer calls. It reads no database, no MLflow and no clock; an alias, a tag or a page proves nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import Entry, stamp
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import replayed
from peel_ml.assurance.signing.keys import TrustedKey
from peel_ml.assurance.verification.checks import CHECKS, Finding, View
from peel_ml.assurance.verification.comparing import closest
from peel_ml.assurance.verification.found import Found
from peel_ml.errors import Problem


@dataclass(frozen=True)
class Verification:
    """Whether it may be used for the scope now, and why not.

    Parameters
    ----------
    ok : bool
        Every check passed.
    state : str
        State of the matter at that time, or ``"not_submitted"``.
    scope : str
    at : str
        The time it is judged for.
    findings : tuple of Finding
        Every check, in the order of `CHECKS`.
    matter, use_case, run_id, manifest, approval_id, valid_until : str, optional
        What was approved, where anything was.
    conditions : tuple of str
        Conditions of the approval that nobody has recorded as met yet.
    beside : tuple of str
        Files that no approval covers and that must not be loaded, such as MLflow's packaging.
    """

    ok: bool
    state: str
    scope: Scope
    at: str
    findings: tuple[Finding, ...]
    matter: str | None = None
    use_case: str | None = None
    run_id: str | None = None
    manifest: str | None = None
    approval_id: str | None = None
    valid_until: str | None = None
    conditions: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every reason why it may not be used."""
        return tuple(problem for finding in self.findings for problem in finding.problems)


def verify(
    entries: Iterable[Entry],
    trusted: Mapping[str, TrustedKey],
    found: Found,
    scope: Scope,
    at: datetime,
    *,
    looking_back: bool = False,
    besides: Iterable[Problem] = (),
) -> Verification:
    """Compute whether bytes stand approved for a scope.

    Parameters
    ----------
    entries : iterable of Entry
        The whole ledger, from its first entry on.
    trusted : mapping of str to TrustedKey
        From the file of trusted keys: what nobody there vouches for does not count, whatever the ledger says.
    found : Found
        The bytes, from `found_in`.
    scope : str
    at : datetime
        The time to judge for, UTC.
    looking_back : bool
        The time is meant to lie in the past, so that later entries are left out. Otherwise a ledger that is ahead of
        the time means that a clock was set back.
    besides : iterable of Problem
        What is wrong with the ledger as a copy, such as a signed head that names another entry.

    Returns
    -------
    Verification
    """
    everything = tuple(entries)
    ledger = verified(everything, trusted)
    book = ledger.book
    if looking_back:
        book = replayed(one for one in book.entries if one.at <= stamp(at))
    # A compromise that became known later counts for the time before, too.
    keys = {id_: _merged(key, trusted) for id_, key in ledger.book.keys.items() if id_ in trusted}
    matter = closest(book, found, scope)
    view = View(ledger, everything, book, keys, found, scope, at, looking_back, tuple(besides), matter)
    findings = tuple(row(view) for row in CHECKS)
    ok = all(one.outcome == "passed" for one in findings)
    if matter is None:
        return Verification(ok, "not_submitted", scope, stamp(at), findings, beside=found.beside)
    unmet = (one.text for number, one in enumerate(matter.conditions, 1) if number not in matter.met)
    return Verification(
        ok,
        book.effective(matter, at),
        scope,
        stamp(at),
        findings,
        matter.id,
        matter.use_case,
        matter.manifest.run_id,
        matter.manifest_sha256,
        matter.approval_id,
        matter.valid_until,
        tuple(unmet),
        found.beside,
    )


def _merged(key: TrustedKey, trusted: Mapping[str, TrustedKey]) -> TrustedKey:
    """Return a key with the worse of what the ledger and the file of trusted keys say of it."""
    outside = trusted[key.id]
    ends = [one for one in (key.retired, outside.retired) if one is not None]
    return TrustedKey(
        key.id,
        key.public,
        key.owner,
        key.since,
        min(ends, default=None),
        key.compromised or outside.compromised,
        key.reason or outside.reason,
    )
