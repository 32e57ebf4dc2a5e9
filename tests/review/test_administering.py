"""People, deputies and keys: only through the ledger, only by those who may."""

from __future__ import annotations

import pytest

from peel_ml.assurance.signing.keys import new_signer
from peel_ml.review.pages.administering.common import handle

KEY = b"k" * 32
"""What the made-up site derives its handles with."""
NEW = {"id": "kim", "name": "Kim New", "affiliation": "met", "data_office": "yes", "role_author": "yes"}


def test_an_administrator_adds_changes_and_takes_leave_of_somebody(floor):
    adm = floor.browser("adm")
    before = floor.desk.book().seq
    typed = {**NEW, "role_owner": "yes", "git": "kim@example.org\nkim@example.com"}
    assert floor.send(adm, "/people/add", typed).status_code == 303
    kim = floor.desk.book().people["kim"]
    assert kim.roles == ("author", "owner")
    assert len(kim.git) == 2
    assert "example.org" not in str(floor.desk.book().entries[-1].payload)
    page = adm.get("/people").text
    assert "Kim New" in page
    assert "kim" not in handle("kim", KEY)
    changed = {**NEW, "active": "yes", "role_author": "", "role_reviewer": "yes"}
    changed.pop("id")
    at = f"/people/{handle('kim', KEY)}"
    assert floor.send(adm, at, changed).status_code == 303
    assert floor.desk.book().people["kim"].roles == ("reviewer",)
    assert len(floor.desk.book().people["kim"].git) == 2
    assert floor.send(adm, at, {**changed, "active": "no"}).status_code == 303
    assert not floor.desk.book().people["kim"].active
    assert floor.desk.book().seq == before + 3
    assert floor.desk.book().entries[-1].actor == "adm"


@pytest.mark.parametrize("user", ["ada", "ann", "aud"])
def test_nobody_else_may(floor, user):
    browser = floor.browser(user)
    before = floor.desk.book().seq
    for path in ("/people", "/people/add", f"/people/{handle('ada', KEY)}"):
        assert browser.get(path).status_code == 403
    assert browser.post("/people/add", NEW).status_code == 403
    assert browser.post("/keys", {"owner": "ada", "public": new_signer().public}).status_code == 403
    assert floor.desk.book().seq == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"id": "ada"}, "Somebody has this short name already."),
        ({"id": "Not Small"}, "Short name is not in the form that is expected."),
        ({"role_author": ""}, "Choose at least one role."),
        ({"affiliation": "supplier", "role_owner": "yes"}, "A supplier may be an author and nothing else."),
        ({"role_administrator": "yes", "role_approver": "yes"}, "An administrator decides nothing"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(floor, typed, said):
    before = floor.desk.book().seq
    answer = floor.send(floor.browser("adm"), "/people/add", {**NEW, **typed})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert 'value="Kim New"' in answer.text
    assert floor.desk.book().seq == before


def test_two_administrators_do_not_overwrite_each_other(floor):
    adm = floor.browser("adm")
    at = f"/people/{handle('ada', KEY)}"
    page = adm.get(at)
    same = {"name": "Ada Author", "affiliation": "met", "data_office": "yes", "active": "yes"}
    assert floor.send(adm, at, {**same, "role_author": "yes", "role_owner": "yes"}).status_code == 303
    late = floor.again(adm, at, page, {**same, "role_author": "yes", "name": "Ada A."})
    assert late.status_code == 409
    assert floor.desk.book().people["ada"].roles == ("author", "owner")


def test_the_last_administrator_stays(floor):
    gone = {"name": "Adm", "affiliation": "met", "data_office": "yes", "active": "no", "role_administrator": "yes"}
    answer = floor.send(floor.browser("adm"), f"/people/{handle('adm', KEY)}", gone)
    assert answer.status_code == 409
    assert "Nobody would be administrator any more" in answer.text


def test_a_role_is_lent_until_a_day(floor):
    ann = floor.browser("ann")
    day = {"until_day": "31", "until_month": "3", "until_year": "2026"}
    typed = {"role": "approver", "deputy": "rae", **day}
    assert floor.send(ann, "/deputies", typed).status_code == 303
    assert "approver" in floor.desk.book().roles_of("rae", floor.clock().date())
    assert "Ann Approver" in floor.browser("rae").get("/deputies").text
    for wrong, said in (
        ({"role": "owner"}, "Choose the role."),
        ({"deputy": "sue"}, "Choose who stands in."),
        ({"until_day": "30", "until_month": "2"}, "must be a real date"),
        ({"until_year": "2020"}, "must be today or later"),
    ):
        answer = floor.send(ann, "/deputies", {**typed, **wrong})
        assert answer.status_code == 422
        assert said in answer.text
    assert floor.browser("adm").get("/deputies").status_code == 403


def test_keys_are_trusted_by_an_administrator_and_retired_by_their_owner(floor):
    adm, public = floor.browser("adm"), new_signer().public
    assert floor.send(adm, "/keys", {"owner": "ada", "public": public}).status_code == 303
    key = next(one for one in floor.desk.book().keys.values() if one.public == public)
    again = floor.send(adm, "/keys", {"owner": "ada", "public": public})
    assert again.status_code == 409
    assert "in the register already" in again.text
    assert floor.send(adm, "/keys", {"owner": "ada", "public": "no key"}).status_code == 422
    typed = {"compromised": "yes", "reason": "I lost the laptop."}
    other = floor.browser("rae")
    assert "Retire it" not in other.get(f"/keys/{key.id}").text
    assert other.post(f"/keys/{key.id}", typed).status_code == 403
    assert floor.desk.book().keys[key.id].retired is None
    assert floor.send(floor.browser("ada"), f"/keys/{key.id}", typed).status_code == 303
    assert floor.desk.book().keys[key.id].compromised
    last = floor.send(adm, f"/keys/{floor.desk.signer.id}", {"compromised": "no", "reason": "It is old."})
    assert last.status_code == 409
    assert "The service would have no key" in last.text
