"""How long signing in lasts, what ends it, what the browser holds, and how often it may fail."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel, Field

from peel_ml.review.answers import Away
from peel_ml.review.limits import PER_ADDRESS, PER_USER, WINDOW_S
from peel_ml.review.routes import SIGNED_IN, Row
from peel_ml.review.sessions import EXTENSION_S, EXTENSIONS, WARNING_S, WORKING_DAY_S
from peel_ml.review.table import ROWS

HOUR = 3600


def test_it_lasts_a_working_day_and_not_a_second_longer(site):
    made = site()
    browser = made.browser("reviewer")
    made.now += WORKING_DAY_S - 1
    assert browser.get("/").status_code == 200
    made.now += 1
    assert browser.get("/").status_code == 401
    assert WORKING_DAY_S == 10 * HOUR


def test_the_warning_comes_in_time_and_one_click_puts_the_end_off(site):
    made = site()
    browser = made.browser("reviewer")
    made.now += WORKING_DAY_S - WARNING_S - 1
    assert "Your sign-in ends" not in browser.get("/").text
    assert "could not be made longer" in browser.ask("GET", browser.post("/stay").headers["location"]).text
    made.now += 2
    assert "Your sign-in ends at" in browser.get("/").text
    assert "You stay signed in" in browser.ask("GET", browser.post("/stay").headers["location"]).text
    assert "You stay signed in" not in browser.get("/").text
    made.now += WARNING_S
    assert browser.get("/").status_code == 200
    made.now += EXTENSION_S
    assert browser.get("/").status_code == 401


def test_ten_times_and_then_it_ends(site):
    made = site()
    browser = made.browser("reviewer")
    made.now += WORKING_DAY_S - WARNING_S
    for _ in range(EXTENSIONS):
        made.now += HOUR - 1
        browser.post("/stay")
    made.now += 20
    text = browser.get("/").text
    assert "Your sign-in ends at" in text
    assert "It cannot be made longer" in text
    made.now += HOUR - 60
    assert browser.post("/stay").status_code == 303
    made.now += 60
    assert browser.get("/").status_code == 401


class Note(BaseModel):
    text: str = Field(title="Your note")
    secret: str = Field("", repr=False)


def test_a_form_sent_after_the_end_gives_back_what_was_written_but_no_password(site):
    asked = []
    row = Row("/note", "POST", "note", SIGNED_IN, lambda one: asked.append(one) or Away("start"), Note)
    made = site(rows=(*ROWS, row))
    browser = made.browser("reviewer")
    token = browser.token()
    made.now += WORKING_DAY_S
    answer = browser.post("/note", {"text": "An hour's work <&>", "secret": "hunter2", "other": "x"}, token=token)
    assert answer.status_code == 401
    assert "Your sign-in had ended" in answer.text
    assert "An hour&#39;s work &lt;&amp;&gt;" in answer.text
    assert "Your note" in answer.text
    assert "hunter2" not in answer.text
    assert not asked


def test_another_password_ends_every_session(site):
    made = site()
    first, second = made.browser("reviewer"), made.browser("reviewer")
    made.users.set("reviewer", "another long password")
    assert first.get("/").status_code == second.get("/").status_code == 401


def test_a_user_who_is_removed_is_signed_out(site):
    made = site()
    browser = made.browser("reviewer")
    del made.users.passwords["reviewer"]
    assert browser.get("/").status_code == 401


def test_signing_in_again_gives_a_new_id_and_ends_the_old_one(site):
    made = site()
    browser, old = made.browser("reviewer"), made.browser()
    old.cookies.update(browser.cookies)
    before = browser.cookies["peel_session"]
    browser.sign_in("reviewer")
    assert browser.cookies["peel_session"] != before
    assert old.get("/").status_code == 401


def test_an_id_that_was_there_before_is_not_taken_over(site):
    browser = site().browser()
    browser.cookies.set("peel_session", "chosen-by-somebody-else", path="/peel")
    browser.sign_in("reviewer")
    assert "chosen" not in {cookie.value for cookie in browser.cookies.jar}


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_out_of_reach_of_scripts_other_sites_and_other_paths(site, secure):
    made = site(secure=secure)
    browser = made.browser()
    origin = made.settings.scheme + "://testserver"
    cookies = browser.get("/sign-in").headers.get_list("set-cookie")
    answer = browser.post("/sign-in", {"user": "reviewer", "password": "correct horse battery"}, origin=origin)
    cookies += answer.headers.get_list("set-cookie")
    assert len(cookies) == 4
    for cookie in cookies:
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/peel"} <= flags
        assert ("secure" in flags) == secure
        assert cookie.startswith("__Secure-peel_" if secure else "peel_")
        assert "domain" not in cookie.lower()
    session = next(cookie for cookie in cookies if "_session" in cookie)
    assert "max-age" not in session.lower()
    assert "reviewer" not in "".join(cookies)


@pytest.mark.parametrize("change", ["", "x", "drop", "swap"])
def test_a_forged_cookie_opens_nothing(site, change):
    browser = site().browser("reviewer")
    good = browser.cookies["peel_session"]
    forged = {"": "", "x": f"x{good}", "drop": good[:-8], "swap": good[::-1]}[change]
    browser.cookies.set("peel_session", forged, path="/peel")
    browser.cookies.delete("peel_visit") if "peel_visit" in browser.cookies else None
    assert browser.get("/").status_code == 401


def test_failures_slow_down_that_name_and_say_how_long(site):
    made = site()
    browser = made.browser()
    for _ in range(PER_USER):
        assert browser.sign_in("reviewer", "wrong").status_code == 422
    before = made.users.checks
    answer = browser.sign_in("reviewer")
    assert answer.status_code == 429
    assert made.users.checks == before
    assert answer.headers["retry-after"] == str(WINDOW_S)
    assert "15 minutes" in answer.text
    assert browser.sign_in("auditor").status_code == 303
    made.now += WINDOW_S
    assert browser.sign_in("reviewer").status_code == 303


def test_nobody_is_locked_out_by_others_who_try_their_name(site):
    made = site()
    known = made.browser("reviewer")
    known.post("/sign-out")
    other = made.browser(address="203.0.113.9")
    for _ in range(PER_USER):
        other.sign_in("reviewer", "wrong")
    assert other.sign_in("reviewer").status_code == 429
    assert known.sign_in("reviewer").status_code == 303


def test_the_mark_of_one_persons_browser_helps_with_no_other_name(site):
    made = site()
    browser = made.browser("auditor")
    for _ in range(PER_USER):
        browser.sign_in("reviewer", "wrong")
    assert browser.sign_in("reviewer").status_code == 429
    assert made.browser(address="203.0.113.9").sign_in("reviewer").status_code == 429


def test_one_address_cannot_go_through_all_names(site):
    made = site()
    browser = made.browser()
    statuses = [browser.sign_in(f"name{place}", "wrong").status_code for place in range(PER_ADDRESS + 1)]
    assert statuses == [422] * PER_ADDRESS + [429]
    assert browser.sign_in("reviewer").status_code == 429
    assert made.browser(address="203.0.113.9").sign_in("reviewer").status_code == 303


def test_signing_in_goes_on_to_the_page_that_was_asked_for_and_to_no_other_site(site):
    browser = site().browser()
    asked = browser.get("/")
    assert re.search(r'name="to" value="/peel/"', asked.text)
    for to, goes in {
        "/peel/": "/peel/",
        "": "/peel/",
        "https://evil.example/peel/": "/peel/",
        "//evil.example": "/peel/",
        "/peel/../x": "/peel/",
        "/peel/sign-out": "/peel/",
        "/peel/\n": "/peel/",
        "javascript:alert(1)": "/peel/",
    }.items():
        assert site().browser().sign_in("reviewer", to=to).headers["location"] == goes


def test_a_link_from_elsewhere_leads_on_for_whoever_is_signed_in(site):
    answer = site().browser().get("/", **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 401
    assert 'href="/peel/">go on to the page' in answer.text


def test_the_state_survives_a_restart_and_holds_no_name_of_who_failed(site, tmp_path):
    made = site()
    browser = made.browser("reviewer")
    out = made.browser("auditor")
    out.post("/sign-out")
    other = made.browser()
    other.sign_in("private-name", "wrong")
    made.app.close()
    again = type(made)(made.settings.state, people=made.people, users=made.users)
    browser.transport.app = out.transport.app = again.app
    assert browser.get("/").status_code == 200
    assert out.get("/").status_code == 401
    again.close()
    content = b"".join(path.read_bytes() for path in made.settings.state.parent.glob("state*"))
    assert b"private-name" not in content
    assert b"198.51.100.7" not in content
    assert made.settings.state.stat().st_mode & 0o077 == 0
