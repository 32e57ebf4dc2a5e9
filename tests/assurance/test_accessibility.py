"""The packaged report on accessibility, the digest of the template, and the structure that is counted on a card."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peel_ml import cards
from peel_ml.assurance.submissions import accessibility
from peel_ml.assurance.submissions.accessibility import from_json, packaged_report, template_digest
from peel_ml.assurance.submissions.structure import structure_of
from peel_ml.errors import BadRequest

AGAIN = "PEEL_REGENERATE=1 pytest tests/browser/test_accessibility_report.py"


def test_the_packaged_report_is_of_the_template_as_it_stands():
    report = from_json(json.loads(packaged_report()))
    assert report.template_sha256 == template_digest(), f"the template has changed: {AGAIN}"
    assert report.violations == report.faint == 0
    assert report.contrast_checked > 1000
    assert {one.width for one in report.pages} == {320, 1280}
    assert {one.theme for one in report.pages} == {"light", "dark", "cream"}


@pytest.mark.parametrize("changed", ["style.css", "templates/page.html.j2", "svg/bars.py", "script.js", "html.py"])
def test_the_digest_changes_with_what_draws_a_card(changed, tmp_path, monkeypatch):
    home = tmp_path / "cards"
    for name, content in accessibility._contents(accessibility.files("peel_ml.cards"), accessibility.DRAWN_BY):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr(accessibility, "files", lambda package: home)
    digest = template_digest.__wrapped__
    before = digest()
    assert before == template_digest()
    (home / changed).write_bytes((home / changed).read_bytes() + b"\n")
    assert digest() != before


def test_what_a_card_says_is_no_part_of_the_template():
    assert "sections" not in accessibility.DRAWN_BY
    assert all((Path(cards.__file__).parent / name).exists() for name in accessibility.DRAWN_BY)


@pytest.mark.parametrize("document", [None, {}, [], {"schema_version": "1.0"}])
def test_what_is_no_report_is_refused(document):
    with pytest.raises(BadRequest):
        from_json(document)


GOOD = (
    b"<html lang=en><title>t</title><main><h1>a</h1><h2>b</h2><table><caption>c</caption><tr><th>d<td>e</table>"
    b"<svg role=img aria-labelledby=x><title id=x>n</title></svg><div aria-hidden=true><p>x<svg></svg></div>"
    b"<span role=img aria-label=y><svg></svg></span></main>"
)


def test_a_page_that_is_built_up_well_has_no_problem():
    found = structure_of(GOOD)
    assert found.problems == ()
    assert (found.language, found.headings, found.tables, found.drawings) == ("en", 2, 1, 3)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (GOOD.replace(b"<h2>", b"<h3>"), "1 headings leave out a level"),
        (GOOD.replace(b"<h1>a</h1>", b""), "one main heading"),
        (GOOD.replace(b"<h2>b</h2>", b"<h1>b</h1>"), "one main heading"),
        (GOOD.replace(b"<th>", b"<td>"), "1 tables have no headers"),
        (GOOD.replace(b"<caption>c</caption>", b""), "1 tables have no caption"),
        (GOOD.replace(b" aria-hidden=true", b""), "1 drawings have no name"),
        (GOOD.replace(b"<title>t</title>", b""), "no title"),
        (GOOD.replace(b" lang=en", b""), "no language"),
    ],
)
def test_each_fault_is_counted(spoilt, words):
    assert any(words in one for one in structure_of(spoilt).problems)
