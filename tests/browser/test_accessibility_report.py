"""The report that is frozen with every card is what a browser finds for the template as it stands.

``PEEL_REGENERATE=1 pytest tests/browser/test_accessibility_report.py`` writes it again, after the template, its style
or its drawings have changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.submissions import accessibility
from peel_ml.assurance.submissions.accessibility import SCHEMA_VERSION, PageLook, Report, template_digest, to_json

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = (Path(__file__).parent / "scripts" / "violations.js").read_text(encoding="utf-8")
LOOKS: tuple[tuple[str, int, Any], ...] = (
    ("service", 1280, "light"),
    ("service public", 320, "light"),
    ("real_final", 1280, "cream"),
    ("prohibited", 320, "dark"),
)
"""Between them every kind of block and chart, both views, every page colour, both widths."""


def measured(opened: Callable[..., Any], axe: str) -> Report:
    pages, version = [], ""
    for name, width, theme in LOOKS:
        one = opened(name, width, theme=theme, policy=False)
        one.open_all()
        one.run(axe)
        broken = one.run(AXE, list(TAGS))
        contrast = one.measure("contrast")
        shares = [share for kind in contrast.values() for share, *_ in kind]
        faint = sum(share < 1 for share in shares)
        pages.append(PageLook(name, width, theme, broken, faint, len(shares)))
        version = one.run("axe.version")
    return Report(SCHEMA_VERSION, template_digest(), f"axe-core {version}", TAGS, tuple(pages))


@pytest.mark.full
def test_the_report_is_what_the_browser_finds(opened: Callable[..., Any], axe: str) -> None:
    found = measured(opened, axe)
    path = Path(accessibility.__file__).with_name(accessibility.PACKAGED)
    if os.environ.get("PEEL_REGENERATE"):
        path.write_text(json.dumps(to_json(found), indent=2) + "\n", encoding="utf-8")
    kept = accessibility.from_json(json.loads(path.read_bytes()))
    assert found.violations == found.faint == 0
    assert all(one.contrasts > 300 for one in found.pages)
    # How many words there are changes with the made-up figures; what was found does not.
    assert (kept.template_sha256, kept.tool, kept.rules) == (found.template_sha256, found.tool, found.rules)
    assert [(one.page, one.width, one.theme, one.violations, one.faint) for one in kept.pages] == [
        (one.page, one.width, one.theme, one.violations, one.faint) for one in found.pages
    ]
