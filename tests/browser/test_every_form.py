"""Every form that somebody can come to, whatever state a matter is in, and administration: axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.payloads import Ask, Asks, Challenge, Condition, Justify, Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.review.pages.deciding.table import ACTIONS
from tests.assurance import made
from tests.browser.test_axe import TAGS
from tests.browser.test_review_walk import House, Reader

pytestmark = pytest.mark.full

ADMINISTRATION = ("/people", "/people/add", "/keys", "/accounts", "/password", "/deputies", "/runs", "/register", "/")
WORDS = "It is said here."
ASKS = Asks(False, True, ("J1",), ("J1",), made.PARTS)


def _matters(house: House) -> Iterator[str]:
    """Bring matters into every state in which something can be done, one after the other."""
    desk = house.desk
    waiting = desk.submit("ada", made.entering(1, asks=ASKS))
    yield waiting.id
    matter = made.in_review(desk, made.entering(2, asks=ASKS))
    aims = dict.fromkeys(
        ("finding", "legitimate_aim", "why_proportionate", "less_unequal_options", "mitigation"), WORDS
    )
    desk.record(
        Act("ada", "author", "justify", matter.id, Justify("J1", **aims, expires=date(2027, 9, 1))),
        Act("rae", "reviewer", "ask", matter.id, Ask("8.3", WORDS)),
        Act("rae", "reviewer", "challenge", matter.id, Challenge("an ethics panel", WORDS)),
    )
    yield matter.id
    condition = Condition(WORDS, "owner", date(2027, 1, 15), WORDS)
    live = made.approved(desk, made.entering(3), (condition,))
    yield live.id
    desk.record(Act("ola", "owner", "suspend", live.id, Suspend("other"), WORDS))
    yield live.id


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_on_any_form(chromium: Any, axe: str, tmp_path: Path, theme: Any, width: int) -> None:
    found: dict[str, list[str]] = {}
    met: set[str] = set()

    def looked(page: Any) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
        )
        wrong = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in result["violations"]]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{over} pixels too wide"] if over > 0 else []
        if wrong:
            found[page.url.partition("/peel")[2]] = wrong

    with House(tmp_path, made.passing) as house:
        readers = {}
        for user in ("ada", "ola", "rae", "eve", "ann", "adm"):
            context = chromium.new_context(
                bypass_csp=True, color_scheme=theme, reduced_motion="reduce", viewport={"width": width, "height": 900}
            )
            readers[user] = Reader(house, context.new_page(), lambda page: None, user)
        for id_ in _matters(house):
            for reader in readers.values():
                reader.go(f"/matters/{id_}")
                links = reader.page.locator(".actions a").all()
                for href in [link.get_attribute("href") for link in links]:
                    action = str(href).rpartition("/")[2]
                    if action not in met:
                        met.add(action)
                        reader.page.goto(house.address.removesuffix("/peel") + str(href))
                        looked(reader.page)
        for path in ADMINISTRATION:
            one = readers["ada" if path in ("/runs", "/deputies") else "adm"]
            one.go(path)
            looked(one.page)
    assert found == {}
    # These two stand in the walk through a whole review.
    assert {one.name for one in ACTIONS} - met <= {"check_by_hand", "pick_up"}
