"""Charts as files of their own: a picture and its numbers."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.cards.build import build
from peel_ml.cards.content import Column, Figure, Table
from peel_ml.cards.figures import figures
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown
from peel_ml.cards.separated import to_csv


def read(content):
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def drawn(card):
    return [block for section in card.body.sections for block in section.blocks if isinstance(block, Figure)]


@pytest.mark.parametrize("kind", ["real_final", "synthetic", "service"])
def test_every_figure_stands_alone(made, kind):
    files = {name: content for name, content in figures(made.card(kind)).items() if name.endswith(".svg")}
    assert len(files) > 5
    for name, content in files.items():
        assert name.startswith("figures/SYNTHETIC-" if kind == "synthetic" else "figures/f-")
        root = ElementTree.fromstring(content)
        tags = {child.tag.rpartition("}")[2]: child for child in root}
        assert {"title", "desc", "style", "defs"} <= set(tags)
        assert ("SYNTHETIC" in tags["title"].text) is (kind == "synthetic")
        written = " ".join(child.text or "" for child in root if child.tag.endswith("}text"))
        assert ("SYNTHETIC" in written) is (kind == "synthetic")
        assert b"url(http" not in content
        used = set(re.findall(rb'(?:href="#|url\(#)([\w-]+)', content))
        assert used <= set(re.findall(rb'id="([\w-]+)"', content))


@pytest.mark.parametrize("kind", ["real_final", "synthetic", "service", "prohibited", "allowed"])
def test_every_figure_has_its_numbers_and_the_card_says_where(made, kind):
    card = made.card(kind)
    files = figures(card)
    page, text = to_html(card), to_markdown(card)
    for figure in drawn(card):
        name = f"figures/{'SYNTHETIC-' if card.body.synthetic else ''}{figure.id}.csv"
        assert name in page
        assert name in text
        head, *rows = read(files[name])
        assert head[0].startswith("SYNTHETIC ") is card.body.synthetic
        assert len(rows) == sum(len(row) > 1 for row in figure.table.rows)
        assert {len(row) for row in rows} == {len(head)}
        assert all(head)
        assert len(set(head)) == len(head)


def test_numbers_are_written_for_machines_and_withheld_cells_keep_their_words():
    table = Table(
        "Made up",
        (Column("Group"), Column("Number", True), Column("Share", True), Column("Gap (95% range)", True)),
        (
            ("Sex",),
            ("Female", "1,234", "32.1%", "−2.4 (−4.3 to −0.6)"),
            ("Male", "Withheld", "–", "Too few to report."),
            ("Age",),
            ("Under 18", "7", "0.5%", "+3.1"),
        ),
    )
    assert read(to_csv(table, synthetic=False)) == [
        ["Part", "Group", "Number", "Share, %", "Gap", "Gap, 95% range from", "Gap, 95% range to"],
        ["Sex", "Female", "1234", "32.1", "-2.4", "-4.3", "-0.6"],
        ["Sex", "Male", "Withheld", "–", "Too few to report.", "", ""],
        ["Age", "Under 18", "7", "0.5", "3.1", "", ""],
    ]


def test_lines_end_as_the_standard_says_and_quotes_are_doubled():
    table = Table("Made up", (Column("Group"), Column("Words")), (('A "b", c', "two\nlines"),))
    assert to_csv(table, synthetic=True) == b'SYNTHETIC Group,Words\r\n"A ""b"", c",two lines\r\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r\n+", "＝", "|", "%"])
def test_nothing_from_outside_is_run_as_a_formula(start):
    table = Table("Made up", (Column("Group"), Column("Number", True)), ((f"{start}cmd()", f"{start}1+1"),))
    (_, row) = read(to_csv(table, synthetic=False))
    assert all(cell.startswith("'") for cell in row)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1), st.booleans())
def test_whatever_a_cell_holds_a_spreadsheet_sees_words_or_a_number(rows, synthetic):
    table = Table("Made up", (Column("Group"), Column("Number", True)), tuple(rows))
    head, *body = read(to_csv(table, synthetic=synthetic))
    assert len(body) == len(rows)
    for row in body:
        assert len(row) == len(head)
        for cell in row:
            assert not re.match(r"\s*[=+@＝＋－＠|%]", cell)
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)


def test_hostile_words_are_escaped(made):
    for name, content in figures(build(made.hostile("<script>alert(1)</script>"))).items():
        if name.endswith(".svg"):
            assert b"<script" not in content
            ElementTree.fromstring(content)
