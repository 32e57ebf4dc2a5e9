"""The card of an audit: no section that needs the model, and a prohibited use headed so everywhere."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from peel_ml.cards.build import build_audit
from peel_ml.cards.content import Figure, Paragraph, Statuses
from peel_ml.cards.markdown import to_markdown

HEADING = "Disparity audit of a prohibited use. Not evidence for adopting it."


def test_a_prohibited_use_is_headed_so_everywhere(made: ModuleType) -> None:
    card = made.card("prohibited")
    assert card.body.banner == HEADING
    assert card.body.status[0].word == HEADING
    assert card.body.summary.startswith(HEADING)
    assert to_markdown(card).startswith(f"# {HEADING}")
    assert "can never be submitted" in made.reading.texts(made.reading.part(card, "sign-off").blocks)
    allowed = made.card("allowed")
    assert allowed.body.banner == ""
    assert HEADING not in to_markdown(allowed)
    assert "never be submitted" not in to_markdown(allowed)


def test_an_audit_has_no_section_that_needs_the_model(made: ModuleType) -> None:
    card = made.card("prohibited")
    assert [section.id for section in card.body.sections] == [
        "audited",
        "rates",
        "groups",
        "limits",
        "sign-off",
        "annex",
    ]
    assert len(" ".join(s for answer in card.body.decision_sheet for s in answer.sentences).split()) < 350


def test_an_audit_prints_counts_and_rates_with_what_each_means(made: ModuleType) -> None:
    text = made.reading.texts(made.reading.part(made.card("prohibited"), "rates").blocks)
    assert "African-American 3,696 51.43% 58.82% 44.85% 27.99% 62.97% 37.03% 34.95% 63.83%" in text
    assert "African-American 3,696 990 805 532 1,369" in text
    assert "Other Too few Too few" in text
    for name in ("FPR", "FNR", "PPV", "FDR", "FOR"):
        assert name in text
    assert "45 in 100 without the outcome were flagged (95% range: 42.5 to 47.1; 1,795 rows)" in text
    assert "Kleinberg" in text


def test_every_judged_rate_of_an_audit_has_sentences_and_a_chart(made: ModuleType) -> None:
    blocks = made.reading.after(made.reading.part(made.card("prohibited"), "groups").blocks, "Race")
    assert [type(one) for one in blocks] == [Paragraph, Statuses, Figure] * 4
    assert len({one.id for one in blocks if isinstance(one, Figure)}) == 4
    assert "Share flagged among those without" in made.reading.texts(blocks)


def test_an_audit_without_a_decision_has_nothing_to_count(made: ModuleType) -> None:
    card = build_audit(replace(made.audits.prohibited(), groups=()))
    assert "nothing to count" in made.reading.texts(made.reading.part(card, "rates").blocks)
