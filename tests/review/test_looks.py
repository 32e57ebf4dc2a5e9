"""The frame's pages in a real browser: nothing for axe-core to complain about, nothing cut off, no script needed."""

from __future__ import annotations

import itertools
import socket
import threading
from typing import Any

import pytest
import uvicorn

from peel_ml.review.sessions import WARNING_S, WORKING_DAY_S

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = tuple(itertools.product(("light", "dark"), (1280, 320)))
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def served(site):
    """The pages at an address, over users and people that are made up."""
    made = site(hosts=("127.0.0.1",))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(made.app, log_level="critical", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        made.address = f"http://127.0.0.1:{listening.getsockname()[1]}/peel"
        yield made
        server.should_exit = True
        thread.join(20)


def walk(made, page):
    """Go where every page of the frame is shown, and stop at each."""

    def sign_in(user, password):
        page.fill("#user", user)
        page.fill("#password", password)
        page.press("#password", "Enter")
        page.wait_for_load_state()

    page.goto(f"{made.address}/")
    yield "sign in"
    sign_in("reviewer", "wrong")
    yield "wrong"
    page.goto(f"{made.address}/password")
    yield "password"
    page.goto(f"{made.address}/sign-in")
    sign_in("administrator", PASSWORD)
    yield "start"
    page.goto(f"{made.address}/accounts")
    yield "accounts"
    page.check("[value=reviewer]")
    page.click("text=Make a code")
    yield "code"
    page.goto(f"{made.address}/nothing")
    yield "refused"
    made.now += WORKING_DAY_S - WARNING_S
    page.goto(f"{made.address}/")
    yield "warning"
    page.click("text=Stay signed in")
    yield "stays"
    made.people.people.clear()
    page.goto(f"{made.address}/set-up")
    yield "set up"
    page.click("text=Make the administrator")
    yield "set up wrong"


def problems(page: Any, axe: str, place: str) -> list[tuple[str, str, str]]:
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    wrong = [
        (place, one["id"], f"{node['html'][:200]} {node['failureSummary'][:200]}")
        for one in found["violations"]
        for node in one["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append((place, "cut off", str(page.viewport_size)))
    return wrong


def look(made, chromium, axe, theme, width):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    found = [one for place in walk(made, page) for one in problems(page, axe, place)]
    context.close()
    return found


def test_axe_finds_nothing_on_any_page_of_the_frame(served, chromium, axe):
    assert look(served, chromium, axe, "dark", 320) == []


@pytest.mark.full
@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing_in_any_look(served, chromium, axe, theme, width):
    assert look(served, chromium, axe, theme, width) == []


def test_without_scripts_and_under_the_real_policy_nothing_is_missing(served, chromium):
    said = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: "ABORTED" in request.failure or said.append(request.url))
    places = list(walk(served, page))
    assert places[-1] == "set up wrong"
    # The browser notes each status of 400 and above, and the walk makes four.
    assert [text for text in said if "the server responded with a status of 4" not in text] == []
    context.close()
