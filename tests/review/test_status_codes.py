"""Every route for every kind of visitor and every kind of request. The rules stand here, not in the app."""

from __future__ import annotations

import itertools
import re

import pytest

from peel_ml.assurance.people import ROLES, SERVICES
from peel_ml.review.table import ROWS

ROLE_HOLDERS = tuple(role for role in ROLES if role not in SERVICES)
STRANGERS = ("anonymous", "wrong password")
VISITORS = (*STRANGERS, "nobody", "gone", *ROLE_HOLDERS)
FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "https://testserver"},
    {"origin": "http://testserver:81"},
    {"origin": None},
    {"origin": None, "sec-fetch-site": "cross-site"},
    {"origin": None, "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site"},
)
"""Headers of forms that other pages would send: each is refused alone."""
DONE = {200, 303, 400, 404, 409, 422}
"""What somebody who may ask is answered; which of them depends on what the form says."""


def allowed(who, visitor):
    if who == "anybody":
        return True
    if visitor in STRANGERS:
        return False
    return who == "signed_in" or visitor in who


@pytest.fixture(scope="session")
def browsers(whole):
    """One browser a visitor, for all routes: whoever is signed out comes back."""

    def browser(visitor):
        if visitor == "anonymous":
            return whole.browser()
        if visitor == "wrong password":
            made = whole.browser()
            assert made.sign_in("reviewer", "wrong password").status_code == 422
            whole.now += 3600
            return made
        return whole.browser(visitor)

    made = {visitor: browser(visitor) for visitor in VISITORS}
    whole.now += 60
    return made


@pytest.fixture
def browser_of(browsers, whole):
    def browser_of(visitor):
        found = browsers[visitor]
        if visitor not in STRANGERS and found.get("/").status_code == 401:
            browsers[visitor] = found = whole.browser(visitor)
        return found

    return browser_of


def address(row):
    return re.sub(r"{\w+}", "none-such", row.path)


def rows(method):
    return [pytest.param(row, id=row.name) for row in ROWS if row.method == method]


@pytest.mark.parametrize("row", rows("GET"))
def test_a_page_is_shown_to_whom_it_may_be_and_to_nobody_else(row, browser_of):
    for visitor in VISITORS:
        status = browser_of(visitor).get(address(row)).status_code
        if allowed(row.who, visitor):
            assert status in {200, 303, 404}, visitor
        else:
            assert status == (401 if visitor in STRANGERS else 403), visitor


@pytest.mark.parametrize("row", rows("POST"))
def test_a_form_is_taken_from_whom_it_may_be_and_from_nobody_else(row, browser_of):
    for visitor in VISITORS:
        status = browser_of(visitor).post(address(row)).status_code
        if allowed(row.who, visitor):
            assert status in DONE, visitor
        else:
            assert status == (401 if visitor in STRANGERS else 403), visitor


@pytest.mark.parametrize("row", rows("POST"))
def test_a_form_without_its_token_is_refused_to_everybody(row, browser_of, whole):
    other = whole.browser("auditor").token()
    for visitor in VISITORS:
        browser = browser_of(visitor)
        expected = 401 if visitor in STRANGERS and not allowed(row.who, visitor) else 403
        own = browser.token()
        for token in ("", "forged", other, ("A" if own[0] != "A" else "B") + own[1:]):
            assert browser.post(address(row), token=token).status_code == expected, (visitor, token)


@pytest.mark.parametrize("row", rows("POST"))
def test_a_form_that_another_page_sent_is_refused_to_everybody(row, browser_of):
    for visitor in VISITORS:
        browser = browser_of(visitor)
        token = browser.token()
        for headers in FOREIGN if visitor in ("anonymous", "administrator") else FOREIGN[:1]:
            assert browser.post(address(row), token=token, **headers).status_code == 403, (visitor, headers)


@pytest.mark.parametrize("row", rows("POST"))
def test_a_form_that_is_sent_twice_is_carried_out_once(row, browser_of):
    for visitor in VISITORS:
        if not allowed(row.who, visitor) or row.name == "sign_out":
            continue
        browser = browser_of(visitor)
        token = browser.token()
        assert browser.post(address(row), token=token).status_code in DONE
        again = browser.post(address(row), token=token)
        assert again.status_code == 409, visitor
        assert "sent before" in again.text


def test_the_same_token_written_otherwise_is_used_too(browser_of):
    browser = browser_of("reviewer")
    token = browser.token()
    assert browser.post("/stay", token=token).status_code == 303
    # The last letter of a signature holds bits that say nothing.
    others = [token[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    assert {browser.post("/stay", token=other).status_code for other in others} == {403, 409}


def test_a_signed_out_form_cannot_be_sent_again(browser_of):
    browser = browser_of("reviewer")
    token = browser.token()
    assert browser.post("/sign-out", token=token).status_code == 303
    assert browser.post("/sign-out", token=token).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "testserver@evil.example"])
def test_another_host_gets_nothing(host, browser_of):
    for row, visitor in itertools.product(ROWS, ("anonymous", "administrator")):
        asked = browser_of(visitor).ask(
            row.method, f"/peel{address(row)}", headers={"host": host, "origin": f"http://{host}"}
        )
        assert asked.status_code == 421
        assert "form" not in asked.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_other_methods_do_nothing(method, browser_of):
    for path in {address(row) for row in ROWS}:
        assert browser_of("administrator").ask(method, f"/peel{path}").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/openapi.json", "/docs", "/redoc", "/static/", "/static/style.css", "/static/../base.html.j2", "//",
        "/sign-in/", "/%2e%2e/", "/templates/base.html.j2",
    ],
)  # fmt: skip
def test_nothing_else_is_there(path, browser_of):
    for visitor in ("anonymous", "administrator"):
        assert browser_of(visitor).get(path).status_code == 404


def test_the_app_serves_no_route_beside_the_table(whole):
    served = {
        (method, route.path)
        for route in whole.app.api.routes
        for method in route.methods
        if "/static/" not in route.path
    }
    assert served == {(row.method, f"/peel{row.path}") for row in ROWS} | {("GET", "/peel")}
    static = [route.path for route in whole.app.api.routes if "/static/" in route.path]
    assert len(static) == 3
    assert all(re.search(r"\.[0-9a-f]{16}\.(css|woff2|svg)$", path) for path in static)


def test_every_row_says_who_may(whole):
    for row in ROWS:
        assert row.who in ("anybody", "signed_in") or (row.who and row.who <= set(ROLE_HOLDERS)), row.name
    assert {row.path for row in ROWS if row.who == "anybody"} == {"/sign-in", "/set-up", "/password"}
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.form is None for row in ROWS if row.method == "GET")
