"""The whole review in a real browser: from a finished run to an approval that holds, and to the end of it.

Everything is real but the run itself, the passwords and the clock: the server, the register, the frozen files, the
gates. Every figure of the run is invented.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

from peel_ml.assurance.payloads import Accept, Justify
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.submissions import accessibility
from peel_ml.assurance.submissions.judging import FrozenJudge
from peel_ml.assurance.verification.found import found_in
from peel_ml.assurance.verification.verifying import verify
from peel_ml.cards.build import build
from peel_ml.cards.render import render
from peel_ml.results.record import RunRecord, dumps
from peel_ml.review.app import create_app
from peel_ml.review.settings import ReviewSettings
from peel_ml.review.wiring import RegisterPeople
from peel_ml.settings import Settings
from tests.assurance import made, made_submission
from tests.browser.test_axe import TAGS
from tests.review.made import PASSWORD, MadeUsers

WORDS = "Said in a few words of my own."
MODEL = b'{"trees": "made up"}\n'
RUNS = ("20261123T101500-ab12", "20261124T101500-cd34")


@pytest.fixture(scope="module")
def records() -> tuple[RunRecord, ...]:
    """Two runs of one use case that pass every gate, with a model that is released."""
    one = made_submission._declaring(made_submission.made_record("service"), made_submission.declaration("service", {}))
    one = replace(one, model=replace(one.model, sha256=hashlib.sha256(MODEL).hexdigest()))
    # Nobody's run in MLflow: who launched one is tested where it is read.
    one = replace(one, mlflow=replace(one.mlflow, run_id=None))
    return tuple(replace(one, provenance=replace(one.provenance, run_id=run)) for run in RUNS)


@pytest.fixture(scope="module")
def run_files(records: tuple[RunRecord, ...]) -> tuple[dict[str, bytes], ...]:
    return tuple(
        {**render(build(one)), "record.json": dumps(one).encode(), "model/model.json": MODEL} for one in records
    )


class House:
    """A server on loopback over a register, with a clock that can be set."""

    def __init__(self, home: Path, judge: Any) -> None:
        self.home = home
        self.clock = made.Clock(datetime(2026, 11, 30, 9, tzinfo=UTC))
        self.desk: Desk = made.desk_at(home, judge=judge, clock=self.clock)
        users = MadeUsers(dict.fromkeys(("adm", *(one.id for one in made.PEOPLE)), PASSWORD))
        settings = ReviewSettings(
            state=home / "review.db",
            key=b"k" * 32,
            home=home,
            clock=lambda: self.clock.now.timestamp(),
            platform=Settings(home, home, f"sqlite:///{home / 'mlflow.db'}"),
        )
        self.app = create_app(RegisterPeople(self.desk), users, settings, self.desk)
        self._server = uvicorn.Server(uvicorn.Config(self.app, "127.0.0.1", 0, log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> House:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
            assert self._thread.is_alive()
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/peel"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self.app.close()
        self.desk.storage.close()

    def matter(self) -> Any:
        (one,) = self.desk.book().matters.values()
        return one

    def verified(self) -> Any:
        folder = self.home / "submitted" / self.matter().manifest_sha256
        book = self.desk.book()
        return verify(tuple(book.entries), dict(book.keys), found_in(folder), "pilot", self.clock())


class Reader:
    """One person at a browser of their own."""

    def __init__(self, house: House, page: Any, looked: Callable[[Any], None], user: str) -> None:
        self.house, self.page, self._looked = house, page, looked
        self.go("/sign-in")
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.house.address}{path}")
        self._looked(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self._looked(self.page)

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self._looked(self.page)

    def begin(self, action: str) -> None:
        """Open a form from the page of the matter."""
        self.go(f"/matters/{self.house.matter().id}")
        self.page.locator("main").get_by_role("link", name=action, exact=True).click()
        self._looked(self.page)

    def fill(self, **typed: str) -> None:
        for name, text in typed.items():
            box = self.page.locator(f'[name="{name}"]')
            if box.first.evaluate("one => one.tagName") == "SELECT":
                box.select_option(text)
            elif box.first.get_attribute("type") == "radio":
                self.page.locator(f'[name="{name}"][value="{text}"]').check()
            else:
                box.fill(text)

    def says(self, text: str) -> None:
        assert text in self.page.locator("main").inner_text(), self.page.locator("main").inner_text()


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.full)], ids=["with scripts", "without scripts"])
def floor(
    request: Any, chromium: Any, tmp_path: Path, run_files: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A register with two finished runs, and readers; with scripts every page is looked at by axe."""
    # The packaged report is of the template as it last stood; what it says is tested where it is made.
    report = json.dumps(accessibility.to_json(made_submission.report())).encode()
    monkeypatch.setattr(accessibility, "packaged_report", lambda: report)
    folder = tmp_path / "runs" / "made-up-audit"
    for run, files in zip(RUNS, run_files, strict=True):
        for name, content in files.items():
            path = folder / run / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    axe = request.getfixturevalue("axe") if request.param else ""
    met: dict[str, list[str]] = {}
    seen: set[Any] = set()

    def looked(page: Any) -> None:
        where = page.url
        assert page.locator("h1").count() == 1, where
        # A page of a kind is looked at once: with errors and without, and each step of a form.
        kind = tuple(page.locator("h1, h2, .error, .done").all_inner_texts())
        if not request.param or kind in seen:
            return
        seen.add(kind)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
        )
        met[f"{len(met)} {where}"] = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]

    contexts = []

    def reader(user: str) -> Reader:
        context = chromium.new_context(
            java_script_enabled=request.param,
            bypass_csp=request.param,
            reduced_motion="reduce",
            viewport={"width": 320 if len(contexts) % 2 else 1280, "height": 900},
        )
        contexts.append(context)
        return Reader(house, context.new_page(), looked, user)

    with House(tmp_path, FrozenJudge(tmp_path / "submitted") if request.param else made.passing) as house:
        yield SimpleNamespace(house=house, reader=reader, met=met)
        for context in contexts:
            context.close()
    assert {where: wrong for where, wrong in met.items() if wrong} == {}


