"""`peel diff` and `peel replicate` as people use them."""

import json

import pytest


@pytest.fixture(scope="module")
def ran(tmp_path_factory, made, peel):
    """A project with two runs of one use case, and the ids of the two."""
    root = made.make(tmp_path_factory.mktemp("compared"))
    for seed in ("0", "1"):
        status, _, said = peel(root, "run", "visits", "--no-flow", "--seed", seed)
        assert status == 0, said
    return root, sorted(path.name for path in (root / ".peel" / "runs" / "visits").iterdir())


def card_of(ran):
    root, (first, _) = ran
    return root / ".peel" / "runs" / "visits" / first / "card.json"


def test_diff_exits_0_and_prints_what_differs(ran, peel):
    root, (first, second) = ran
    status, printed, _ = peel(root, "diff", first, second)
    assert status == 0
    assert printed.startswith("SYNTHETIC. Difference between two cards of visits")
    assert "Seed: 0 → 1" in printed
    status, printed, _ = peel(root, "diff", first, first)
    assert (status, "The two cards say the same." in printed) == (0, True)


def test_diff_as_json_and_as_a_page(ran, peel, tmp_path):
    root, (first, second) = ran
    found = json.loads(peel(root, "diff", first, second, "--json")[1])
    assert {"before", "after", "cautions", "parts", "summary", "schema_version"} <= set(found)
    page = tmp_path / "difference.html"
    status, printed, _ = peel(root, "diff", first, second, "--html", "--out", page)
    assert (status, printed) == (0, "")
    assert page.read_text().startswith("<!doctype html>")
    assert str(root) not in page.read_text()


def test_diff_takes_the_path_of_a_card(ran, peel):
    root, (_, second) = ran
    status, printed, _ = peel(root, "diff", card_of(ran), second)
    assert status == 0
    assert "Only cards were at hand" in printed
    assert str(root) not in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not whole JSON"),
        ("[1]", "not an object"),
        ('{"schema_version": "9.0", "body": {}, "run": {}}', "schema version 9.0"),
        ('{"schema_version": "1.0", "body": {}, "run": {}}', "This is no model card of version"),
    ],
)
def test_what_is_no_card_is_refused_by_name(ran, peel, tmp_path, text, said):
    root, (first, _) = ran
    path = tmp_path / "card.json"
    path.write_text(text)
    status, _, complained = peel(root, "diff", path, first)
    assert status == 2
    assert said in " ".join(complained.split())
    assert "Traceback" not in complained


def test_replicate_says_that_everything_is_the_same(ran, peel):
    root, _ = ran
    status, printed, _ = peel(root, "replicate", card_of(ran))
    assert (status, "Every sentence, figure and table of it is the same." in printed) == (0, True), printed


@pytest.mark.full
def test_replicate_prints_every_difference_and_exits_3(ran, peel, tmp_path):
    root, _ = ran
    document = json.loads(card_of(ran).read_text())
    document["body"]["title"] = "Another title"
    changed = tmp_path / "card.json"
    changed.write_text(json.dumps(document))
    status, printed, _ = peel(root, "replicate", changed)
    assert status == 3
    assert "1 difference." in printed
    assert "Another title" in printed


@pytest.mark.full
def test_replicate_refuses_other_data_and_names_both_digests(ran, peel, tmp_path):
    root, _ = ran
    fewer = tmp_path / "cases.csv"
    fewer.write_text("".join((root / "usecases" / "visits" / "cases.csv").read_text().splitlines(True)[:-1]))
    status, _, complained = peel(root, "replicate", card_of(ran), "--data", fewer)
    assert status == 2
    assert json.loads(card_of(ran).read_text())["body"]["recipe"]["data_sha256"] in complained.replace("\n", "")
    assert "--anyway" in complained
    status, printed, warned = peel(root, "replicate", card_of(ran), "--data", fewer, "--anyway")
    assert status == 3
    assert "The data are not those" in warned
    assert "differences" in printed
