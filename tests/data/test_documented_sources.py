"""The page on sources lists every source, step and panel check there is."""

import os

import pytest

from peel_ml.data.panel_checks import PANEL_CHECKS
from peel_ml.data.sources import SOURCES, documented
from peel_ml.errors import BadRequest


def test_the_page_is_what_the_tables_make_of_it(root):
    path = root / "docs" / "data-sources.md"
    if os.environ.get("PEEL_REGENERATE"):
        documented._main([str(path)])
    written = path.read_text()
    assert documented.page(written) == written, (
        "A source or check was added or changed: python -m peel_ml.data.sources.documented docs/data-sources.md"
    )


def test_every_source_and_check_is_on_it(root):
    written = (root / "docs" / "data-sources.md").read_text()
    assert all(f"### `{name}`" in written for name in SOURCES)
    assert all(step.why in written for source in SOURCES.values() for step in source.steps)
    assert all(f"| `{row.code}` |" in written for row in PANEL_CHECKS)


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(BadRequest, match="cannot be made"):
        documented.page("# Where data comes from\n")
