"""A breach that monitoring finds suspends every approval of the run, and nothing else."""

from __future__ import annotations

from peel_ml.assurance.watch.stopping import stop
from tests.assurance.made import approved, entering, in_review

DIGEST = "9" * 64


def test_every_approval_of_the_run_is_suspended_with_the_digest_of_the_report(desk):
    one = approved(desk)
    other, open_ = approved(desk, entering(2)), in_review(desk, entering(3))
    assert stop(desk, one.manifest.run_id, "The outcome is recorded far more often.", DIGEST) == ()
    # A newer approval for the scope had taken its place; the one in force is stopped.
    assert stop(desk, other.manifest.run_id, "The outcome is recorded far more often.", DIGEST) == (other.id,)
    entry = desk.book().entries[-1]
    assert (entry.actor, entry.role, entry.to_state) == ("monitor", "monitor", "suspended")
    assert entry.payload == {"cause": "monitor_breach", "evidence_sha256": DIGEST}
    assert desk.matter(open_.id).state == "in_review"


def test_where_nothing_is_in_force_nothing_is_recorded(desk):
    matter = in_review(desk)
    before = desk.book().seq
    assert stop(desk, matter.manifest.run_id, "A breach.", DIGEST) == ()
    assert desk.book().seq == before
