"""The administrator's list of people: every change is an entry of the ledger."""

from __future__ import annotations

import sys

import pytest

from peel_ml.review.wiring import RegisterPeople

GOOD = {"id": "ny-person", "name": "Ny Person", "affiliation": "met", "data_office": "no", "active": "yes"}


@pytest.fixture
def register(site, tmp_path):
    made = sys.modules["review_made"]
    desk = made.real_desk(tmp_path)
    yield site(people=RegisterPeople(desk), desk=desk)
    desk.storage.close()


def enter(made, roles, **changes):
    browser = made.browser("administrator")
    answer = browser.post("/people", {**GOOD, **changes, "roles": roles})
    return answer, browser


def test_a_person_is_entered_and_changed_and_leaves(register):
    answer, browser = enter(register, ["reviewer", "auditor"])
    assert answer.status_code == 303
    page = browser.get("/people")
    assert "Ny Person is in the register" in page.text
    assert "reviewer, auditor" in page.text
    filled = browser.post("/people/one", {"user": "ny-person"}).text
    assert 'value="Ny Person"' in filled
    assert filled.count(" checked") == 2 + 3 + 3
    assert enter(register, ["reviewer"], active="no")[0].status_code == 303
    book = register.app.services.desk.book()
    assert not book.people["ny-person"].active
    assert book.people["ny-person"].data_office is False
    assert [entry.actor for entry in book.entries if entry.subject == "ny-person"] == ["administrator"] * 2


@pytest.mark.parametrize(
    ("roles", "changes", "status", "says"),
    [
        ([], {}, 422, "Choose at least one role"),
        (["monitor"], {}, 409, "role"),
        (["nonsense"], {}, 422, "There is a problem"),
        (["author"], {"id": "Jo Smith"}, 422, "small letters"),
        (["author"], {"affiliation": "nobody"}, 422, "Choose whom the person works for"),
        (["administrator", "approver"], {}, 409, "does not allow"),
        (["approver"], {"affiliation": "supplier"}, 409, "does not allow"),
        (["author"], {"id": "administrator"}, 409, "does not allow"),
    ],
)
def test_what_the_register_refuses_is_said_and_not_recorded(register, roles, changes, status, says):
    before = register.app.services.desk.book().seq
    answer, _ = enter(register, roles, **changes)
    assert answer.status_code == status
    assert says in answer.text
    assert register.app.services.desk.book().seq == before
