"""What a card may say, where, and how it treats words that are not its own."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.content import Figure
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown
from peel_ml.cards.reading import apart, of_sheet
from peel_ml.cards.sections import worst
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.sections.groups import LAW
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.findings import Finding
from peel_ml.results.tuning import Sampled

RECORDS = ("real_final", "synthetic", "service", "hollow", "bare")
CARDS = (*RECORDS, "prohibited", "allowed")
TECHNICAL = re.compile(r"\b(?:ROC|AUC|Brier|ECE|log[ -]loss|G\d\d|J\d\d?|SHAP)\b", re.I)
UNWANTED = re.compile(r"\b(?:compliant|compliance|bias|biased|discriminat\w+|committed|TODO|TBC|TBD)\b", re.I)


def visible(page: str) -> str:
    """Return the text a reader sees."""
    page = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def above_the_annex(page: str) -> str:
    return visible(page[: page.index('<section id="annex"')])


@pytest.mark.parametrize("name", CARDS)
def test_no_technical_words_above_the_annex(made: ModuleType, name: str) -> None:
    card = made.card(name)
    assert not TECHNICAL.findall(above_the_annex(to_html(card)))
    assert not TECHNICAL.findall(to_markdown(card).split("## Technical annex")[0])


@pytest.mark.parametrize("name", CARDS)
def test_no_unwanted_words_anywhere(made: ModuleType, name: str) -> None:
    card = made.card(name)
    page = visible(to_html(card))
    assert not [word for word in UNWANTED.findall(page) if word != "committed"]
    assert "uncommitted" in page or "committed" not in page


@pytest.mark.parametrize("name", CARDS)
def test_capitals_only_for_the_synthetic_label_and_no_italics(made: ModuleType, name: str) -> None:
    page = to_html(made.card(name))
    shouted = set(re.findall(r"\b[A-Z]{5,}\b", above_the_annex(page)))
    assert shouted <= {"SYNTHETIC"}
    assert not re.search(r"<(?:i|em|u)\b", page)
    assert "italic" not in page


JARGON = re.compile(
    r"\b(?:percentiles?|metrics?|calibrat\w+|confidence|p-values?|odds|coefficients?|regression|gradient|boost\w+|lightgbm|"
    r"optuna|shapley|threshold|algorithm\w*|baseline|null|hypothes\w+|significan\w+|standard deviation|quantiles?|"
    r"intervals?|priors?|parameters?|precision|recall|specificity|sensitivity|false (?:positive|negative)s?|"
    r"in the right order|strata|covariates?|variance|mean|median|probabilit\w+|likelihood|test set|outliers?)\b",
    re.I,
)


@pytest.mark.parametrize("name", CARDS)
def test_the_decision_sheet_has_no_word_that_only_a_data_scientist_knows(made: ModuleType, name: str) -> None:
    card = made.card(name)
    generated, _ = apart(of_sheet(card.body.decision_sheet), made.DECLARED.get(name, {}))
    assert generated
    # Declared words stand in quotation marks: they are not ours to choose.
    said = re.sub("“[^”]*”", "", " ".join(generated))
    said += " ".join(f"{tile.label} {tile.detail}" for tile in card.body.key_facts)
    assert not JARGON.findall(said)
    assert not TECHNICAL.findall(said)


def test_the_list_of_words_finds_them() -> None:
    for word in (
        "Its AUC is fine",
        "5 more in the right order",
        "the 95th percentile",
        "well calibrated",
        "the odds",
    ):
        assert JARGON.search(word) or TECHNICAL.search(word)


def sheet_words(card: Card) -> int:
    """Count what stands on the page: the title, the status line and the five questions."""
    parts = [card.body.title, *(one.word for one in card.body.status)]
    for answer in card.body.decision_sheet:
        parts += [answer.question, *answer.sentences]
    return len(" ".join(parts).split())


@pytest.mark.parametrize("name", RECORDS)
def test_decision_sheet_is_five_questions_in_350_words(made: ModuleType, name: str) -> None:
    card = build(getattr(made, name)())
    assert len(card.body.decision_sheet) == 5
    assert all(answer.sentences for answer in card.body.decision_sheet)
    assert sheet_words(card) <= 350
    assert [answer.question for answer in card.body.decision_sheet] == [
        "What is it for?",
        "Does it work better than today?",
        "Does it work differently for different groups?",
        "What is not known?",
        "What am I asked to decide?",
    ]


@pytest.mark.parametrize("times", [1, 6, 80])
@pytest.mark.parametrize("stop", [".", ","])
def test_decision_sheet_stays_short_when_the_declaration_is_long(made: ModuleType, times: int, stop: str) -> None:
    record = made.real_final()
    said = " ".join([f"this is one more sentence about it{stop}"] * times)
    long = made.declaration(
        plain_description=said,
        out_of_scope_uses=[said] * 3,
        limitations=[said],
        decision={"type": "service", "asked_of_reviewer": said},
        harms={kind: {"who": said, "harm": said, "severity": 4} for kind in ("false_positive", "false_negative")},
    )
    card = build(replace(record, provenance=replace(record.provenance, declaration=long)))
    assert sheet_words(card) <= 350
    assert all(answer.sentences for answer in card.body.decision_sheet)


def test_the_decision_sheet_says_who_could_be_hurt_and_the_widest_gap(made: ModuleType) -> None:
    record = made.real_final()
    sheet = build(record).body.decision_sheet
    groups, ask = " ".join(sheet[2].sentences), " ".join(sheet[4].sentences)
    harmed = record.provenance.declaration["harms"]
    for kind in ("false_positive", "false_negative"):
        assert harmed[kind]["who"].rstrip(".").lower() in ask.lower()
    lowest = min(
        (
            row
            for row in record.fairness
            if row.metric == "observed_minus_expected" and row.missing == "complete_case" and row.difference_shown
        ),
        key=lambda row: row.difference,
    )
    assert lowest.difference < 0
    said = re.search(r"The widest gap (?:we can show )?against a group: (.*?\(95% range: .*?\))", groups)
    assert said is not None
    assert f"“{lowest.group}”" in said[1]
    assert f"{-100 * lowest.difference:.1f} fewer had the outcome" in said[1]
    assert f"{-100 * lowest.difference_high:.1f} to {-100 * lowest.difference_low:.1f} fewer; {lowest.n:,} " in said[1]


def test_a_gap_is_called_the_widest_only_where_no_figure_is_held_back(made: ModuleType) -> None:
    record = made.real_final()
    evidence = evidence_of(record, declaration_of(record))
    measured = tuple(row for row in evidence.rows if row.difference is not None)
    assert worst.sentences(replace(evidence, rows=measured))[0].startswith("The widest gap against a group: ")
    assert measured != evidence.rows
    assert worst.sentences(evidence)[0].startswith("The widest gap we can show against a group: ")


def test_a_group_whose_record_changed_is_named_with_care(made: ModuleType) -> None:
    record = made.real_final()
    plain = " ".join(build(record).body.decision_sheet[2].sentences)
    assert "The way it is recorded has changed" not in plain
    group = re.search(r"of “([^”]*)” \(([^)]*)\)", plain)
    assert group is not None
    evidence = tuple(
        {"column": column, "label": label}
        for column in record.provenance.declaration["protected"]["measured"]
        for label in re.split(r", ", group[1])
    )
    changed = Finding("vocabulary-break", "warn", "Labels change", "They do.", "Look.", evidence)
    told = build(replace(record, findings=(*record.findings, changed))).body.decision_sheet[2]
    assert "The way it is recorded has changed" in " ".join(told.sentences)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.05, 0.04, 0.06, "Works better than today’s method"),
        (0.01, -0.01, 0.03, "No useful model: not shown to work better than today’s method."),
        (-0.05, -0.06, -0.04, "No useful model: it works worse than today’s method."),
        (None, None, None, "How it compares with today’s method could not be measured."),
    ],
)
def test_the_headline_is_what_was_found_in_one_line(
    made: ModuleType, value: float | None, low: float | None, high: float | None, said: str
) -> None:
    record = made.real_final()
    today = PairedDifference(baseline="previous_process", metric=record.scores.primary, value=value, low=low, high=high)
    scores = replace(record.scores, comparisons=(today,))
    body = build(replace(record, scores=scores)).body
    assert body.headline.startswith(said)
    assert len(body.headline) < 200
    assert re.search(r"A difference is shown for \w+ of \d+ groups; ", body.headline)
    opening = {True: "Yes.", False: "No.", None: "That is not shown."}
    if value is None:
        assert body.decision_sheet[1].sentences[0] == "That is not known."
    else:
        better = True if low > 0 else False if high < 0 else None
        assert body.decision_sheet[1].sentences[0] == opening[better]


def test_findings_name_columns_as_a_reader_knows_them(made: ModuleType) -> None:
    record = made.real_final()
    raw = Finding(
        "dead-column",
        "warn",
        "Columns without information",
        "2 columns are blank: self_defined_ethnicity and never_declared_one (`type` is not).",
        "Drop never_declared_one.",
    )
    section = made.reading.part(build(replace(record, findings=(raw,))), "data")
    text = made.reading.texts(section.blocks)
    assert "“Ethnicity as the person described it” and “Never declared one” (“Type” is not)" in text
    assert "Drop “Never declared one”" in made.reading.texts(section.blocks, fixes=True)
    assert "self_defined_ethnicity and" not in text


def test_synthetic_is_said_in_the_title_and_on_every_figure(made: ModuleType) -> None:
    card = made.card("synthetic")
    page = to_html(card)
    assert "<title>SYNTHETIC. " in page
    assert re.search(r"<h1><span class=\"syn\">SYNTHETIC</span>", page)
    captions = re.findall(r"<figcaption.*?</figcaption>", page, re.S)
    assert captions
    assert all("SYNTHETIC" in caption for caption in captions)
    # A picture's accessible name is the text of what it is labelled by.
    names = re.findall(r'<svg[^>]*role="img" aria-labelledby="([^" ]+)"', page)
    assert len(names) >= len(captions)
    for name in names:
        labelled = re.search(rf'<figcaption id="{re.escape(name)}">(.*?)</figcaption>', page, re.S)
        assert labelled is not None
        assert re.sub("<[^>]+>", "", labelled[1]).startswith("SYNTHETIC")
    assert to_markdown(card).startswith("# SYNTHETIC. ")
    assert "SYNTHETIC" not in to_html(made.card("real_final"))


def test_validation_and_held_out_are_told_apart(made: ModuleType) -> None:
    assert "The held-out period was not opened" in to_html(made.card("synthetic"))
    final = to_html(made.card("real_final"))
    assert "This is the second model that was scored on it." in final
    assert "Exploring. Not submitted for sign-off" in final


def test_an_audit_has_no_operating_point_and_a_service_is_meant_for_people(made: ModuleType) -> None:
    audit, service = to_html(made.card("real_final")), to_html(made.card("service"))
    assert "No operating point." in audit
    assert "f-hundred" not in audit
    assert 'id="f-hundred"' in service
    assert "A person is meant to make the decision." in service


@pytest.mark.parametrize("name", ["real_final", "synthetic"])
def test_all_nine_characteristics_and_every_group_are_listed(made: ModuleType, name: str) -> None:
    record = getattr(made, name)()
    for text in (visible(to_html(build(record))), to_markdown(build(record))):
        for characteristic in (
            "Age",
            "Disability",
            "Gender reassignment",
            "Marriage and civil partnership",
            "Pregnancy and maternity",
            "Race",
            "Religion or belief",
            "Sex",
            "Sexual orientation",
        ):
            assert characteristic in text
        assert LAW in text
        assert "an example. Nobody has agreed it" in text
    page = visible(to_html(build(record)))
    assert all(row.group in page for row in record.fairness)
    assert "Too few to report" in page


def test_a_characteristic_nobody_accounted_for_is_said_so(made: ModuleType) -> None:
    page = visible(to_html(made.card("hollow")))
    assert page.count("Not accounted for") == 9
    assert "We could check 0 of 9" in page


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.0, 0.0, 0.0, "bought nothing: with fixed settings the model does exactly the same"),
        (
            0.012,
            0.004,
            0.02,
            "bought this much over fixed ones: 1.2 more right picks in 100 (95% range: 0.4",
        ),
        (0.002, -0.004, 0.008, "is not shown to have bought anything over fixed ones: 0.2 more right picks"),
        (
            -0.01,
            -0.02,
            -0.004,
            "did harm compared with fixed ones: 1.0 fewer right picks in 100 (95% range: 0.4",
        ),
        (None, None, None, "bought could not be measured"),
    ],
)
def test_what_the_search_for_settings_bought_is_said_plainly(
    made: ModuleType, value: float | None, low: float | None, high: float | None, said: str
) -> None:
    record = made.real_final()
    fixed = PairedDifference(baseline="lightgbm_fixed", metric="roc_auc", value=value, low=low, high=high)
    scores = replace(record.scores, comparisons=(*record.scores.comparisons, fixed))
    card = build(replace(record, scores=scores))
    page, text = to_html(card), to_markdown(card)
    for works, annex in (
        (above_the_annex(page), visible(page[page.index('<section id="annex"') :])),
        text.split("\n## Technical annex\n"),
    ):
        assert said in works
        assert "fixed settings, no search" in annex
    assert "Was tuning worth it?" not in to_html(build(record))


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (Estimate(0.004, 0.001, 0.007), "made this difference: 0.40 more right picks in 100 (95% range: 0.10 to 0.70)"),
        (Estimate(-0.004, -0.007, -0.001), "made this difference: 0.40 fewer right picks in 100 (95% range: 0.10 to"),
        (Estimate(0.0001, -0.001, 0.002), "is not shown to make a difference: 0.01 more right picks in 100"),
        (Estimate(0.0, reason="fewer than 30 clusters"), "could not be measured: fewer than 30 clusters"),
    ],
)
def test_a_search_on_a_part_of_the_rows_is_told_with_what_it_cost(made: ModuleType, gain: Estimate, said: str) -> None:
    record = made.real_final()
    sampled = Sampled(500_000, 9_876_543, "drawn at random", 700, gain, 1_975_308)
    page = above_the_annex(to_html(build(replace(record, tuning=replace(record.tuning, sampled=sampled)))))
    assert "searched on 500,000 of the 9,876,543 rows, drawn at random" in page
    assert said in page
    assert "searched on" not in above_the_annex(to_html(build(record)))


def test_what_cannot_be_told_is_named_beside_what_is_shown(made: ModuleType) -> None:
    record = made.real_final()
    unsure = tuple(
        replace(row, verdict="cannot_tell") if row.verdict in ("within", "outside") else row for row in record.fairness
    )
    card = build(replace(record, fairness=unsure))
    groups = next(section for section in card.body.sections if section.id == "groups")
    headlines = [
        block.headline for block in groups.blocks if isinstance(block, Figure) and block.id.startswith("f-group-")
    ]
    # Where disclosure control holds every figure of a measure back, there is nothing that could be told.
    told = [headline for headline in headlines if not headline.startswith("No figure can be given")]
    assert told
    assert all("we cannot tell for" in headline for headline in told)
    assert not any("within" in headline or "outside" in headline for headline in headlines)


def test_percentages_that_match_in_few_bands_are_not_met(made: ModuleType) -> None:
    record = made.real_final()
    calibration = record.scores.calibration
    bins = tuple(replace(one, observed=replace(one.observed, low=0.99, high=1.0)) for one in calibration.bins)
    slope = replace(calibration.slope, value=1.0, low=0.95, high=1.05)
    scores = replace(record.scores, calibration=replace(calibration, bins=bins, slope=slope))
    checks = build(replace(record, scores=scores)).body.checks
    told = next(one for one in checks if one.title == "The percentages match what happened")
    assert told.outcome == "look_closer"


def test_open_questions_show_as_not_yet_answered(made: ModuleType) -> None:
    page = visible(to_html(made.card("hollow")))
    assert page.count("Not yet answered") > 15
    assert "Which decision it informs" in page


HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a | b `c` *d* [e](javascript:alert(1)) <img src=x>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% raw %}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_from_data_and_declarations_are_escaped(made: ModuleType, text: str) -> None:
    card = build(made.hostile(text))
    page = to_html(card)
    body = page[page.index("<body>") :]
    assert body.count("<script>") == 1
    assert not re.search(r"<(?:img|iframe)|<svg onload|\son\w+=", re.sub(r">[^<]*<", "><", body))
    assert " ".join(text.split()) in " ".join(visible(page).split())
    for line in to_markdown(card).splitlines():
        if not line.startswith("|"):
            assert not re.search(r"(?<!\\)<\w|(?<!\\)\]\(", line)


def test_markdown_tables_keep_their_columns(made: ModuleType) -> None:
    for record in (made.hostile("a | b"), made.real_final()):
        width = None
        for line in to_markdown(build(record)).splitlines():
            if not line.startswith("|"):
                width = None
                continue
            bars = len(re.findall(r"(?<!\\)\|", line))
            width = width or bars
            assert bars == width, line


def test_hollow_record_shows_reasons_and_no_python_words(made: ModuleType) -> None:
    page = visible(to_html(made.card("hollow")))
    assert not re.search(r"\b(?:None|nan|NaN|inf|True|False)\b", page)
    assert "one class only" in page
