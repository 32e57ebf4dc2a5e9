"""A record at a glance: what a notebook shows, for records of every kind."""

import html
import re

import html5lib
import pytest

from peel_ml.results.headline import headline

KINDS = ("real_final", "synthetic", "service", "bare", "hollow", "prohibited", "allowed")


def record_of(made, name):
    return made.AUDITS[name]() if name in made.AUDITS else made.RUNS[name]()


@pytest.mark.parametrize("name", KINDS)
def test_it_says_what_the_record_says_in_html_that_holds(made, name):
    record = record_of(made, name)
    said, page = headline(record), record._repr_html_()
    html5lib.HTMLParser(strict=True).parseFragment(page)
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    assert ("SYNTHETIC" in text) == said.synthetic
    assert said.run_id in text
    for verdict, count in said.verdicts.items():
        words = {"outside": "outside the limit", "cannot_tell": "cannot be told", "within": "within the limit"}
        assert (f"{count} {words[verdict]}" in text) == bool(count)
    if said.figure.value is not None:
        assert f"{said.figure.value:.3f}" in text
    # It takes the colours of whatever page it stands in, light or dark.
    assert not re.search(r"color:(?!inherit)|background:(?!none)|<script|<style|<img", page)
    assert page == record._repr_html_()


def test_a_study_is_shown_as_a_run_is(made):
    record = made.studies.forecast()
    page = record._repr_html_()
    html5lib.HTMLParser(strict=True).parseFragment(page)
    assert record.provenance.run_id in page
    assert f"{headline(record).figure.value:.3f}" in page


def test_words_from_outside_are_escaped(made):
    page = made.hostile('<script>alert(1)</script>"><img src=x onerror=alert(1)>')._repr_html_()
    assert "<script" not in page
    assert "<img" not in page


def test_a_prohibited_use_stands_under_its_heading(made):
    record = record_of(made, "prohibited")
    assert html.escape(record.heading) in record._repr_html_()
