"""A code from an administrator, and a password that the administrator never learns."""

from __future__ import annotations

import re

import pytest

from peel_ml.review.codes import LIFE_S

NEW = "wheelbarrow eleven moth"


def given(made, user="nobody-yet"):
    made.people.people.setdefault(user, made.people.people["reviewer"].__class__(user, "Ny Person", "met", ("author",)))
    page = made.browser("administrator").post("/accounts", {"user": user})
    return page, re.search(r"<code>([A-Z2-7-]{19})</code>", page.text)[1]


def choose(made, code, password=NEW, again=None, address="198.51.100.7"):
    browser = made.browser(address=address)
    form = {"code": code, "password": password, "again": password if again is None else again}
    return browser.post("/password", form, token=browser.token("/password"))


def test_a_person_chooses_a_password_and_signs_in(site):
    made = site()
    page, code = given(made)
    assert "Ny Person" in page.text
    assert code not in made.browser("administrator").get("/accounts").text
    assert choose(made, code.lower()).status_code == 303
    assert made.browser().sign_in("nobody-yet", NEW).status_code == 303
    assert choose(made, code, "another violin gravel").status_code == 422
    assert made.users.passwords["nobody-yet"] == NEW


def test_a_new_password_ends_every_session_of_that_person(site):
    made = site()
    browser = made.browser("reviewer")
    _, code = given(made, "reviewer")
    assert browser.get("/").status_code == 200
    assert choose(made, code).status_code == 303
    assert browser.get("/").status_code == 401


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [("short", None, "12 characters"), (NEW, "other", "differ"), ("nobody-yet-2026", None, "user name")],
)
def test_a_password_that_will_not_do_leaves_the_code_as_it_was(site, password, again, says):
    made = site()
    _, code = given(made)
    answer = choose(made, code, password, again)
    assert answer.status_code == 422
    assert says in answer.text
    assert "nobody-yet" not in made.users.passwords
    assert choose(made, code).status_code == 303


def test_old_replaced_and_guessed_codes_open_nothing(site):
    made = site()
    _, first = given(made)
    _, second = given(made)
    assert choose(made, first).status_code == 422
    made.now += LIFE_S
    assert choose(made, second).status_code == 422
    statuses = [choose(made, "AAAA-AAAA-AAAA-AAAA", address="203.0.113.9").status_code for _ in range(9)]
    assert statuses == [422] * 8 + [429]
    assert "nobody-yet" not in made.users.passwords


def test_a_code_is_made_for_people_of_the_register_only(site):
    made = site()
    for user in ("stranger", ""):
        page = made.browser("administrator").post("/accounts", {"user": user})
        assert page.status_code == 422
        assert "<code>" not in page.text.split("<h1>")[0]
        assert "There is a problem" in page.text
