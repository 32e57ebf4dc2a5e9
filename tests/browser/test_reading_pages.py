"""The reading pages in a browser: axe finds nothing, and they reflow to 320 px, in light and in dark."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from peel_ml.review.wiring import RegisterPeople
from tests.browser.test_axe import TAGS
from tests.review import made
from tests.review import made_reading as reading

SCRIPTS = Path(__file__).parent / "scripts"
LOOKS = (("light", 320), ("dark", 1280))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """Serve the pages over a made-up register on a free port of this machine."""
    home = tmp_path_factory.mktemp("home")
    at = reading.world(home)
    site = made.Site(
        home / "state.db",
        people=RegisterPeople(at["desk"]),
        users=made.MadeUsers(dict.fromkeys(reading.PEOPLE, made.PASSWORD)),
        desk=at["desk"],
        home=home,
        hosts=("127.0.0.1",),
    )
    site.now = at["desk"].clock().timestamp() + 12 * 86400
    server = uvicorn.Server(uvicorn.Config(site.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/peel", at
    server.should_exit = True
    thread.join()
    site.close()
    at["desk"].storage.close()


def pages(at: dict[str, Any]) -> dict[str, str]:
    here = f"/matters/{at['revised']}"
    return {
        "register": "/register",
        "waiting": "/waiting",
        "matter": here,
        "suspended": f"/matters/{at['suspended']}",
        "fields": f"{here}/fields",
        "field": f"{here}/fields/1.1",
        "changes": f"{here}/changes",
        "revisions": f"{here}/revisions",
        "evidence": f"{here}/evidence/G12",
        "argument": f"{here}/case",
        "ledger": "/ledger",
        "entry": "/ledger/entries/33",
        "public register": "/public-register",
        "draft": f"/cards/{at['draft']}",
    }


@pytest.mark.parametrize("place", range(len(LOOKS)), ids=[f"{theme} {width}" for theme, width in LOOKS])
def test_every_page_is_clean_and_reflows(chromium: Any, axe: str, served: Any, place: int) -> None:
    """Looks take turns, so that the suite stays short; every page is looked at for reflow."""
    address, at = served
    theme, width = LOOKS[place]
    # The policy is what keeps every script out; here it would keep axe out, too.
    context = chromium.new_context(color_scheme=theme, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#user", "rae")
    page.fill("#password", made.PASSWORD)
    page.click("main button[type=submit]")
    found = {}
    for name, path in list(pages(at).items())[place :: len(LOOKS)]:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(address + path).status == 200, name
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        page.evaluate(axe)
        run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
        broken = [(one["id"], one["nodes"][0]["html"][:200]) for one in page.evaluate(run, TAGS)["violations"]]
        page.set_viewport_size({"width": 320, "height": 256})
        spills = page.evaluate((SCRIPTS / "spills.js").read_text(encoding="utf-8"))
        # What is only for screen readers is cut off on purpose.
        spills = [one for one in spills if ".away" not in one and not one.startswith("cut off: thead")]
        if spills or broken:
            found[name] = (spills, broken)
    context.close()
    assert found == {}
