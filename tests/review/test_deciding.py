"""The forms that decide: who may, what is kept, and that nothing is recorded twice or half."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from peel_ml.assurance.payloads import Ask, Asks, Challenge, Countersign, Dissent, Justify, PickUp, Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.review.pages.deciding.table import ACTIONS

WORDS = "In a few words of my own."


def _at(matter: str, action: str) -> str:
    return f"/matters/{matter}/do/{action}"


FILLED: dict[str, dict[str, str]] = {
    "countersign": {},
    "pick_up": {"conflict_of_interest": "none"},
    "check_by_hand": dict.fromkeys(("keyboard", "zoom", "screen_reader", "plain_english"), WORDS),
    "attest": {"statement": WORDS},
    "justify": {
        **dict.fromkeys(
            ("finding", "legitimate_aim", "why_proportionate", "less_unequal_options", "mitigation"), WORDS
        ),
        "code": "J1",
        "expires_day": "31",
        "expires_month": "3",
        "expires_year": "2027",
    },
    "accept": {"code": "J1"},
    "request_changes": {"field_1": "8.3", "text_1": WORDS},
    "approve": dict.fromkeys(("who_could_be_hurt", "what_is_not_known", "what_would_make_me_stop_it"), WORDS),
    "reject": {"reason": WORDS},
    "suspend": {"cause": "other", "reason": WORDS},
    "reinstate": {"closed": WORDS},
    "revoke": {"reason": WORDS},
    "dissent": {"text": WORDS},
    "ask": {"field": "8.3", "text": WORDS},
    "answer": {"text": WORDS},
    "challenge": {"on_behalf_of": "an ethics panel", "text": WORDS},
    "respond": {"text": WORDS, "closes": "yes"},
    "meet_condition": {"number": "1", "checked": WORDS},
    "withhold": {"withheld": "yes", "reason": WORDS},
}
"""A whole form of each action."""

WHO: dict[str, tuple[str, str]] = {
    "countersign": ("ola", "rae"),
    "pick_up": ("rae", "ann"),
    "check_by_hand": ("rae", "ann"),
    "attest": ("eve", "rae"),
    "justify": ("ada", "ann"),
    "accept": ("ann", "ada"),
    "request_changes": ("rae", "ada"),
    "approve": ("ann", "rae"),
    "reject": ("ann", "rae"),
    "suspend": ("ada", "aud"),
    "reinstate": ("ann", "ada"),
    "revoke": ("ann", "rae"),
    "dissent": ("rae", "ada"),
    "ask": ("aud", "adm"),
    "answer": ("ada", "rae"),
    "challenge": ("aud", "adm"),
    "respond": ("ola", "aud"),
    "meet_condition": ("rae", "aud"),
    "withhold": ("ann", "ada"),
}
"""Somebody who may, and somebody whose role does not let them."""


def _ready(floor: Any, action: str) -> str:
    """A matter on which the action is open, without having been taken."""
    made, desk = floor.made, floor.desk
    asks = Asks(False, False, ("J1",), ("J1",), made.PARTS)
    if action in ("countersign", "pick_up"):
        matter = desk.submit("ada", made.entering())
        if action == "pick_up":
            desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
        return matter.id
    if action in ("suspend", "reinstate", "revoke", "meet_condition"):
        matter = made.approved(desk, conditions=(made.condition(),))
        if action == "reinstate":
            what = Suspend("other")
            desk.record(Act("rae", "reviewer", "suspend", matter.id, what, "It broke."))
        return matter.id
    enter = made.entering(asks=asks) if action in ("justify", "accept") else made.entering()
    matter = made.in_review(desk, enter)
    before: dict[str, tuple[str, str, str, Any]] = {
        "accept": ("ada", "author", "justify", Justify("J1", WORDS, WORDS, WORDS, WORDS, WORDS, date(2027, 3, 1))),
        "answer": ("aud", "auditor", "ask", Ask("8.3", WORDS)),
        "respond": ("aud", "auditor", "challenge", Challenge("an ethics panel", WORDS)),
    }
    if action in before:
        actor, role, did, what = before[action]
        desk.record(Act(actor, role, did, matter.id, what))
    return matter.id


def _whole(floor: Any, matter: str, action: str) -> dict[str, str]:
    found = dict(FILLED[action])
    if action == "answer":
        found["question"] = str(floor.desk.matter(matter).questions[0].seq)
    if action == "respond":
        found["challenge"] = str(floor.desk.matter(matter).challenges[0].seq)
    return found


def test_every_action_of_a_matter_has_a_form_and_a_test():
    from peel_ml.assurance.moves import MOVES, NOTES

    every = {one.action for one in (*MOVES, *NOTES)} - {"enter", "submit", "revise"}
    assert {one.name for one in ACTIONS} == every == set(FILLED) == set(WHO)


@pytest.mark.parametrize("action", [one.name for one in ACTIONS])
def test_an_action_is_recorded_once_by_somebody_who_may(floor, action):
    matter = _ready(floor, action)
    person, other = WHO[action]
    before = floor.desk.book().seq
    refused = floor.browser(other)
    assert refused.get(_at(matter, action)).status_code == 403
    assert refused.post(_at(matter, action), {"seen": "1"}).status_code == 403
    assert floor.desk.book().seq == before

    browser = floor.browser(person)
    whole = {**floor.form(browser, _at(matter, action)), **_whole(floor, matter, action)}
    token = whole.pop("form_token")
    answer = browser.post(_at(matter, action), whole, token=token)
    if next(one for one in ACTIONS if one.name == action).checked:
        assert answer.status_code == 200
        assert "You are about to" in answer.text
        assert floor.desk.book().seq == before
        whole = {**floor.hidden(answer), "step": "record"}
        token = whole.pop("form_token")
        answer = browser.post(_at(matter, action), whole, token=token)
    assert answer.status_code == 303, answer.text
    assert floor.desk.book().seq == before + 1
    entry = floor.desk.book().entries[-1]
    assert (entry.action, entry.actor, entry.subject) == (action, person, matter)
    assert entry.key == floor.desk.signer.id
    assert "The service recorded it for you." in browser.get("/").text
    # The same form once more, as a double click or the back button sends it.
    again = browser.post(_at(matter, action), whole, token=token)
    assert again.status_code == 409
    assert floor.desk.book().seq == before + 1


@pytest.mark.parametrize("action", [one for one in FILLED if one != "countersign"])
def test_an_empty_form_says_everything_that_is_missing_and_records_nothing(floor, action):
    matter = _ready(floor, action)
    before = floor.desk.book().seq
    answer = floor.send(floor.browser(WHO[action][0]), _at(matter, action))
    if action == "approve":
        assert answer.text.count('class="error"') == 3
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    for name in re.findall(r'<a href="#([\w-]+)">', answer.text.split('class="wrong"')[1].split("</div>")[0]):
        assert f'id="{name}"' in answer.text
    assert floor.desk.book().seq == before


def test_a_wrong_field_keeps_what_stands_in_the_others(floor):
    matter = _ready(floor, "suspend")
    answer = floor.send(
        floor.browser("ada"), _at(matter, "suspend"), {"cause": "nonsense", "reason": "Ten <b>cases</b>."}
    )
    assert answer.status_code == 422
    assert "Choose what happened." in answer.text
    assert "Ten &lt;b&gt;cases&lt;/b&gt;." in answer.text


def test_a_decision_on_a_page_that_is_no_longer_true_is_refused_and_kept(floor):
    matter = _ready(floor, "approve")
    browser = floor.browser("ann")
    hidden = floor.form(browser, _at(matter, "approve"))
    floor.desk.record(Act("rae", "reviewer", "dissent", matter, Dissent("I would not.")))
    before = floor.desk.book().seq
    token = hidden.pop("form_token")
    answer = browser.post(_at(matter, "approve"), {**hidden, **FILLED["approve"], "step": "record"}, token=token)
    assert answer.status_code == 409
    assert "Rae Reviewer (reviewer): dissent." in answer.text
    assert floor.desk.book().seq == before
    again = browser.get(_at(matter, "approve"))
    assert again.text.count(WORDS) == 3
    assert "This is your draft" in again.text
    # The new page may be sent.
    sent = floor.send(browser, _at(matter, "approve"), FILLED["approve"], step="record")
    assert sent.status_code == 303


def test_nobody_decides_on_what_they_made(floor):
    made = floor.made
    matter = made.in_review(floor.desk, made.entering(made_by=("ann",)))
    answer = floor.browser("ann").get(f"/matters/{matter.id}/do/approve")
    assert answer.status_code == 403
    assert "nobody acts on what they made" in answer.text
    assert floor.browser("ben").get(f"/matters/{matter.id}/do/approve").status_code == 200


def test_what_the_register_refuses_stands_in_the_form_with_every_reason(floor):
    matter = floor.desk.submit("ada", floor.made.entering()).id
    floor.desk.record(Act("ola", "owner", "countersign", matter, Countersign()))
    floor.desk.record(Act("rae", "reviewer", "pick_up", matter, PickUp("none")))
    page = floor.browser("ann").get(_at(matter, "approve")).text
    assert "It cannot be approved yet." in page
    answer = floor.send(floor.browser("ann"), _at(matter, "approve"), FILLED["approve"], step="record")
    assert answer.status_code == 409
    assert "The equality reviewer has not attested it as it stands" in answer.text
    assert "Nobody has tried the page by hand" in answer.text
    assert answer.text.count(WORDS) == 3


def test_a_gate_that_fails_now_stops_the_approval(floor):
    matter = floor.made.in_review(floor.desk).id
    floor.desk.judge = floor.made.failing("G12")
    browser = floor.browser("ann")
    assert "It does not hold." in browser.get(_at(matter, "approve")).text
    answer = floor.send(browser, _at(matter, "approve"), FILLED["approve"], step="record")
    assert answer.status_code == 409
    assert "G12" in answer.text
    assert floor.desk.matter(matter).state == "in_review"


def test_another_condition_comes_by_a_button_and_keeps_what_was_typed(floor):
    matter = _ready(floor, "approve")
    browser = floor.browser("ann")
    typed = {**FILLED["approve"], "text_3": "Ask the panel.", "due_3_day": "31"}
    answer = floor.send(browser, _at(matter, "approve"), typed, step="more")
    assert answer.status_code == 200
    assert "Condition 4" in answer.text
    assert "Condition 5" not in answer.text
    assert "Ask the panel." in answer.text
    assert "There is a problem" not in answer.text
    wrong = floor.again(browser, _at(matter, "approve"), answer, typed)
    assert wrong.status_code == 422
    for said in ("Condition 3: choose who has to do it.", "Condition 3: the day must be a real date"):
        assert said in wrong.text
    rest = {"owner_3": "owner", "check_3": "The minutes say so.", "due_3_month": "March", "due_3_year": "2027"}
    check = floor.again(browser, _at(matter, "approve"), wrong, {**typed, **rest})
    assert check.status_code == 200
    assert "Owner, by 31 March 2027." in check.text
    assert floor.desk.matter(matter).manifest_sha256 in check.text
    assert floor.again(browser, _at(matter, "approve"), check, {"step": "record"}).status_code == 303
    approved = floor.desk.matter(matter)
    assert approved.state == "approved_with_conditions"
    assert approved.conditions[0].text == "Ask the panel."


def test_changing_ones_mind_on_the_last_page_shows_the_form_as_it_was(floor):
    matter = _ready(floor, "revoke")
    browser = floor.browser("ann")
    check = floor.send(browser, _at(matter, "revoke"), FILLED["revoke"])
    assert "take this approval back, for good" in check.text
    back = floor.again(browser, _at(matter, "revoke"), check, {"step": "change"})
    assert WORDS in back.text
    assert floor.desk.matter(matter).state == "approved_with_conditions"


def test_a_finding_belongs_to_a_field_that_there_is(floor):
    matter = _ready(floor, "request_changes")
    browser = floor.browser("rae")
    answer = floor.send(browser, _at(matter, "request_changes"), {"field_1": "99.9", "text_1": WORDS})
    assert answer.status_code == 422
    assert WORDS in answer.text
    two = {"field_1": "8.3", "text_1": WORDS, "field_2": "G12", "text_2": "Say why."}
    assert floor.send(browser, _at(matter, "request_changes"), two).status_code == 303
    assert [one.field for one in floor.desk.matter(matter).findings] == ["8.3", "G12"]


def test_an_attestation_binds_what_the_page_showed(floor):
    made = floor.made
    matter = made.in_review(floor.desk).id
    browser = floor.browser("eve")
    page = browser.get(_at(matter, "attest")).text
    assert "Attested as it stands" in page
    answer = floor.send(browser, _at(matter, "attest"), {"statement": WORDS, "part_sha256": "0" * 64})
    assert answer.status_code == 409
    assert "has changed since it was read" in answer.text


def test_a_draft_is_kept_for_its_writer_only_and_goes_with_the_decision(floor):
    matter = _ready(floor, "check_by_hand")
    rae, rob = floor.browser("rae"), floor.browser("rob")
    saved = floor.send(rae, _at(matter, "check_by_hand"), {"keyboard": "All of it works."}, step="draft")
    assert saved.status_code == 200
    assert "Your draft is saved." in saved.text
    assert "There is a problem" not in saved.text
    assert "All of it works." in rae.get(_at(matter, "check_by_hand")).text
    assert "All of it works." not in rob.get(_at(matter, "check_by_hand")).text
    assert floor.send(rae, _at(matter, "check_by_hand"), FILLED["check_by_hand"]).status_code == 303
    after = rae.get(_at(matter, "check_by_hand")).text
    assert "All of it works." not in after
    assert "your draft" not in after


def test_what_is_too_early_or_too_late_says_so(floor):
    matter = floor.desk.submit("ada", floor.made.entering()).id
    early = floor.browser("ann").get(_at(matter, "approve"))
    assert early.status_code == 409
    assert "does not lead from awaiting owner" in early.text
    assert floor.browser("ann").get("/matters/nothing/do/approve").status_code == 404
    assert floor.browser("ann").get(_at(matter, "fly")).status_code == 404


def test_what_was_written_when_the_session_ended_stands_in_the_form_after_signing_in(floor):
    matter = _ready(floor, "approve")
    browser = floor.browser("ann")
    hidden = floor.form(browser, _at(matter, "approve"))
    token = hidden.pop("form_token")
    browser.post("/sign-out")
    page = browser.post(_at(matter, "approve"), {**hidden, **FILLED["approve"]}, token=token)
    assert page.status_code == 401
    carried = floor.hidden(page)
    wrong = floor.again(browser, "/sign-in", page, {"user": "ann", "password": "not this one"})
    assert floor.hidden(wrong)["kept"] == carried["kept"]
    signed = floor.again(browser, "/sign-in", wrong, {"user": "ann", "password": "correct horse battery"})
    assert signed.headers["location"] == f"/peel{_at(matter, 'approve')}"
    again = browser.get(_at(matter, "approve"))
    assert again.text.count(WORDS) == 3
    assert "This is your draft" in again.text
    assert floor.send(browser, _at(matter, "approve"), FILLED["approve"], step="record").status_code == 303


def test_what_is_wrong_with_the_card_is_recorded_with_its_day(floor):
    matter = _ready(floor, "check_by_hand")
    at, rae = _at(matter, "check_by_hand"), floor.browser("rae")
    minor = {**FILLED["check_by_hand"], "minor": "The last table is hard to read."}
    answer = floor.send(rae, at, minor)
    assert answer.status_code == 422
    assert "must be a real date" in answer.text
    day = {"mend_day": "1", "mend_month": "4", "mend_year": "2027"}
    assert floor.send(rae, at, {**minor, **day, "serious": "The menu cannot be reached."}).status_code == 303
    by_hand = floor.desk.matter(matter).by_hand
    assert [(one.text, one.serious, str(one.mend_by)) for one in by_hand[1].issues] == [
        ("The menu cannot be reached.", True, "None"),
        ("The last table is hard to read.", False, "2027-04-01"),
    ]
    assert "J10" in floor.desk.matter(matter).to_justify
