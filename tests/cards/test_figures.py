"""Charts as files of their own."""

import importlib.util
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.figures import figures


@pytest.fixture(scope="module")
def records():
    name = "made_records"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.mark.parametrize("kind", ["real_final", "synthetic", "service"])
def test_every_figure_stands_alone(records, kind):
    files = figures(build(getattr(records, kind)()))
    assert len(files) > 5
    for name, content in files.items():
        assert name.startswith("figures/")
        root = ElementTree.fromstring(content)
        tags = {child.tag.rpartition("}")[2]: child for child in root}
        assert {"title", "desc", "style", "defs"} <= set(tags)
        assert ("SYNTHETIC" in tags["title"].text) is (kind == "synthetic")
        assert b"url(http" not in content


def test_hostile_words_are_escaped(records):
    for content in figures(build(records.hostile("<script>alert(1)</script>"))).values():
        assert b"<script" not in content
        ElementTree.fromstring(content)
