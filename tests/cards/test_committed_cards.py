"""What the repository publishes is what its JSON says: every page is rendered again and compared, byte by byte.

After a change of the template or the words: ``make cards``, and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from peel_ml.cards.atrs import loads as read_atrs
from peel_ml.cards.atrs import to_csv, to_json
from peel_ml.cards.card import digest, loads
from peel_ml.cards.publishing import CARDS, EXAMPLES, PUBLISHED, again
from peel_ml.cli.card_publishing import example_list, register_pages
from peel_ml.errors import BadRequest

ROOT = Path(__file__).resolve().parents[2]
STALE = "is not what its JSON says: make cards"
SOURCES = sorted(path.relative_to(ROOT).as_posix() for pattern in PUBLISHED for path in ROOT.glob(pattern))
RECORDS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(f"{CARDS}/*/atrs.json"))


@pytest.mark.parametrize("source", SOURCES)
def test_a_committed_card_is_rendered_the_same_again(source: str) -> None:
    path = ROOT / source
    for name, content in again(path.name, path.read_bytes()).items():
        assert (path.parent / name).read_bytes() == content, f"{path.parent.name}/{name} {STALE}"


@pytest.mark.parametrize("source", SOURCES)
def test_a_committed_card_stands_where_it_belongs(source: str) -> None:
    path = ROOT / source
    body = loads(path.read_bytes()).body
    assert body.use_case == path.parent.name
    assert body.synthetic is source.startswith(EXAMPLES)
    assert body.view == ("public" if path.name == "public.json" else "internal")


@pytest.mark.parametrize("source", RECORDS)
def test_a_committed_transparency_record_belongs_to_its_public_card(source: str) -> None:
    path = ROOT / source
    record = read_atrs(path.read_bytes())
    assert path.read_text(encoding="utf-8") == to_json(record)
    assert path.with_name("atrs.csv").read_text(encoding="utf-8") == to_csv(record)
    assert record.card_digest == digest(loads(path.with_name("public.json").read_bytes()))


def test_the_committed_register_is_made_from_the_committed_cards() -> None:
    if not (ROOT / CARDS / "index.html").exists():
        pytest.skip("no register is committed yet")
    for name, content in register_pages(ROOT).items():
        assert (ROOT / CARDS / name).read_bytes() == content, f"{CARDS}/{name} {STALE}"
    for name, content in example_list(ROOT).items():
        assert (ROOT / EXAMPLES / name).read_bytes() == content, f"{EXAMPLES}/{name} {STALE}"


def test_a_stranger_among_the_cards_is_named(tmp_path: Path) -> None:
    folder = tmp_path / CARDS / "visits"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text('{"body": {}}')
    with pytest.raises(BadRequest, match=r"visits/card\.json cannot be read\. This is no model card"):
        register_pages(tmp_path)
