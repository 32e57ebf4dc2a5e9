"""G18: everybody can read the card."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from peel_ml.assurance.submissions.accessibility import NAME, to_json
from peel_ml.assurance.submissions.hand import HandIssue
from tests.assurance.made_submission import judged, made_submission, report


def with_report(**changes):
    return {"files": {NAME: json.dumps(to_json(report(**changes))).encode()}}


PAGE = report().pages[0]


def test_a_clean_report_of_this_template_passes():
    found = judged("G18")
    assert found.state == "passed"
    assert "no broken rule" in found.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"template_sha256": "0" * 64}, "another template"),
        ({"pages": ()}, "no page was looked at"),
        ({"pages": (replace(PAGE, violations=2), replace(PAGE, width=320))}, "broken in 2 places"),
        ({"pages": (replace(PAGE, faint=1), replace(PAGE, width=320))}, "1 word or mark"),
        ({"pages": (PAGE, replace(PAGE, width=320, contrasts=0))}, "contrast was not computed"),
        ({"pages": (PAGE,)}, "as narrow"),
    ],
)
def test_a_report_that_says_otherwise_fails(changes, words):
    found = judged("G18", **with_report(**changes))
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff", b'{"pages": 1}'])
def test_no_report_is_no_pass(content):
    assert "nothing can be told" in judged("G18", files={NAME: content}).text


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda page: page.replace(b' lang="en-GB"', b""), "names no language"),
        (lambda page: page.replace(b"<h1>", b"<h2>").replace(b"</h1>", b"</h2>"), "one main heading"),
        (lambda page: page.replace(b"<h3", b"<h5").replace(b"</h3", b"</h5"), "leave out a level"),
        (lambda page: page.replace(b"<th ", b"<td ").replace(b"<th>", b"<td>"), "tables have no headers"),
        (lambda page: page.replace(b"<caption", b"<p").replace(b"</caption", b"</p"), "tables have no caption"),
        (lambda page: re.sub(rb"aria-labelledby=", b"data-x=", page), "drawings have no name"),
        (lambda page: page.replace(b"<main", b"<div"), "main parts"),
    ],
)
def test_a_card_that_is_built_up_badly_fails(spoil, words):
    page = made_submission().files["card.html"]
    spoilt = spoil(page)
    assert spoilt != page
    found = judged("G18", files={"card.html": spoilt})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_a_card_without_a_page_fails():
    assert "card.html" in judged("G18", files={"card.html": None}).text


@pytest.mark.parametrize(
    ("issue", "state"),
    [
        (HandIssue("The legend is read twice.", False, date(2026, 12, 31)), "passed"),
        (HandIssue("The legend is read twice.", False), "failed"),
        (HandIssue("The legend is read twice.", False, date(2026, 1, 31)), "failed"),
        (HandIssue("Nothing can be reached by keyboard.", True, date(2026, 12, 31)), "failed"),
    ],
)
def test_what_a_person_found_counts(issue, state):
    assert judged("G18", standing_={"hand_issues": (issue,)}).state == state
