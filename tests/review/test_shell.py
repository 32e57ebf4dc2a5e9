"""What every answer carries, what no address or log line carries, and how much may be sent."""

from __future__ import annotations

import logging
import re

import httpx
import pytest

from peel_ml.review.answers import Page
from peel_ml.review.routes import ANYBODY, Row
from peel_ml.review.settings import BODY_BYTES
from peel_ml.review.table import ROWS

EXPECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def test_every_answer_is_locked_down(site):
    browser = site().browser("reviewer")
    answers = [browser.get(path) for path in ("/", "/sign-in", "/nothing")]
    answers += [browser.post("/stay", token="x"), browser.ask("GET", "/peel/", headers={"host": "evil.example"})]
    for answer in answers:
        assert EXPECTED.items() <= dict(answer.headers).items()
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert "strict-transport-security" not in answer.headers


def test_behind_tls_the_browser_is_told_to_stay_there(site):
    assert "max-age" in site(secure=True).browser().get("/sign-in").headers["strict-transport-security"]


def test_style_font_and_icon_may_be_kept_for_ever(site):
    browser = site().browser()
    page = browser.get("/sign-in").text
    style = browser.ask("GET", re.search(r'href="(/peel/static/style[^"]+)"', page)[1])
    icon = browser.ask("GET", re.search(r'href="(/peel/static/icon[^"]+)"', page)[1])
    font = browser.get("/static/" + re.search(r'url\("(font[^"]+)"\)', style.text)[1])
    for one, kind in ((style, "text/css"), (icon, "image/svg+xml"), (font, "font/woff2")):
        assert one.status_code == 200
        assert one.headers["content-type"].startswith(kind)
        assert "immutable" in one.headers["cache-control"]


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_form_that_is_too_large_is_refused(site, in_pieces):
    browser = site().browser("reviewer")

    async def pieces():
        for _ in range(BODY_BYTES // 65_536 + 1):
            yield b"x" * 65_536

    headers = {"origin": "http://testserver", "content-type": "application/x-www-form-urlencoded"}
    body = pieces() if in_pieces else b"x" * (BODY_BYTES + 1)
    answer = browser.ask("POST", "/peel/stay", content=body, headers=headers)
    assert answer.status_code == 413
    assert EXPECTED.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30])
def test_a_length_that_is_none_is_refused(site, length):
    headers = {"origin": "http://testserver", "content-length": length}
    assert site().browser("reviewer").ask("POST", "/peel/stay", content=b"", headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"form_token": "x"}'),
        ("text/plain", b"form_token=x"),
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nx\r\n--x--",
        ),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % place for place in range(2000))),
        ("application/x-www-form-urlencoded", b"%FF%FE=%00&form_token=%ED%A0%80"),
    ],
)
def test_a_body_of_another_kind_is_no_form(site, kind, body):
    headers = {"origin": "http://testserver", "content-type": kind}
    answer = site().browser("reviewer").ask("POST", "/peel/stay", content=body, headers=headers)
    assert answer.status_code in {400, 403}


def test_a_fault_of_ours_is_a_page_without_its_text_and_one_log_line_by_kind(site, caplog):
    def broken(asked):
        raise ValueError("secret of Jo Private")

    made = site(rows=(*ROWS, Row("/broken", "GET", "broken", ANYBODY, broken)))
    with caplog.at_level(logging.DEBUG):
        answer = made.browser().get("/broken")
    assert answer.status_code == 500
    assert "fault of the pages" in answer.text
    assert "Private" not in answer.text + caplog.text
    assert "GET broken failed: ValueError" in caplog.text


def test_a_fault_in_a_template_is_a_page_too(site):
    made = site(rows=(*ROWS, Row("/broken", "GET", "broken", ANYBODY, lambda asked: Page("no-such-template"))))
    answer = made.browser().get("/broken")
    assert answer.status_code == 500
    assert "fault of the pages" in answer.text
    assert EXPECTED.items() <= dict(answer.headers).items()


def test_no_name_stands_in_an_address_or_a_log(site, caplog, capfd):
    made = site()
    with caplog.at_level(logging.DEBUG):
        browser = made.browser()
        answers = [browser.sign_in("reviewer", "wrong password"), browser.sign_in("reviewer"), browser.get("/")]
        answers += [browser.get("/nothing"), browser.post("/sign-out")]
    addresses = [answer.headers.get("location", "") for answer in answers]
    addresses += [found for answer in answers for found in re.findall(r'(?:href|action)="([^"]*)"', answer.text)]
    assert len(addresses) > 10
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.split(".")[0] != "httpx")
    for text in (*addresses, ours, *capfd.readouterr()):
        assert "reviewer" not in text
        assert "wrong password" not in text
        assert "correct horse" not in text
    # What an address may name; `person` and `key` are digests, never an id.
    named = {name for row in ROWS for name in re.findall(r"{(\w+)}", row.path)}
    assert named <= {"run", "matter", "action", "code", "gate", "seq", "use_case", "person", "key"}, named


def test_the_list_of_people_leads_to_nobody_by_name(whole):
    page = whole.browser("administrator").get("/people")
    addresses = re.findall(r'(?:href|action)="(/peel/people/[^"]*)"', page.text)
    assert len(addresses) > 5
    for person in whole.people.everybody():
        assert not any(address.rpartition("/")[2] in (person.id, person.name) for address in addresses)


def test_websockets_are_closed(site, run):
    sent = []

    async def send(message):
        sent.append(message)

    run(site().app({"type": "websocket", "path": "/peel/", "headers": []}, None, send))
    assert sent == [{"type": "websocket.close", "code": 1000}]


def test_what_is_typed_is_escaped(site):
    answer = site().browser().sign_in('"><script>alert(1)</script>', "x")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_two_hosts_are_none(site):
    made = site()
    headers = httpx.Headers([("host", "testserver"), ("host", "evil.example")])
    assert made.browser().ask("GET", "/peel/sign-in", headers=headers).status_code == 421
