"""What a card may say, where, and how it treats words that are not its own."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.content import Figure
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown
from peel_ml.cards.reading import apart, of_sheet
from peel_ml.cards.sections.groups import LAW
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.findings import Finding
from peel_ml.results.tuning import Sampled
from tests.cards.made import AUDITS, RUNS
from tests.cards.made.reading import visible

CARDS = (*RUNS, *AUDITS)
TECHNICAL = re.compile(r"\b(?:ROC|AUC|Brier|ECE|log[ -]loss|G\d\d|J\d\d?|SHAP)\b", re.I)
UNWANTED = re.compile(r"\b(?:compliant|compliance|bias|biased|discriminat\w+|committed|TODO|TBC|TBD)\b", re.I)


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


def test_hollow_record_shows_reasons_and_no_python_words(made: ModuleType) -> None:
    page = visible(to_html(made.card("hollow")))
    assert not re.search(r"\b(?:None|nan|NaN|inf|True|False)\b", page)
    assert "one class only" in page
