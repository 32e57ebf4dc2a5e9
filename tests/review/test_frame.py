"""The thinnest way through: sign in, see a page, sign out."""

import pytest


def test_signing_in_opens_a_page_and_signing_out_shuts_it(site):
    browser = site().browser()
    assert browser.get("/").status_code == 401
    assert browser.sign_in("reviewer").headers["location"] == "/peel/"
    page = browser.get("/")
    assert page.status_code == 200
    assert "The reviewer" in page.text
    assert browser.post("/sign-out").headers["location"] == "/peel/sign-in"
    assert browser.get("/").status_code == 401


def test_a_session_that_was_ended_stays_ended_wherever_its_cookie_is(site):
    made = site()
    browser, thief = made.browser("reviewer"), made.browser()
    thief.cookies.update(browser.cookies)
    assert thief.get("/").status_code == 200
    browser.post("/sign-out")
    assert thief.get("/").status_code == 401


@pytest.mark.parametrize(
    ("user", "password"), [("reviewer", "wrong"), ("stranger", "wrong"), ("", "x"), ("reviewer", "")]
)
def test_a_wrong_password_opens_nothing_and_does_not_say_which_was_wrong(site, user, password):
    browser = site().browser()
    answer = browser.sign_in(user, password)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert ("do not belong together" in answer.text) == bool(user and password)
    assert "wrong" not in answer.text.replace("wrong-h", "").replace('class="wrong"', "")
    assert browser.get("/").status_code == 401
