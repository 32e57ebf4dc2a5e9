"""Labels and figures nobody would choose: shown as they are, or refused by name. Never a traceback, never a blank."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import replace
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from peel_ml.cards.build import build, build_audit
from peel_ml.cards.card import Card, dumps, loads
from peel_ml.cards.content import Figure, Fold, Table
from peel_ml.cards.figures import figures
from peel_ml.cards.plain import BLANK, UNKNOWN, plain
from peel_ml.cards.render import render
from peel_ml.disclosure import PUBLIC
from peel_ml.errors import PeelError
from peel_ml.results.fairness import FairnessAssessment

GROUP = "Black, Black British, Caribbean or African"
TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "broken markup": "a</td></table></details><!-- \" ' & &lt; &#0; ]]> <",
    "Markdown": "[a](javascript:x) ![b](c) | d `e` **f** __g__ ~~h~~ $i$ \\",
    "leading Markdown": "# a",
    "a list": "- 1. > a",
    "template": "{{ 7 * 7 }} {% raw %} ${x} %s {0}",
    "right to left": "\u05d0\u05d1\u05d2 \u0639\u0631\u0628\u064a 12",
    "override": "a \u202eb \u2066c \u200fd",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x85f\ufeffg\ufffeh",
    "lines": "a\r\n\r\nb\n\n# c\u2028d\te",
    "long": "a very long label " * 17,
    "one long word": "x" * 300,
    "combining": "a" + "\u0301" * 60,
    "other scripts": "日本語 ไทย हिन्दी 👩‍👩‍👧‍👦",
    "digits": "1. 2) 3",
    "one character": "|",
}
TAGS = re.compile(
    "a|b|body|br|button|caption|circle|code|dd|defs|desc|details|div|dl|dt|fieldset|figcaption|figure|footer|g|h[1-4]|head|"
    "header|html|input|label|legend|li|line|main|marker|meta|nav|ol|p|path|rect|script|section|small|span|strong|style|"
    "summary|svg|symbol|table|tbody|td|text|th|thead|time|title|tr|ul|use"
)


def spoiled(made: ModuleType, texts: list[str]) -> Card:
    """A card in which the first text is a declared word and a group, and every one a borough."""
    boroughs = dict(zip(made.BOROUGHS, texts, strict=False))
    record = made.relabelled(made.bare(), {GROUP: texts[0], **boroughs})
    words = {"title": texts[0], "question": texts[0], "limitations": texts, "people": {"team": texts[0]}}
    declared = {**record.provenance.declaration, **words}
    return build(replace(record, provenance=replace(record.provenance, declaration=declared)))


def words_of(text: str) -> str:
    """What a reader sees of a text: spaces as one, nothing unseen."""
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


def parsed(page: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def tables_of(card: Card) -> list[Table]:
    found: list[Table] = []
    for section in card.body.sections:
        for block in section.blocks:
            parts = block.blocks if isinstance(block, Fold) else (block,)
            found += [part for part in parts if isinstance(part, Table)]
            found += [block.table] if isinstance(block, Figure) else []
    return found


def check_html(page: str, texts: list[str]) -> None:
    tree = parsed(page)
    tags = {one.tag.rpartition("}")[2] for one in tree.iter() if isinstance(one.tag, str)}
    assert [one for one in tags if not TAGS.fullmatch(one)] == []
    scripts = [one for one in tree.iter() if isinstance(one.tag, str) and one.tag.endswith("script")]
    assert len(scripts) == 1
    names = {name for one in tree.iter() for name in one.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert {one.get("href")[0] for one in tree.iter() if one.get("href")} == {"#"}
    seen = words_of("".join(tree.itertext()))
    assert [text for text in texts if words_of(plain(text)) not in seen] == []
    # Isolated, so that no text turns the ones beside it around; as many opened as closed.
    assert page.count("\u2068") == page.count("\u2069")
    assert not re.search("[\u202a-\u202e\u2066\u2067\u200e\u200f]", page)


def check_markdown(page: str, card: Card, texts: list[str]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = Counter(token.type for token in tokens)
    assert kinds["table_open"] == len(tables_of(card))
    assert kinds["tr_open"] == sum(1 + len(table.rows) for table in tables_of(card))
    assert kinds["td_open"] == sum(len(table.columns) * len(table.rows) for table in tables_of(card))
    assert kinds["heading_open"] == len([line for line in page.splitlines() if re.match("#{1,4} ", line)])
    for kind in ("html_block", "fence", "code_block", "hr", "blockquote_open", "ordered_list_open"):
        assert not kinds[kind], kind
    assert not {"html_inline", "link_open", "image", "s_open"} & {child.type for child in inline}
    codes = {child.content for child in inline if child.type == "code_inline"}
    assert [one for one in codes if not re.fullmatch(r"[A-Za-z0-9_ ./-]+", one)] == []
    seen = words_of(" ".join("".join(child.content for child in token.children or ()) for token in tokens))
    assert [text for text in texts if words_of(plain(text)) not in seen] == []


def check(card: Card, *texts: str) -> None:
    files = render(card)
    check_html(files["card.html"].decode(), list(texts))
    check_markdown(files["card.md"].decode(), card, list(texts))
    assert loads(files["card.json"]) == card
    for name, drawn in figures(card).items():
        if name.endswith(".svg"):
            tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(drawn.decode()).iter()}
            assert [one for one in tags if not TAGS.fullmatch(one)] == []


@pytest.mark.parametrize("first", [0, 6])
def test_every_text_is_shown_as_it_is(made: ModuleType, first: int) -> None:
    texts = list(TEXTS.values())
    texts = texts[first:] + texts[:first]
    check(spoiled(made, texts), *texts)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_is_shown_as_it_is_in_an_audit(made: ModuleType, text: str) -> None:
    check(build_audit(made.relabelled(made.audits.prohibited(), {"African-American": text})), text)


def test_every_text_is_shown_as_it_is_in_public(made: ModuleType) -> None:
    texts = list(TEXTS.values())
    record = made.relabelled(made.bare(), dict(zip(made.BOROUGHS, texts, strict=False)))
    # Words in figures that the public view leaves out are left out with them.
    check(build(record, PUBLIC))


ALPHABET = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from("<>&\"'`*_[](){}#|~\\-=+.!:/ \n\r\t\x00\u202e\u2069\u05d0\u0661\ufeff\u2028"),
)


@pytest.fixture(scope="module")
def whole(made: ModuleType) -> Card:
    card: Card = made.card("real_final")
    return card


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # To find a smaller example takes minutes.
    phases=[Phase.explicit, Phase.generate],
)
@given(st.text(ALPHABET, min_size=1, max_size=40))
def test_whatever_is_written_the_page_holds(made: ModuleType, whole: Card, text: str) -> None:
    check(
        made.relabelled(whole, {GROUP: text, "Controlled drugs": text, whole.body.title: text}),
        text if text.strip() else BLANK,
    )


@pytest.mark.full
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(st.text(ALPHABET, min_size=1, max_size=40), min_size=1, max_size=8))
def test_whatever_is_recorded_the_card_holds(made: ModuleType, texts: list[str]) -> None:
    check(spoiled(made, texts), *(text for text in texts if text.strip()))


@given(st.text(ALPHABET))
def test_plain_text_holds_nothing_unseen(text: str) -> None:
    got = plain(text)
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\u2028\u2029\ufeff\ufffe]", got)
    assert got.count("\u2068") == got.count("\u2069")
    assert len(re.sub("[\u2068\u2069]", "", got)) == len(text)


def test_half_a_character_can_be_written(made: ModuleType) -> None:
    files = render(build(made.hostile("a\ud800b")))
    assert f"a{UNKNOWN}b" in files["card.html"].decode()
    assert f"a{UNKNOWN}b" in files["card.json"].decode()


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_label_is_no_blank(made: ModuleType, text: str) -> None:
    tree = parsed(render(spoiled(made, [text]))["card.html"].decode())
    for one in tree.iter():
        if one.tag in ("h1", "h2", "h3", "li", "dd", "dt", "th", "td", "caption"):
            assert "".join(one.itertext()).strip(), one.tag
    assert BLANK in "".join(tree.itertext())


# Figures


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", ["scores.metrics.roc_auc.value", "scores.metrics.roc_auc.low", "fairness.0.estimate"])
def test_a_figure_that_is_no_number_is_refused_by_name(made: ModuleType, value: float, place: str) -> None:
    record = made.real_final()
    if place.startswith("fairness"):
        record = replace(record, fairness=(replace(record.fairness[0], estimate=value), *record.fairness[1:]))
    else:
        metrics = dict(record.scores.metrics)
        metrics["roc_auc"] = replace(metrics["roc_auc"], **{place.rpartition(".")[2]: value})
        record = replace(record, scores=replace(record.scores, metrics=metrics))
    with pytest.raises(PeelError, match=re.escape(f"{place} is no finite number")):
        build(record)


def test_a_figure_of_an_audit_that_is_no_number_is_refused_by_name(made: ModuleType) -> None:
    audit = made.audits.prohibited()
    audit = replace(audit, verdicts=(replace(audit.verdicts[0], estimate=math.nan), *audit.verdicts[1:]))
    with pytest.raises(PeelError, match=re.escape("verdicts.0.estimate is no finite number")):
        build_audit(audit)


def test_no_figure_that_is_no_number_can_be_read_in(made: ModuleType) -> None:
    card = dumps(made.card("hollow"))
    with pytest.raises(PeelError):
        loads(card.replace('"synthetic": false', '"synthetic": NaN'))


# Groups


def groups_of(made: ModuleType, names: list[str], n: int | None = None) -> Any:
    """The made record with these groups of self-defined ethnicity, each with the figures of one there is."""
    record = made.real_final()
    first = next(row for row in record.fairness if row.characteristic == "ethnicity_self" and row.group == GROUP)
    others = tuple(row for row in record.fairness if row.characteristic != "ethnicity_self")
    new = tuple(replace(first, group=name, n=first.n if n is None else n) for name in names)
    return replace(made.bare(), fairness=(*new, *others))


def test_sixty_groups_are_all_listed(made: ModuleType) -> None:
    names = [f"Group number {number} of sixty" for number in range(1, 61)]
    card = build(groups_of(made, names))
    files = render(card)
    seen = words_of("".join(parsed(files["card.html"].decode()).itertext()))
    for name in names:
        assert name in seen
        assert name in files["card.md"].decode()
    check(card, names[-1])


def test_a_group_of_one_person_is_listed_without_figures(made: ModuleType) -> None:
    card = build(groups_of(made, ["A group of one", "White", "Other ethnic group"], n=1))
    page = words_of("".join(parsed(render(card)["card.html"].decode()).itertext()))
    assert "A group of one" in page
    for table in tables_of(card):
        for row in table.rows:
            if row[0] == "A group of one" and len(row) > 1:
                assert "1" not in row[1:]
    assert not re.search(r"A group of one[^.]{0,80}\b(?:1 person|1 people|n = 1)\b", page)


def test_no_protected_data_at_all(made: ModuleType) -> None:
    record = made.bare()
    old = record.fairness_assessment
    none = FairnessAssessment(
        (), (), old.tolerance, old.metric, old.worse, 0, None, (), old.policy_version, "No protected data."
    )
    card = build(replace(record, fairness=(), fairness_assessment=none))
    check(card, "protected characteristics")
    answer = " ".join(next(one for one in card.body.decision_sheet if "different" in one.question).sentences)
    assert (
        "0 of 9" in answer or "none of the 9" in answer.lower() or "nobody" in answer.lower() or "no " in answer.lower()
    )
    assert "same for" not in answer


def test_an_empty_declaration_still_gives_a_whole_card(made: ModuleType) -> None:
    card = build(replace(made.hollow(), provenance=replace(made.hollow().provenance, declaration={})))
    check(card, card.body.title)
    assert all(" ".join(one.sentences).strip() for one in card.body.decision_sheet)


# Records


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema_version": "2.0"}, "is of schema version 2.0"),
        ({"schema_version": None}, "schema_version is missing"),
        ({"colour": "red"}, "colour: this version of PEEL ML does not know this part"),
        ({"data": None}, "data: input should be"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_by_name(
    made: ModuleType, change: dict[str, Any], sentence: str
) -> None:
    from peel_ml.results.record import dumps, loads

    document = json.loads(dumps(made.real_final()))
    with pytest.raises(PeelError) as refused:
        loads(json.dumps({**document, **change}))
    assert sentence in str(refused.value)


def test_a_record_of_the_first_version_gives_a_card(made: ModuleType) -> None:
    """What later versions added is optional: without it the card says that it was not measured."""
    from peel_ml.results.record import dumps, loads

    document = json.loads(dumps(made.bare()))
    later = ("identifiers", "rerun", "stability", "artefacts", "missing", "within_groups", "label_bias", "proxies")
    old = {name: part for name, part in document.items() if name not in later}
    old["data"].pop("timeline")
    check(build(loads(json.dumps({**old, "schema_version": "1.0"}))), "Stop and search")
