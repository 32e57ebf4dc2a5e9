"""Nobody acts on what they made, and two people are two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from peel_ml.assurance.payloads import (
    Accept,
    Asks,
    Attest,
    Challenge,
    CheckByHand,
    Countersign,
    Delegate,
    Enter,
    Justify,
    PickUp,
    Reinstate,
    RequestChanges,
    Respond,
    ReviewFinding,
    SetPerson,
    Suspend,
)
from peel_ml.assurance.people import Person
from peel_ml.assurance.register.desk import Act, Refused
from tests.assurance.made import ANSWERS, PARTS, approved, entering, in_review

HIGH = Asks(True, False, parts=PARTS)
J1 = Justify("J1", "found", "aim of it", "why it is", "options", "mitigation", date(2026, 12, 1))


def person(desk, id_, *roles, **more):
    desk.record(Act("adm", "administrator", "person", id_, SetPerson(Person(id_, id_.title(), "met", roles, **more))))


def refused(says, do, *given, **more):
    with pytest.raises(Refused, match=says):
        do(*given, **more)


def revised(desk, matter, number, actor="ada", **changes):
    """Ask for changes, and submit a new revision."""
    desk.record(Act("rae", "reviewer", "request_changes", matter.id, RequestChanges((ReviewFinding("G08", "More."),))))
    return desk.submit(actor, entering(number, revises=matter.manifest_sha256, **changes), revises=matter.id)


def in_review_again(desk, matter, reviewer="rae"):
    desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
    desk.record(Act(reviewer, "reviewer", "pick_up", matter.id, PickUp("I have none.")))
    desk.record(Act(reviewer, "reviewer", "check_by_hand", matter.id, CheckByHand("fine", "fine", "fine", "fine")))
    return desk.matter(matter.id)


ALL = ("author", "owner", "reviewer", "equality_reviewer", "approver")


def test_who_made_it_decides_nothing_about_it(desk):
    person(desk, "all", *ALL)
    matter = desk.submit("ada", entering(made_by=("all",)))
    says = "all launched, coded or tuned it, and nobody acts on what they made"
    refused(says, desk.record, Act("all", "owner", "countersign", matter.id, Countersign()))
    desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
    refused(says, desk.record, Act("all", "reviewer", "pick_up", matter.id, PickUp("none")))
    desk.record(Act("rae", "reviewer", "pick_up", matter.id, PickUp("none")))
    attest = Attest("equality", PARTS["equality"], "I have read it.")
    refused(says, desk.record, Act("all", "equality_reviewer", "attest", matter.id, attest))
    by_hand = CheckByHand("fine", "fine", "fine", "fine")
    refused(says, desk.record, Act("all", "reviewer", "check_by_hand", matter.id, by_hand))
    desk.record(Act("rae", "reviewer", "check_by_hand", matter.id, by_hand))
    desk.record(Act("eve", "equality_reviewer", "attest", matter.id, attest))
    refused(says, desk.approve, "all", matter.id, ANSWERS)
    # Nor do they close what others question.
    asked = desk.record(Act("aud", "auditor", "challenge", matter.id, Challenge("an ethics panel", "Why?")))[0]
    refused(says, desk.record, Act("all", "reviewer", "respond", matter.id, Respond(asked.seq, "It is so.", True)))
    # But one person stops it, whoever it is.
    desk.approve("ann", matter.id, ANSWERS)
    desk.record(Act("all", "author", "suspend", matter.id, Suspend("other"), "I found a fault."))
    refused(says, desk.record, Act("all", "approver", "reinstate", matter.id, Reinstate("It is mended.")))


def test_who_submits_it_decides_nothing_about_it(desk):
    person(desk, "all", *ALL)
    matter = in_review(desk, author="all")
    refused("all submitted it", desk.approve, "all", matter.id, ANSWERS)
    assert desk.approve("ann", matter.id, ANSWERS).state == "approved"


def test_who_made_an_earlier_revision_decides_nothing_about_the_next(desk):
    person(desk, "first", *ALL)
    person(desk, "coder", *ALL)
    matter = in_review(desk, entering(1, made_by=("coder",)), author="first")
    matter = in_review_again(desk, revised(desk, matter, 2))
    assert matter.author == "ada"
    for one in ("first", "coder"):
        refused(f"{one} submitted it or made an earlier revision", desk.approve, one, matter.id, ANSWERS)
    assert desk.approve("ann", matter.id, ANSWERS).state == "approved"


def test_an_attestation_by_somebody_who_made_the_new_revision_does_not_hold(desk):
    matter = in_review(desk)
    assert matter.attested("equality")
    matter = in_review_again(desk, revised(desk, matter, 2, made_by=("eve",)))
    assert not matter.attested("equality")
    refused("the equality reviewer has not attested it", desk.approve, "ann", matter.id, ANSWERS)


def test_an_attestation_survives_where_its_part_is_unchanged(desk):
    matter = in_review_again(desk, revised(desk, in_review(desk), 2))
    assert matter.attested("equality")
    assert desk.approve("ann", matter.id, ANSWERS).state == "approved"


def test_an_attestation_does_not_survive_another_digest_of_its_part(desk):
    matter = in_review(desk)
    asks = Asks(False, False, parts={**PARTS, "equality": "9" * 64})
    matter = in_review_again(desk, revised(desk, matter, 2, asks=asks))
    assert not matter.attested("equality")
    refused("has not attested it as it stands", desk.approve, "ann", matter.id, ANSWERS)
    stale = Attest("equality", PARTS["equality"], "I have read it.")
    refused("has changed since it was read", desk.record, Act("eve", "equality_reviewer", "attest", matter.id, stale))


def test_a_revision_voids_consents(desk):
    matter = in_review(desk, entering(1, asks=HIGH))
    desk.approve("ann", matter.id, ANSWERS)
    matter = in_review_again(desk, revised(desk, matter, 2, asks=HIGH))
    assert matter.consents == ()
    assert desk.approve("ben", matter.id, ANSWERS).state == "in_review"
    assert desk.approve("ann", matter.id, ANSWERS).state == "approved"


def test_the_reviewer_does_not_approve_a_pilot(desk):
    matter = in_review(desk, reviewer="rob")
    refused("rob reviewed it; for pilot somebody else approves", desk.approve, "rob", matter.id, ANSWERS)


@pytest.mark.parametrize(
    ("used", "declared", "allowed"), [("D1", "D2", True), ("D1", "D3", False), ("D3", "D1", False)]
)
def test_the_reviewer_may_approve_findings_on_data_up_to_d2(desk, used, declared, allowed):
    enter = entering(1, "publication", data_class=used, declared_class=declared)
    matter = in_review(desk, enter, reviewer="rob")
    if not allowed:
        attest = Attest("data_protection", PARTS["data_protection"], "I have read it.")
        desk.record(Act("dan", "data_protection_officer", "attest", matter.id, attest))
        refused("rob reviewed it; for publication somebody else", desk.approve, "rob", matter.id, ANSWERS)
        return
    assert desk.approve("rob", matter.id, ANSWERS).state == "approved"


def test_the_owner_neither_reviews_nor_approves(desk):
    person(desk, "both", "owner", "reviewer", "approver")
    matter = desk.submit("ada", entering())
    desk.record(Act("both", "owner", "countersign", matter.id, Countersign()))
    refused("both is its owner", desk.record, Act("both", "reviewer", "pick_up", matter.id, PickUp("none")))
    desk.record(Act("rae", "reviewer", "pick_up", matter.id, PickUp("none")))
    desk.record(
        Act("rae", "reviewer", "check_by_hand", matter.id, CheckByHand("fine", "fine", "fine", "fine")),
        Act("eve", "equality_reviewer", "attest", matter.id, Attest("equality", PARTS["equality"], "I have read it.")),
    )
    refused("both is its owner", desk.approve, "both", matter.id, ANSWERS)


def test_nobody_accepts_a_justification_of_their_own(desk):
    person(desk, "both", "author", "approver")
    matter = in_review(desk, entering(1, asks=Asks(False, False, ("J1",), (), PARTS)))
    desk.record(Act("both", "author", "justify", matter.id, J1))
    says = "nobody accepts a justification of their own"
    refused(says, desk.record, Act("both", "approver", "accept", matter.id, Accept("J1")))
    desk.record(Act("ann", "approver", "accept", matter.id, Accept("J1")))
    # Written anew, it is accepted anew.
    desk.record(Act("ada", "author", "justify", matter.id, replace(J1, finding="Another.")))
    refused("no approver has accepted the justification of J1", desk.approve, "ann", matter.id, ANSWERS)


@pytest.mark.parametrize("class_", ["D3", "D4"])
def test_a_supplier_stops_at_d2(desk, class_):
    for changes in ({"data_class": class_}, {"declared_class": class_}):
        says = f"sue is a supplier, and the data is of class {class_}; suppliers stop at D2"
        refused(says, desk.submit, "sue", entering(1, **changes))
    assert desk.submit("sue", entering(2)).author == "sue"


def test_a_person_who_left_does_nothing_more(desk):
    matter = in_review(desk)
    ann = desk.book().people["ann"]
    desk.record(Act("adm", "administrator", "person", "ann", SetPerson(replace(ann, active=False))))
    refused("ann does not hold the role approver", desk.approve, "ann", matter.id, ANSWERS)


def lent(desk, giver, role, deputy, days=5):
    until = desk.clock.now.date() + timedelta(days=days)
    desk.record(Act(giver, role, "delegate", deputy, Delegate(deputy, role, until)))


def test_a_deputy_acts_until_the_day_and_not_after(desk):
    lent(desk, "ann", "approver", "eve")
    assert "approver" in desk.book().roles_of("eve", desk.clock.now.date())
    desk.clock.now += timedelta(days=5)
    assert desk.book().may_be("eve", "approver", desk.clock.now.date())
    matter = in_review(desk)
    desk.clock.now += timedelta(days=1)
    refused("eve does not hold the role approver", desk.approve, "eve", matter.id, ANSWERS)


def test_a_loan_is_taken_back_by_lending_it_for_less(desk):
    lent(desk, "ann", "approver", "eve", 90)
    lent(desk, "ann", "approver", "eve", 0)
    desk.clock.now += timedelta(days=1)
    assert not desk.book().may_be("eve", "approver", desk.clock.now.date())


def test_a_loan_ends_with_the_role_of_the_lender(desk):
    lent(desk, "ann", "approver", "eve")
    person(desk, "ann", "reviewer")
    assert not desk.book().may_be("eve", "approver", desk.clock.now.date())


@pytest.mark.parametrize("deputy", ["adm", "sue", "ann", "nobody"])
def test_some_are_no_deputies(desk, deputy):
    with pytest.raises(Refused, match=r"the deputy has to be somebody else|an administrator decides nothing"):
        lent(desk, "ann", "approver", deputy)


def test_only_a_role_of_ones_own_is_lent(desk):
    until = desk.clock.now.date()
    for role, other in (("approver", "reviewer"), ("reviewer", "reviewer")):
        says = "only a role of one's own|does not hold the role"
        refused(says, desk.record, Act("ann", role, "delegate", "eve", Delegate("eve", other, until)))
    # Nor is a role that was lent lent on.
    lent(desk, "ann", "approver", "eve")
    refused(
        "only a role of one's own",
        desk.record,
        Act("eve", "approver", "delegate", "ola", Delegate("ola", "approver", until)),
    )


def test_a_deputy_who_becomes_administrator_decides_nothing_more(desk):
    lent(desk, "ann", "approver", "ola")
    person(desk, "ola", "administrator", "owner")
    assert not desk.book().may_be("ola", "approver", desk.clock.now.date())
    assert desk.book().may_be("ola", "owner", desk.clock.now.date())


def test_a_deputy_and_the_lender_are_not_two_approvers(desk):
    # Ola is outside the Data Office, so nothing else stands in the way.
    lent(desk, "ann", "approver", "ona") if "ona" in desk.book().people else person(
        desk, "ona", "auditor", data_office=False
    )
    lent(desk, "ann", "approver", "ona")
    for number, (first, second) in enumerate((("ann", "ona"), ("ona", "ann")), 1):
        matter = in_review(desk, entering(number, asks=HIGH))
        desk.approve(first, matter.id, ANSWERS)
        refused(
            "both approvers speak for ann; a deputy is no second approver", desk.approve, second, matter.id, ANSWERS
        )
        # Ben speaks for himself.
        assert desk.approve("ben", matter.id, ANSWERS).state == "approved"


def test_two_deputies_of_one_lender_are_not_two_approvers(desk):
    person(desk, "ona", "auditor", data_office=False)
    lent(desk, "ann", "approver", "ona")
    lent(desk, "ann", "approver", "eve")
    matter = in_review(desk, entering(1, asks=HIGH))
    desk.approve("eve", matter.id, ANSWERS)
    refused("both approvers speak for ann", desk.approve, "ona", matter.id, ANSWERS)
    lent(desk, "ben", "approver", "ona")
    assert desk.approve("ona", matter.id, ANSWERS).state == "approved"


def test_an_administrator_gives_themselves_no_role(desk):
    person(desk, "second", "administrator")
    for roles in (("administrator", "author"), ("approver",), ("approver", "administrator")):
        says = "nobody gives a role to themselves|an administrator decides nothing"
        refused(says, person, desk, "adm", *roles)
    # Another one does, and then they are administrator no more.
    approver = SetPerson(Person("adm", "Adm", "met", ("approver",)))
    desk.record(Act("second", "administrator", "person", "adm", approver))
    refused("adm does not hold the role administrator", person, desk, "eve", "approver")
    refused("nobody would be administrator", desk.record, Act("second", "administrator", "person", "second", SetPerson(
        Person("second", "Second", "met", ())
    )))  # fmt: skip


@pytest.mark.parametrize(
    ("who", "says"),
    [
        (Person("Eve", "Eve", "met", ("author",)), "a person's id is"),
        (Person("service", "Eve", "met", ("author",)), "no service's name"),
        (Person("eva", "", "met", ("author",)), "name has 1 to 80"),
        (Person("eva", "Eva", "met", ("monitor",)), "the role monitor belongs to a service"),
        (Person("eva", "Eva", "supplier", ("author", "reviewer")), "a supplier may be an author and nothing else"),
        (Person("eva", "Eva", "met", ("administrator", "approver")), "an administrator decides nothing"),
        (Person("eva", "Eva", "met", ("author",), mlflow_user="ann"), "two people would sign in under one name"),
    ],
)
def test_some_people_cannot_be(desk, who, says):
    refused(says, desk.record, Act("adm", "administrator", "person", who.id, SetPerson(who)))


def test_a_reinstatement_takes_a_reviewer_and_an_approver_who_are_two(desk):
    id_ = approved(desk).id
    desk.record(Act("rae", "reviewer", "suspend", id_, Suspend("other"), "It went wrong."))
    closed = Reinstate("It is mended.")
    desk.record(Act("rob", "reviewer", "reinstate", id_, closed))
    refused("rob has agreed already", desk.record, Act("rob", "approver", "reinstate", id_, closed))
    refused("a reviewer has agreed already", desk.record, Act("rae", "reviewer", "reinstate", id_, closed))
    desk.record(Act("ann", "approver", "reinstate", id_, closed))
    assert desk.matter(id_).state == "approved"


def test_an_entry_of_a_run_needs_its_service(desk):
    enter: Enter = entering()
    from peel_ml.assurance.register.making import matter_id

    refused("belongs to a service", desk.record, Act("ada", "pipeline", "enter", matter_id(enter), enter))