def _submit(ada: Reader, run: str) -> None:
    ada.go("/runs")
    ada.page.locator(f'a[href$="/runs/{run}/submit"]').click()
    ada.press("See what it takes")
    ada.says("There is a problem")
    ada.fill(scope="pilot")
    ada.press("See what it takes")
    ada.says("Every gate that blocks has passed.")
    ada.press("Submit for pilot")
    ada.says("It is submitted, and waits for the owner’s countersignature.")


def _review(ola: Reader, rae: Reader) -> None:
    ola.begin("Countersign")
    ola.press("Countersign")
    rae.begin("Take it on as reviewer")
    rae.fill(conflict_of_interest="none")
    rae.press("Take it on")
    rae.says("The service recorded it for you.")


def _justify(house: House, ada: Reader, eve: Reader, ann: Reader) -> None:
    """The first finding by the forms; the others, which would be the same forms again, straight into the register."""
    names = ("finding", "legitimate_aim", "why_proportionate", "less_unequal_options", "mitigation")
    matter = house.matter()
    first, *others = matter.asks.justifications
    assert first in matter.asks.equality_justifications
    ada.begin("Justify a finding")
    ada.fill(code=first, **dict.fromkeys(names, WORDS))
    ada.fill(expires_day="31", expires_month="1", expires_year="2027")
    ada.press("Record the justification")
    ada.says("It now has to be accepted.")
    for code in others:
        what = Justify(code, *(WORDS for _ in names), expires=date(2027, 1, 31))
        house.desk.record(Act("ada", "author", "justify", matter.id, what))
    for one in (eve, ann):
        one.begin("Accept a justification")
        one.says(WORDS)
        one.fill(code=first)
        one.press("Accept")
        one.says("The justification is accepted.")
    for code in others:
        acts = [Act("ann", "approver", "accept", matter.id, Accept(code))]
        if code in matter.asks.equality_justifications:
            acts.append(Act("eve", "equality_reviewer", "accept", matter.id, Accept(code)))
        house.desk.record(*acts)


def test_a_review_from_a_run_to_an_approval_that_holds_and_ends(floor: Any) -> None:
    house = floor.house
    ada = floor.reader("ada")
    _submit(ada, RUNS[0])
    ola, rae = floor.reader("ola"), floor.reader("rae")
    _review(ola, rae)

    rae.begin("Ask for changes")
    rae.press("Add another finding")
    rae.fill(field_1="8.3", text_1="Say what the figure for Black women rests on.", field_4="G12")
    rae.press("Send it back")
    rae.says("Finding 4: say what must change.")
    rae.fill(text_4="Say against what it was compared.")
    rae.press("Send it back")
    rae.says("It went back to its author.")
    assert house.matter().state == "changes_requested"

    _submit(ada, RUNS[1])
    assert house.matter().revision == 2
    _review(ola, rae)

    rae.begin("Try the card by hand")
    rae.fill(keyboard="Everything can be reached.")
    rae.page.get_by_role("button", name="Save draft").first.click()
    rae.says("Your draft is saved.")
    rae.begin("Try the card by hand")
    assert rae.page.locator("#keyboard").input_value() == "Everything can be reached."
    rae.fill(zoom="Nothing is cut off.", screen_reader="It made sense.", plain_english="I understood it.")
    rae.press("Record what you found")
    rae.says("What you found is recorded.")

    eve = floor.reader("eve")
    eve.begin("Attest")
    eve.says(house.matter().asks.parts["equality"])
    eve.fill(statement="I have read what was found for each group, and it is told as it is.")
    eve.press("Attest")
    eve.says("Your attestation is recorded.")

    _justify(house, ada, eve, floor.reader("ann"))

    for user in ("ann", "ben"):
        one = floor.reader(user)
        one.begin("Approve")
        one.says("The gates, judged now")
        one.fill(
            who_could_be_hurt="People who are stopped.",
            what_is_not_known="What officers saw.",
            what_would_make_me_stop_it="A wider gap between groups.",
            text_1="Ask the scrutiny panel.",
            owner_1="owner",
            due_1_day="31",
            due_1_month="1",
            due_1_year="2027",
            check_1="Its minutes say so.",
        )
        one.press("Go on")
        one.says("You are about to approve this")
        one.says(house.matter().manifest_sha256)
        one.press("Approve")
        one.says("Your approval is recorded.")
    matter = house.matter()
    assert matter.state == "approved_with_conditions"
    assert [by.actor for by, _ in matter.consents] == ["ann", "ben"]

    assert house.verified().problems == ()
    model = house.home / "submitted" / matter.manifest_sha256 / "model" / "model.json"
    model.write_bytes(MODEL.replace(b"m", b"n", 1))
    altered = house.verified()
    assert not altered.ok
    assert "model/model.json" in str(altered.problems)
    model.write_bytes(MODEL)
    assert house.verified().ok

    house.clock.now = datetime.fromisoformat(str(matter.valid_until).replace("Z", "+00:00")) + timedelta(minutes=1)
    late = house.verified()
    assert late.state == "expired"
    assert not late.ok
    ann = floor.reader("ann")
    ann.go(f"/matters/{matter.id}")
    assert "expired" in ann.page.locator("main").inner_text().lower()
    assert ann.page.get_by_role("link", name="Take the approval back").count() == 0
