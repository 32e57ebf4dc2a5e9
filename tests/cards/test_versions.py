"""Cards of every version there has been stay readable, and keep the digest they were signed by."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from peel_ml.cards.card import digest, dumps, loads
from peel_ml.cards.render import render
from peel_ml.errors import BadRequest

OLD = sorted(Path(__file__).with_name("fixtures").glob("card-*.json"))
"""One card of every version, kept for ever and never written again."""
CHARTS = {
    "card-1.0": {"intervals", "bars", "panels", "calibration", "icons", "lines", "scatter"},
    "card-1.1": {"bars", "calibration", "intervals", "many", "panels", "time", "timeline"},
}
FIRST = OLD[0].read_text(encoding="utf-8")


def changed(**more: Any) -> str:
    return json.dumps({**json.loads(FIRST), **more})


def test_there_is_a_card_of_the_first_version() -> None:
    assert [path.name for path in OLD][:1] == ["card-1.0.json"]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_old_cards_are_read_and_written_again_as_they_were(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_old_cards_keep_their_digest(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = json.dumps(json.loads(text)["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest(loads(text)) == hashlib.sha256(body.encode()).hexdigest()


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_old_cards_still_render(path: Path) -> None:
    card = loads(path.read_bytes())
    files = render(card)
    for words in (card.body.title, card.body.decision_sheet[-1].question, digest(card)):
        assert words in files["card.html"].decode()
        assert words in files["card.md"].decode()
    kinds = {block.chart.kind for section in card.body.sections for block in section.blocks if block.kind == "figure"}
    assert kinds == CHARTS[path.stem]
    assert files["card.html"].decode().count("<figure") > 8


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed(schema_version="2.0"), "schema version 2.0; this PEEL ML reads version 1. Update"),
        (changed(schema_version="0.9"), "reads version 1. Make it again with `peel card RUN --format json`"),
        (changed(schema_version=1.0), "its schema_version is missing or no version"),
        (changed(schema_version="٢.٠"), "its schema_version is missing or no version"),
        (changed(schema_version="1." + "9" * 5000), "its schema_version is missing or no version"),
        (json.dumps({"title": "?"}), "its schema_version is missing or no version"),
        ("[]", "it holds a list, not an object"),
        ("", "it is not whole JSON"),
        (FIRST[: len(FIRST) // 2], "it is not whole JSON"),
        (b"\xff\xfe\x00", "it is not whole JSON"),
        ("[" * 100_000, "it is not whole JSON"),
        (FIRST.replace('"low": 0.', '"low": NaN, "was": 0.', 1), "is no finite number"),
        (changed(body={"title": "only"}), "body.use_case: field required"),
        (changed(more=1), "more: this version of PEEL ML does not know"),
        (changed(body=json.loads(FIRST)["body"] | {"colour": 1}), "body.colour: this version"),
        (FIRST.replace('"kind": "paragraph"', '"kind": "film"', 1), "input tag 'film' found"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(text: str | bytes, sentence: str) -> None:
    with pytest.raises(BadRequest) as refused:
        loads(text)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 3000


def test_a_later_minor_version_is_read_where_nothing_is_lost() -> None:
    assert loads(changed(schema_version="1.9")).body == loads(FIRST).body


def test_a_text_is_no_number() -> None:
    with pytest.raises(BadRequest, match="valid boolean"):
        loads(changed(body=json.loads(FIRST)["body"] | {"synthetic": "false"}))


def test_a_refusal_holds_no_values() -> None:
    body = json.loads(FIRST)["body"]
    with pytest.raises(BadRequest) as refused:
        loads(changed(body={**body, "synthetic": "a secret", "view": "a secret"}))
    assert "secret" not in str(refused.value)
