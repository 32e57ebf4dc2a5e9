"""Charts as files of their own."""

from xml.etree import ElementTree

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.figures import figures


@pytest.mark.parametrize("kind", ["real_final", "synthetic", "service"])
def test_every_figure_stands_alone(made, kind):
    files = figures(build(getattr(made, kind)()))
    assert len(files) > 5
    for name, content in files.items():
        assert name.startswith("figures/")
        root = ElementTree.fromstring(content)
        tags = {child.tag.rpartition("}")[2]: child for child in root}
        assert {"title", "desc", "style", "defs"} <= set(tags)
        assert ("SYNTHETIC" in tags["title"].text) is (kind == "synthetic")
        assert b"url(http" not in content


def test_hostile_words_are_escaped(made):
    for content in figures(build(made.hostile("<script>alert(1)</script>"))).values():
        assert b"<script" not in content
        ElementTree.fromstring(content)
